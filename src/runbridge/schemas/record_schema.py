"""A shipped schema as a tree of the values that it allows at each path, for `drift`."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import Any, TypeAlias

from runbridge._runtime.registry import NAME, Format
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import Location, SchemaNode, read_schema
from runbridge._runtime.schema_validator import kind_of
from runbridge._runtime.times import FORMATS
from runbridge.problem_messages import brief


class Step(Enum):
    """A step of a path that is not a name: any element of an array, or any value of a map."""

    ITEM = "[]"
    VALUE = "*"


#: The steps from a record to the values of one kind in it.
Path: TypeAlias = tuple[str | Step, ...]
_PLAIN_NAME = re.compile(r"[A-Za-z_$][\w$-]*", re.ASCII)


@dataclass(frozen=True, kw_only=True, eq=False)
class Node:
    """What the schema allows for the values at one path.

    `types` is empty for an opaque value, of which the schema says nothing. `words` is the known vocabulary, which the
    schema refuses to leave where it is `closed`. `formats` are the formats of which a text has to have one, if it is
    none of the words. `location` is where the schema says it, and `record` where it names the fields of an object.
    """

    path: Path
    location: Location = ()
    record: Location = ()
    types: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    closed: bool = False
    formats: tuple[str, ...] = ()
    members: Mapping[str, "Node"] = field(default_factory=dict[str, "Node"])
    required: frozenset[str] = frozenset()
    items: "Node | None" = None
    values: "Node | None" = None

    @property
    def is_opaque(self) -> bool:
        """Whether the schema allows any value."""
        return not self.types

    @property
    def is_nullable(self) -> bool:
        """Whether null is allowed."""
        return self.is_opaque or "null" in self.types

    def allows(self, kind: str) -> bool:
        """Whether a value of a JSON type is allowed; an integer is a number."""
        return self.is_opaque or kind in self.types or (kind == "integer" and "number" in self.types)


@cache
def shape_of(form: Format, profile: str) -> Node:
    """The tree of a format's schema under a profile. Any record may have a residue, which is opaque."""
    return shape(load_schema(form, profile), known=(NAME,))


def shape(schema: dict[str, Any], *, known: Sequence[str] = ()) -> Node:
    """The tree of a schema of an object; `known` are names of more fields, which may have any value."""
    root = _node(read_schema(schema), ())
    more = {name: Node(path=(name,)) for name in known}
    return Node(
        path=(), location=(), record=(), types=root.types, members={**more, **root.members}, required=root.required
    )


def _node(schema: SchemaNode, path: Path) -> Node:
    node = schema.value
    if node is not schema:
        inner = _node(node, path)
        types = inner.types | {"null"} if inner.types else inner.types
        return replace(inner, location=schema.location, types=types)
    branches = [_node(branch, path) for branch in node.branches]
    record = next((branch for branch in branches if branch.members), None)
    texts = [branch for branch in branches if branch.allows("string")]
    if not all(branch.words or branch.formats for branch in texts):
        # One of them accepts any text.
        texts = []
    words = node.vocabulary or tuple(dict.fromkeys(word for branch in texts for word in branch.words))
    return Node(
        path=path,
        location=node.location,
        record=record.record if record else node.location,
        types=_types(node, branches),
        words=words,
        closed="enum" in node.schema or "const" in node.schema or any(branch.closed for branch in texts),
        formats=(
            *(name for name in FORMATS if name == node.format),
            *(each for branch in texts for each in branch.formats),
        ),
        members=record.members
        if record
        else {name: _node(child, (*path, name)) for name, child in node.fields.items()},
        required=record.required if record else frozenset(node.required),
        items=_child(node.items, (*path, Step.ITEM)) or next((each.items for each in branches if each.items), None),
        values=_child(node.values, (*path, Step.VALUE))
        or next((each.values for each in branches if each.values), None),
    )


def _types(node: SchemaNode, branches: Sequence[Node]) -> frozenset[str]:
    """The types that a schema allows: those that it lists, or those of its values or branches; empty for all."""
    if node.types:
        return frozenset(node.types)
    if "enum" in node.schema or "const" in node.schema:
        return frozenset(map(kind_of, node.schema.get("enum", [node.schema.get("const")])))
    if any(branch.is_opaque for branch in branches):
        return frozenset()
    return frozenset[str]().union(*(branch.types for branch in branches))


def _child(node: SchemaNode | None, path: Path) -> Node | None:
    return None if node is None or not node.schema else _node(node, path)


def dotted(path: Path) -> str:
    """A path as one line for messages: `outputs[].data.*[].url`; a name that is not a plain word is in quotes.

    A long name is cut.
    """
    shown = ""
    for step in path:
        match step:
            case Step.ITEM:
                shown += step.value
            case Step.VALUE:
                shown += f".{step.value}"
            case str() if _PLAIN_NAME.fullmatch(step):
                shown += f".{brief(step)}"
            case _:
                shown += f".{_quoted(step)}"
    return shown.removeprefix(".") or "(record)"


def _quoted(name: str) -> str:
    # Quotes and backslashes in a name are escaped before it is shortened, so that none ends it too early.
    return f'"{brief(json.dumps(name, ensure_ascii=False)[1:-1])}"'
