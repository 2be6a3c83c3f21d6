"""Constraints of users' schemas as calls, as far as the libraries of Python know them."""

import math
import re
import warnings
from collections.abc import Mapping

from runbridge.stubs.ir.types import Listed, Number, Text
from runbridge.stubs.python.dialects.base import Dialect, Remark
from runbridge.stubs.python.literals import quoted


def text_constraint(text: Text, dialect: Dialect, remark: Remark) -> str | None:
    """The constraint on a string; None where there is none."""
    found: dict[str, float | str] = {**_lengths(text.min_length, text.max_length, dialect)}
    if text.pattern is not None and dialect.constraint:
        if _is_regex(text.pattern):
            found["pattern"] = text.pattern
        else:
            remark(f"The pattern {quoted(text.pattern)} is left to validation: Python has no such regular expression.")
    return _call(found, dialect)


def list_constraint(listed: Listed, dialect: Dialect) -> str | None:
    """The constraint on an array; None where there is none."""
    return _call(_lengths(listed.min_items, listed.max_items, dialect), dialect)


def number_constraint(number: Number, dialect: Dialect, remark: Remark, *, is_integer: bool) -> str | None:
    """The constraint on a number, or on those that are integers; None where there is none."""
    found = {**_lowest(number, is_integer=is_integer), **_highest(number, is_integer=is_integer)}
    factor = number.multiple_of
    if factor is not None and factor == int(factor):
        found["multiple_of"] = int(factor)
    elif factor is not None and dialect.constraint:
        remark(f"That it is a multiple of {factor!r} is left to validation: binary fractions are not.")
    most = dialect.largest if is_integer else math.inf
    return _call({name: value for name, value in found.items() if abs(value) <= most}, dialect)


def _call(arguments: Mapping[str, float | str], dialect: Dialect) -> str | None:
    if not arguments or not dialect.constraint:
        return None
    written = (
        f"{name}={quoted(value) if isinstance(value, str) else repr(value)}" for name, value in arguments.items()
    )
    return f"{dialect.constraint}({', '.join(written)})"


def _lengths(least: int | None, most: int | None, dialect: Dialect) -> dict[str, float]:
    found = {"min_length": least or None, "max_length": most}
    return {name: value for name, value in found.items() if value is not None and value <= dialect.largest}


def _lowest(number: Number, *, is_integer: bool) -> dict[str, float]:
    least, above = number.minimum, number.exclusive_minimum
    if above is not None and (least is None or above >= least):
        if not is_integer:
            return {"gt": above}
        return {"gt": int(above)} if above == int(above) else {"ge": math.ceil(above)}
    return {} if least is None else {"ge": math.ceil(least) if is_integer else least}


def _highest(number: Number, *, is_integer: bool) -> dict[str, float]:
    most, below = number.maximum, number.exclusive_maximum
    if below is not None and (most is None or below <= most):
        if not is_integer:
            return {"lt": below}
        return {"lt": int(below)} if below == int(below) else {"le": math.floor(below)}
    return {} if most is None else {"le": math.floor(most) if is_integer else most}


def _is_regex(pattern: str) -> bool:
    """Whether Python's `re` reads a pattern of ECMA-262, without any doubt about it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # There is no warning for what has been compiled before.
        re.purge()
        try:
            re.compile(pattern)
        except (re.error, Warning, OverflowError, RecursionError):
            return False
    return True
