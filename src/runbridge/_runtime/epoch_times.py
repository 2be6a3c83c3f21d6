"""RFC 3339 date-times and numbers since 1970-01-01T00:00:00Z, exactly, whatever their digits."""

import re

from runbridge._runtime import numbers

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))?", re.ASCII)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
#: From 0000-01-01 to 9999-12-31T23:59:59, the times that RFC 3339 can write, in seconds.
_FIRST, _LAST = -62167219200, 253402300799
#: Days before the year 1970 of the proleptic Gregorian calendar, counted from 0000-03-01, and in 400 years.
_DAYS_TO_1970, _DAYS_IN_ERA = 719468, 146097
_DAYS_IN_YEAR, _DAYS_IN_4_YEARS, _DAYS_IN_CENTURY = 365, 1460, 36524
_MARCH = 3
_MONTHS = 12
#: A number with a larger exponent or more digits is not worked with: Python reads integers of up to 4,300 digits.
_MOST_DIGITS = 4000


def epoch_of(text: str, places: int, *, whole: bool) -> str | None:
    """The number of a date-time as JSON text, in seconds with the decimal point moved by `places`.

    A text without offset is UTC. With `whole`, digits after the decimal point are left out. None for another text.
    """
    match = _TIME.fullmatch(text)
    if match is None or len(text) > _MOST_DIGITS:
        return None
    year, month, day, hour, minute, second = (int(group) for group in match.groups()[:6])
    fraction, sign = match[7] or "", match[8]
    seconds = _days(year, month, day) * _DAY + hour * _HOUR + minute * _MINUTE + second
    if sign:
        offset = int(match[9]) * _HOUR + int(match[10]) * _MINUTE
        seconds += offset if sign == "-" else -offset
    if whole:
        return str(seconds * 10**places + int(fraction[:places].ljust(places, "0") or "0"))
    scaled = seconds * 10 ** len(fraction) + int(fraction or "0")
    return numbers.shift(str(scaled), places - len(fraction))


def time_of(token: str, places: int) -> str | None:
    """The date-time in UTC of a JSON number in seconds with the decimal point moved by `places`; None out of range."""
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
    days, clock = divmod(seconds, _DAY)
    year, month, day = _date(days)
    text = f"{year:04}-{month:02}-{day:02}T{clock // _HOUR:02}:{clock % _HOUR // _MINUTE:02}:{clock % _MINUTE:02}"
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


def difference(end: str, start: str, places: int) -> str | None:
    """The time from `start` to `end` as JSON text, in seconds with the decimal point moved; None for other texts."""
    tokens = epoch_of(end, 0, whole=False), epoch_of(start, 0, whole=False)
    if tokens[0] is None or tokens[1] is None:
        return None
    longest = max(len(token.partition(".")[2]) for token in tokens if token)
    last, first = (int(numbers.shift(token, longest)) for token in tokens if token)
    return numbers.shift(str(last - first), places - longest)


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
