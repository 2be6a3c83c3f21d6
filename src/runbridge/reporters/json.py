"""Findings for programs: NDJSON, an object a finding."""

import json
from collections.abc import Iterable, Iterator

from runbridge.files.findings import Finding


def render_json(findings: Iterable[Finding]) -> Iterator[str]:
    """One line a finding, in ASCII."""
    for finding in findings:
        problem = finding.problem
        document = {
            "file": finding.file,
            "record": finding.record,
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "pointer": problem.pointer,
            "message": problem.message,
            "expected": problem.expected,
            "actual": problem.actual,
        }
        yield json.dumps(document) + "\n"
