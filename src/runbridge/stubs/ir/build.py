"""Schemas in, the types that they describe out."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from runbridge.errors import WrongUse
from runbridge.problems import pointer
from runbridge.schemas.document import Document, Node
from runbridge.schemas.keywords import DEFINITIONS
from runbridge.stubs.ir.declare import Settling
from runbridge.stubs.ir.from_schema import Shapes
from runbridge.stubs.ir.graph import deepest_first, reached
from runbridge.stubs.ir.names import Names, pascal
from runbridge.stubs.ir.notes import Notes
from runbridge.stubs.ir.scalars import description_of
from runbridge.stubs.ir.types import (
    PAYLOADS,
    Anything,
    Declaration,
    Member,
    Module,
    Payload,
    Record,
    Reference,
    Source,
    Type,
)


def read_module(formats: Mapping[str, Document], payloads: Mapping[Payload, Document]) -> Module:
    """The types of some formats' records, by the formats' names, with types for the payloads that are described.

    Raises WrongUse for a schema that is nested too deeply, and for a payload that none of the formats has.
    """
    described: dict[Payload, Document] = {payload: payloads[payload] for payload in PAYLOADS if payload in payloads}
    try:
        reader = _Reader(formats, described)
    except RecursionError as error:
        raise WrongUse("a schema leads from one type to the next too often to make types of it") from error
    for payload in described:
        if payload not in reader.used:
            raise WrongUse(f"{' and '.join(formats)} has no opaque {payload}, which --{payload}-schema could describe")
    return Module(
        declarations=reached([*reader.runs, *reader.payloads.values()], reader.declared),
        runs=tuple(reader.runs),
        payloads=tuple(reader.payloads.items()),
        sources=tuple(
            [_source(name, document) for name, document in formats.items()]
            + [_source(f"--{payload}-schema", document) for payload, document in described.items()]
        ),
        notes=reader.notes.told,
    )


def _source(name: str, document: Document) -> Source:
    return Source(name, hashlib.sha256(document.text.encode()).hexdigest())


class _Reader:
    """Reads schemas one after the other into one set of declarations.

    Formats come first, so that their types have the same names whatever the payloads are called.
    """

    def __init__(self, formats: Mapping[str, Document], payloads: Mapping[Payload, Document]) -> None:
        self.notes = Notes()
        self.declared: dict[str, Declaration] = {}
        self._names = Names()
        self._settling = Settling(self._names, self.declared)
        self._references: dict[Node, Reference] = {}
        self._nodes: dict[str, Node] = {}
        self._being_read: set[str] = set()
        self._shapes = Shapes(self._references, self._resolve, self.notes, formats.values())
        self.runs = [self._name(document.root, document.root.keywords["title"]) for document in formats.values()]
        self._declare_all(formats.values())
        self.payloads: dict[Payload, str] = {
            payload: self._describe(payload, document.root) for payload, document in payloads.items()
        }
        self._declare_all(payloads.values())
        self._shapes.tell_of_choices()
        self.used = self._put_in_payloads()

    def _name(self, node: Node, *wanted: str) -> str:
        """A name for a schema, which others refer to it by."""
        name = self._names.give(*wanted)
        self._references[node] = Reference(name)
        self._nodes[name] = node
        return name

    def _describe(self, payload: Payload, root: Node) -> str:
        """The name of the type that a payload is described with."""
        if root in self._references:
            return self._references[root].name
        title, plain = pascal(str(root.keywords.get("title", ""))), payload.capitalize()
        return self._name(root, title, title + plain) if title else self._name(root, plain)

    def _declare_all(self, documents: Iterable[Document]) -> None:
        """Declare the types of documents that have names, and of all that is referred to in them."""
        for document in documents:
            targets = {node.target for node in document.root.closure if "$ref" in node.keywords}
            for target in sorted(targets - self._references.keys(), key=lambda node: pointer(node.path)):
                self._name_target(target)
        # What others are put together of comes before them, so that it is not read in the midst of them.
        ahead = {name: self._names_in(node) for name, node in self._nodes.items()}
        for name in deepest_first(ahead, ahead, set()):
            self._declared(name)

    def _names_in(self, node: Node) -> list[str]:
        """The names that a schema refers to, right there or in schemas in it."""
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
        """A name for a schema in a document: that of the definition, or one that tells where it stands."""
        step = pascal(next(step for step in reversed(node.path) if isinstance(step, str))) or "Definition"
        owned = self._references[node.document.root].name + step
        is_definition = len(node.path) > 1 and node.path[-2] in DEFINITIONS
        self._name(node, *((step, owned) if is_definition else (owned,)))

    def _declared(self, name: str) -> Declaration:
        """The declaration of that name, which is made when it is asked for."""
        if name not in self.declared:
            self._being_read.add(name)
            found = self._shapes.read(self._nodes[name])
            self._being_read.remove(name)
            told = found.description if isinstance(found, Record) else description_of(self._nodes[name])
            self._settling.declare(name, found, told)
        return self.declared[name]

    def _resolve(self, reference: Reference) -> Type | None:
        """What a reference leads to, without what is told of that very place."""
        if reference.name in self._being_read:
            return None
        found = self._declared(reference.name)
        return replace(found, description="") if isinstance(found, Record) else found.type

    def _put_in_payloads(self) -> set[Payload]:
        """Refer to the types of payloads where there are some; the payloads that the formats have."""
        used: set[Payload] = set()
        for name, declaration in self.declared.items():
            if isinstance(declaration, Record):
                members = [self._with_payload(member, used) for member in declaration.members]
                self.declared[name] = replace(declaration, members=tuple(members))
        return used

    def _with_payload(self, member: Member, used: set[Payload]) -> Member:
        payload = member.type.payload if isinstance(member.type, Anything) else None
        if payload is None:
            return member
        used.add(payload)
        return replace(member, type=Reference(self.payloads[payload])) if payload in self.payloads else member
