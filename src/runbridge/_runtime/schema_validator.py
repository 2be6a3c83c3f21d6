"""A JSON Schema as a rule: whether a value fits, and every place where it does not.

Only the keywords that our schemas have are read, as JSON Schema 2020-12 has them, and any other is refused; jsonschema,
which a property compares with this, takes many times as long and says less about where.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, cast

import msgspec

Path: TypeAlias = tuple[str | int, ...]
Schema: TypeAlias = Mapping[str, Any]
Formats: TypeAlias = Mapping[str, Callable[[str], bool]]

_ASSERTIONS = {"type", "enum", "format", "anyOf", "$ref", "properties", "additionalProperties", "required", "items"}
_ANNOTATIONS = {
    *("$schema", "$id", "$defs", "title", "description", "examples", "readOnly"),
    *("x-extensible-enum", "x-payload", "x-unit"),
}
#: The keywords that ask something of values of a type only.
_ASKED = {
    "string": ("format",),
    "object": ("properties", "additionalProperties", "required"),
    "array": ("items",),
}
_KINDS: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
    dict: "object",
}


class Fault(msgspec.Struct, frozen=True):
    """A value that a keyword refuses: the `value` at `path`, and the schema that has the keyword.

    `name` is the member that is missing or not allowed, and `value` the object then. `types` are those that the place
    takes, where the type is what is wrong.
    """

    keyword: str
    path: Path
    value: Any
    schema: Schema
    name: str | None = None
    types: tuple[str, ...] = ()


def compile_rule(schema: Schema, formats: Formats) -> "Rule":
    """The rule of a schema, whose references lead into its own `$defs`; raises ValueError for what is not read here."""
    return _rule(schema, schema, formats)


def _rule(schema: Schema, root: Schema, formats: Formats) -> "Rule":
    # What only refers to another schema is that schema, which saves a step on the way to every value.
    while schema.keys() - _ANNOTATIONS == {"$ref"}:
        schema = _resolve(schema["$ref"], root)
    return Rule(schema, root, formats)


def kind_of(value: Any) -> str:
    """The JSON type of a parsed value; `1.0` is a number, although it fits where an integer is asked."""
    exactly: type = type(value)  # pyright: ignore[reportUnknownVariableType]  # of any JSON
    return _KINDS.get(exactly) or next(kind for base, kind in _KINDS.items() if isinstance(value, base))


class Rule:
    """A schema, ready to be asked about values."""

    def __init__(self, schema: Schema, root: Schema, formats: Formats) -> None:
        others = schema.keys() - _ASSERTIONS - _ANNOTATIONS
        if others:
            raise ValueError(f"the keyword {min(others)!r} is not read here")
        self._schema = schema
        types = schema.get("type", ())
        own = (types,) if isinstance(types, str) else tuple(types)
        self._own_types = frozenset(own) | ({"integer"} if "number" in own else frozenset[str]())
        self._target = None if "$ref" not in schema else _rule(_resolve(schema["$ref"], root), root, formats)
        #: The types that the schema takes, as it lists them; empty where it takes all.
        self.types: tuple[str, ...] = own or (() if self._target is None else self._target.types)
        self._enum: list[Any] | None = schema.get("enum")
        if any(isinstance(choice, dict | list) for choice in self._enum or ()):
            raise ValueError("an enum of arrays or objects is not read here")
        self._format = formats[schema["format"]] if "format" in schema else None
        self._branches = [_rule(branch, root, formats) for branch in schema.get("anyOf", ())]
        self._required: list[str] = schema.get("required", [])
        self._members = {
            name: _rule(_plain(member), root, formats) for name, member in schema.get("properties", {}).items()
        }
        additional = schema.get("additionalProperties", True)
        self._is_closed = additional is False
        self._others = None if isinstance(additional, bool) else _rule(additional, root, formats)
        self._items = _rule(_plain(schema["items"]), root, formats) if "items" in schema else None
        self._taken = frozenset(kind for kind, name in _KINDS.items() if self.takes_kind(name))
        #: The Python types of which every value fits; most members are told by that alone.
        self.surely = frozenset(kind for kind in self._taken if self._asks_nothing(_KINDS[kind]))

    def takes_kind(self, kind: str) -> bool:
        """Whether every value of a JSON type is of a type that is taken."""
        is_own = not self._own_types or kind in self._own_types
        return is_own and (self._target is None or self._target.takes_kind(kind))

    def _asks_nothing(self, kind: str) -> bool:
        """Whether nothing but its type is asked of a value of a JSON type."""
        return not {"enum", "anyOf", "$ref", *_ASKED.get(kind, ())} & self._schema.keys()

    def is_valid(self, value: Any) -> bool:
        """Whether the schema accepts a value."""
        if type(value) in self.surely:
            return True
        if type(value) not in self._taken and not self.takes_type(value):
            return False
        if self._enum is not None and not _is_among(value, self._enum):
            return False
        if self._format is not None and isinstance(value, str) and not self._format(value):
            return False
        if self._branches and not self._fits_branch(value):
            return False
        if self._target is not None and not self._target.is_valid(value):
            return False
        if isinstance(value, dict):
            return self._fits_members(cast("dict[str, Any]", value))
        if isinstance(value, list) and self._items is not None:
            return all(map(self._items.is_valid, cast("Iterable[Any]", value)))
        return True

    def takes_type(self, value: Any) -> bool:
        """Whether the schema takes values of this one's type."""
        if self._own_types:
            kind = kind_of(value)
            if kind not in self._own_types and not (
                kind == "number" and "integer" in self._own_types and value.is_integer()
            ):
                return False
        return self._target is None or self._target.takes_type(value)

    def faults(self, value: Any, path: Path = ()) -> Iterator[Fault]:
        """All that is wrong with a value; what has the wrong type is not looked at any further.

        Of an `anyOf` with one branch that takes the value's type, that branch was meant, and its faults are given.
        """
        if not self.takes_type(value):
            yield Fault("type", path, value, self._schema, types=self.types)
            return
        if self._enum is not None and not _is_among(value, self._enum):
            yield Fault("enum", path, value, self._schema)
        if self._format is not None and isinstance(value, str) and not self._format(value):
            yield Fault("format", path, value, self._schema)
        if self._branches and not self._fits_branch(value):
            yield from self._no_branch(value, path)
        if self._target is not None and not self._target.is_valid(value):
            yield from self._target.faults(value, path)
        if isinstance(value, dict):
            yield from self._members_faults(cast("dict[str, Any]", value), path)
        elif isinstance(value, list) and self._items is not None:
            for index, element in enumerate(cast("Iterable[Any]", value)):
                if not self._items.is_valid(element):
                    yield from self._items.faults(element, (*path, index))

    def _fits_branch(self, value: Any) -> bool:
        # No `any`: a generator for each element of an array takes its time.
        for branch in self._branches:  # noqa: SIM110
            if branch.is_valid(value):
                return True
        return False

    def _no_branch(self, value: Any, path: Path) -> Iterator[Fault]:
        meant = [branch for branch in self._branches if branch.takes_type(value)]
        if len(meant) == 1:
            yield from meant[0].faults(value, path)
        else:
            types = () if meant else tuple(kind for branch in self._branches for kind in branch.types)
            yield Fault("anyOf", path, value, self._schema, types=types)

    def _fits_members(self, value: dict[str, Any]) -> bool:
        for name in self._required:
            if name not in value:
                return False
        for name, child in value.items():
            rule = self._members.get(name, self._others)
            if rule is None:
                if self._is_closed:
                    return False
            elif type(child) not in rule.surely and not rule.is_valid(child):
                return False
        return True

    def _members_faults(self, value: dict[str, Any], path: Path) -> Iterator[Fault]:
        for name in self._required:
            if name not in value:
                yield Fault("required", path, value, self._schema, name)
        for name, child in value.items():
            rule = self._members.get(name, self._others)
            if rule is None:
                if self._is_closed:
                    yield Fault("additionalProperties", path, value, self._schema, name)
            elif type(child) not in rule.surely and not rule.is_valid(child):
                yield from rule.faults(child, (*path, name))


def _resolve(reference: str, root: Schema) -> Schema:
    start, _, name = reference.rpartition("/")
    if start != "#/$defs" or name not in root["$defs"]:
        raise ValueError(f"the reference {reference!r} leads nowhere")
    schema: Schema = root["$defs"][name]
    return schema


def _plain(schema: Schema | bool) -> Schema:
    """A schema as an object; `true` takes everything."""
    if schema is False:
        raise ValueError("a schema that takes nothing is read under `additionalProperties` only")
    return {} if schema is True else schema


def _is_among(value: Any, choices: list[Any]) -> bool:
    # Of JSON's values only true and 1 are equal to Python and no choice of the other.
    return any(value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in choices)
