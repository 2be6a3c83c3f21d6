"""What a keyword of a schema expects, and the fix for a problem: right, marked as a guess, or none."""

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Literal, cast

from msgspec.structs import replace

from runbridge._runtime.json_parser import ExactFloat
from runbridge._runtime.schema_node import Schema
from runbridge._runtime.schema_validator import Path
from runbridge._runtime.times import is_local_time, is_time
from runbridge.known_formats import DIRECTIONS
from runbridge.problem_messages import brief, show
from runbridge.problems import Fix

#: Names and values are compared up to this length, and with so many others at most.
_MAX_LENGTH = 60
_MAX_NAMES = 50
_MAX_WORDS = 500
#: Longer values of an enum are not offered as choices.
_MAX_CHOICE = 200
_MIN_SIMILARITY = 0.8
#: In how many objects of one record renamed fields are searched for.
_MAX_OBJECTS = 100

#: The formats of timestamps, described for a message.
TIMES = {
    "date-time": "an RFC 3339 date-time with an offset",
    "date-time-local": "an RFC 3339 date-time",
}

#: What is under `_residue` cannot be corrected by hand.
OF_RESIDUE = Fix(kind="remove", note="convert the original record again, or remove the field", accepted_by="non-strict")
OF_DUPLICATE = Fix(kind="remove", note="keep one of them", accepted_by="non-strict")

_LIKE = 'like "2026-03-14T09:26:53Z"'

#: The mistakes in a timestamp for which there is no other fix.
_TIME_MISTAKES = [
    (re.compile(r"[^\x00-\x7f]"), "a timestamp has ASCII characters only"),
    (re.compile(r"T(?:2[4-9]|[3-9]\d):", re.IGNORECASE), "hours are 00 to 23"),
    (re.compile(r"T\d\d:[6-9]\d", re.IGNORECASE), "minutes are 00 to 59"),
    (re.compile(r"T\d\d:\d\d:60", re.IGNORECASE), "second 60 is valid only as 23:59:60 UTC"),
    (re.compile(r"T\d\d:\d\d:[6-9]\d", re.IGNORECASE), "seconds are 00 to 59"),
    (re.compile(r"T\d\d:\d\d(?!:)", re.IGNORECASE), "add the seconds"),
]

_NOT_A_LETTER = re.compile(r"[\W_]+")
_SCALAR = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII)
_DATE_AND_SPACE = re.compile(r"(\d{4}-\d\d-\d\d) +(?=\d)", re.ASCII)
_OFFSET = re.compile(r" *(?:([+-]\d\d):?(\d\d)|([+-]\d\d)|Z|UTC|GMT)$", re.ASCII | re.IGNORECASE)


class Renames:
    """The fields of each object of a record that are probably meant for missing fields, by the missing name."""

    def __init__(self) -> None:
        self._by_path: dict[Path, dict[str, str]] = {}

    def find(
        self, path: Path, missing: Iterable[str], present: Iterable[str], known: Iterable[str]
    ) -> Mapping[str, str]:
        """The renames in the object at a path, found once; an object after the first 100 has none."""
        found = self._by_path.get(path)
        if found is None:
            found = self._by_path[path] = (
                renamed(missing, present, known) if len(self._by_path) < _MAX_OBJECTS else dict[str, str]()
            )
        return found

    def of(self, path: Path, name: str | None) -> str | None:
        """The field that is probably meant for a missing one; None where there is none or `find` was not called."""
        return self._by_path.get(path, {}).get(name or "")

    def is_source(self, path: Path, name: str | int) -> bool:
        """Whether a field is probably meant for a missing one."""
        return name in self._by_path.get(path, {}).values()


