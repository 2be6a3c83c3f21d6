"""Every problem of a record that the fast path refused, or none.

The schema decides; this module finds the location and the fix of each error.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, cast

from msgspec.structs import replace

from runbridge._runtime.conversion import decode_text, looks_like_residue
from runbridge._runtime.json_parser import NotANumber, name_end, parse
from runbridge._runtime.json_slices import split_object
from runbridge._runtime.registry import NAME, Format
from runbridge._runtime.schema import residue_validator
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.hints import OF_RESIDUE, describe_types, renamed
from runbridge.diagnosis.schema_problems import (
    ObjectWithDuplicates,
    SchemaDiagnosis,
    Unlocated,
    invalid_value,
)
from runbridge.errors import InvalidRecord
from runbridge.formats import find_envelope, other_format
from runbridge.json_locations import Place, Spans, find, flaw_of, flaw_of_constant
from runbridge.problem_messages import pointer, show, show_number
from runbridge.problems import Fix, Problem


def residue_problems(record: Any) -> Iterator[Unlocated]:
    """The problem of the residue of a parsed record, if it has one as text and the text cannot be used."""
    text = cast("dict[str, Any]", record).get(NAME) if isinstance(record, dict) else None
    actual = _residue_flaw(text) if isinstance(text, str) else ""
    if actual:
        problem = Problem(
            code="invalid-residue", pointer=pointer([NAME]), expected="a residue", actual=actual, fix=OF_RESIDUE
        )
        yield Unlocated(problem, (NAME,))


def _residue_flaw(text: str) -> str:
    """What a text is if it is not a residue; empty if it is one."""
    if not looks_like_residue(text):
        return show(text)
    data = decode_text(text)
    if data is None:
        return "a damaged one, whose digest is another"
    try:
        is_valid = residue_validator().is_valid(parse(data.decode()))
    except (ValueError, RecursionError):
        is_valid = False
    return "" if is_valid else "one that is not well-formed"


#: Nobody reads more problems of one record, and a hostile record must not use all time or memory.
_MAX_PROBLEMS = 10_000
_MAX_POINTER_TEXT = 16 * 1024 * 1024

_NUMBER = re.compile(r"[-+.0-9eE]+")


def explain(
    data: bytes,
    form: Format,
    profile: str,
    *,
    strict: bool = False,
    more: Callable[[str, Any], Iterable[Unlocated]] | None = None,
) -> list[Problem]:
    """All problems of a record's text in the order of the text; [] when the schema accepts it.

    `more` finds further problems in the text and the parsed record. Where there are more than 10,000, or their pointers
    are longer than 16 Mi characters together, the last problem says that there are more. A record of another format or
    of none has one problem.
    """
    try:
        text, record = read(data, keep_duplicates=strict)
        other = _other_format(text, record, form) or _unknown_format(data, text, record, form, profile)
        if other:
            return [other]
        found = SchemaDiagnosis(record, form, profile, strict=strict).problems()
        if strict:
            found = chain(found, residue_problems(record))
        problems, is_cut = _cut(found if more is None else chain(found, more(text, record)))
        return _located(text, problems, is_cut=is_cut)
    except InvalidRecord as error:
        return list(error.problems)
    except RecursionError:
        return [Problem(code="excessive-nesting")]


def explain_foreign(data: bytes, form: Format) -> Problem:
    """The problem of an object that is of another format than the one that was guessed, or of none."""
    text, record = read(data)
    other = _other_format(text, record, form) or _envelope(data, text, form)
    if other is not None:
        return other
    problem = Problem(code="unknown-format", keyword="required", expected=form.name, **_whole(text))
    return problem if form.fields.isdisjoint(record) else replace(problem, code="unexpected-format", actual=_SOME_OTHER)


#: What a record looks like that has few fields of its format.
_SOME_OTHER = "one of another format"


def explain_with(data: bytes, find_problems: Callable[[str], Iterable[Unlocated]]) -> list[Problem]:
    """The problems that `find_problems` finds in the text of any JSON value, with the limits of `explain`."""
    try:
        text, _ = read(data)
        problems, is_cut = _cut(find_problems(text))
        return _located(text, problems, is_cut=is_cut)
    except InvalidRecord as error:
        return list(error.problems)
    except RecursionError:
        return [Problem(code="excessive-nesting")]


def read_object(data: bytes) -> dict[str, Any]:
    """The object that a text is; raises InvalidRecord for any other text."""
    text, value = read(data)
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    other = invalid_value("invalid-type", (), "type", expected=describe_types(["object"]), fix=None, value=value)
    raise InvalidRecord(_located(text, [other], is_cut=False))


def read(data: bytes, *, keep_duplicates: bool = False) -> tuple[str, Any]:
    """A text and its value as a schema sees it; raises InvalidRecord.

    With `keep_duplicates` its objects remember which of their fields occurred more than once.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        bad = f"{error.reason} (byte 0x{error.object[error.start]:02x})"
        raise _invalid("invalid-utf8", f"{before}?", len(before), actual=bad, fix=_edit("save it as UTF-8")) from None
    if text.startswith("\ufeff"):
        reason = "it starts with a byte order mark"
        raise _invalid("invalid-json", text, 0, expected=reason, fix=_edit("save it as UTF-8 without one"))
    try:
        return text, parse(text, ObjectWithDuplicates if keep_duplicates else None)
    except json.JSONDecodeError as error:
        flaw = flaw_of(text, error)
    except NotANumber as error:
        flaw = flaw_of_constant(text, str(error))
    except RecursionError:
        raise InvalidRecord([Problem(code="excessive-nesting")]) from None
    raise _invalid("invalid-json", text, flaw.start, flaw.end, expected=flaw.reason, fix=_edit(flaw.fix))


