"""JSON text parsed with Python's scanner: strict numbers, their exact values, and where each value and name ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Context, Decimal, InvalidOperation
from functools import cache
from math import inf
from typing import Any, NoReturn, cast

#: The lowest limit that Python can be given for the digits of an integer that it converts; the default is 4,300.
_MOST_DIGITS = 640
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


class NotANumber(ValueError):
    """`NaN` or an infinity, which Python's parser takes and JSON does not have."""


class LongInteger(int):
    """An integer with more digits than Python may be allowed to convert: it is zero, and has its exact value too."""

    exact: Decimal

    def __new__(cls, token: str) -> LongInteger:
        """The integer in a token of JSON."""
        number = super().__new__(cls)
        number.exact = Decimal(token)
        return number

    def __repr__(self) -> str:
        return "a long integer"


#: A number of so few characters is exactly the shortest decimal of its double, unless it overflows or underflows.
_SAFE_LENGTH = 15


class NumberTooLarge(ArithmeticError):
    """The exponent of a number has more digits than a computer counts with."""


class ExactFloat(float):
    """A number with its exact value, which a double may not hold."""

    __slots__ = ("exact", "token")

    token: str
    exact: Decimal | None

    def __new__(cls, token: str) -> ExactFloat:
        """The number in a token of JSON."""
        number = super().__new__(cls, token)
        number.token = token
        try:
            number.exact = Decimal(token)
        except InvalidOperation:
            number.exact = None
        return number

    def is_integer(self) -> bool:
        """Whether the exact value is an integer."""
        if self.exact is None:
            # Only the sign of such an exponent matters; a zero is one without it.
            mantissa, _, exponent = self.token.lower().partition("e")
            return not exponent.startswith("-") or not mantissa.strip("-0.")
        return self.exact == self.exact.to_integral_value()


def parse_float(token: str) -> float:
    """The value of a number with a fraction or an exponent: a double, with its exact value where it is another."""
    number = float(token)
    # Zero may be the rest of 1e-400, and infinity is that of 1e400.
    return number if number and len(token) <= _SAFE_LENGTH and -inf < number < inf else ExactFloat(token)


def exact_number(number: float) -> int | Decimal:
    """The exact value of a parsed number; raises NumberTooLarge."""
    if isinstance(number, ExactFloat):
        if number.exact is None:
            raise NumberTooLarge
        return number.exact
    if isinstance(number, LongInteger):
        return number.exact
    return number if isinstance(number, int) else Decimal(repr(number))


def parse(text: str, objects: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """The Python value of a JSON text, for a schema to check; `objects` makes an object from its fields.

    Raises json.JSONDecodeError, NotANumber, and RecursionError for what is nested too deeply for Python's parser.
    """
    return _decoder(objects).decode(text)


@cache
def _decoder(objects: Callable[[list[tuple[str, Any]]], Any] | None) -> json.JSONDecoder:
    return json.JSONDecoder(
        parse_int=_integer, parse_float=parse_float, parse_constant=_refuse, object_pairs_hook=objects
    )


def value_end(text: str, index: int) -> int:
    """The index behind the JSON value that starts at an index of a well-formed text."""
    value: tuple[Any, int] = _DECODER.raw_decode(text, index)
    return value[1]


def name_end(text: str, index: int) -> tuple[str, int]:
    """The string that starts at an index of a well-formed text, and the index behind it."""
    found: tuple[str, int] = _DECODER.raw_decode(text, index)
    return found


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= _MOST_DIGITS else LongInteger(digits)


def _refuse(constant: str) -> NoReturn:
    raise NotANumber(constant)


#: Numbers with more digits are not computed with.
_MAX_DIGITS = 640
#: Integers that are compared with the doubles of short literals to the same effect as with their exact values.
_MAX_SAFE = 2**53
#: Computes with the exact values of short literals.
_CONTEXT = Context(prec=40)


def identity(value: Any) -> Any:
    """A hashable value that is equal for equal JSON values only: `1` equals `1.0` and not `true`."""
    match value:
        case bool() | None:
            return (value,)
        case str():
            return value
        case int() | float():
            return exact_number(value)
        case list():
            items: Iterable[Any] = cast("Any", value)
            return (list, *map(identity, items))
        case _:
            fields: dict[str, Any] = value
            return frozenset((name, identity(each)) for name, each in fields.items())


def is_multiple(number: float, divisor: float) -> bool:
    """Whether a number is an exact multiple of another; raises NumberTooLarge for more than 640 digits."""
    if _is_short(number) and _is_short(divisor):
        try:
            return not _CONTEXT.remainder(_decimal(number), _decimal(divisor))
        except InvalidOperation:
            # The quotient has more digits than the context.
            pass
    digits, exponent = _digits(exact_number(number))
    by, shift = _digits(exact_number(divisor))
    if exponent >= shift:
        return digits * pow(10, exponent - shift, by) % by == 0
    # The digits do not end in a zero, so no power of ten divides them.
    return digits == 0


def compare(holds: Callable[[Any, Any], bool], number: float, bound: float) -> bool:
    """Whether a comparison such as `operator.ge` holds; raises NumberTooLarge."""
    if _is_short(number) and _is_short(bound):
        return holds(number, bound)
    return holds(exact_number(number), exact_number(bound))


def _is_short(number: float) -> bool:
    """Whether a number is an integer below 2^53, or was parsed from a short literal."""
    return number.__class__ is float or (number.__class__ is int and -_MAX_SAFE < number < _MAX_SAFE)


def _decimal(number: float) -> Decimal:
    return Decimal(number if number.__class__ is int else repr(number))


def _digits(number: int | Decimal) -> tuple[int, int]:
    """A number as an integer that does not end in a zero, and a power of ten."""
    _, digits, exponent = Decimal(number).as_tuple()
    end = len(digits)
    while end and digits[end - 1] == 0:
        end -= 1
    if end > _MAX_DIGITS:
        raise NumberTooLarge
    return int("".join(map(str, digits[:end])) or "0"), cast("int", exponent) + len(digits) - end