def renamed(missing: Iterable[str], present: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The missing fields that are probably present under another name, with that name."""
    candidates = [name for name in islice(_without(present, frozenset(known)), _MAX_NAMES) if len(name) <= _MAX_LENGTH]
    found: dict[str, str] = {}
    for name in missing:
        near = _most_similar(name, [each for each in candidates if each not in found.values()])
        if near is not None:
            found[name] = near
    return found


def of_rename(name: str, near: str) -> Fix:
    """The fix for a field that is present under another name."""
    return Fix(kind="rename", field=near, replacement=name, is_certain=_plain(near) == _plain(name))


def of_missing(wanted: str, *, tolerated: bool = False) -> Fix:
    """The fix for a missing field: what to add."""
    return Fix(kind="add", note=wanted, accepted_by="tolerant" if tolerated else "")


def of_unknown(name: str, known: Iterable[str]) -> Fix:
    """The fix for a name that the schema of a format does not have; only `--strict` rejects it."""
    return replace(of_extra(name, known), accepted_by="non-strict")


def of_extra(name: str, known: Iterable[str]) -> Fix:
    """The fix for a name that the schema of a payload does not allow."""
    near = _most_similar(name, list(islice(known, _MAX_WORDS))) if len(name) <= _MAX_LENGTH else None
    return Fix(kind="rename", replacement=near, is_certain=False) if near else Fix(kind="remove")


def of_type(
    value: Any, types: Sequence[str], *, allowed: Sequence[Any] | None, is_time: bool, tolerated: bool
) -> Fix | None:
    """The fix for a value of a wrong type; `allowed` are the values of an enum, where there is one."""
    if value is None and tolerated:
        return Fix(kind="remove", note="omit the field", accepted_by="tolerant")
    if allowed is not None:
        texts = map(json.dumps, allowed[:_MAX_NAMES])
        return Fix(kind="replace", choices=tuple(text for text in texts if len(text) <= _MAX_CHOICE))
    if isinstance(value, str):
        scalar = _SCALAR.fullmatch(value) if len(value) <= _MAX_LENGTH else None
        if scalar and _kinds_of(scalar) & set(types):
            return Fix(kind="replace", replacement=value, note="remove the quotes")
    elif isinstance(value, bool | int | float) and "string" in types:
        return Fix(kind="replace", note=f"a timestamp is a string {_LIKE}" if is_time else "put quotes around it")
    return None


def _kinds_of(scalar: re.Match[str]) -> set[str]:
    text = scalar.group()
    if text == "null":
        return {"null"}
    if text in ("true", "false"):
        return {"boolean"}
    return {"number"} if scalar.group(1) or scalar.group(2) else {"integer", "number"}


def of_choice(value: str, allowed: list[str | None]) -> Fix | None:
    """The fix for a text that is not in an enum of a format."""
    if len(value) > _MAX_LENGTH:
        return None
    for (source, target), direction in DIRECTIONS.items():
        for table in direction.tables.values():
            if value in table.known and set(table.targets) <= set(allowed):
                return _foreign(value, source, [table.known[value]])
            if value in table.targets and set(table.known) <= set(allowed):
                return _foreign(value, target, [word for word, other in table.known.items() if other == value])
    return of_word(value, [word for word in allowed if word is not None])


def of_alias(value: Any, aliases: Mapping[str, Sequence[Any]]) -> Fix:
    """The fix for an alias of a value of an enum, which the tolerant profile accepts."""
    word = next(word for word, others in aliases.items() if value in others)
    return Fix(kind="replace", replacement=json.dumps(word), accepted_by="tolerant")


def of_tolerated(wanted: str) -> Fix:
    """The fix for a value that only the tolerant profile accepts; `wanted` describes the others."""
    return Fix(kind="replace", note=f"write {wanted}", accepted_by="tolerant")


def of_word(value: str, words: Iterable[str]) -> Fix | None:
    """The fix for a text that is not in an enum."""
    near = _most_similar(value, list(islice(words, _MAX_WORDS))) if len(value) <= _MAX_LENGTH else None
    return None if near is None else Fix(kind="replace", replacement=json.dumps(near), is_certain=False)


def _foreign(value: str, form: str, here: list[str]) -> Fix:
    note = f"{show(value)} is a value of {form}"
    return Fix(kind="replace", choices=tuple(map(json.dumps, here)), note=note)


def of_time(value: str, *, tolerated: bool) -> Fix | None:
    """The fix for a text that is not an RFC 3339 date-time."""
    if len(value) > _MAX_LENGTH:
        return None
    if is_local_time(value):
        return _time(f"{value}Z", "add the offset", "it is UTC", tolerated=tolerated)
    fixed = _OFFSET.sub(_offset, _DATE_AND_SPACE.sub(r"\1T", value.strip()))
    if is_time(fixed):
        return _time(fixed)
    if is_local_time(fixed):
        return _time(f"{fixed}Z", condition="it is UTC")
    day = _DATE.match(value)
    if day and not _exists(*map(int, day.groups())):
        return Fix(kind="replace", note=f"there is no day {day.group()}")
    if day and day.end() == len(value):
        return _time(f"{value}T00:00:00Z", "add the time of day", "the day starts in UTC")
    notes = (note for mistake, note in _TIME_MISTAKES if mistake.search(value))
    return Fix(kind="replace", note=next(notes, f"write it {_LIKE}"))


def _time(text: str, note: str = "", condition: str = "", *, tolerated: bool = False) -> Fix:
    accepted_by: Literal["", "tolerant"] = "tolerant" if tolerated else ""
    return Fix(kind="replace", replacement=json.dumps(text), note=note, condition=condition, accepted_by=accepted_by)


def formats_of(schema: Schema) -> list[str]:
    """The alternative formats of a timestamp in a schema of a format."""
    branches: Iterable[Schema | bool] = schema.get("anyOf", [schema])
    formats = (branch.get("format", "") for branch in branches if isinstance(branch, Mapping))
    return [name for name in formats if name in TIMES]


def _offset(match: re.Match[str]) -> str:
    hours, minutes, only_hours = match.groups()
    if only_hours:
        return f"{only_hours}:00"
    return f"{hours}:{minutes}" if hours else "Z"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        # RFC 3339 has a year 0, and Python does not; both 0 and 400 are leap years.
        date(year or 400, month, day)
    except ValueError:
        return False
    return True


def _without(names: Iterable[str], others: Container[str]) -> Iterator[str]:
    return (name for name in names if name not in others)


def _most_similar(name: str, others: list[str]) -> str | None:
    """The name that is most similar to another; None where none is similar."""
    if not others:
        return None
    plain = _plain(name)
    for other in others:
        if plain and _plain(other) == plain:
            return other
    # Names of very different lengths cannot be similar, and difflib is slow to find that out.
    size = len(name)
    candidates = [each for each in others if 2 * min(size, len(each)) >= _MIN_SIMILARITY * (size + len(each))]
    if not candidates:
        return None
    from difflib import get_close_matches

    close = get_close_matches(name, candidates, n=1, cutoff=_MIN_SIMILARITY)
    return close[0] if close else None


def _plain(name: str) -> str:
    return _NOT_A_LETTER.sub("", name).casefold()


_MAX_VALUES = 12
_TYPE_NAMES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


def describe_keyword(keyword: str, expected: Any) -> str:
    """What a keyword with a value expects; a keyword without a description is named."""
    describe = _DESCRIPTIONS.get(keyword)
    return f"what `{brief(keyword)}` asks for" if describe is None else describe(expected)


def describe_types(types: Sequence[str]) -> str:
    """JSON types."""
    names = [_TYPE_NAMES[name] for name in types]
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"


def describe_schema(schema: object) -> str:
    """What a schema accepts, where one keyword says so; empty otherwise."""
    if schema is True or schema == {}:
        return "any JSON value"
    keywords: Mapping[str, Any] = cast("Mapping[str, Any]", schema) if isinstance(schema, Mapping) else {}
    for keyword in ("const", "enum", "format", "type"):
        if keyword in keywords and (keyword != "format" or keywords[keyword] in TIMES):
            return _DESCRIPTIONS[keyword](keywords[keyword])
    return ""


def describe_values(values: Sequence[Any]) -> str:
    """A list of values, cut where they are long or many."""
    if not values:
        return "no values"
    shown = ", ".join(map(_value, values[:_MAX_VALUES]))
    return f"{shown} and {len(values) - _MAX_VALUES} more" if len(values) > _MAX_VALUES else shown


def _value(value: Any) -> str:
    return brief(value.token if isinstance(value, ExactFloat) else json.dumps(value))


def _one_of(values: Sequence[Any]) -> str:
    return f"one of {describe_values(values)}"


def _types(types: str | Sequence[str]) -> str:
    return describe_types([types] if isinstance(types, str) else types)


def _bound(words: str, behind: str = "") -> Callable[[Any], str]:
    return lambda bound: f"{words} {_value(bound)}{behind}"


def _characters(words: str) -> Callable[[Any], str]:
    return lambda count: f"{words} {_value(count)} {'character' if count == 1 else 'characters'} long"


def _always(words: str) -> Callable[[Any], str]:
    return lambda _: words


_DESCRIPTIONS: dict[str, Callable[[Any], str]] = {
    "type": _types,
    "enum": _one_of,
    "const": _value,
    "format": lambda name: TIMES[name],
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("more than"),
    "exclusiveMaximum": _bound("less than"),
    "multipleOf": _bound("a multiple of"),
    "minLength": _characters("at least"),
    "maxLength": _characters("at most"),
    "pattern": lambda pattern: f"text that matches `{brief(pattern)}`",
    "minItems": _bound("an array of at least"),
    "maxItems": _bound("an array of at most"),
    "uniqueItems": _always("an array without repeated items"),
    "contains": _always("an array with an item that `contains` accepts"),
    "minContains": _bound("an array in which `contains` accepts at least"),
    "maxContains": _bound("an array in which `contains` accepts at most"),
    "minProperties": _bound("an object of at least"),
    "maxProperties": _bound("an object of at most"),
    "unevaluatedProperties": _always("an object without more fields"),
    "unevaluatedItems": _always("an array without more items"),
    "not": _always("a value that the schema in `not` rejects"),
    "anyOf": _always("a value that a schema in `anyOf` accepts"),
    "oneOf": _always("a value that a schema in `oneOf` accepts"),
}
