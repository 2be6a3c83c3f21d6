"""Types of values without parts, and the annotations of a schema, read from its keywords."""

import json
import re
from typing import Any, TypeGuard, cast

from runbridge.schemas.document import Node
from runbridge.stubs.ir.graph import Notes
from runbridge.stubs.ir.intersect import literal_of, union
from runbridge.stubs.ir.types import Array, Literal, Map, Null, Number, String, Type, Unknown

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def number_of(keywords: dict[str, Any], *, is_integer: bool) -> Number:
    """The type of numbers, or of integers."""
    return Number(
        is_integer=is_integer,
        minimum=keywords.get("minimum"),
        maximum=keywords.get("maximum"),
        exclusive_minimum=keywords.get("exclusiveMinimum"),
        exclusive_maximum=keywords.get("exclusiveMaximum"),
        multiple_of=keywords.get("multipleOf"),
    )


def string_of(node: Node) -> String | Literal:
    """The type of strings; an open literal if the schema lists known strings and asks for nothing else."""
    keywords = node.keywords
    found = String(
        format=keywords.get("format"),
        pattern=keywords.get("pattern"),
        min_length=count(keywords.get("minLength")),
        max_length=count(keywords.get("maxLength")),
    )
    known = keywords.get("x-extensible-enum")
    if found == String() and _is_string_list(known):
        return Literal(literal_of(known).values, is_open=True)
    return found


def _is_string_list(value: object) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list) and value != [] and all(isinstance(each, str) for each in cast("list[object]", value))
    )


def enum_type(values: list[Any], node: Node, notes: Notes) -> Type:
    """The type of the values that `enum` or `const` lists."""
    options: list[Type] = []
    literal = literal_of(value for value in values if not isinstance(value, (dict, list, type(None))))
    if any(isinstance(value, dict) for value in values):
        notes.add(node, "only `validate` checks which object it is")
        options.append(Map(Unknown()))
    if any(isinstance(value, list) for value in values):
        notes.add(node, "only `validate` checks which array it is")
        options.append(Array(Unknown()))
    if None in values:
        options.append(Null())
    return union([*([literal] if literal.values else []), *options])


def count(value: float | None) -> int | None:
    """A count, which may be written `2.0` in JSON."""
    return None if value is None else int(value)


def description_of(node: Node) -> str:
    """The description of a schema, followed by its unit."""
    text = str(node.keywords.get("description", ""))
    unit = node.keywords.get("x-unit")
    return _LONE_SURROGATE.sub("\ufffd", f"{text} Unit: {unit}." if isinstance(unit, str) else text).strip()


def default_of(node: Node) -> str | None:
    """The default of a schema as JSON text that any encoding can represent."""
    if "default" not in node.keywords:
        return None
    text = json.dumps(node.keywords["default"], ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
