"""Renders a report as text, with the phrases that are the same in a page and in the comments of a schema."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from runbridge.drift.report import OTHER_INTEGERS, UNSAFE, Distribution, Drift, FieldReport, Location, Report
from runbridge.problem_messages import brief, escape, show
from runbridge.schemas.record_schema import dotted

#: The number of items that a line names.
_MOST_NAMED = 8
#: The number of differences of one kind that are shown; the JSON report has all of them.
_MOST_DRIFT = 50
_ARTICLES = {
    "null": "null",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number that is not an integer",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}


def share(count: int, of: int) -> str:
    """A share in percent; 0 and 100 only if exact."""
    tenths = round(1000 * count / of) if of else 0
    if count and not tenths:
        return "<0.1 %"
    if count < of and tenths == 1000:
        return ">99.9 %"
    return f"{tenths / 10:.1f} %"


def shorten_report(report: Report) -> tuple[Report, Mapping[str, int]]:
    """The report with a limited number of drifts of each kind, and how many of each are left out."""
    seen: Counter[str] = Counter()
    drift: list[Drift] = []
    for each in report.drift:
        seen[each.kind] += 1
        if seen[each.kind] <= _MOST_DRIFT:
            drift.append(each)
    paths = {each.path for each in drift}
    members = tuple(each for each in report.members if each.is_known or each.path in paths)
    left = {kind: count - _MOST_DRIFT for kind, count in seen.items() if count > _MOST_DRIFT}
    return replace(report, drift=tuple(drift), members=members), left


def share_text(drift: Drift) -> str:
    """The share of the values that drift; empty for several unknown fields, which may be in one object."""
    return "-" if drift.kind == "unknown" and drift.detail is None else share(drift.count, drift.of)


def describe(drift: Drift) -> str:
    """A short description of the drift, without control characters."""
    match drift.kind, drift.detail:
        case "unknown", None:
            return "more unknown fields, counted together"
        case "unknown", str(types):
            return f"unknown field: {types}"
        case "value", None:
            return "more new values, counted together"
        case "value", str(word):
            return f"new value {show(word)}"
        case "time", str(time_representation):
            return f"not a valid time: {time_representation}"
        case "missing", _:
            return "required, but missing"
        case _:
            return f"{_ARTICLES[str(drift.detail)]}, which is not allowed"


def part(field: FieldReport) -> str:
    """The share of the objects that have a field; empty for elements."""
    return "-" if field.is_element else share(field.present, field.of)


def is_shown(field: FieldReport) -> bool:
    """Whether a field gets a line; the record itself does if it is not always an object."""
    return bool(field.path) or bool(set(field.types) - {"object"})


def at(location_in_file: Location) -> str:
    """A location, in the form that other tools read."""
    return f"{escape(location_in_file.file)}:{location_in_file.line}:{location_in_file.column}"


def drift_by_field(report: Report) -> dict[str, list[str]]:
    """The kinds of drift of each field, by its path as shown."""
    found: dict[str, list[str]] = {}
    for drift in report.drift:
        kinds = found.setdefault(dotted(drift.path), [])
        if drift.kind not in kinds:
            kinds.append(drift.kind)
    return found


def notes(report: Report) -> dict[str, list[str]]:
    """The fields of each kind of note."""
    found: dict[str, list[str]] = {}
    for note in report.notes:
        found.setdefault(note.kind, []).append(dotted(note.path))
    return found


def contents(field: FieldReport) -> Iterator[str]:
    """The contents of a field, one phrase for each aspect."""
    if not field.present:
        yield "never seen"
        return
    # The count of a single type is the number of values, which the table already has.
    yield _counts(field.types) if len(field.types) > 1 else ", ".join(field.types)
    # The types already have the number of integers.
    numbers = {name: count for name, count in field.numbers.items() if name in {OTHER_INTEGERS, UNSAFE}}
    for counts in (field.words, field.times, numbers, field.texts):
        if some := {name: count for name, count in counts.items() if count}:
            yield _counts(some)
    if field.depth is not None and field.size is not None and field.depth.most:
        yield f"size {distribution(field.size)} bytes"
        yield f"depth {distribution(field.depth)}"
    if field.names:
        more = f" and {field.more_names:,} more" if field.more_names else ""
        yield f"fields {_counts(field.names)}{more}"


def distribution(numbers: Distribution) -> str:
    """A distribution as text."""
    if numbers.least == numbers.most:
        return f"{numbers.most:,}"
    return f"{numbers.least:,} to {numbers.most:,} (half up to {numbers.median:,}, 99 % up to {numbers.p99:,})"


def _counts(counts: Mapping[str, int]) -> str:
    most = sorted(counts.items(), key=lambda each: -each[1])
    shown = ", ".join(f"{brief(name)} {count:,}" for name, count in most[:_MOST_NAMED])
    left = len(most) - _MOST_NAMED
    return shown if left <= 0 else f"{shown}, and {left} other{'' if left == 1 else 's'}"


def headline(report: Report) -> str:
    """The files and records of the report, in one line."""
    broken = ", ".join(f"{count:,} {code}" for code, count in report.broken.items())
    records = f"{report.records:,} record{'' if report.records == 1 else 's'}"
    return f"{records} compared with {report.subject}; broken: {broken or 'none'}"


def no_drift(report: Report) -> str:
    """Why a report has no drift."""
    return "no drift" if report.read or not report.records else "no record could be read, so nothing was compared"


#: A wider column pushes the next ones out in its own line only.
_WIDEST = 90


def render_text(report: Report) -> str:
    """The report as text, without control characters but line feeds."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    short, left = shorten_report(report)
    yield headline(report)
    for broken in report.unread:
        yield f"{at(broken.location_in_file)}: {broken.code} {broken.message}"
    if unlisted := report.records - report.read - len(report.unread):
        yield f"and {unlisted:,} more broken records"
    yield ""
    yield from _drift(short, left)
    if report.read:
        yield ""
        yield from _members(short)
    if report.notes:
        yield ""
        yield "notes"
        yield from (f"  {kind}: {', '.join(members)}" for kind, members in notes(report).items())


def _drift(report: Report, left: Mapping[str, int]) -> Iterator[str]:
    if not report.drift:
        yield no_drift(report)
        return
    head = ("drift", "field", "what", "seen", "share", "records", "first", "examples")
    rows = [
        (
            each.kind,
            dotted(each.path),
            describe(each),
            f"{each.count:,}",
            share_text(each),
            f"{each.records:,}",
            at(each.first),
            ", ".join(each.examples),
        )
        for each in report.drift
    ]
    yield from _table([head, *rows], right={3, 4, 5})
    yield from (f"and {count:,} more of {kind}; --output-format json has all" for kind, count in left.items())


def _members(report: Report) -> Iterator[str]:
    marked = drift_by_field(report)
    head = ("field", "present", "share", "missing", "null", "contents")
    rows = [
        (
            each.shown,
            f"{each.present:,}",
            part(each),
            f"{each.missing:,}",
            f"{each.nulls:,}",
            "; ".join([*(f"DRIFT {kind}" for kind in marked.get(each.shown, ())), *contents(each)]),
        )
        for each in report.members
        if is_shown(each)
    ]
    yield from _table([head, *rows], right={1, 2, 3, 4})


def _table(rows: Sequence[Sequence[str]], *, right: set[int]) -> Iterator[str]:
    columns = list(zip(*rows, strict=True))
    widths = [min(max(map(len, column)), _WIDEST) for column in columns]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(
            cell.rjust(width) if index in right else cell.ljust(width) for index, (cell, width) in enumerate(cells)
        )
