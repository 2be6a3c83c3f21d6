"""Findings as GitHub workflow commands, which show as annotations, and what is too many for that in the step summary.

GitHub shows 10 errors of a step and takes 1 MiB of summary.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import heappop, heappush
from pathlib import Path

from runbridge.outputs.rejected import Diagnostic
from runbridge.problems import CODES, escape
from runbridge.reporters.concise import concise_line
from runbridge.reporters.options import Setting

_MOST = 10
_MOST_LISTED = 1000
_MOST_BYTES = 900_000
#: The worst first: what hides a whole record, then what is wrong in one; what only --strict minds is last.
_RANKS = {code: rank for rank, code in enumerate(CODES)}


def render_github(findings: Iterable[Diagnostic], setting: Setting) -> Iterator[str]:
    """An `::error` command for each of the 10 worst findings; the others go to the end of the summary, if there is one.

    Raises OSError where the summary cannot be written.
    """
    worst: list[tuple[int, int, Diagnostic]] = []
    others: list[Diagnostic] = []
    codes: Counter[str] = Counter()
    for number, finding in enumerate(findings):
        codes[finding.problem.code] += 1
        # The least bad is on top of the heap: a high rank, and the last of one rank. Nobody looks at the records again.
        heappush(worst, (-_RANKS[finding.problem.code], -number, replace(finding, source=None)))
        if len(worst) > _MOST:
            *_, other = heappop(worst)
            others += [other] if len(others) < _MOST_LISTED else []
    for *_, finding in sorted(worst, key=lambda each: each[:2], reverse=True):
        yield _annotation(finding)
    more = codes.total() - len(worst)
    if more and setting.summary:
        with Path(setting.summary).open("a", encoding="utf-8") as file:
            file.writelines(_summary(codes, others, more))
        yield f"::notice::{more:,} more in the summary of this step\n"
    elif more:
        yield f"::notice::{more:,} more; --output concise shows all\n"


def _annotation(finding: Diagnostic) -> str:
    problem = finding.problem
    place = f"file={_property(finding.file)},line={problem.line},col={problem.column}"
    if problem.end_line is not None and problem.end_column is not None:
        place += f",endLine={problem.end_line},endColumn={problem.end_column}"
    return f"::error {place},title={_property(problem.code)}::{_data(problem.text)}\n"


def _data(text: str) -> str:
    return escape(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _summary(codes: Counter[str], others: list[Diagnostic], more: int) -> Iterator[str]:
    """How often there is what, and the findings that are no annotations, in Markdown that no text can break out of."""
    from html import escape as escape_html

    yield f"### runbridge: {codes.total():,} problems\n\n| code | problems |\n| --- | ---: |\n"
    yield from (f"| `{code}` | {codes[code]:,} |\n" for code in CODES if code in codes)
    yield f"\nNot annotated ({more:,}):\n\n<pre>\n"
    room = _MOST_BYTES
    for finding in others:
        line = f"{escape_html(concise_line(finding))}\n"
        room -= len(line.encode())
        if room < 0:
            break
        yield line
        more -= 1
    yield f"and {more:,} more\n</pre>\n" if more else "</pre>\n"
