"""Date-times as timestamps in UTC, many at once, and back as text."""

import re
from collections.abc import Sequence
from datetime import date

from runbridge._pyarrow import Array, pa, pc
from runbridge.tables.column import NotHeld
from runbridge.tables.table_options import Unit

#: How many of its units a second has, in digits.
_DIGITS: dict[str, int] = {"s": 0, "ms": 3, "us": 6, "ns": 9}
#: The years 1 to 9999, which is what RFC 3339, `datetime` and Spark have, in seconds; and what 64 bits hold.
_FIRST, _BEHIND = -62_135_596_800, 253_402_300_800
_MOST = 2**63 - 1
_LIMITS: dict[str, tuple[int, int]] = {
    unit: (max(-_MOST, _FIRST * 10**digits), min(_MOST, _BEHIND * 10**digits - 1)) for unit, digits in _DIGITS.items()
}
_EPOCH = date(1970, 1, 1).toordinal()
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):([0-5]\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))?", re.ASCII
)
#: What times begin with that are near to the limits of microseconds, or maybe beyond those of nanoseconds.
_NEAR = (b'"0001-', b'"9999-')
_FAR = re.compile(rb'"(?:0\d{3}|1[0-5]\d\d|16[0-6]\d|167[0-7]|226[2-9]|22[7-9]\d|2[3-9]\d\d|[3-9]\d{3})-\d\d-\d\d[Tt]')
#: Digits and dashes may be written as escapes, and then nobody knows which they are.
_ESCAPE = b"\\u00"
_ESCAPED = re.compile(rb"\\u00(?:2[dD]|3\d)")
_WITHOUT_OFFSET = r"(T[0-9:]{8}(\.[0-9]+)?)$"
#: No digits or three, six or nine, as services print them.
_IDLE_ZEROS = r"\.0+Z$|(000){1,2}Z$"
#: So many values show whether Arrow reads a column's representation: refusing a long one takes longer than reading it.
_LOOKED_AT = 8


def are_within(text: bytes, unit: Unit) -> bool:
    """Whether all times in a JSON text are within the limits of a unit; they may be so too where not.

    The text is of records that were validated many at once: all their times are such as `datetime` has.
    """
    if any(near in text for near in _NEAR) or (_ESCAPE in text and _ESCAPED.search(text)):
        return False
    return unit == "us" or _FAR.search(text) is None


def timestamp(text: str, unit: Unit) -> int:
    """A valid date-time as so many units since 1970 in UTC, its further digits cut; without an offset it is UTC.

    Raises NotHeld for a leap second and a time outside of the unit's limits.
    """
    match = _TIME.fullmatch(text)
    if match is None or match[1] == "0000":
        raise NotHeld
    days = date(int(match[1]), int(match[2]), int(match[3])).toordinal() - _EPOCH
    seconds = (days * 24 + int(match[4])) * 3600 + int(match[5]) * 60 + int(match[6])
    if match[8]:
        offset = int(match[9]) * 3600 + int(match[10]) * 60
        seconds += offset if match[8] == "-" else -offset
    digits = _DIGITS[unit]
    value: int = seconds * 10**digits + int((match[7] or "")[:digits].ljust(digits, "0"))
    low, high = _LIMITS[unit]
    if not low <= value <= high:
        raise NotHeld
    return value


def timestamps(values: Sequence[str | None], unit: Unit) -> tuple[Array, int]:
    """Date-times that `timestamp` takes as an array, and of how many digits were cut that were not zero."""
    kind = pa.timestamp(unit, "UTC")
    texts = pa.array(values, pa.string())
    try:
        texts.slice(0, _LOOKED_AT).cast(kind)
        return texts.cast(kind), 0
    except pa.ArrowInvalid:
        texts = pc.replace_substring_regex(pc.ascii_upper(texts), _WITHOUT_OFFSET, r"\1Z")
    more = rf"(\.[0-9]{{{_DIGITS[unit]}}})[0-9]"
    cut = pc.sum(pc.match_substring_regex(texts, f"{more}*[1-9]")).as_py() or 0
    texts = pc.replace_substring_regex(texts, f"{more}+", r"\1")
    try:
        return texts.cast(kind), cut
    except pa.ArrowInvalid:
        # The first moments that 64 bits hold are too much for Arrow's arithmetic.
        numbers = [None if text is None else timestamp(text, unit) for text in values]
        return pa.array(numbers, kind), cut


def are_held(array: Array) -> bool:
    """Whether all timestamps are within the limits of their unit. Arrow would print others as any year."""
    low, high = _LIMITS[array.type.unit]
    first, last = pc.min_max(array.cast(pa.int64())).as_py().values()
    return first is None or (low <= first and last <= high)


def times(array: Array) -> list[str | None]:
    """Timestamps within the limits as date-times in UTC, with no more digits than they need, in threes."""
    texts = array.cast(pa.timestamp(array.type.unit, "UTC")).cast(pa.string())
    texts = pc.replace_substring(texts, " ", "T", max_replacements=1)
    found: list[str | None] = pc.replace_substring_regex(texts, _IDLE_ZEROS, "Z").to_pylist()
    return found
