"""The text of TypeScript types: on one line, except for long unions."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from runbridge.stubs.ir.types import (
    Array,
    Boolean,
    Field,
    Literal,
    Map,
    Never,
    Null,
    Number,
    Record,
    Reference,
    Scalar,
    String,
    Type,
    Union,
    Unknown,
)

#: A union or an array of at most this length is on one line.
WIDTH = 80
INDENT = "  "
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
#: Characters that must be escaped in a source file: controls, line separators, bidirectional marks, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
#: Everything that some tool takes for a line break.
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
#: Directives, which tools obey in comments too.
_DIRECTIVE = re.compile(r"^([ \t]*)(?=@ts-)|(?=[#@][ \t]*source(?:Mapping)?URL=)", re.MULTILINE)
_TAG = re.compile(r"^([ \t]*)@", re.MULTILINE)

_LAST = ("null", "undefined")
_KEYWORDS: dict[type[Type], str] = {
    Unknown: "unknown",
    Never: "never",
    Null: "null",
    Boolean: "boolean",
    String: "string",
    Number: "number",
}
#: Any string, in a form that keeps editors suggesting the known values of a union; plain `string` would absorb them.
ANY_STRING = Reference("(string & {})")
UNDEFINED = Reference("undefined")
#: An array of a fixed length up to this one is a tuple; a longer one would not be readable.
_MAX_TUPLE_LENGTH = 8


# Every enclosing type asks for the text of a type: without a cache, the time would double with each level.
@lru_cache(maxsize=1024)
def type_text(type: Type) -> str:
    """The type on one line."""
    match type:
        case Literal() | Union():
            return " | ".join(map(type_text, alternatives_of(type)))
        case Map():
            return f"{{ [name: string]: {type_text(type.value)} }}"
        case Array():
            return _array_text(type)
        case Reference() | Record():
            return type.name
        case _:
            return _KEYWORDS[type.__class__]


def typed(head: str, type: Type, *, depth: int = 0) -> str:
    """A declaration such as `name: type;`, indented by `depth` levels; a long union has one alternative per line."""
    text, indent = type_text(type), INDENT * depth
    alternatives = alternatives_of(type)
    if len(text) <= WIDTH or len(alternatives) == 1:
        return f"{indent}{head} {text};"
    lines = (f"\n{indent}{INDENT}| {type_text(each)}" for each in alternatives)
    return f"{indent}{head}{''.join(lines)};"


@lru_cache(maxsize=1024)
def alternatives_of(type: Type) -> tuple[Type, ...]:
    """The alternatives of a union or literal; any other type is its own only alternative."""
    match type:
        case Literal():
            values = tuple(Reference(literal(value)) for value in type.values)
            return (*values, ANY_STRING) if type.is_open else values
        case Union():
            return _merged(single for option in type.options for single in alternatives_of(option))
        case _:
            return (type,)


def elements_of(array: Array) -> tuple[list[tuple[Type, bool]], Type | None]:
    """The elements of a tuple with whether each is required, and the type of all others; no elements for an array."""
    items = array.items
    if not items and array.min_items == array.max_items and (array.max_items or 0) <= _MAX_TUPLE_LENGTH:
        items = (array.rest,) * (array.max_items or 0)
    has_rest = array.max_items is None or array.max_items > len(items)
    elements = [(item, index < (array.min_items or 0)) for index, item in enumerate(items[: array.max_items])]
    return elements, array.rest if has_rest and not isinstance(array.rest, Never) else None


def is_tuple(array: Array) -> bool:
    """Whether the TypeScript type of an array has the number of its elements or the type of each."""
    elements, rest = elements_of(array)
    return rest is None or bool(elements)


def _merged(alternatives: Iterable[Type]) -> tuple[Type, ...]:
    """The alternatives that TypeScript distinguishes, each once, null and undefined last."""
    found = {type_text(each): each for each in alternatives}
    if "unknown" in found:
        return (Unknown(),)
    if len(found) > 1:
        found.pop("never", None)
    return tuple(found[name] for name in sorted(found, key=lambda name: _LAST.index(name) if name in _LAST else -1))


def _array_text(array: Array) -> str:
    elements, rest = elements_of(array)
    if rest is not None and not elements:
        return _with_suffix(rest, "[]")
    texts = [_with_suffix(type, "" if is_required else "?") for type, is_required in elements]
    if rest is not None:
        texts.append(f"...{_with_suffix(rest, '[]')}")
    return f"[{', '.join(texts)}]"


def _with_suffix(type: Type, suffix: str) -> str:
    return f"({type_text(type)}){suffix}" if suffix and len(alternatives_of(type)) > 1 else type_text(type) + suffix


def quoted(text: str) -> str:
    """A string literal."""
    return _UNSAFE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def literal(value: Scalar) -> str:
    """The literal of a string, a number, a boolean or null."""
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def property_key(name: str) -> str:
    """The name of a property, quoted if it is not an identifier."""
    return name if _IDENTIFIER.fullmatch(name) else quoted(name)


def jsdoc_of(field: Field) -> list[str]:
    """The JSDoc of a field, one paragraph or tag each."""
    paragraphs = [escape_tags(field.description)] if field.description else []
    if field.default is not None:
        paragraphs.append(f"@default {field.default}")
    if field.deprecated:
        paragraphs.append("@deprecated")
    return paragraphs


def escape_tags(text: str) -> str:
    """A paragraph for JSDoc in which nothing is a tag."""
    return _TAG.sub(r"\1\@", _LINE_BREAK.sub("\n", text))


def jsdoc(paragraphs: Iterable[str], *, depth: int = 0) -> str:
    """A comment for the lines below it; empty if all paragraphs are empty."""
    lines = [line.rstrip() for each in map(_safe, paragraphs) if each for line in each.split("\n")]
    indent = INDENT * depth
    if len(lines) < 2:
        return "".join(f"{indent}/** {line} */\n" for line in lines)
    return f"{indent}/**\n" + "".join(f"{indent} *{' ' if line else ''}{line}\n" for line in lines) + f"{indent} */\n"


def _safe(text: str) -> str:
    """A text that neither ends the comment around it nor has directives."""
    plain = _DIRECTIVE.sub(r"\1\\", _LINE_BREAK.sub("\n", text)).replace("*/", r"*\/")
    return _UNSAFE.sub(_escaped, plain).strip()


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
