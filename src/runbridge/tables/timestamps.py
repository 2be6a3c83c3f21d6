"""Date-times as timestamps in UTC, many at once, and back as text."""

import re
from collections.abc import Sequence
from datetime import date

from runbridge._pyarrow import Array, pa, pc
from runbridge.tables.column import OutOfRange
from runbridge.tables.table_options import Unit

#: The digits of a second in each unit.
_DIGITS: dict[str, int] = {"s": 0, "ms": 3, "us": 6, "ns": 9}
#: The years 1 to 9999, as in `datetime` and Spark, in seconds, and the limits of 64 bits.
_FIRST_ROWS, _END = -62_135_596_800, 253_402_300_800
_MOST = 2**63 - 1
_LIMITS: dict[str, tuple[int, int]] = {
    unit: (max(-_MOST, _FIRST_ROWS * 10**digits), min(_MOST, _END * 10**digits - 1)) for unit, digits in _DIGITS.items()
}
_EPOCH = date(1970, 1, 1).toordinal()
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):([0-5]\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))?", re.ASCII
)
#: How times begin that are near the limits of microseconds, and how those begin that nanoseconds may not hold.
_NEAR_LIMIT = (b'"0001-', b'"9999-')
_OUTSIDE_NANOSECONDS = re.compile(
    rb'"(?:0\d{3}|1[0-5]\d\d|16[0-6]\d|167[0-7]|226[2-9]|22[7-9]\d|2[3-9]\d\d|[3-9]\d{3})-\d\d-\d\d[Tt]'
)
#: Digits and dashes may be written as escapes.
_ESCAPE = b"\\u00"
_ESCAPED = re.compile(rb"\\u00(?:2[dD]|3\d)")
_WITHOUT_OFFSET = r"(T[0-9:]{8}(\.[0-9]+)?)$"
#: No digits or three, six or nine, as services print them.
_TRAILING_ZEROS = r"\.0+Z$|(000){1,2}Z$"
#: Arrow tries so many values first: it refuses a long column more slowly than it reads one.
_SAMPLE_SIZE = 8


def are_times_in_range(text: bytes, unit: Unit) -> bool:
    """Whether all times in a JSON text are certainly within the limits of a unit.

    The records of the text were validated in a batch: `datetime` has all their times.
    """
    if any(near in text for near in _NEAR_LIMIT) or (_ESCAPE in text and _ESCAPED.search(text)):
        return False
    return unit == "us" or _OUTSIDE_NANOSECONDS.search(text) is None


def timestamp(text: str, unit: Unit) -> int:
    """A valid date-time as units since 1970 in UTC, further digits truncated; a time without an offset is in UTC.

    Raises NotHeld for a leap second and a time outside of the unit's limits.
    """
    match = _TIME.fullmatch(text)
    if match is None or match[1] == "0000":
        raise OutOfRange
    days = date(int(match[1]), int(match[2]), int(match[3])).toordinal() - _EPOCH
    seconds = (days * 24 + int(match[4])) * 3600 + int(match[5]) * 60 + int(match[6])
    if match[8]:
        offset = int(match[9]) * 3600 + int(match[10]) * 60
        seconds += offset if match[8] == "-" else -offset
    digits = _DIGITS[unit]
    value: int = seconds * 10**digits + int((match[7] or "")[:digits].ljust(digits, "0"))
    low, high = _LIMITS[unit]
    if not low <= value <= high:
        raise OutOfRange
    return value


def timestamps(values: Sequence[str | None], unit: Unit) -> tuple[Array, int]:
    """Date-times that `timestamp` accepts as an array, and how many lost digits other than zero."""
    kind = pa.timestamp(unit, "UTC")
    texts = pa.array(values, pa.string())
    try:
        texts.slice(0, _SAMPLE_SIZE).cast(kind)
        return texts.cast(kind), 0
    except pa.ArrowInvalid:
        texts = pc.replace_substring_regex(pc.ascii_upper(texts), _WITHOUT_OFFSET, r"\1Z")
    more = rf"(\.[0-9]{{{_DIGITS[unit]}}})[0-9]"
    cut = pc.sum(pc.match_substring_regex(texts, f"{more}*[1-9]")).as_py() or 0
    texts = pc.replace_substring_regex(texts, f"{more}+", r"\1")
    try:
        return texts.cast(kind), cut
    except pa.ArrowInvalid:
        # The first times of 64 bits overflow in Arrow's arithmetic.
        numbers = [None if text is None else timestamp(text, unit) for text in values]
        return pa.array(numbers, kind), cut


def are_in_range(array: Array) -> bool:
    """Whether all timestamps are within the limits of their unit. Arrow prints others with a wrong year."""
    low, high = _LIMITS[array.type.unit]
    first, last = pc.min_max(array.cast(pa.int64())).as_py().values()
    return first is None or (low <= first and last <= high)


def times(array: Array) -> list[str | None]:
    """Timestamps within the limits as date-times in UTC, with no, three, six or nine digits of a second."""
    texts = array.cast(pa.timestamp(array.type.unit, "UTC")).cast(pa.string())
    texts = pc.replace_substring(texts, " ", "T", max_replacements=1)
    found: list[str | None] = pc.replace_substring_regex(texts, _TRAILING_ZEROS, "Z").to_pylist()
    return found
