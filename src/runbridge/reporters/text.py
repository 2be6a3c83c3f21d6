"""Findings for people: `file:line:column: code message`."""

from collections.abc import Iterable, Iterator

from runbridge.files.findings import Finding
from runbridge.problems import escape


def render_text(findings: Iterable[Finding]) -> Iterator[str]:
    """One line a finding."""
    for finding in findings:
        yield line_of(finding)


def line_of(finding: Finding) -> str:
    """The line for one finding, without control characters."""
    problem = finding.problem
    return f"{escape(finding.file)}:{problem.line}:{problem.column}: {problem.code} {problem.message}\n"
