"""Statements of generated Python in as many lines as ruff's format gives them."""

import ast
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from runbridge.stubs.python.literals import quoted

WIDTH = 120
_STEP = "    "
#: What no break makes shorter is a text in quotes.
_TOO_LONG = "  # noqa: E501"


class _Brackets(NamedTuple):
    """An expression that ends in brackets: what opens them, items with what stands before each, what closes them."""

    head: str
    items: tuple[tuple[str, ast.expr], ...]
    tail: str
    comma: str = ","


def flat(node: ast.expr) -> str:
    """An expression in one line, of any kind that types and defaults are written with."""
    brackets = _brackets(node)
    if brackets:
        return brackets.head + _joined(brackets) + brackets.tail
    match node:
        case ast.Constant(value=str(text)):
            return quoted(text)
        case ast.BinOp():
            return " | ".join(map(flat, operands(node)))
        case _:
            # A name, or a number, whose exponent needs no sign.
            return ast.unparse(node).replace("e+", "e")


def operands(node: ast.expr) -> Iterator[ast.expr]:
    """The types of a union, or the one type that it is."""
    if isinstance(node, ast.BinOp):
        yield from operands(node.left)
        yield from operands(node.right)
    else:
        yield node


def statement(head: str, node: ast.expr, tail: str = "", *, indent: str = "") -> str:
    """A line that ends in an expression, or several; what then needs parentheses is put in them."""
    return _text(_statement(head, node, tail, indent))


def annotated(target: str, annotation: ast.expr, value: ast.expr | None = None, *, indent: str = "") -> str:
    """An annotated name, with its value where it has one."""
    if value is None:
        return statement(f"{target}: ", annotation, indent=indent)
    head, brackets = f"{target}: {flat(annotation)} = ", _brackets(value)
    opens_in_time = brackets is not None and _fits(indent + head + brackets.head)
    if _fits(indent + head + flat(value)) or opens_in_time or isinstance(value, ast.BinOp):
        return statement(head, value, indent=indent)
    if _fits(f"{indent}{head}("):
        return _text([f"{indent}{head}(", *_lines(value, "", "", indent + _STEP), f"{indent})"])
    # Parentheses do not fit either, and the annotation is what takes more lines.
    *before, last = _statement(f"{target}: ", annotation, " = (", indent)
    return _text([*before, *_lines(value, last.removeprefix(indent).removesuffix("("), "", indent)])


def entry(key: str, node: ast.expr, *, indent: str) -> str:
    """An item of a dictionary."""
    return _text(_lines(node, f"{key}: ", ",", indent))


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" if _fits(line) else f"{line}{_TOO_LONG}\n" for line in lines)


def _statement(head: str, node: ast.expr, tail: str, indent: str) -> Iterator[str]:
    line = flat(node)
    # A text or a name is moved to a line of its own only where that helps.
    helps = not tail and isinstance(node, ast.Constant | ast.Name) and _fits(indent + _STEP + line)
    if not _fits(indent + head + line + tail) and (helps or isinstance(node, ast.BinOp)):
        yield f"{indent}{head}("
        yield from _lines(node, "", "", indent + _STEP)
        yield f"{indent}){tail}"
    else:
        yield from _lines(node, head, tail, indent)


def _brackets(node: ast.expr) -> _Brackets | None:
    match node:
        case ast.Subscript(value=head, slice=ast.Tuple(elts=elements)) if elements:
            return _Brackets(f"{flat(head)}[", tuple(("", each) for each in elements), "]")
        case ast.Subscript(value=head, slice=item):
            return _Brackets(f"{flat(head)}[", (("", item),), "]", comma="")
        case ast.Call(func=function, args=arguments, keywords=keywords):
            named = ((f"{each.arg}=", each.value) for each in keywords)
            return _Brackets(f"{flat(function)}(", (*(("", each) for each in arguments), *named), ")")
        case ast.Dict(keys=keys, values=values):
            named = ((f"{flat(key)}: ", value) for key, value in zip(keys, values, strict=True) if key)
            return _Brackets("{", tuple(named), "}")
        case _:
            return None


def _joined(brackets: _Brackets) -> str:
    return ", ".join(head + flat(item) for head, item in brackets.items)


def _lines(node: ast.expr, head: str, tail: str, indent: str) -> Iterator[str]:
    """The lines of an expression that stands in brackets."""
    line = indent + head + flat(node) + tail
    brackets = _brackets(node)
    if _fits(line) or (brackets is None and not isinstance(node, ast.BinOp)):
        yield line
    elif brackets:
        yield indent + head + brackets.head
        body = indent + _STEP + _joined(brackets)
        if _fits(body):
            yield body
        else:
            for before, item in brackets.items:
                yield from _lines(item, before, brackets.comma, indent + _STEP)
        yield indent + brackets.tail + tail
    else:
        first, *others = operands(node)
        yield from _lines(first, head, "", indent)
        for number, other in enumerate(others, 1):
            yield from _lines(other, "| ", tail if number == len(others) else "", indent)


def _fits(line: str) -> bool:
    return sum(map(_columns, line)) <= WIDTH


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
