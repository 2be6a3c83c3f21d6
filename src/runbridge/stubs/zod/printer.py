"""JavaScript expressions as frozen values, and their text in the layout of prettier."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from runbridge.stubs.typescript.syntax import INDENT, WIDTH, jsdoc, property_key

_NUMBER = re.compile(r"-?[0-9.]+")
#: What prettier keeps a first call with when a chain is broken: a class, or what is written like one.
_FACTORY = re.compile(r"[A-Z$_]")
#: Regular expressions that are longer than this break a chain.
_LONGEST_REGEX = len("/12345/u")


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
    """A property of an object; with a `result`, the type of what it gives, it is a getter."""

    name: str
    value: "Expression"
    comment: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True)
class ObjectLiteral:
    """An object."""

    entries: tuple[Property, ...]


@dataclass(frozen=True)
class Arrow:
    """A function without parameters that gives a value; its `result` is a type, or empty where that is inferred."""

    body: "Expression"
    result: str = ""


@dataclass(frozen=True)
class Call:
    """A call of a function by its name."""

    name: str
    arguments: tuple["Expression", ...] = ()


@dataclass(frozen=True)
class Chain:
    """Methods that are called one after the other, the first on `head`."""

    head: Code | Call
    steps: tuple[Call, ...]


#: What methods can be called on.
Value: TypeAlias = Code | Call | Chain
Expression: TypeAlias = Value | ArrayLiteral | ObjectLiteral | Arrow


def chain(head: Value, *steps: Call) -> Value:
    """A value with some methods called on it; the value itself without any."""
    if not steps:
        return head
    return Chain(head.head, (*head.steps, *steps)) if isinstance(head, Chain) else Chain(head, steps)


def parts_of(expression: Expression) -> Iterator[Expression]:
    """The expressions that an expression is made of, right below it."""
    match expression:
        case Code():
            return
        case ArrayLiteral():
            yield from expression.items
        case ObjectLiteral():
            yield from (entry.value for entry in expression.entries)
        case Arrow():
            yield expression.body
        case Call():
            yield from expression.arguments
        case _:
            yield expression.head
            yield from expression.steps


def statement(head: str, expression: Expression) -> str:
    """The line or lines that give a value to what `head` declares."""
    return _behind(f"{head} =", expression, 0, ";")


def _behind(head: str, expression: Expression, depth: int, end: str) -> str:
    """The expression behind a head, on lines that are indented so deep, or on the next where the first is full."""
    start = INDENT * depth + head
    text = lay(expression, depth, len(start) + 1, len(end))
    if len(start) + 1 + len(text.partition("\n")[0]) <= WIDTH:
        return f"{start} {text}{end}\n"
    inner = INDENT * (depth + 1)
    return f"{start}\n{inner}{lay(expression, depth + 1, len(inner), len(end))}{end}\n"


def flat(expression: Expression) -> str | None:
    """The expression on one line; None for one that has to be broken."""
    match expression:
        case Code():
            return expression.text
        case ArrayLiteral():
            inside = _listed(expression.items)
            return None if inside is None else f"[{inside}]"
        case ObjectLiteral():
            return None if expression.entries else "{}"
        case Arrow():
            body = flat(expression.body)
            return None if body is None else f"{_arrow(expression)} {body}"
        case Call():
            inside = _listed(expression.arguments)
            return None if inside is None else f"{expression.name}({inside})"
        case _:
            parts = [None] if _is_long(expression) else [flat(part) for part in parts_of(expression)]
            return None if None in parts else ".".join(part for part in parts if part is not None)


def lay(expression: Expression, depth: int, start: int, end: int) -> str:
    """The expression on lines that are indented so deep, the first from a column on; so much text follows the last."""
    text = flat(expression)
    if text is not None and start + len(text) + end <= WIDTH:
        return text
    match expression:
        case Code():
            return expression.text
        case ArrayLiteral():
            return f"[\n{_rows(expression.items, depth)}{INDENT * depth}]"
        case ObjectLiteral():
            return f"{{\n{''.join(_entry(entry, depth + 1) for entry in expression.entries)}{INDENT * depth}}}"
        case Arrow():
            inner = INDENT * (depth + 1)
            return f"{_arrow(expression)}\n{inner}{lay(expression.body, depth + 1, len(inner), 1)}"
        case Call():
            return _call(expression, depth, start, end)
        case _:
            return _chain(expression, depth, start, end)


def _listed(expressions: Sequence[Expression]) -> str | None:
    texts = [flat(each) for each in expressions]
    return None if None in texts else ", ".join(text for text in texts if text is not None)


def _arrow(forward: Arrow) -> str:
    return f"(): {forward.result} =>" if forward.result else "() =>"


def _rows(expressions: Sequence[Expression], depth: int) -> str:
    """Expressions with a comma each, on lines of their own; numbers stand side by side."""
    inner = INDENT * (depth + 1)
    if not all(isinstance(each, Code) and _NUMBER.match(each.text) for each in expressions):
        return "".join(f"{inner}{lay(each, depth + 1, len(inner), 1)},\n" for each in expressions)
    rows = [inner]
    for number in (f"{flat(each)}," for each in expressions):
        gap = "" if rows[-1] == inner else " "
        if gap and len(rows[-1]) + len(gap) + len(number) > WIDTH:
            rows.append(f"{inner}{number}")
        else:
            rows[-1] += f"{gap}{number}"
    return "".join(f"{row}\n" for row in rows)


def _entry(entry: Property, depth: int) -> str:
    key, indent = property_key(entry.name), INDENT * depth
    told = jsdoc(entry.comment, depth=depth)
    if not entry.result:
        return f"{told}{_behind(f'{key}:', entry.value, depth, ',')}"
    value = _behind("return", entry.value, depth + 1, ";")
    return f"{told}{indent}get {key}(): {entry.result} {{\n{value}{indent}}},\n"


def _call(call: Call, depth: int, start: int, end: int) -> str:
    """A call that may be too long for its line: its last argument is broken, or else each is on a line of its own."""
    text = flat(call)
    if text is not None and (start + len(text) + end <= WIDTH or not call.arguments):
        return text
    *before, last = call.arguments
    if isinstance(last, (ArrayLiteral, ObjectLiteral)) and all(isinstance(each, Code) for each in before):
        head = f"{call.name}({''.join(f'{flat(each)}, ' for each in before)}"
        return f"{head}{lay(last, depth, start + len(head), 1 + end)})"
    if isinstance(last, Arrow):
        return f"{call.name}({lay(last, depth, WIDTH, 1)},\n{INDENT * depth})"
    return f"{call.name}(\n{_rows(call.arguments, depth)}{INDENT * depth})"


def _chain(chain: Chain, depth: int, start: int, end: int) -> str:
    *before, last = chain.steps
    if not before or (len(before) == 1 and flat(last) is None and flat(chain.head) and flat(before[0])):
        rest = "".join(f".{flat(step) or step.name}" for step in chain.steps)
        text = lay(chain.head, depth, start, len(rest) + end if flat(last) else end)
        text += "".join(f".{flat(step)}" for step in before)
        return f"{text}.{_call(last, depth, _column(text, start) + 1, end)}"
    text, steps = lay(chain.head, depth, start, 0), [*chain.steps]
    if isinstance(chain.head, Code) and _FACTORY.match(text):
        text += f".{_call(steps.pop(0), depth, start + len(text) + 1, 0)}"
    inner = f"\n{INDENT * (depth + 1)}."
    tails = [0] * (len(steps) - 1) + [end]
    return text + "".join(
        inner + _call(step, depth + 1, len(inner) - 1, tail) for step, tail in zip(steps, tails, strict=True)
    )


def _column(text: str, start: int) -> int:
    line = text.rpartition("\n")[2]
    return len(line) if "\n" in text else start + len(line)


def _is_long(chain: Chain) -> bool:
    """Whether a chain is broken however short it is: there are more than two calls, and not all are simple."""
    calls = chain.steps if isinstance(chain.head, Code) else (chain.head, *chain.steps)
    return len(calls) > 2 and not all(_is_simple(each, 0) for call in calls for each in call.arguments)


def _is_simple(expression: Expression, depth: int) -> bool:
    if depth > 1:
        return False
    match expression:
        case Code():
            return not expression.text.startswith("/") or len(expression.text) <= _LONGEST_REGEX
        case ArrayLiteral() | Call():
            return all(_is_simple(part, depth + 1) for part in parts_of(expression))
        case Chain():
            return all(_is_simple(part, depth) for part in parts_of(expression))
        case _:
            return False
