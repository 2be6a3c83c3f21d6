"""JavaScript and TypeScript source text: string literals, property keys, comments."""

import json
import re
from collections.abc import Iterable

from runbridge.stubs.ir.types import Field, Scalar

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
