"""The one reader of the shipped schemas: a JSON Schema in, a tree of nodes out, with references resolved."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

Schema: TypeAlias = Mapping[str, Any]
#: The steps from the root of a schema to a part of it.
Location: TypeAlias = tuple[str | int, ...]

_DEFINITIONS = "#/$defs"
#: The keyword of a record: by which fields its format is detected.
DETECT, ENVELOPES = "x-detect", "x-envelopes"
#: Keywords that assert nothing about a value.
ANNOTATIONS = frozenset(
    {
        *(
            "$schema",
            "$id",
            "$defs",
            "$comment",
            "title",
            "description",
            "examples",
            "example",
            "default",
            DETECT,
            ENVELOPES,
        ),
        *("readOnly", "writeOnly", "deprecated", "x-aliases", "x-extensible-enum", "x-payload", "x-unit"),
    }
)


class SchemaNode(Struct, frozen=True, kw_only=True, eq=False):
    """A schema of a record or of a value in it; a schema that is only a reference is its target.

    `schema` is the text of the schema, at `location`, and `definition` its name under `$defs`, empty for one that is
    not there. `types` is empty if all are allowed. `vocabulary` has the known texts, which are all allowed ones if the
    schema has an `enum` or a `const`. `target` is that of a reference with other assertions, `branches` are those of
    `anyOf`. `values` is the schema of unknown fields, if they have one.
    """

    schema: Schema
    location: Location
    definition: str = ""
    description: str = ""
    unit: str = ""
    types: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    format: str | None = None
    target: "SchemaNode | None" = None
    branches: "tuple[SchemaNode, ...]" = ()
    fields: "Mapping[str, SchemaNode]" = {}
    required: tuple[str, ...] = ()
    items: "SchemaNode | None" = None
    values: "SchemaNode | None" = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types besides null."""
        return tuple(kind for kind in self.types if kind != "null")

    @property
    def kind(self) -> str:
        """The only type besides null; empty if there is none or more than one."""
        return self.kinds[0] if len(self.kinds) == 1 else ""

    @property
    def value(self) -> "SchemaNode":
        """The schema of the values besides null: of an `anyOf` with null the only other branch, else the node."""
        others = [branch for branch in self.branches if branch.types != ("null",)]
        is_choice = len(others) == 1 < len(self.branches) and not self.schema.keys() - ANNOTATIONS - {"anyOf"}
        return others[0].value if is_choice else self

    @property
    def is_nullable(self) -> bool:
        """Whether null is allowed."""
        if self.types and "null" not in self.types:
            return False
        if "enum" in self.schema or "const" in self.schema:
            return None in self.schema.get("enum", (self.schema.get("const"),))
        if self.target is not None and not self.target.is_nullable:
            return False
        return bool(self.types) or not self.branches or any(branch.is_nullable for branch in self.branches)

    @property
    def is_time(self) -> bool:
        """Whether a date-time is asserted, of the published or the tolerant profile."""
        return "date-time" in (self.format, *(branch.format for branch in self.branches))

    @property
    def is_record(self) -> bool:
        """Whether the schema names fields."""
        return "properties" in self.schema


def read_schema(schema: Schema) -> SchemaNode:
    """The tree of a schema with references into its own `$defs`.

    Raises ValueError for another reference, for a schema that refers to itself and for `false`, except as
    `additionalProperties`.
    """
    return _Reader(schema).read(schema, ())


def read_definitions(schema: Schema) -> dict[str, SchemaNode]:
    """The tree of each definition of a schema; raises as `read_schema`."""
    reader = _Reader(schema)
    return {name: reader.resolve(f"{_DEFINITIONS}/{name}") for name in schema.get("$defs", {})}


class _Reader:
    """Reads the parts of one schema; each definition is read once."""

    def __init__(self, root: Schema) -> None:
        self._definitions: Mapping[str, Schema] = root.get("$defs", {})
        self._read: dict[str, SchemaNode] = {}
        self._open: set[str] = set()

    def read(self, schema: Schema | bool, location: Location, definition: str = "") -> SchemaNode:
        if schema is False:
            raise ValueError("a schema that is `false` is supported under `additionalProperties` only")
        if schema is True:
            schema = {}
        if schema.keys() - ANNOTATIONS == {"$ref"}:
            # What it says of itself is kept, and nothing else.
            target = self.resolve(schema["$ref"])
            return replace(target, description=schema.get("description", ""), unit=schema.get("x-unit", ""))
        types = schema.get("type", ())
        words = schema.get("enum", [schema["const"]] if "const" in schema else schema.get("x-extensible-enum", ()))
        additional = schema.get("additionalProperties", True)
        return SchemaNode(
            schema=schema,
            location=location,
            definition=definition,
            description=schema.get("description", ""),
            unit=schema.get("x-unit", ""),
            types=(types,) if isinstance(types, str) else tuple(types),
            vocabulary=tuple(word for word in words if isinstance(word, str)),
            format=schema.get("format"),
            target=self.resolve(schema["$ref"]) if "$ref" in schema else None,
            branches=tuple(
                self.read(branch, (*location, "anyOf", index)) for index, branch in enumerate(schema.get("anyOf", ()))
            ),
            fields={
                name: self.read(field, (*location, "properties", name))
                for name, field in schema.get("properties", {}).items()
            },
            required=tuple(schema.get("required", ())),
            items=self.read(schema["items"], (*location, "items")) if "items" in schema else None,
            values=(
                None if isinstance(additional, bool) else self.read(additional, (*location, "additionalProperties"))
            ),
        )

    def resolve(self, reference: str) -> SchemaNode:
        """The node that a reference leads to."""
        start, _, name = reference.rpartition("/")
        if start != _DEFINITIONS or name not in self._definitions:
            raise ValueError(f"the reference {reference!r} leads nowhere")
        if name in self._open:
            raise ValueError(f"the definition {name!r} refers to itself")
        if name not in self._read:
            self._open.add(name)
            self._read[name] = self.read(self._definitions[name], ("$defs", name), name)
            self._open.remove(name)
        return self._read[name]
