"""JSON numbers as text: moved decimal points and equal values, without a float on the way.

A token is the literal text of a number, such as `-12.50` or `1e3`.
"""

import re
from math import isinf
from typing import Generic, NamedTuple, TypeVar

_TOKEN = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?", re.ASCII)
#: An exponent with more digits than this is not worked with: Python reads integers of up to 4,300 digits.
_LONGEST_EXPONENT = 4000
#: A number with more digits than this is not written without an exponent.
MOST_DIGITS = 4000
#: A token of this length has at most 15 digits, with a point or a sign.
_SAFE_LENGTH = 15
#: A double has at most 767 digits.
_MOST_DIGITS_OF_A_DOUBLE = 767
#: A digit; only the sign comes before digits.
_ZERO = ord("0")

Number = TypeVar("Number")


class Decimal(NamedTuple):
    """A number's exact value: sign, digits without outer zeros (none at all for zero), power of ten."""

    negative: bool
    digits: str
    exponent: int


def value_of(token: str) -> Decimal | None:
    """The value of a token, by which 1500, 1500.0 and 1.5e3 are equal; None for what is no token or out of reach."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    sign, whole, fraction, exponent = match.group(1), match.group(2), match.group(3) or "", match.group(4) or "0"
    if len(exponent) > _LONGEST_EXPONENT:
        return None
    digits = (whole + fraction).lstrip("0")
    significant = digits.rstrip("0")
    if not significant:
        return Decimal(False, "", 0)
    return Decimal(sign == "-", significant, int(exponent) - len(fraction) + len(digits) - len(significant))


def shift(token: str, places: int) -> str:
    """The token of the number times ten to the power of `places`: the decimal point moves, no digit changes.

    A token with an exponent keeps its digits and gets another exponent. Raises OverflowError for an exponent of more
    than 4,000 digits.
    """
    if "e" in token or "E" in token:
        return _shift_exponent(token, places)
    sign = "-" if token[0] == "-" else ""
    whole, _, fraction = token.removeprefix("-").partition(".")
    if places >= 0:
        fraction = fraction.ljust(places, "0")
        head, tail = whole + fraction[:places], fraction[places:]
    else:
        whole = whole.rjust(1 - places, "0")
        head, tail = whole[:places], whole[places:] + fraction
    head = head.lstrip("0") or "0"
    tail = tail.rstrip("0")
    return f"{sign}{head}.{tail}" if tail else sign + head


def plain(token: str) -> str | None:
    """The token without an exponent; None if it would have more than 4,000 zeros."""
    if "e" not in token and "E" not in token:
        return token
    value = value_of(token)
    if value is None or abs(value.exponent) > MOST_DIGITS:
        return None
    return shift(f"{'-' if value.negative else ''}{value.digits or '0'}", value.exponent)


def integer_digits(token: str) -> str:
    """The digits of a number that is an integer: `1000` for `1e3`; other tokens are unchanged."""
    value = None if token.lstrip("-").isdigit() else value_of(token)
    if value is None or not 0 <= value.exponent <= MOST_DIGITS:
        return token
    return f"{'-' if value.negative else ''}{value.digits or '0'}{'0' * value.exponent}"


def shift_plain(token: bytes, places: int) -> bytes | None:
    """`shift` for what most numbers are, None for others; no sign, no exponent, no zero at either end.

    Digits stand on both sides of the moved point. Shifting the result back gives the token again.
    """
    if token[0] <= _ZERO or token[-1] == _ZERO:
        return None
    whole, point, fraction = token.partition(b".")
    if not whole.isdigit() or (point and not fraction.isdigit()):
        return None
    if 0 < places < len(fraction):
        return whole + fraction[:places] + b"." + fraction[places:]
    if -len(whole) < places < 0:
        return whole[:places] + b"." + whole[places:] + fraction
    return None


def _shift_exponent(token: str, places: int) -> str:
    mantissa, mark, exponent = re.split("([eE])", token, maxsplit=1)
    if len(exponent) > _LONGEST_EXPONENT:
        raise OverflowError("an exponent of more than 4,000 digits")
    moved = int(exponent) + places
    return f"{mantissa}{mark}{'+' if exponent.startswith('+') and moved >= 0 else ''}{moved}"


class Scaled(NamedTuple, Generic[Number]):
    """A number moved by some places: its value, and whether the way back gives the number again.

    `comes_back`: the number is restored with its text. `survives`: so it is even after a tool rewrote the number.
    """

    value: Number
    comes_back: bool
    survives: bool


def scale(token: str, places: int) -> Scaled[str]:
    """The token of the number times ten to the power of `places`, and what becomes of it on the way back."""
    shifted = shift(token, places)
    # A plain token without outer zeros always comes back, and a double (IEEE 754 double) always keeps 15 digits.
    plain = "e" not in token and "E" not in token and not (token[-1] == "0" and "." in token)
    back = plain or shift(shifted, -places) == token
    return Scaled(shifted, back, (plain and len(token) <= _SAFE_LENGTH) or survives(token, shifted, places))


def survives(token: str, other: str, places: int) -> bool:
    """Whether `token` and `other`, the same number `places` apart, give each other even after a tool printed one anew.

    JavaScript, jq and orjson read numbers as double and print the shortest text that reads the same. A token that
    they print as another number counts as surviving: no residue could save it from them.
    """
    return _survives(token, other, -places) and _survives(other, token, places)


def _survives(token: str, other: str, places: int) -> bool:
    number = float(other)
    if repr(number) == other:
        return True
    if isinf(number) or value_of(repr(float(token))) != value_of(token):
        return True
    return equal_or_printed(shift(repr(number), places), token)


def reprinted(one: str, other: str) -> bool:
    """Whether `other` is a different number, which tools print for `one`."""
    return value_of(one) != value_of(other) and equal_or_printed(one, other)


def equal_or_printed(one: str, other: str) -> bool:
    """Whether `other` is the number `one`, or what tools print for it that read numbers as doubles.

    They print the shortest digits that read as the double, or its value rounded to some number of digits. Any other
    number is an edit, even if it reads as the same double: 1e-400 is not 0.
    """
    if one == other:
        return True
    found = value_of(other)
    if found is None:
        return False
    if found == value_of(one):
        return True
    number = float(one)
    if number != float(other) or isinf(number):
        return False
    rounded = f"{number:.{min(max(len(found.digits) - 1, 0), _MOST_DIGITS_OF_A_DOUBLE)}e}"
    return found in (value_of(repr(number)), value_of(rounded))
