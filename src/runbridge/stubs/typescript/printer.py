"""The text of a TypeScript type: on one line, or over several lines in the layout of prettier."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from runbridge.stubs.ir.types import (
    Array,
    Boolean,
    Literal,
    Map,
    Never,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)
from runbridge.stubs.typescript.syntax import INDENT, WIDTH, literal

_LAST = ("null", "undefined")
_KEYWORDS: dict[type[Type], str] = {
    Unknown: "unknown",
    Never: "never",
    Null: "null",
    Boolean: "boolean",
    String: "string",
    Number: "number",
}
#: Any string, written so that editors still offer the words beside it: plain `string` would swallow them.
ANY_STRING = Reference("(string & {})")
UNDEFINED = Reference("undefined")
#: An array of a fixed length is a tuple up to this one; nobody wants to read a longer one.
_MAX_TUPLE_LENGTH = 8
#: What stands before an element of a tuple, its type, and what stands behind it.
_Element: TypeAlias = tuple[str, Type, str]


# A type is asked for again by each that it is in, at every depth: without being kept that doubles with each.
@lru_cache(maxsize=1024)
def type_text(type: Type) -> str:
    """The type on one line."""
    match type:
        case Literal() | Union():
            return " | ".join(type_text(option) for option in alternatives_of(type))
        case Map():
            return f"{{ [name: string]: {type_text(type.value)} }}"
        case Array():
            elements = _elements(type)
            if elements is None:
                return _element_text("", type.rest, "[]")
            return f"[{', '.join(_element_text(*element) for element in elements)}]"
        case Reference() | Record():
            return type.name
        case _:
            return _KEYWORDS[type.__class__]


def is_tuple(type: Array) -> bool:
    """Whether TypeScript says of an array how many elements there are, or what each of them is."""
    return _elements(type) is not None


@lru_cache(maxsize=1024)
def alternatives_of(type: Type) -> tuple[Type, ...]:
    """The types that a type is a union of, and itself where it is none; each word of a vocabulary is one."""
    match type:
        case Literal():
            words = tuple(Reference(literal(value)) for value in type.values)
            return (*words, ANY_STRING) if type.is_open else words
        case Union():
            return _merged_alternatives(single for option in type.options for single in alternatives_of(option))
        case _:
            return (type,)


def _merged_alternatives(singles: Iterable[Type]) -> tuple[Type, ...]:
    """Types that TypeScript tells apart, each once, those for no value at the end."""
    found = {type_text(single): single for single in singles}
    if "unknown" in found:
        return (Unknown(),)
    if len(found) > 1:
        found.pop("never", None)
    return tuple(found[name] for name in sorted(found, key=lambda name: _LAST.index(name) if name in _LAST else -1))


def typed(head: str, type: Type, *, depth: int = 0, end: str = ";") -> str:
    """The type behind its head, such as `name:`, and before its end, on lines that are indented so deep."""
    start = INDENT * depth + head
    flat, next_line = type_text(type), f"\n{INDENT * (depth + 1)}"
    if len(start.rpartition("\n")[2]) + len(f" {flat}{end}") <= WIDTH:
        return f"{start} {flat}{end}"
    # A union starts on the next line, and anything behind `=` that cannot be laid out.
    is_union = len(alternatives_of(type)) > 1
    laid = _laid(type, depth)
    if (is_union and len(f"{next_line}{flat}{end}") - 1 <= WIDTH) or (head.endswith("=") and laid == flat):
        return f"{start}{next_line}{flat}{end}"
    return f"{start}{'' if is_union else ' '}{laid}{end}"


def _fitted(type: Type, depth: int, room: int) -> str:
    flat = type_text(type)
    return flat if len(flat) <= room else _laid(type, depth)


def _laid(type: Type, depth: int) -> str:
    """The type over several lines, of which the first goes on where it stands."""
    indent, inner = INDENT * depth, INDENT * (depth + 1)
    options = alternatives_of(type)
    if len(options) > 1:
        room = WIDTH - len(inner) - len("| ")
        return "".join(f"\n{inner}| {_fitted(option, depth + 2, room)}" for option in options)
    match type:
        case Map():
            return f"{{\n{typed('[name: string]:', type.value, depth=depth + 1)}\n{indent}}}"
        case Array():
            elements = _elements(type)
            if elements is None:
                return _laid_element("", type.rest, "[]", depth)
            lines = (f"{inner}{_fitted_element(*element, depth + 1)},\n" for element in elements)
            return f"[\n{''.join(lines)}{indent}]"
        case _:
            return type_text(type)


def _elements(type: Array) -> tuple[_Element, ...] | None:
    """The elements of a tuple, those that may be missing marked, the last one for all others; none of an array."""
    named = type.items
    if not named and type.min_items == type.max_items and (type.max_items or 0) <= _MAX_TUPLE_LENGTH:
        named = (type.rest,) * (type.max_items or 0)
    is_long = type.max_items is None or type.max_items > len(named)
    has_rest = is_long and not isinstance(type.rest, Never)
    if has_rest and not named:
        return None
    required = type.min_items or 0
    elements = [("", part, "" if index < required else "?") for index, part in enumerate(named[: type.max_items])]
    return (*elements, *([("...", type.rest, "[]")] if has_rest else []))


def _element_text(before: str, type: Type, end: str) -> str:
    text = f"({type_text(type)})" if end and len(alternatives_of(type)) > 1 else type_text(type)
    return f"{before}{text}{end}"


def _fitted_element(before: str, type: Type, end: str, depth: int) -> str:
    flat = _element_text(before, type, end)
    is_short = len(INDENT * depth) + len(flat) + len(",") <= WIDTH
    return flat if is_short else _laid_element(before, type, end, depth)


def _laid_element(before: str, type: Type, end: str, depth: int) -> str:
    laid = _laid(type, depth)
    text = f"({laid}\n{INDENT * depth})" if len(alternatives_of(type)) > 1 else laid
    return f"{before}{text}{end}"
