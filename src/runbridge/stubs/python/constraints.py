"""Constraints of types as calls, such as `Meta(min_length=1)`, as far as a library supports them."""

import math
import re
import warnings
from collections.abc import Mapping

from runbridge.stubs.ir.types import Array, Number, String
from runbridge.stubs.python.library_dialects import Dialect, Remark
from runbridge.stubs.python.printer import quoted


def string_constraint(string: String, dialect: Dialect, remark: Remark) -> str | None:
    """The constraint of a string; None if it has none."""
    found: dict[str, float | str] = {**_lengths(string.min_length, string.max_length, dialect, remark)}
    if string.pattern is not None and dialect.constraint:
        if _is_regex(string.pattern):
            found["pattern"] = string.pattern
        else:
            remark(f"The pattern {quoted(string.pattern)} is checked by `validate` only: it is not valid in Python.")
    return _call(found, dialect)


def array_constraint(array: Array, dialect: Dialect, remark: Remark) -> str | None:
    """The constraint of an array; None if it has none."""
    return _call(_lengths(array.min_items, array.max_items, dialect, remark), dialect)


def number_constraint(number: Number, dialect: Dialect, remark: Remark, *, is_integer: bool) -> str | None:
    """The constraint of a number, or of the integers of its type; None if it has none."""
    found = {**_lower_bound(number, is_integer=is_integer), **_upper_bound(number, is_integer=is_integer)}
    factor = number.multiple_of
    if factor is not None and factor == int(factor):
        found["multiple_of"] = int(factor)
    elif factor is not None and dialect.constraint:
        remark(f"Only `validate` checks that it is a multiple of {factor!r}: binary fractions are not exact.")
    return _call(_supported(found, dialect.largest if is_integer else math.inf, dialect, remark), dialect)


def _call(arguments: Mapping[str, float | str], dialect: Dialect) -> str | None:
    if not arguments or not dialect.constraint:
        return None
    written = (
        f"{name}={quoted(value) if isinstance(value, str) else repr(value)}" for name, value in arguments.items()
    )
    return f"{dialect.constraint}({', '.join(written)})"


def _lengths(minimum: int | None, maximum: int | None, dialect: Dialect, remark: Remark) -> dict[str, float]:
    found = {"min_length": minimum or None, "max_length": maximum}
    given = {name: value for name, value in found.items() if value is not None}
    return _supported(given, dialect.largest, dialect, remark)


def _supported(bounds: Mapping[str, float], largest: float, dialect: Dialect, remark: Remark) -> dict[str, float]:
    """The bounds that are not too large for the library."""
    for name, value in bounds.items():
        if abs(value) > largest and dialect.constraint:
            remark(f"`{name}` is checked by `validate` only: the library supports bounds up to {largest}.")
    return {name: value for name, value in bounds.items() if abs(value) <= largest}


def _lower_bound(number: Number, *, is_integer: bool) -> dict[str, float]:
    minimum, exclusive = number.minimum, number.exclusive_minimum
    if exclusive is not None and (minimum is None or exclusive >= minimum):
        if not is_integer:
            return {"gt": exclusive}
        return {"gt": int(exclusive)} if exclusive == int(exclusive) else {"ge": math.ceil(exclusive)}
    return {} if minimum is None else {"ge": math.ceil(minimum) if is_integer else minimum}


def _upper_bound(number: Number, *, is_integer: bool) -> dict[str, float]:
    maximum, exclusive = number.maximum, number.exclusive_maximum
    if exclusive is not None and (maximum is None or exclusive <= maximum):
        if not is_integer:
            return {"lt": exclusive}
        return {"lt": int(exclusive)} if exclusive == int(exclusive) else {"le": math.floor(exclusive)}
    return {} if maximum is None else {"le": math.floor(maximum) if is_integer else maximum}


def _is_regex(pattern: str) -> bool:
    """Whether Python's `re` compiles an ECMA-262 pattern without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # A pattern in the cache gives no warning.
        re.purge()
        try:
            re.compile(pattern)
        except (re.error, Warning, OverflowError, RecursionError):
            return False
    return True
