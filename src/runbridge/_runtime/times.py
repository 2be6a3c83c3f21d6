"""RFC 3339 date-times as text: which are valid, without making a datetime of them.

The grammar is RFC 3339 section 5.6, with the restrictions of section 5.7 on days and leap seconds, as the
JSON-Schema-Test-Suite has it.
"""

import re
from calendar import monthrange

_DATE_TIME = re.compile(
    r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?"
    r"(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))?",
    re.ASCII,
)
_EVERY_MONTH_HAS = 28
_MINUTES_PER_DAY = 24 * 60
_LAST_MINUTE = _MINUTES_PER_DAY - 1


def is_time(text: str) -> bool:
    """Whether the text is a date-time with its offset: RFC 3339 `date-time`."""
    match = _DATE_TIME.fullmatch(text)
    return match is not None and _has_offset(text) and _exists(match)


def is_local_time(text: str) -> bool:
    """Whether the text is a date-time without an offset: `date-time-local` of OpenAPI's format registry."""
    match = _DATE_TIME.fullmatch(text)
    return match is not None and not _has_offset(text) and _exists(match)


def is_lax_time(text: str) -> bool:
    """Whether the text is a date-time, with or without its offset: what the tolerant profile takes."""
    match = _DATE_TIME.fullmatch(text)
    return match is not None and _exists(match)


def is_time_or_null(text: str | None) -> bool:
    """Whether it is null or a date-time with its offset."""
    return text is None or is_time(text)


def is_lax_time_or_null(text: str | None) -> bool:
    """Whether it is null or a date-time, with or without its offset."""
    return text is None or is_lax_time(text)


def _has_offset(text: str) -> bool:
    return text[-1] in "Zz" or text[-6] in "+-"


def _exists(match: re.Match[str]) -> bool:
    year, month, day, hour, minute, second, sign, offset_hours, offset_minutes = match.groups()
    if int(day) > _EVERY_MONTH_HAS and int(day) > _days(int(year), int(month)):
        return False
    if second != "60":
        return True
    offset = int(offset_hours or 0) * 60 + int(offset_minutes or 0)
    utc = int(hour) * 60 + int(minute) + (offset if sign == "-" else -offset)
    return utc % _MINUTES_PER_DAY == _LAST_MINUTE


def _days(year: int, month: int) -> int:
    # The calendar repeats every 400 years; year 0 is one that RFC 3339 has and Python's calendar has not.
    return monthrange(year or 400, month)[1]
