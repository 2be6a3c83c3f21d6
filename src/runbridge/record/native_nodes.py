"""The native module as the environment asks for it, and the part of its plans that schemas make: their nodes."""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import msgspec

from runbridge._runtime.registry import NAME, Format
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import ANNOTATIONS
from runbridge.errors import UsageError
from runbridge.version import VARIABLE, find_native

Plan: TypeAlias = dict[str, Any]
Schema: TypeAlias = Mapping[str, Any]

#: The numbers that the C code has for kinds of values; see native/lane.h.
NULL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT, _INTEGER = 1, 2, 4, 8, 16, 32, 64
ANY = NULL | BOOLEAN | NUMBER | STRING | ARRAY | OBJECT
_KINDS = {
    "null": NULL,
    "boolean": BOOLEAN,
    "number": NUMBER,
    "integer": NUMBER | _INTEGER,
    "string": STRING,
    "array": ARRAY,
    "object": OBJECT,
}
_TIMES = {frozenset(["date-time"]): 1, frozenset(["date-time", "date-time-local"]): 2}
_KEYWORDS = frozenset(
    ["type", "format", "enum", "const", "anyOf", "properties", "required", "items", "additionalProperties", "$ref"]
)
#: The most fields of an object, and of rules.
MOST_FIELDS = 64

encode = msgspec.json.encode


@cache
def load_library() -> Any:
    """The module `runbridge._native`; None if Python does all of the work. Raises UsageError."""
    wanted = os.environ.get(VARIABLE, "")
    if wanted not in ("", "off", "require"):
        raise UsageError(f"{VARIABLE} is {wanted!r}; choose off or require, or remove it")
    library, reason = (None, "") if wanted == "off" else find_native()
    if wanted == "require" and library is None:
        raise UsageError(f"{VARIABLE} is require, and the native module cannot be used: {reason}")
    return library


@cache
def validation_plan(form: Format, profile: str, *, strict: bool = False) -> object | None:
    """The plan to validate records of a format; None if the lane cannot do it, or is not there."""
    library = load_library()
    if library is None:
        return None
    nodes, schema = Nodes(strict=strict), load_schema(form, profile, strict=strict)
    try:
        # With any unknown field, a record may be one of another format.
        need(not strict or schema.get("additionalProperties") is False)
        root = nodes.of(schema)
        return make_plan(library, {"nodes": nodes.nodes, "root": root, "conversion": 0, "columns": []})
    except UnsupportedError:
        return None


def make_plan(library: Any, spec: Plan) -> object:
    """The plan that the C code makes; raises UnsupportedError for one that is too large for it."""
    try:
        plan: object = library.make_plan(spec)
    except ValueError as error:
        raise UnsupportedError from error
    return plan


class UnsupportedError(Exception):
    """The lane cannot do this."""


def need(condition: bool) -> None:
    """Raise UnsupportedError if a condition of the lane does not hold."""
    if not condition:
        raise UnsupportedError


