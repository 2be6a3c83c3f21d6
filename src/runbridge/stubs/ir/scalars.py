"""The types of values that have no parts, and what schemas say to people, as keywords tell."""

import json
import re
from typing import Any, TypeGuard, cast

from runbridge._runtime.times import FORMATS
from runbridge.problems import brief
from runbridge.schemas.document import Node
from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.notes import Notes
from runbridge.stubs.ir.types import Anything, Listed, Mapped, Null, Number, Text, Type, Words
from runbridge.stubs.ir.unions import words_of

_LONE = re.compile("[\ud800-\udfff]")


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


def text_of(node: Node, notes: Notes) -> Text | Words:
    """The type of strings; one of words that are known, where the schema lists some and asks for nothing else."""
    keywords = node.keywords
    found = Text(
        format=keywords.get("format"),
        pattern=keywords.get("pattern"),
        min_length=count(keywords.get("minLength")),
        max_length=count(keywords.get("maxLength")),
    )
    if found.format is not None and found.format not in FORMATS:
        notes.tell(node, f"the format `{brief(found.format)}` is left to validation")
    known = keywords.get("x-extensible-enum")
    if found == Text() and _are_words(known):
        return Words(words_of(known).values, is_open=True)
    return found


def _are_words(value: object) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list) and all(isinstance(word, str) for word in cast("list[object]", value)) and value != []
    )


def one_of(values: list[Any], node: Node, notes: Notes) -> Type:
    """The type of some values that are listed."""
    options: list[Type] = []
    words = words_of(value for value in values if not isinstance(value, (dict, list, type(None))))
    if any(isinstance(value, dict) for value in values):
        notes.tell(node, "which object it has to be is left to validation")
        options.append(Mapped(Anything()))
    if any(isinstance(value, list) for value in values):
        notes.tell(node, "which array it has to be is left to validation")
        options.append(Listed(Anything()))
    if None in values:
        options.append(Null())
    return union([*([words] if words.values else []), *options])


def count(value: float | None) -> int | None:
    """A count, which JSON may spell `2.0`."""
    return None if value is None else int(value)


def description_of(node: Node) -> str:
    """What a schema says of itself to people, with the unit that it is measured in."""
    text = str(node.keywords.get("description", ""))
    unit = node.keywords.get("x-unit")
    return _LONE.sub("\ufffd", f"{text} Unit: {unit}." if isinstance(unit, str) else text).strip()


def default_of(node: Node) -> str | None:
    """The default that a schema names, as JSON text that any encoding can hold."""
    if "default" not in node.keywords:
        return None
    text = json.dumps(node.keywords["default"], ensure_ascii=False)
    return _LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
