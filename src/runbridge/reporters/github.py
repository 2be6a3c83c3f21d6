"""Findings as GitHub workflow commands, which show as annotations of a pull request."""

from collections.abc import Iterable, Iterator

from runbridge.files.findings import Finding
from runbridge.problems import escape


def render_github(findings: Iterable[Finding]) -> Iterator[str]:
    """One `::error` command a finding."""
    for finding in findings:
        problem = finding.problem
        place = f"file={_property(finding.file)},line={problem.line},col={problem.column}"
        yield f"::error {place},title={_property(problem.code)}::{_data(problem.message)}\n"


def _data(text: str) -> str:
    return escape(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
