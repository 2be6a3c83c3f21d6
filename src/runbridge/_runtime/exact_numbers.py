"""Numbers of JSON compared by their exact values (JSON Schema core 4.2.2), which doubles may not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Context, Decimal, InvalidOperation
from typing import Any, cast

from runbridge._runtime.json_parser import NumberTooLarge, exact_number

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
