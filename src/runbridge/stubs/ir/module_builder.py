"""Builds the `Module` of types that some schemas describe, each record and vocabulary with a name."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from runbridge.errors import UsageError
from runbridge.problem_messages import pointer
from runbridge.schemas.document import Document, Node
from runbridge.schemas.keywords import DEFINITIONS
from runbridge.stubs.ir.from_schema import SchemaReader, description_of
from runbridge.stubs.ir.graph import Notes, depth_first, reachable
from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.names import Names, pascal
from runbridge.stubs.ir.types import (
    PAYLOADS,
    Alias,
    Array,
    Declaration,
    Field,
    Literal,
    Map,
    Module,
    Payload,
    Record,
    Reference,
    Source,
    Type,
    Union,
    Unknown,
)


@dataclass(frozen=True)
class Hoister:
    """Declares types, and all unnamed types in them that need a name."""

    names: Names
    declared: dict[str, Declaration]

    def declare(self, name: str, type: Type, description: str) -> None:
        """Declare a type under a name that it has been given."""
        match type:
            case Record():
                fields = tuple(self._field(field, name) for field in type.fields)
                additional = self._hoist(type.additional, f"{name}Value")
                self.declared[name] = Record(name, fields, additional, description)
            case Literal():
                self.declared[name] = Alias(name, type, description)
            case Union():
                self.declared[name] = Alias(name, self._union(type.options, name, in_alias=True), description)
            case _:
                self.declared[name] = Alias(name, self._hoist(type, name), description)

    def _field(self, field: Field, record: str) -> Field:
        return replace(field, type=self._hoist(field.type, record + (pascal(field.name) or "Field")))

    def _hoist(self, type: Type, name: str) -> Type:
        """The type with references to what is declared now; `name` is the preferred name."""
        match type:
            case Record():
                return self._hoist_as(type, type.description, name)
            case Literal() if len(type.values) > 1 or type.is_open:
                return self._hoist_as(type, "", name)
            case Union():
                return self._union(type.options, name, in_alias=False)
            case Array():
                items = tuple(self._hoist(item, f"{name}Item{number}") for number, item in enumerate(type.items, 1))
                return replace(type, items=items, rest=self._hoist(type.rest, f"{name}Item"))
            case Map():
                return Map(self._hoist(type.value, f"{name}Value"))
            case _:
                return type

    def _hoist_as(self, type: Type, description: str, *names: str) -> Reference:
        name = self.names.give(*names)
        self.declare(name, type, description)
        return Reference(name)

    def _union(self, options: Sequence[Type], name: str, *, in_alias: bool) -> Type:
        """The union with references; in an alias, which has a name already, closed literals are not hoisted."""
        # In an alias the preferred name is taken.
        fallback = f"{name}Object" if in_alias else name
        has_several_records = sum(isinstance(option, Record) for option in options) > 1
        found: list[Type] = []
        for option in options:
            if isinstance(option, Record):
                names = _candidate_names(option, name, use_tag=has_several_records) or [fallback]
                found.append(self._hoist_as(option, option.description, *names))
            elif in_alias and isinstance(option, Literal) and not option.is_open:
                found.append(option)
            else:
                found.append(self._hoist(option, name))
        return union(found)


def _candidate_names(record: Record, name: str, *, use_tag: bool) -> list[str]:
    """Names for a record in a union, the best first; none if nothing distinguishes it from the other options."""
    if record.name:
        return [record.name, name + record.name]
    tag = _tag_of(record) if use_tag else ""
    return [name + tag] if tag else []


def _tag_of(record: Record) -> str:
    """The value of a required field with one possible string, as part of a name; empty if there is none."""
    for field in record.fields:
        values = field.type.values if isinstance(field.type, Literal) and field.required else ()
        if len(values) == 1 and isinstance(values[0], str) and pascal(values[0]):
            return pascal(values[0])
    return ""


def read_module(formats: Mapping[str, Document], payloads: Mapping[Payload, Document]) -> Module:
    """The types of the records of some formats, by the formats' names, and of the described payloads.

    Raises UsageError for a schema that is nested too deeply, and for a payload that none of the formats has.
    """
    described: dict[Payload, Document] = {payload: payloads[payload] for payload in PAYLOADS if payload in payloads}
    try:
        builder = _ModuleBuilder(formats, described)
    except RecursionError as error:
        raise UsageError("the schema nests types too deeply") from error
    for payload in described:
        if payload not in builder.used:
            raise UsageError(
                f"{' and '.join(formats)} has no opaque {payload}, which --{payload}-schema could describe"
            )
    return Module(
        declarations=reachable([*builder.runs, *builder.payloads.values()], builder.declared),
        runs=tuple(builder.runs),
        payloads=tuple(builder.payloads.items()),
        sources=tuple(
            [_source(name, document) for name, document in formats.items()]
            + [_source(f"--{payload}-schema", document) for payload, document in described.items()]
        ),
        notes=builder.notes.texts,
    )


def read_schema_module(document: Document, name: str) -> Module:
    """The types of any JSON Schema; the type of the whole schema is named after its title, or else `name`.

    Raises UsageError for a schema that is nested too deeply.
    """
    return replace(read_module({pascal(name) or "Schema": document}, {}), sources=(_source("--schema", document),))


def _title_of(document: Document) -> str:
    """The title of a schema as a name; empty if it has none."""
    return pascal(str(document.root.keywords.get("title", "")))


def _source(name: str, document: Document) -> Source:
    return Source(name, hashlib.sha256(document.text.encode()).hexdigest())


class _ModuleBuilder:
    """Reads schemas into one set of declarations.

    Formats are read first, so that their types have the same names whatever the payloads are called.
    """

    def __init__(self, formats: Mapping[str, Document], payloads: Mapping[Payload, Document]) -> None:
        self.notes = Notes()
        self.declared: dict[str, Declaration] = {}
        self._names = Names()
        self._hoister = Hoister(self._names, self.declared)
        self._references: dict[Node, Reference] = {}
        self._nodes: dict[str, Node] = {}
        self._being_read: set[str] = set()
        self._schema_reader = SchemaReader(self._references, self._resolve, self.notes, formats.values())
        self.runs = [
            self._name(document.root, _title_of(document) or pascal(name)) for name, document in formats.items()
        ]
        self._declare_all(formats.values())
        self.payloads: dict[Payload, str] = {
            payload: self._describe(payload, document.root) for payload, document in payloads.items()
        }
        self._declare_all(payloads.values())
        self._schema_reader.note_overlapping_one_of()
        for document in dict.fromkeys([*formats.values(), *payloads.values()]):
            self.notes.add_unchecked(document)
        self.used = self._insert_payloads()

    def _name(self, node: Node, *preferred: str) -> str:
        """Give a schema a name, by which references refer to it."""
        name = self._names.give(*preferred)
        self._references[node] = Reference(name)
        self._nodes[name] = node
        return name

    def _describe(self, payload: Payload, root: Node) -> str:
        """The name of the type that describes a payload."""
        if root in self._references:
            return self._references[root].name
        title, default = _title_of(root.document), payload.capitalize()
        return self._name(root, title, title + default) if title else self._name(root, default)

    def _declare_all(self, documents: Iterable[Document]) -> None:
        """Declare the types of documents, and of all schemas that they refer to."""
        for document in documents:
            targets = {node.target for node in document.root.closure if "$ref" in node.keywords}
            for target in sorted(targets - self._references.keys(), key=lambda node: pointer(node.path)):
                self._name_target(target)
        # Dependencies first, so that they are complete when an intersection needs them.
        edges = {name: self._names_in(node) for name, node in self._nodes.items()}
        for name in depth_first(edges, edges, set()):
            self._declaration(name)

    def _names_in(self, node: Node) -> list[str]:
        """The names that a schema or an unnamed schema inside of it refers to."""
        found: list[str] = []
        waiting = [node]
        while waiting:
            for child in waiting.pop().inside():
                reference = self._references.get(child)
                if reference is None:
                    waiting.append(child)
                else:
                    found.append(reference.name)
        return found

    def _name_target(self, node: Node) -> None:
        """Name a schema inside of a document: after its definition, or after its location."""
        step = pascal(next(step for step in reversed(node.path) if isinstance(step, str))) or "Definition"
        qualified = self._references[node.document.root].name + step
        is_definition = len(node.path) > 1 and node.path[-2] in DEFINITIONS
        self._name(node, *((step, qualified) if is_definition else (qualified,)))

    def _declaration(self, name: str) -> Declaration:
        """The declaration of that name, which is made on first use."""
        if name not in self.declared:
            self._being_read.add(name)
            found = self._schema_reader.read(self._nodes[name])
            self._being_read.remove(name)
            description = found.description if isinstance(found, Record) else description_of(self._nodes[name])
            self._hoister.declare(name, found, description)
        return self.declared[name]

    def _resolve(self, reference: Reference) -> Type | None:
        """The type that a reference leads to, without its description."""
        if reference.name in self._being_read:
            return None
        found = self._declaration(reference.name)
        return replace(found, description="") if isinstance(found, Record) else found.type

    def _insert_payloads(self) -> set[Payload]:
        """Refer to the described payloads; returns all opaque payloads of the formats."""
        used: set[Payload] = set()
        for name, declaration in self.declared.items():
            if isinstance(declaration, Record):
                fields = [self._with_payload(field, used) for field in declaration.fields]
                self.declared[name] = replace(declaration, fields=tuple(fields))
        return used

    def _with_payload(self, field: Field, used: set[Payload]) -> Field:
        payload = field.type.payload if isinstance(field.type, Unknown) else None
        if payload is None:
            return field
        used.add(payload)
        return replace(field, type=Reference(self.payloads[payload])) if payload in self.payloads else field
