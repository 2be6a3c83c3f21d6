"""Diagnostics for people: the excerpt of the text and the fix (`text`), or one line each (`concise`)."""

from collections.abc import Iterable, Iterator

from runbridge.options import ReportOptions
from runbridge.outputs.rejects import Diagnostic
from runbridge.problem_messages import escape, limited
from runbridge.problems import Fix, Problem
from runbridge.reporters.excerpt import excerpt

#: The longest value that is shown: text that is cut cannot be pasted.
_MAX_VALUE = 200

_ACCEPTED_BY = {
    "tolerant": "accept this with `--profile tolerant`",
    "non-strict": "accept this without `--strict`",
}


def advice_of(problem: Problem) -> str:
    """The fix in one sentence of less than 1 KiB, without control characters; empty where none is known."""
    return "" if problem.fix is None else limited(escape(_advice(problem.fix)))


def text_of(problem: Problem) -> str:
    """The message, and the fix if there is one."""
    advice = advice_of(problem)
    return f"{problem.message}; {advice}" if advice else problem.message


def _advice(fix: Fix) -> str:
    match fix.kind:
        case "set":
            return _or_accept(f"give one with --set {fix.field}=VALUE", fix)
        case "map":
            return _map_advice(fix)
        case "read-as":
            form = "|".join(fix.choices)
            return f"validate it with --format {form}, convert it with --from {form}"
        case _:
            # A question is the whole advice: the field is probably wrong.
            return fix.text if fix.text.endswith("?") else _or_accept(fix.text, fix)


def _or_accept(advice: str, fix: Fix) -> str:
    return f"{advice}, or {_ACCEPTED_BY[fix.accepted_by]}" if fix.accepted_by else advice


def _map_advice(fix: Fix) -> str:
    """The option as a shell takes it, but for the choices, of which one has to be taken."""
    choices = "|".join(fix.choices)
    if len(fix.value) > _MAX_VALUE or not fix.value.isprintable():
        return f"give one with --map {fix.field}:VALUE={choices}"
    from shlex import quote

    return f"give one with --map {quote(f'{fix.field}:{fix.value}')}={choices}"


def render_concise(diagnostics: Iterable[Diagnostic], _: ReportOptions) -> Iterator[str]:
    """One line for each diagnostic."""
    for diagnostic in diagnostics:
        yield f"{concise_line(diagnostic)}\n"


def concise_line(diagnostic: Diagnostic) -> str:
    """The line for one diagnostic, without control characters."""
    problem = diagnostic.problem
    return f"{escape(diagnostic.file)}:{problem.line}:{problem.column}: {problem.code} {text_of(problem)}"


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
    """The line for one diagnostic, without control characters, with the fix if there is one."""
    advice = advice_of(diagnostic.problem)
    return f"{_head(diagnostic, _paint if color else _plain)}{advice and f'; {advice}'}\n"


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
