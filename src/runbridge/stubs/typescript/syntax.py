"""Pieces of JavaScript and TypeScript text: strings, names of properties, comments."""

import json
import re
from collections.abc import Iterable

from runbridge.stubs.ir.types import Member, Scalar

WIDTH = 100
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
#: What may not stand in a source file as it is: controls, line separators, what turns the text around, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
#: All that is a new line to someone.
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
#: What is an order to a tool, in a comment too.
_ORDER = re.compile(r"^([ \t]*)(?=@ts-)|(?=[#@][ \t]*source(?:Mapping)?URL=)", re.MULTILINE)
_TAG = re.compile(r"^([ \t]*)@", re.MULTILINE)


def quoted(text: str) -> str:
    """A string literal."""
    return _UNSAFE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def literal(value: Scalar) -> str:
    """The literal of a string, a number, a boolean or null."""
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def property_key(name: str) -> str:
    """A property's name, in quotes where it needs them."""
    return name if _NAME.fullmatch(name) else quoted(name)


def comment_of(member: Member) -> list[str]:
    """What JSDoc says about a member, a paragraph or a tag each."""
    paragraphs = [prose(member.description)] if member.description else []
    if member.default is not None:
        paragraphs.append(f"@default {member.default}")
    if member.deprecated:
        paragraphs.append("@deprecated")
    return paragraphs


def prose(text: str) -> str:
    """A paragraph for JSDoc that has no tags, though it may look as if it had."""
    return _TAG.sub(r"\1\@", _BREAK.sub("\n", text))


def jsdoc(paragraphs: Iterable[str], *, depth: int = 0) -> str:
    """A comment for the lines below it; empty where there is nothing to say."""
    lines = [line.rstrip() for each in map(_safe, paragraphs) if each for line in each.split("\n")]
    indent = "  " * depth
    if len(lines) < 2:
        return "".join(f"{indent}/** {line} */\n" for line in lines)
    return f"{indent}/**\n" + "".join(f"{indent} *{' ' if line else ''}{line}\n" for line in lines) + f"{indent} */\n"


def _safe(text: str) -> str:
    """A text that does not end the comment that it stands in, and tells no tool what to do."""
    plain = _ORDER.sub(r"\1\\", _BREAK.sub("\n", text)).replace("*/", r"*\/")
    return _UNSAFE.sub(_escaped, plain).strip()


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