def _invalid(
    code: str, text: str, start: int, end: int | None = None, *, expected: str = "", actual: str = "", fix: Fix | None
) -> InvalidRecord:
    span = Spans(text).of(start, start + 1 if end is None else end)
    return InvalidRecord([Problem(code=code, expected=expected, actual=actual, fix=fix, **span._asdict())])


def _edit(note: str) -> Fix | None:
    return Fix(kind="edit", note=note) if note else None


def _other_format(text: str, record: Any, form: Format) -> Problem | None:
    """The problem that a record is of another format."""
    other = other_format(cast("dict[str, Any]", record), form) if isinstance(record, dict) else None
    if other is None:
        return None
    return Problem(
        code="unexpected-format",
        keyword="required",
        expected=form.name,
        actual=other.name,
        fix=Fix(kind="read-as", choices=(other.name,)),
        **_whole(text),
    )


def _envelope(data: bytes, text: str, form: Format) -> Problem | None:
    """The problem that a record is a document around records of its format."""
    found = find_envelope(split_object(data), form.name)
    if found is None:
        return None
    actual = f"a document with records at `{pointer(found[1])}`"
    return Problem(code="unexpected-format", keyword="required", expected=form.name, actual=actual, **_whole(text))


def _unknown_format(data: bytes, text: str, record: Any, form: Format, profile: str) -> Problem | None:
    """The one problem of an object that has no field of its format, which requires at least two."""
    if not isinstance(record, dict):
        return None
    names = cast("dict[str, Any]", record).keys()
    if names & form.fields:
        return None
    expected = _description(form, profile)
    has_renamed = _has_renamed if len(text) <= _MAX_REMEMBERED else _has_renamed.__wrapped__
    if not expected or has_renamed(form, tuple(names)):
        return None
    unknown = Problem(code="unknown-format", keyword="required", expected=expected, **_whole(text))
    return _envelope(data, text, form) or unknown


#: Records of a faulty writer often have the same fields, and to compare names is slow. Longer records are not cached.
_MAX_REMEMBERED = 10_000


@lru_cache(maxsize=64)
def _has_renamed(form: Format, names: tuple[str, ...]) -> bool:
    """Whether one of the names may be meant for a field of a format."""
    return bool(renamed(form.fields, names, form.fields))


@lru_cache
def _description(form: Format, profile: str) -> str:
    """A format with the fields that it requires, for a message; empty if it requires less than two."""
    variant = form.variants[profile]
    required = [f"`{name}`" for name in variant.attributes if name in form.required - variant.omittable]
    if len(required) < 2:
        return ""
    more = f" and {len(required) - _MAX_NAMED} more" if len(required) > _MAX_NAMED else ""
    return f"{form.name}, which requires {', '.join(required[:_MAX_NAMED])}{more}"


#: How many required fields the message of `unknown-format` names.
_MAX_NAMED = 4


def _whole(text: str) -> Mapping[str, Any]:
    """The location of the whole record."""
    place = find(text, [()])[()]
    return Spans(text).of(place.value, place.end)._asdict()


def _cut(found: Iterable[Unlocated]) -> tuple[list[Unlocated], bool]:
    """The problems up to the limits, and whether there are more."""
    kept: list[Unlocated] = []
    room = _MAX_POINTER_TEXT
    for each in found:
        room -= sum(len(step) for step in each.path if isinstance(step, str))
        if kept and (room < 0 or len(kept) == _MAX_PROBLEMS):
            return kept, True
        kept.append(each)
    return kept, False


def _located(text: str, found: list[Unlocated], *, is_cut: bool) -> list[Problem]:
    """The problems with their locations, in the order of the text."""
    places = find(text, (each.path for each in found))
    extents = [(_extent(text, each, places), each) for each in found]
    extents.sort(key=lambda each: each[0][0])
    spans = Spans(text)
    problems = [
        replace(each.problem, actual=_actual(text, each, start), **spans.of(start, end)._asdict())
        for (start, end), each in extents
    ]
    if is_cut:
        last = problems[-1]
        cut = Problem(code="too-many-problems", expected=f"{len(problems):,}", offset=last.offset)
        problems.append(replace(cut, line=last.line, column=last.column))
    return problems


def _extent(text: str, unlocated: Unlocated, places: Mapping[Path, Place]) -> tuple[int, int]:
    """The start and end of the value or name that a problem is about."""
    place = places[unlocated.path]
    if unlocated.at_name:
        return place.name, name_end(text, place.name)[1]
    return place.value, place.end


def _actual(text: str, unlocated: Unlocated, start: int) -> str:
    if not unlocated.shows_value:
        return unlocated.problem.actual
    number = _NUMBER.match(text, start)
    return show_number(number.group()) if number else show(unlocated.value)


class Unrepresentable(NamedTuple):
    """A value that cannot be represented: the description of the target, and of the value."""

    expected: str
    actual: str


def not_representable(beyond: Mapping[Path, Unrepresentable], text: str) -> list[Problem]:
    """The problems of such values of a record, in the order of its text."""
    spans = Spans(text)
    places = sorted((place.value, place.end, path) for path, place in find(text, beyond).items())
    return [
        Problem(
            code="unrepresentable-value",
            pointer=pointer(path),
            expected=beyond[path].expected,
            actual=beyond[path].actual,
            **spans.of(start, end)._asdict(),
        )
        for start, end, path in places
    ]
