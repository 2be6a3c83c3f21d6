"""Findings for people who have many, and for tools that look for places: `file:line:column: code message; hint`."""

from collections.abc import Iterable, Iterator

from runbridge.outputs.rejected import Diagnostic
from runbridge.problems import escape
from runbridge.reporters.options import Setting


def render_concise(findings: Iterable[Diagnostic], _: Setting) -> Iterator[str]:
    """One line a finding."""
    for finding in findings:
        yield f"{concise_line(finding)}\n"


def concise_line(finding: Diagnostic) -> str:
    """The line for one finding, without control characters."""
    problem = finding.problem
    return f"{escape(finding.file)}:{problem.line}:{problem.column}: {problem.code} {problem.text}"
