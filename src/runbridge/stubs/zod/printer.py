"""JavaScript expressions as frozen values, and their text: one property of an object per line, short arrays inline."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from runbridge.stubs.typescript.printer import INDENT, WIDTH, jsdoc, property_key


@dataclass(frozen=True)
class Code:
    """A name, a literal, or a regular expression."""

    text: str


@dataclass(frozen=True)
class ArrayLiteral:
    """An array."""

    items: tuple["Expression", ...]


@dataclass(frozen=True)
class Property:
    """A property of an object; with a `result`, the type of its value, it is a getter."""

    name: str
    value: "Expression"
    comment: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True)
class ObjectLiteral:
    """An object."""

    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Arrow:
    """A function without parameters; `result` is its return type, empty if that is inferred."""

    body: "Expression"
    result: str = ""


@dataclass(frozen=True)
class Call:
    """A call of a function by its name."""

    name: str
    arguments: tuple["Expression", ...] = ()


@dataclass(frozen=True)
class Chain:
    """Successive method calls, the first one on `head`."""

    head: Code | Call
    steps: tuple[Call, ...]


#: What methods can be called on.
Value: TypeAlias = Code | Call | Chain
Expression: TypeAlias = Value | ArrayLiteral | ObjectLiteral | Arrow


def chain(head: Value, *steps: Call) -> Value:
    """A value with some methods called on it; the value itself if there are none."""
    if not steps:
        return head
    return Chain(head.head, (*head.steps, *steps)) if isinstance(head, Chain) else Chain(head, steps)


def parts_of(expression: Expression) -> Iterator[Expression]:
    """The expressions directly inside an expression."""
    match expression:
        case Code():
            return
        case ArrayLiteral():
            yield from expression.items
        case ObjectLiteral():
            yield from (each.value for each in expression.properties)
        case Arrow():
            yield expression.body
        case Call():
            yield from expression.arguments
        case _:
            yield expression.head
            yield from expression.steps


def expression_text(expression: Expression, depth: int = 0) -> str:
    """The text of an expression; its lines after the first are indented by at least `depth` levels."""
    match expression:
        case Code():
            return expression.text
        case ArrayLiteral():
            return _array(expression, depth)
        case ObjectLiteral(properties=()):
            return "{}"
        case ObjectLiteral():
            properties = "".join(_property(each, depth + 1) for each in expression.properties)
            return f"{{\n{properties}{INDENT * depth}}}"
        case Arrow():
            result = f": {expression.result}" if expression.result else ""
            return f"(){result} => {expression_text(expression.body, depth)}"
        case Call():
            return f"{expression.name}({', '.join(expression_text(each, depth) for each in expression.arguments)})"
        case _:
            return ".".join(expression_text(part, depth) for part in parts_of(expression))


def _array(array: ArrayLiteral, depth: int) -> str:
    """An array on one line if that is short and no item needs several lines, else one item per line."""
    texts = [expression_text(item, depth + 1) for item in array.items]
    line = f"[{', '.join(texts)}]"
    if len(line) <= WIDTH and "\n" not in line:
        return line
    lines = (f"{INDENT * (depth + 1)}{text},\n" for text in texts)
    return f"[\n{''.join(lines)}{INDENT * depth}]"


def _property(each: Property, depth: int) -> str:
    key, indent, comment = property_key(each.name), INDENT * depth, jsdoc(each.comment, depth=depth)
    if not each.result:
        return f"{comment}{indent}{key}: {expression_text(each.value, depth)},\n"
    body = f"{indent}{INDENT}return {expression_text(each.value, depth + 1)};\n"
    return f"{comment}{indent}get {key}(): {each.result} {{\n{body}{indent}}},\n"
