"""Docstrings and comments of generated Python, wrapped and escaped."""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable

from runbridge.stubs.ir.types import Field
from runbridge.stubs.python.literals import escape_unsafe, escaped
from runbridge.stubs.python.printer import WIDTH

_BREAKS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def paragraphs_of(field: Field) -> list[str]:
    """The documentation of a field."""
    found = [field.description] if field.description else []
    if field.default is not None:
        found.append(f"Default: {field.default}.")
    if field.deprecated:
        found.append("Deprecated.")
    return found


def docstring(paragraphs: Iterable[str], *, indent: str = "") -> str:
    """A docstring; empty if all paragraphs are blank."""
    text = "\n\n".join(filter(str.strip, paragraphs))
    lines = [line.replace('"""', '\\"\\"\\"') for line in _lines(text, WIDTH - len(indent) - 3, escaped)]
    if not lines:
        return ""
    # A blank separates quotes in the text from those around it.
    first = f'{indent}"""{" " if lines[0].startswith(chr(34)) else ""}{lines[0]}'
    last = f'{first}{" " if first.endswith(chr(34)) else ""}"""'
    if len(lines) == 1 and len(last) <= WIDTH:
        return f"{last}\n"
    return "".join(f"{line}\n" for line in [first, *(f"{indent}{line}".rstrip() for line in lines[1:]), f'{indent}"""'])


def comment(paragraphs: Iterable[str], *, indent: str = "") -> str:
    """Comments, wrapped; the mark `#:` keeps tools from reading them as directives."""
    lines = [line for each in paragraphs for line in _lines(each, WIDTH - len(indent) - 3, escape_unsafe)]
    return "".join(f"{indent}#: {line}".rstrip() + "\n" for line in lines)


def _lines(text: str, width: int, spell: Callable[[str], str]) -> list[str]:
    """The lines of a text, none wider than `width` unless it is a single word."""
    found: list[str] = []
    for line in inspect.cleandoc(_BREAKS.sub("\n", text).expandtabs(4)).split("\n"):
        # The docstring of a class must be encodable.
        spelled = spell(line.encode("utf-8", "backslashreplace").decode()).rstrip()
        indent = spelled[: len(spelled) - len(spelled.lstrip())]
        wrapped = textwrap.wrap(
            spelled, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        found += wrapped or [""]
    return found if any(found) else []
