"""RFC 3339 date-times as text: which are valid, without making a datetime of them.

The grammar is RFC 3339 section 5.6, with the restrictions of section 5.7 on days and leap seconds, as the
JSON-Schema-Test-Suite has it.
"""

import re
from collections.abc import Callable, Mapping

_DATE = (
    r"(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|1\d|2[0-8]))"
    r"|(\d{4})-02-29)"
)
_CLOCK = r"[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|(60))(?:\.\d+)?"
_OFFSET = r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
#: The groups are what is left to check: the year of a leap day, and a leap second.
_DATE_TIME = re.compile(_DATE + _CLOCK + _OFFSET, re.ASCII)
_LOCAL_DATE_TIME = re.compile(_DATE + _CLOCK, re.ASCII)
_MINUTES_PER_DAY = 24 * 60
_LAST_MINUTE = _MINUTES_PER_DAY - 1


def is_time(text: str) -> bool:
    """Whether the text is a date-time with its offset: RFC 3339 `date-time`."""
    match = _DATE_TIME.fullmatch(text)
    return match is not None and (match.lastindex is None or _exists(match))


def is_local_time(text: str) -> bool:
    """Whether the text is a date-time without an offset: `date-time-local` of OpenAPI's format registry."""
    match = _LOCAL_DATE_TIME.fullmatch(text)
    return match is not None and (match.lastindex is None or _exists(match))


def is_lax_time(text: str) -> bool:
    """Whether the text is a date-time, with or without its offset: what the tolerant profile takes."""
    return is_time(text) or is_local_time(text)


def is_time_or_null(text: str | None) -> bool:
    """Whether it is null or a date-time with its offset."""
    return text is None or is_time(text)


def is_lax_time_or_null(text: str | None) -> bool:
    """Whether it is null or a date-time, with or without its offset."""
    return text is None or is_lax_time(text)


#: The formats that schemas may ask for and that are asserted, as OpenAPI's format registry has them.
FORMATS: Mapping[str, Callable[[str], bool]] = {"date-time": is_time, "date-time-local": is_local_time}


def _exists(match: re.Match[str]) -> bool:
    """Whether a leap day is of a leap year, and a leap second the last of a day in UTC."""
    leap_day_year, leap_second = match.groups()
    if leap_day_year is not None and not _is_leap(int(leap_day_year)):
        return False
    return leap_second is None or _minute_in_utc(match.string) == _LAST_MINUTE


def _is_leap(year: int) -> bool:
    """Whether a year is a leap year; year 0, which RFC 3339 has, is one as 400 is."""
    # Not from calendar, whose imports cost every run a millisecond.
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _minute_in_utc(text: str) -> int:
    """The minute of the day, with the offset removed where there is one."""
    minute = int(text[11:13]) * 60 + int(text[14:16])
    sign = text[-6]
    if sign in "+-":
        offset = int(text[-5:-3]) * 60 + int(text[-2:])
        minute += offset if sign == "-" else -offset
    return minute % _MINUTES_PER_DAY
