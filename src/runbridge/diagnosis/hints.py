"""What would mend a value that a schema refuses, where that can be known; each hint is true, or there is none."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from runbridge._generated import DIRECTIONS
from runbridge._runtime.schema_validator import Fault, Schema
from runbridge._runtime.times import is_local_time, is_time
from runbridge.problems import brief, choices, show

#: Longer text, and more names or words of other people than that, are not looked at for what they resemble.
_LONGEST = 60
_MOST_NAMES = 50
_MOST_WORDS = 500
_ALIKE = 0.8
OF_REPEATED = "keep one of them; without --strict this last one counts"
_TOLERATED = ", or accept this with `--profile tolerant`"

_LIKE = 'like "2026-03-14T09:26:53Z"'

#: What is looked for in a time that nothing else explains.
_MISTAKES = [
    (re.compile(r"[^\x00-\x7f]"), "a time is of ASCII characters only"),
    (re.compile(r"T(?:2[4-9]|[3-9]\d):", re.IGNORECASE), "hours go from 00 to 23"),
    (re.compile(r"T\d\d:[6-9]\d", re.IGNORECASE), "minutes go from 00 to 59"),
    (re.compile(r"T\d\d:\d\d:60", re.IGNORECASE), "a second 60 is the last of a day in UTC only: 23:59:60"),
    (re.compile(r"T\d\d:\d\d:[6-9]\d", re.IGNORECASE), "seconds go from 00 to 59"),
    (re.compile(r"T\d\d:\d\d(?!:)", re.IGNORECASE), "add the seconds"),
]

_NOT_A_LETTER = re.compile(r"[\W_]+")
_SCALAR = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII)
_SPACE = re.compile(r"(\d{4}-\d\d-\d\d) +(?=\d)", re.ASCII)
_OFFSET = re.compile(r" *(?:([+-]\d\d):?(\d\d)|([+-]\d\d)|Z|UTC|GMT)$", re.ASCII | re.IGNORECASE)


def renamed(missing: Iterable[str], present: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Of missing members those that stand there under a name much like theirs, and that name."""
    strange = [name for name in islice(_others(present, known), _MOST_NAMES) if len(name) <= _LONGEST]
    found: dict[str, str] = {}
    for name in missing:
        near = _resembling(name, [each for each in strange if each not in found.values()])
        if near is not None:
            found[name] = near
    return found


def of_rename(name: str, near: str) -> str:
    """The hint that a member is there under another name."""
    shown = brief(near)
    return f"rename `{shown}` to `{name}`" if _plain(near) == _plain(name) else f"is `{shown}` meant to be `{name}`?"


def of_missing(wanted: str, *, tolerated: bool) -> str:
    """The hint for a member that is missing, with what belongs there."""
    return f"add it: {wanted}{_TOLERATED if tolerated else ''}"


def of_unknown(name: str, known: Iterable[str]) -> str:
    """The hint for a name that the schema does not know."""
    near = _resembling(name, list(known)) if len(name) <= _LONGEST else None
    return f"is `{near}` meant?" if near else "take it away, or validate without --strict, which lets it pass"


def of_extra(name: str, known: Iterable[str]) -> str:
    """The hint for a name that a schema of other people does not allow."""
    near = _resembling(name, list(islice(known, _MOST_WORDS))) if len(name) <= _LONGEST else None
    return f"is `{brief(near)}` meant?" if near else "take it away"


def of_type(fault: Fault, *, tolerated: bool) -> str:
    """The hint for a value of the wrong type."""
    value, types = fault.value, fault.types
    if "enum" in fault.schema:
        return f"write one of {choices(fault.schema['enum'])}"
    if isinstance(value, str):
        scalar = _SCALAR.fullmatch(value) if len(value) <= _LONGEST else None
        if scalar and _kind_of(scalar) & set(types):
            return f"take the quotes away: {value}"
    elif value is None and tolerated:
        return f"leave the member out{_TOLERATED}"
    elif isinstance(value, bool | int | float) and "string" in types:
        return f"a time is text {_LIKE}" if formats_of(fault.schema) else "put quotes around it"
    return ""


def _kind_of(scalar: re.Match[str]) -> set[str]:
    text = scalar.group()
    if text == "null":
        return {"null"}
    if text in ("true", "false"):
        return {"boolean"}
    return {"number"} if scalar.group(1) or scalar.group(2) else {"integer", "number"}


def of_choice(value: str, allowed: list[str | None]) -> str:
    """The hint for a text that is none of the choices."""
    if len(value) > _LONGEST:
        return ""
    for (source, target), direction in DIRECTIONS.items():
        for table in direction.tables.values():
            if value in table.known and set(table.targets) <= set(allowed):
                return _foreign(value, source, [table.known[value]])
            if value in table.targets and set(table.known) <= set(allowed):
                return _foreign(value, target, [word for word, other in table.known.items() if other == value])
    near = _resembling(value, [word for word in allowed if word is not None])
    return "" if near is None else f'is "{near}" meant?'


def of_word(value: str, words: Iterable[str]) -> str:
    """The hint for a text that is none of some words."""
    near = _resembling(value, list(islice(words, _MOST_WORDS))) if len(value) <= _LONGEST else None
    return "" if near is None else f"is {show(near)} meant?"


def _foreign(value: str, form: str, here: list[str]) -> str:
    words = " or ".join(map(show, here))
    return f"{show(value)} is a word of {form}{f'; here it is {words}' if words else ''}"


def of_time(value: str, *, tolerated: bool) -> str:
    """The hint for a text that is no RFC 3339 date-time."""
    if len(value) > _LONGEST:
        return ""
    if is_local_time(value):
        return f'add the offset, "{value}Z" where it is UTC{_TOLERATED if tolerated else ""}'
    mended = _OFFSET.sub(_offset, _SPACE.sub(r"\1T", value.strip()))
    if is_time(mended):
        return f'write "{mended}"'
    if is_local_time(mended):
        return f'write "{mended}Z", where it is UTC'
    day = _DAY.match(value)
    if day and not _exists(*map(int, day.groups())):
        return f"there is no day {day.group()}"
    if day and day.end() == len(value):
        return f'add the time of day, "{value}T00:00:00Z" where the day starts in UTC'
    return next((hint for mistake, hint in _MISTAKES if mistake.search(value)), f"write it {_LIKE}")


def formats_of(schema: Schema) -> list[str]:
    """The formats of which a schema asks for one."""
    return [branch["format"] for branch in schema.get("anyOf", [schema]) if "format" in branch]


def _offset(match: re.Match[str]) -> str:
    hours, minutes, only_hours = match.groups()
    if only_hours:
        return f"{only_hours}:00"
    return f"{hours}:{minutes}" if hours else "Z"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        # Year 0, which RFC 3339 has and Python has not, is a leap year as 400 is.
        date(year or 400, month, day)
    except ValueError:
        return False
    return True


def _others(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there = frozenset(known)
    return (name for name in names if name not in there)


def _resembling(name: str, others: list[str]) -> str | None:
    """The one of some names that is most like a name; None if none is."""
    plain = _plain(name)
    for other in others:
        if plain and _plain(other) == plain:
            return other
    from difflib import get_close_matches

    close = get_close_matches(name, others, n=1, cutoff=_ALIKE)
    return close[0] if close else None


def _plain(name: str) -> str:
    return _NOT_A_LETTER.sub("", name).casefold()
