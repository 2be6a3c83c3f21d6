"""Diagnostics, one line each, for many of them and for tools: `file:line:column: code message; fix`."""

from collections.abc import Iterable, Iterator

from runbridge.options import ReportOptions
from runbridge.outputs.rejected import Diagnostic
from runbridge.problem_messages import escape
from runbridge.reporters.advice import text_of


def render_concise(diagnostics: Iterable[Diagnostic], _: ReportOptions) -> Iterator[str]:
    """One line for each diagnostic."""
    for diagnostic in diagnostics:
        yield f"{concise_line(diagnostic)}\n"


def concise_line(diagnostic: Diagnostic) -> str:
    """The line for one diagnostic, without control characters."""
    problem = diagnostic.problem
    return f"{escape(diagnostic.file)}:{problem.line}:{problem.column}: {problem.code} {text_of(problem)}"
