"""Diagnostics as GitHub workflow commands, which become annotations; the rest goes to the step summary.

Files that cannot be read are annotated, too, before the diagnostics.

GitHub shows 10 errors of a step and accepts a summary of 1 MiB.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from pathlib import Path

from msgspec.structs import replace

from runbridge.options import FileError, ReportOptions
from runbridge.outputs.rejects import Diagnostic
from runbridge.problem_messages import CODES, escape
from runbridge.reporters.text import concise_line, text_of

_MOST = 10
_MOST_LISTED = 1000
_MOST_BYTES = 900_000
#: The most severe first: problems of a whole record, then errors in a record, then problems in strict mode only.
_RANKS = {code: rank for rank, code in enumerate(CODES)}


def render_github(diagnostics: Iterable[Diagnostic], options: ReportOptions) -> Iterator[str]:
    """An `::error` command for each unreadable file and the worst diagnostics, 10 in all; the rest is in the summary.

    Raises OSError where the summary cannot be written.
    """
    worst: list[tuple[int, int, Diagnostic]] = []
    others: list[Diagnostic] = []
    codes: Counter[str] = Counter()
    for number, diagnostic in enumerate(diagnostics):
        codes[diagnostic.problem.code] += 1
        # The least bad is on top of the heap: the highest rank, and the last of one rank. The sources are not needed.
        heappush(worst, (-_RANKS[diagnostic.problem.code], -number, replace(diagnostic, source=None)))
        if len(worst) > _MOST:
            *_, other = heappop(worst)
            others += [other] if len(others) < _MOST_LISTED else []
    errors = options.list_errors()
    while worst and len(errors) + len(worst) > _MOST:
        *_, other = heappop(worst)
        others += [other] if len(others) < _MOST_LISTED else []
    yield from (_file_annotation(error) for error in errors)
    for *_, diagnostic in sorted(worst, key=lambda each: each[:2], reverse=True):
        yield _annotation(diagnostic)
    more = codes.total() - len(worst)
    if more and options.summary:
        with Path(options.summary).open("a", encoding="utf-8") as file:
            file.writelines(_summary(codes, others, more))
        yield f"::notice::{more:,} more in the summary of this step\n"
    elif more:
        yield f"::notice::{more:,} more; --output-format concise shows all\n"


def _annotation(diagnostic: Diagnostic) -> str:
    problem = diagnostic.problem
    place = f"file={_property(diagnostic.file)},line={problem.line},col={problem.column}"
    if problem.end_line is not None and problem.end_column is not None:
        place += f",endLine={problem.end_line},endColumn={problem.end_column}"
    return f"::error {place},title={_property(problem.code)}::{_data(text_of(problem))}\n"


def _file_annotation(error: FileError) -> str:
    # A command without a file is shown with the step.
    place = "" if error.file is None else f" file={_property(error.file)}"
    return f"::error{place}::{_data(error.message)}\n"


def _data(text: str) -> str:
    return escape(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _summary(codes: Counter[str], others: list[Diagnostic], more: int) -> Iterator[str]:
    """The counts by code, and the diagnostics that are not annotations, in Markdown that no text can break out of."""
    from html import escape as escape_html

    yield f"### runbridge: {codes.total():,} problems\n\n| code | problems |\n| --- | ---: |\n"
    yield from (f"| `{code}` | {codes[code]:,} |\n" for code in CODES if code in codes)
    yield f"\nNot annotated ({more:,}):\n\n<pre>\n"
    room = _MOST_BYTES
    for diagnostic in others:
        line = f"{escape_html(concise_line(diagnostic))}\n"
        room -= len(line.encode())
        if room < 0:
            break
        yield line
        more -= 1
    yield f"and {more:,} more\n</pre>\n" if more else "</pre>\n"
