"""Text of generated Python: literals, docstrings, comments and statements.

A statement is on one line if it fits; otherwise its outermost brackets have one item per line.
"""

import ast
import inspect
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from runbridge.stubs.ir.types import Field

WIDTH = 120
INDENT = "    "
#: Unicode categories to escape in a source file: controls, bidirectional marks, lone surrogates and the like.
_UNSAFE = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LINE_BREAK = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def quoted(text: str) -> str:
    """The literal of a text: in the quotes that need fewer escapes, raw if that needs none."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    if "\\" in text and escape_unsafe(text) == text and quote not in text and not text.endswith("\\"):
        return f"r{quote}{text}{quote}"
    return quote + escaped(text).replace(quote, f"\\{quote}") + quote


def escaped(text: str) -> str:
    """The content of a literal, except for quotes."""
    return escape_unsafe(text.replace("\\", "\\\\"))


def escape_unsafe(text: str) -> str:
    """A text with unsafe characters escaped."""
    return "".join(map(_escape, text))


def is_encodable(text: str) -> bool:
    """Whether a text can be encoded as UTF-8: it has no unpaired surrogate."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


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
    lines = [line.replace('"""', '\\"\\"\\"') for line in _wrapped(text, WIDTH - len(indent) - 3, escaped)]
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
    lines = [line for each in paragraphs for line in _wrapped(each, WIDTH - len(indent) - 3, escape_unsafe)]
    return "".join(f"{indent}#: {line}".rstrip() + "\n" for line in lines)


def flat(node: ast.expr) -> str:
    """An expression on one line, of any kind that types and defaults consist of."""
    brackets = _brackets(node)
    if brackets:
        return brackets.opening + ", ".join(brackets.items) + brackets.closing
    match node:
        case ast.Constant(value=str(text)):
            return quoted(text)
        case ast.BinOp():
            return " | ".join(map(flat, operands(node)))
        case _:
            # A name or a number.
            return ast.unparse(node).replace("e+", "e")


def operands(node: ast.expr) -> Iterator[ast.expr]:
    """The options of a union; any other type is its own only option."""
    if isinstance(node, ast.BinOp):
        yield from operands(node.left)
        yield from operands(node.right)
    else:
        yield node


def statement(head: str, node: ast.expr, tail: str = "", *, indent: str = "") -> str:
    """An expression between a head and a tail, as one line or several."""
    line = f"{indent}{head}{flat(node)}{tail}\n"
    brackets = _brackets(node)
    if len(line) <= WIDTH + 1 or not (brackets or isinstance(node, ast.BinOp)):
        return line
    deeper = indent + INDENT
    if brackets:
        inner = "".join(f"{deeper}{item}{brackets.comma}\n" for item in brackets.items)
        return f"{indent}{head}{brackets.opening}\n{inner}{indent}{brackets.closing}{tail}\n"
    inner = f"{deeper}{flat(node)}\n"
    if len(inner) > WIDTH + 1:
        first, *others = operands(node)
        inner = statement("", first, indent=deeper) + "".join(statement("| ", each, indent=deeper) for each in others)
    return f"{indent}{head}(\n{inner}{indent}){tail}\n"


def annotated(target: str, annotation: ast.expr, value: ast.expr | None = None, *, indent: str = "") -> str:
    """An annotated name, with its value if it has one."""
    if value is None:
        return statement(f"{target}: ", annotation, indent=indent)
    head = f"{target}: {flat(annotation)} = "
    is_word = isinstance(value, ast.Constant | ast.Name)
    first = indent + head + (flat(value) if is_word else "")
    if is_word and len(indent + head) < WIDTH < len(first):
        return f"{indent}{head}(\n{indent}{INDENT}{flat(value)}\n{indent})\n"
    if len(first) > WIDTH:
        return statement(f"{target}: ", annotation, f" = {flat(value)}", indent=indent)
    return statement(head, value, indent=indent)


class _Brackets(NamedTuple):
    """An expression that ends in brackets: what opens them, their items, and what closes them."""

    opening: str
    items: tuple[str, ...]
    closing: str
    comma: str = ","


def _brackets(node: ast.expr) -> _Brackets | None:
    match node:
        case ast.Subscript(value=head, slice=ast.Tuple(elts=elements)) if elements:
            return _Brackets(f"{flat(head)}[", tuple(map(flat, elements)), "]")
        case ast.Subscript(value=head, slice=item):
            return _Brackets(f"{flat(head)}[", (flat(item),), "]", comma="")
        case ast.Call(func=function, args=arguments, keywords=keywords):
            named = (f"{each.arg}={flat(each.value)}" for each in keywords)
            return _Brackets(f"{flat(function)}(", (*map(flat, arguments), *named), ")")
        case ast.Dict(keys=keys, values=values):
            items = (f"{flat(key)}: {flat(value)}" for key, value in zip(keys, values, strict=True) if key)
            return _Brackets("{", tuple(items), "}")
        case _:
            return None


def _wrapped(text: str, width: int, escape: Callable[[str], str]) -> list[str]:
    """The lines of a text, none wider than `width` unless it is a single word."""
    found: list[str] = []
    for line in inspect.cleandoc(_LINE_BREAK.sub("\n", text).expandtabs(4)).split("\n"):
        # The docstring of a class must be encodable.
        safe = escape(line.encode("utf-8", "backslashreplace").decode()).rstrip()
        indent = safe[: len(safe) - len(safe.lstrip())]
        lines = textwrap.wrap(safe, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        found += lines or [""]
    return found if any(found) else []


def _escape(character: str) -> str:
    # Other white space looks like a blank.
    if character == " " or (unicodedata.category(character) not in _UNSAFE and not character.isspace()):
        return character
    code = ord(character)
    form = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return _SHORT_ESCAPES.get(character, form)
