"""Diagnostics for people: `file:line:column: code message`, the excerpt of the text, and the fix."""

from collections.abc import Iterable, Iterator

from runbridge.options import ReportOptions
from runbridge.outputs.rejected import Diagnostic
from runbridge.problem_messages import escape
from runbridge.reporters.advice import advice_of
from runbridge.reporters.excerpt import excerpt

_STYLES = {"file": "1", "code": "1;31", "gutter": "34", "caret": "1;31", "fix": "36"}


class _Paint:
    """Text in a style."""

    def __init__(self, *, color: bool) -> None:
        self._color = color

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self._color else text


_plain, _paint = _Paint(color=False), _Paint(color=True)


def render_text(diagnostics: Iterable[Diagnostic], options: ReportOptions) -> Iterator[str]:
    """One paragraph for each diagnostic."""
    paint = _paint if options.color else _plain
    for diagnostic in diagnostics:
        yield "".join(f"{line}\n" for line in _lines(diagnostic, paint))


def line_of(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """The line for one diagnostic, without control characters, with the fix if that is an option of `convert`."""
    fix = diagnostic.problem.fix
    more = f"; {advice_of(diagnostic.problem)}" if fix is not None and fix.kind in ("set", "map") else ""
    return f"{_head(diagnostic, _paint if color else _plain)}{more}\n"


def _lines(diagnostic: Diagnostic, paint: _Paint) -> Iterator[str]:
    problem = diagnostic.problem
    yield _head(diagnostic, paint)
    piece = excerpt(problem, diagnostic.source)
    number = str(problem.line)
    margin = " " * len(number)
    if piece is not None:
        yield paint("gutter", f"{margin} |")
        yield f"{paint('gutter', f'{number} |')} {piece.before}{piece.marked}{piece.after}".rstrip()
        yield f"{paint('gutter', f'{margin} |')} {' ' * piece.indent}{paint('caret', '^' * piece.width)}"
    advice = advice_of(problem)
    if advice:
        yield f"{paint('gutter', f'{margin} =')} {paint('fix', 'fix')}: {advice}"
    yield ""


def _head(diagnostic: Diagnostic, paint: _Paint) -> str:
    problem = diagnostic.problem
    place = f"{paint('file', escape(diagnostic.file))}:{problem.line}:{problem.column}:"
    return f"{place} {paint('code', problem.code)} {problem.message}"
