"""Renders a report as one HTML page without network and scripts, in light and dark, for wide and narrow windows."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape as in_html
from importlib import resources

from runbridge.drift.render_text import (
    at,
    contents,
    describe,
    drift_by_field,
    headline,
    is_shown,
    no_drift,
    notes,
    part,
    share_text,
    shorten_report,
)
from runbridge.drift.report import KINDS, Drift, FieldReport, Report
from runbridge.problem_messages import escape
from runbridge.schemas.record_schema import dotted
from runbridge.version import __version__

#: The number of files that the page names.
_MOST_FILES = 5


def render_html(report: Report) -> str:
    """The page. Names and values are text in it, without control characters."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    short, left = shorten_report(report)
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    # Even if a part of a record became more than text, it could not load or run anything.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>Drift from {_text(report.form)}</title>"
    yield f"<style>\n{_style()}</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield from _head(report)
    yield from _drift(short, left)
    yield from _members(short)
    yield from _notes(report)
    yield from _unread(report)
    yield "</main>"
    yield "</body>"
    yield "</html>"


@cache
def _style() -> str:
    return (resources.files("runbridge.drift") / "page.css").read_text(encoding="utf-8")


def _text(text: str) -> str:
    return in_html(escape(text))


def _head(report: Report) -> Iterator[str]:
    yield "<header>"
    yield f"<h1>Drift from {_text(report.form)}</h1>"
    yield f"<p>{_text(headline(report))}.</p>"
    left = len(report.files) - _MOST_FILES
    more = f" and {left:,} more" if left > 0 else ""
    yield f'<p class="files">Input: {_codes(report.files[:_MOST_FILES])}{more}</p>'
    yield f'<p class="files">Written by runbridge {_text(__version__)}</p>'
    yield '<ul class="kinds" aria-label="Number of differences by kind">'
    for kind in KINDS:
        count = sum(report.broken.values()) if kind == "broken" else sum(each.kind == kind for each in report.drift)
        state = ' class="drifts"' if count else ""
        yield f"<li{state}><b>{count:,}</b> {_LABELS[kind]}</li>"
    yield "</ul>"
    yield "</header>"


#: The kinds of drift as they are counted at the top.
_LABELS = {
    "unknown": "unknown fields",
    "missing": "missing fields",
    "null": "fields with unexpected nulls",
    "value": "new values",
    "type": "unexpected types",
    "time": "invalid timestamps",
    "broken": "unreadable records",
}


def _drift(report: Report, left: Mapping[str, int]) -> Iterator[str]:
    yield "<section>"
    yield "<h2>Differences from the schema</h2>"
    if report.drift:
        yield '<ul class="drift">'
        for each in report.drift:
            yield from _one_drift(each)
        yield "</ul>"
        yield from (f"<p>And {count:,} more of {kind}.</p>" for kind, count in left.items())
    else:
        yield f"<p>{no_drift(report).capitalize()}.</p>"
    yield "</section>"


def _one_drift(drift: Drift) -> Iterator[str]:
    yield "<li>"
    path, description = _text(dotted(drift.path)), _text(describe(drift))
    yield f'<p><span class="mark">{drift.kind}</span> <code>{path}</code> {description}</p>'
    seen = f"seen {drift.count:,} of {drift.of:,} times ({_share(share_text(drift))})"
    records = f"in {drift.records:,} record{'' if drift.records == 1 else 's'}"
    examples = f"; such as {_codes(drift.examples)}" if drift.examples else ""
    yield f'<p class="more">{seen}, {records}, first at <code>{_text(at(drift.first))}</code>{examples}</p>'
    yield "</li>"


def _share(text: str) -> str:
    """A share in percent that is not broken across lines."""
    return _text(text).replace(" ", "&nbsp;")


def _codes(texts: Sequence[str]) -> str:
    return ", ".join(f"<code>{_text(each)}</code>" for each in texts)


def _members(report: Report) -> Iterator[str]:
    marked = drift_by_field(report)
    fields = [*filter(is_shown, report.members)]
    drifting = sum(field.shown in marked for field in fields)
    yield "<section>"
    yield "<h2>All fields and what they contain</h2>"
    yield '<p class="key"><i class="value"></i> a value <i class="null"></i> null <i></i> missing</p>'
    if drifting:
        # A checkbox and a rule of the style sheet hide the other fields, so that the page needs no script.
        yield '<input type="checkbox" id="only-drift">'
        yield f'<label for="only-drift">Only the fields with drift: {drifting:,} of {len(fields):,}</label>'
    yield (
        '<div class="columns" aria-hidden="true"><span>Field</span><span>Values, nulls and missing</span>'
        '<span class="share">Present in</span><span>Drift and contents</span></div>'
    )
    yield '<ul class="fields">'
    for field in fields:
        yield from _one_field(field, marked.get(field.shown, ()))
    yield "</ul>"
    yield "</section>"


def _one_field(field: FieldReport, kinds: Sequence[str]) -> Iterator[str]:
    words = [("required", field.is_required), ("opaque", field.is_opaque and field.is_known)]
    said = "".join(f" <small>{word}</small>" for word, is_so in words if is_so)
    yield '<li class="drifts">' if kinds else "<li>"
    yield f'<p class="name"><code>{_text(field.shown)}</code>{said}</p>'
    values, nulls = (_width(count, field.of) for count in (field.present - field.nulls, field.nulls))
    counts = f"{field.present:,} of {field.of:,} present, {field.nulls:,} null, {field.missing:,} missing"
    yield (
        f'<div class="bar" role="img" aria-label="{counts}" title="{counts}">'
        f'<i class="value" style="width:{values}%"></i><i class="null" style="width:{nulls}%"></i></div>'
    )
    yield f'<p class="share">{_share(part(field))} <small>{field.present:,}</small></p>'
    found = "".join(f'<span class="mark">drift: {kind}</span> ' for kind in kinds)
    yield f'<p class="holds">{found}{_text("; ".join(contents(field)))}</p>'
    yield "</li>"


def _width(count: int, of: int) -> str:
    return f"{100 * count / of:.3f}".rstrip("0").rstrip(".") if of else "0"


def _notes(report: Report) -> Iterator[str]:
    if report.notes:
        yield "<section>"
        yield "<h2>Allowed by the schema, but worth a look</h2>"
        yield "<dl>"
        for kind, members in notes(report).items():
            yield f"<dt>{_text(kind)}</dt><dd>{_codes(members)}</dd>"
        yield "</dl>"
        yield "</section>"


def _unread(report: Report) -> Iterator[str]:
    if report.unread:
        yield "<section>"
        yield "<h2>Records that could not be read</h2>"
        yield '<ul class="drift">'
        for each in report.unread:
            yield (
                f'<li><p><span class="mark">{_text(each.code)}</span> <code>{_text(at(each.location_in_file))}</code> '
                f"{_text(each.message)}</p></li>"
            )
        yield "</ul>"
        if unlisted := report.records - report.read - len(report.unread):
            yield f"<p>And {unlisted:,} more.</p>"
        yield "</section>"
