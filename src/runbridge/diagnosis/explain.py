"""A record that the fast path refused, walked with the schema: every problem that it has, or none.

The verdict is the schema's; this module turns its faults into problems, says what would mend them, and finds their
places.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, cast

from msgspec.structs import replace

from runbridge._generated import FORMATS
from runbridge._runtime.json_parser import NotANumber, name_end, parse
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.locations import Place, Span, Spans, find
from runbridge.diagnosis.schema_findings import Diagnosis, Finding, Repeating
from runbridge.errors import InvalidRecord
from runbridge.formats import formats_like
from runbridge.problems import Problem, pointer, show, show_number

#: Nobody reads more problems of one record than this, nor should a hostile one take hours or all memory.
_MOST_PROBLEMS = 10_000
_MOST_POINTER_TEXT = 16 * 1024 * 1024

_NUMBER = re.compile(r"[-+.0-9eE]+")


def explain(
    data: bytes,
    stem: str,
    profile: str,
    *,
    strict: bool = False,
    beside: Callable[[str, Any], Iterable[Finding]] | None = None,
) -> list[Problem]:
    """All problems of a record's text in the order of the text; [] when the schema accepts it.

    `beside` finds more in the text and the parsed record. Where there are more than 10,000, or their pointers are
    longer than 16 Mi characters together, the last one says that there are more. A record of another format has the
    one problem that it is that.
    """
    try:
        text, record = read(data, keep_repeated=strict)
        other = _other_format(text, record, stem)
        if other:
            return [other]
        found = Diagnosis(record, stem, profile, strict=strict).findings()
        findings, more = _cut(found if beside is None else chain(found, beside(text, record)))
        return _placed(text, findings, more=more)
    except InvalidRecord as error:
        return list(error.problems)
    except RecursionError:
        return [Problem(code="too-deep")]


def flaws(data: bytes) -> list[Problem]:
    """Why a text is no JSON that can be read; [] when it is some."""
    try:
        read(data)
    except InvalidRecord as error:
        return list(error.problems)
    return []


def read(data: bytes, *, keep_repeated: bool = False) -> tuple[str, Any]:
    """A text and its value as a schema looks at it; raises InvalidRecord.

    With `keep_repeated` its objects remember which of their members stood there more than once.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        bad = f"{error.reason} (byte 0x{error.object[error.start]:02x})"
        raise _invalid("not-utf8", f"{before}?", len(before), actual=bad, hint="save it as UTF-8") from None
    if text.startswith("\ufeff"):
        reason = "it starts with a byte order mark"
        raise _invalid("not-json", text, 0, expected=reason, hint="save it as UTF-8 without one")
    try:
        return text, parse(text, Repeating if keep_repeated else None)
    except json.JSONDecodeError as error:
        from runbridge.diagnosis.json_errors import flaw_of

        flaw = flaw_of(text, error)
    except NotANumber as error:
        from runbridge.diagnosis.json_errors import flaw_of_constant

        flaw = flaw_of_constant(text, str(error))
    except RecursionError:
        raise InvalidRecord([Problem(code="too-deep")]) from None
    raise _invalid("not-json", text, flaw.start, flaw.end, expected=flaw.reason, hint=flaw.hint)


def _invalid(
    code: str, text: str, start: int, end: int | None = None, *, expected: str = "", actual: str = "", hint: str = ""
) -> InvalidRecord:
    span = Spans(text).of(start, start + 1 if end is None else end)
    return InvalidRecord([Problem(code=code, expected=expected, actual=actual, hint=hint, **span._asdict())])


def _other_format(text: str, record: Any, stem: str) -> Problem | None:
    """The problem that a record is of another format; it lacks then what every profile of its own requires."""
    like = formats_like(cast("dict[str, Any]", record).keys()) if isinstance(record, dict) else []
    if len(like) != 1 or like[0].stem == stem:
        return None
    (form,) = (each for each in FORMATS.values() if each.stem == stem)
    place = find(text, [()])[()]
    return Problem(
        code="other-format",
        keyword="required",
        expected=form.name,
        actual=like[0].name,
        hint=f"validate it with --as {like[0].name}, convert it with --from {like[0].name}",
        **Spans(text).of(place.value, place.end)._asdict(),
    )


def _cut(findings: Iterable[Finding]) -> tuple[list[Finding], bool]:
    """As many findings as people can use, and whether there are more."""
    kept: list[Finding] = []
    room = _MOST_POINTER_TEXT
    for finding in findings:
        room -= sum(len(step) for step in finding.path if isinstance(step, str))
        if kept and (room < 0 or len(kept) == _MOST_PROBLEMS):
            return kept, True
        kept.append(finding)
    return kept, False


def _placed(text: str, findings: list[Finding], *, more: bool) -> list[Problem]:
    places = find(text, (finding.name or finding.path for finding in findings))
    extents = [(_extent(text, finding, places), finding) for finding in findings]
    extents.sort(key=lambda each: each[0][0])
    spans = Spans(text)
    problems = [_problem(text, finding, start, spans.of(start, end)) for (start, end), finding in extents]
    if more:
        last = problems[-1]
        cut = Problem(code="too-many", expected=f"{len(problems):,}", offset=last.offset)
        problems.append(replace(cut, line=last.line, column=last.column))
    return problems


def _extent(text: str, finding: Finding, places: Mapping[Path, Place]) -> tuple[int, int]:
    """Where that starts and ends which a finding is about."""
    if finding.name:
        start = places[finding.name].name
        return start, name_end(text, start)[1]
    place = places[finding.path]
    return place.value, place.end


def _problem(text: str, finding: Finding, start: int, span: Span) -> Problem:
    actual = finding.actual
    if finding.shows_value:
        number = _NUMBER.match(text, start)
        actual = show_number(number.group()) if number else show(finding.value)
    return Problem(
        code=finding.code,
        keyword=finding.keyword,
        pointer=pointer(finding.path),
        expected=finding.expected,
        actual=actual,
        hint=finding.hint,
        **span._asdict(),
    )