class Nodes:
    """The nodes of the schemas of a plan, whose first one is any value; `strict` allows no field twice."""

    def __init__(self, *, strict: bool = False) -> None:
        self.nodes: list[Plan] = []
        self._strict = strict
        #: The definitions that the current one is a part of: one in itself would never end.
        self._open: list[str] = []
        self.add(ANY)

    def add(self, mask: int, *, fields: Sequence[Plan] = (), **more: Any) -> int:
        """The number of a new node."""
        need(len(fields) <= MOST_FIELDS)
        # In strict mode, values that may be anything are looked at, too.
        nothing = 0 if self._strict else -1
        node = {
            "mask": mask,
            "time": 0,
            "items": nothing,
            "extra": nothing,
            "group": 0,
            "inside": 0,
            "holder": 0,
            "slots": 0,
            "column": -1,
            "unknown": -1,
            "missing": -1,
            "words": [],
            "finds": [],
            "fields": [*fields],
        }
        self.nodes.append({**node, "strict": int(self._strict), "closed": 0, **more})
        return len(self.nodes) - 1

    def of(self, schema: Schema, root: Schema | None = None) -> int:
        """The number of the node of a schema."""
        root = schema if root is None else root
        if not schema.keys() - ANNOTATIONS:
            return 0
        node = self._node(schema, root)
        return self.add(**node)

    def _node(self, schema: Schema, root: Schema) -> Plan:
        need(not schema.keys() - ANNOTATIONS - _KEYWORDS)
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/$defs/")
            need(schema.keys() - ANNOTATIONS == {"$ref"} and name in root.get("$defs", {}) and name not in self._open)
            self._open.append(name)
            node = self._node(root["$defs"][name], root)
            self._open.pop()
            return node
        if "type" not in schema:
            return _constant(schema) if "const" in schema else self._choice(schema, root)
        need("const" not in schema)
        types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        mask = 0
        for kind in types:
            mask |= _KINDS[kind]
        text = _text(schema)
        kinds = text.pop("kinds", mask)
        return {**text, **self._children(schema, root), "mask": mask & kinds}

    def _children(self, schema: Schema, root: Schema) -> Plan:
        """What a node has for the values in arrays and objects."""
        node: Plan = {}
        if "items" in schema:
            node["items"] = self.of(schema["items"], root)
        more = schema.get("additionalProperties", True)
        if more is False:
            node["closed"] = 1
        elif more is not True:
            node["extra"] = self.of(more, root)
        required, named = schema.get("required", []), schema.get("properties", {})
        need(named.keys() >= set(required))
        node["fields"] = [
            field_node(name, self._field(name, each, root), name in required) for name, each in named.items()
        ]
        return node

    def _field(self, name: str, schema: Schema, root: Schema) -> int:
        """The number of the node of a field."""
        node = self.of(schema, root)
        if name == NAME:
            # Python looks at residues that are text.
            wanted: Plan = {**self.nodes[node], "mask": self.nodes[node]["mask"] & ~STRING}
            node = self.add(**wanted)
        return node

    def _choice(self, schema: Schema, root: Schema) -> Plan:
        """A node for values of different kinds."""
        need(schema.keys() - ANNOTATIONS == {"anyOf"})
        merged: Plan = {"mask": 0}
        for branch in schema["anyOf"]:
            node = self._node(branch, root)
            need(not merged["mask"] & node["mask"] & ANY)
            filled = {key: value for key, value in node.items() if value}
            merged = {**merged, **filled, "mask": merged["mask"] | node["mask"]}
        return merged


def _constant(schema: Schema) -> Plan:
    """A node for one text."""
    need(schema.keys() - ANNOTATIONS == {"const"} and isinstance(schema["const"], str))
    return {"mask": STRING, "words": [encode(schema["const"])]}


def _text(schema: Schema) -> Plan:
    """What a node has for strings."""
    node: Plan = {}
    formats = [schema["format"]] if "format" in schema else []
    if "anyOf" in schema:
        need(not formats and all(branch.keys() == {"format"} for branch in schema["anyOf"]))
        formats = [branch["format"] for branch in schema["anyOf"]]
    if formats:
        need(frozenset(formats) in _TIMES)
        node["time"] = _TIMES[frozenset(formats)]
    if "enum" in schema:
        # Python looks at values of other kinds.
        words = [encode(word) for word in schema["enum"] if isinstance(word, str)]
        need(bool(words))
        node["words"] = words
        node["kinds"] = STRING | NULL if None in schema["enum"] else STRING
    return node


def field_node(name: str, node: int, is_required: bool = False, is_raw: bool = False) -> Plan:
    """A field of a node. `is_raw` says that it is written as it is read, with any escapes."""
    return {
        "name": name.encode(),
        "node": node,
        "required": int(is_required),
        "raw": int(is_raw),
        "slot": -1,
        "rank": -1,
        "column": -1,
    }
