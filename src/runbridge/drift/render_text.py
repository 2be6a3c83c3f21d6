"""Renders a report as text: a table of the drift, one of the fields, and notes."""

from collections.abc import Iterator, Mapping, Sequence

from runbridge.drift.phrases import (
    at,
    contents,
    describe,
    drift_by_field,
    headline,
    is_shown,
    notes,
    part,
    share_text,
    shorten_report,
)
from runbridge.drift.report import Report
from runbridge.schemas.record_schema import dotted

#: A wider column pushes the next ones out in its own line only.
_WIDEST = 44


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
        yield "no drift"
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
