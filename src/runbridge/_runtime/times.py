"""RFC 3339 date-times: which are valid, and their exact numbers since 1970-01-01T00:00:00Z, without a datetime.

The grammar is RFC 3339 section 5.6, with the restrictions of section 5.7 on days and leap seconds, as the
JSON-Schema-Test-Suite has it.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from runbridge._runtime import numbers

_ORDINARY_DAY = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|1\d|2[0-8]))"
)
_DATE = rf"(?:\d{{4}}-{_ORDINARY_DAY}|(\d{{4}})-02-29)"
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


#: Patterns of texts that certainly have a format, with the flag for ASCII: those of leap days and leap seconds may.
_CERTAIN = r"\d{4}-" + _ORDINARY_DAY + r"[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
CERTAIN: Mapping[str, str] = {"date-time": _CERTAIN + _OFFSET, "date-time-local": _CERTAIN}

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


_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))?", re.ASCII)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
#: From 0000-01-01 to 9999-12-31T23:59:59, the times that RFC 3339 can write, in seconds.
_FIRST, _LAST = -62167219200, 253402300799
#: Days before the year 1970 of the proleptic Gregorian calendar, counted from 0000-03-01, and in 400 years.
_DAYS_TO_1970, _DAYS_IN_ERA = 719468, 146097
_DAYS_IN_YEAR, _DAYS_IN_4_YEARS, _DAYS_IN_CENTURY = 365, 1460, 36524
_MARCH = 3
_MONTHS = 12
#: Most numbers of times have so few digits.
_FEW_DIGITS = 20
#: A number with a larger exponent or more digits is not worked with: Python reads integers of up to 4,300 digits.
_MOST_DIGITS = 4000


def epoch_of(text: str, places: int, *, whole: bool) -> str | None:
    """The number of a date-time as JSON text, in seconds with the decimal point moved by `places`.

    A text without offset is UTC. With `whole`, digits after the decimal point are left out. None for another text.
    """
    epoch = _epoch(text)
    if epoch is None:
        return None
    seconds, fraction = epoch
    if whole:
        return str(seconds * 10**places + int(fraction[:places].ljust(places, "0") or "0"))
    return numbers.shift(str(_scaled(seconds, fraction, len(fraction))), places - len(fraction))


#: A time is read for its rule and for the defaults that are computed from it.
@lru_cache(maxsize=64)
def _epoch(text: str) -> tuple[int, str] | None:
    """The whole seconds of a date-time, and the digits of its fraction."""
    match = _TIME.fullmatch(text)
    if match is None or len(text) > _MOST_DIGITS:
        return None
    date, hour, minute, second, fraction, sign, hours, minutes = match.groups()
    seconds = _start_of(date) + int(hour) * _HOUR + int(minute) * _MINUTE + int(second)
    if sign:
        offset = int(hours) * _HOUR + int(minutes) * _MINUTE
        seconds += offset if sign == "-" else -offset
    return seconds, fraction or ""


def _scaled(seconds: int, fraction: str, digits: int) -> int:
    """The seconds with the fraction, times ten to the power of so many digits."""
    scaled: int = seconds * 10**digits
    return scaled + int(fraction.ljust(digits, "0") or "0")


def time_of(token: str, places: int) -> str | None:
    """The date-time in UTC of a JSON number in seconds with the decimal point moved by `places`; None out of range."""
    if 0 <= places < len(token) <= _FEW_DIGITS and token.isdigit() and token.isascii():
        seconds, rest = divmod(int(token), 10**places)
        if seconds <= _LAST:
            return _text_of(seconds, str(rest).rjust(places, "0").rstrip("0") if rest else "")
    value = numbers.value_of(token)
    if value is None or max(abs(value.exponent), len(value.digits)) > _MOST_DIGITS:
        return None
    digits = int(value.digits or "0") * (-1 if value.negative else 1)
    exponent = value.exponent - places
    if exponent > 0:
        digits, exponent = digits * 10**exponent, 0
    seconds, rest = divmod(digits, 10**-exponent)
    if not _FIRST <= seconds <= _LAST:
        return None
    fraction = str(rest).rjust(-exponent, "0").rstrip("0") if rest else ""
    return _text_of(seconds, fraction)


def _text_of(seconds: int, fraction: str) -> str:
    days, clock = divmod(seconds, _DAY)
    text = f"{_date_text(days)}T{clock // _HOUR:02}:{clock % _HOUR // _MINUTE:02}:{clock % _MINUTE:02}"
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


def difference(end: str, start: str, places: int) -> str | None:
    """The time from `start` to `end` as JSON text, in seconds with the decimal point moved; None for other texts."""
    last, first = _epoch(end), _epoch(start)
    if last is None or first is None:
        return None
    longest = max(len(last[1]), len(first[1]))
    exact = _scaled(*last, longest) - _scaled(*first, longest)
    return str(exact * 10 ** (places - longest)) if longest <= places else numbers.shift(str(exact), places - longest)


#: The records of a file are of few days.
@lru_cache(maxsize=1024)
def _start_of(date: str) -> int:
    """The seconds from 1970 to the start of a day."""
    return _days(int(date[:4]), int(date[5:7]), int(date[8:])) * _DAY


@lru_cache(maxsize=1024)
def _date_text(days: int) -> str:
    year, month, day = _date(days)
    return f"{year:04}-{month:02}-{day:02}"


def _days(year: int, month: int, day: int) -> int:
    """The days from 1970-01-01 to a date; the year 0 exists, which Python's dates do not have."""
    if month < _MARCH:
        year, month = year - 1, month + _MONTHS
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month - _MARCH) + 2) // 5 + day - 1
    return (
        era * _DAYS_IN_ERA
        + year_of_era * _DAYS_IN_YEAR
        + year_of_era // 4
        - year_of_era // 100
        + day_of_year
        - _DAYS_TO_1970
    )


def _date(days: int) -> tuple[int, int, int]:
    """The year, month and day of so many days after 1970-01-01."""
    era, day_of_era = divmod(days + _DAYS_TO_1970, _DAYS_IN_ERA)
    year_of_era = (
        day_of_era - day_of_era // _DAYS_IN_4_YEARS + day_of_era // _DAYS_IN_CENTURY - day_of_era // (_DAYS_IN_ERA - 1)
    ) // _DAYS_IN_YEAR
    day_of_year = day_of_era - (_DAYS_IN_YEAR * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + _MARCH if month_from_march <= _MONTHS - _MARCH else month_from_march - 9
    return era * 400 + year_of_era + (month < _MARCH), month, day
