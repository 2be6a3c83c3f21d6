"""Schemas in, the types that they describe out."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from runbridge.documents.document import Document, Node
from runbridge.documents.keywords import DEFINITIONS
from runbridge.errors import WrongUse
from runbridge.stubs.names import Names, pascal
from runbridge.stubs.notes import Notes
from runbridge.stubs.ordering import reached
from runbridge.stubs.plain_types import description_of
from runbridge.stubs.settling import Settling
from runbridge.stubs.shapes import Shapes
from runbridge.stubs.tree import (
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
        self._shapes = Shapes(self._refer, self._resolve, self.notes, formats.values())
        self._nodes: dict[str, Node] = {}
        self._named: dict[Node, str] = {}
        self._read: dict[str, Type] = {}
        self._being_read: set[str] = set()
        self._waiting: list[str] = []
        self.runs = [self._name(document.root, document.root.keywords["title"]) for document in formats.values()]
        self._finish()
        self.payloads: dict[Payload, str] = {
            payload: self._describe(payload, document.root) for payload, document in payloads.items()
        }
        self._finish()
        self._shapes.tell_of_choices()
        self.used = self._put_in_payloads()

    def _name(self, node: Node, *wanted: str) -> str:
        """A name for a schema, which is read and declared later."""
        name = self._names.give(*wanted)
        self._nodes[name], self._named[node] = node, name
        self._waiting.append(name)
        return name

    def _describe(self, payload: Payload, root: Node) -> str:
        """The name of the type that a payload is described with."""
        if root in self._named:
            return self._named[root]
        title, plain = pascal(str(root.keywords.get("title", ""))), payload.capitalize()
        return self._name(root, title, title + plain) if title else self._name(root, plain)

    def _refer(self, node: Node) -> Reference:
        if node not in self._named:
            step = pascal(next(step for step in reversed(node.path) if isinstance(step, str))) or "Definition"
            owned = self._named[node.document.root] + step
            is_definition = node.path[-2:-1] in {(keyword,) for keyword in DEFINITIONS}
            self._name(node, *((step, owned) if is_definition else (owned,)))
        return Reference(self._named[node])

    def _resolve(self, reference: Reference) -> Type | None:
        """What a reference leads to, without what is told of that very place."""
        if reference.name in self._being_read:
            return None
        found = self._type(reference.name)
        return replace(found, name="", description="") if isinstance(found, Record) else found

    def _type(self, name: str) -> Type:
        if name not in self._read:
            self._being_read.add(name)
            self._read[name] = self._shapes.read(self._nodes[name])
            self._being_read.remove(name)
        return self._read[name]

    def _finish(self) -> None:
        """Declare all that has got a name, and what turns up on the way."""
        types = [(name, self._type(name)) for name in self._waiting]
        self._waiting.clear()
        for name, type in types:
            told = type.description if isinstance(type, Record) else description_of(self._nodes[name])
            self._settling.declare(name, type, told)

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
