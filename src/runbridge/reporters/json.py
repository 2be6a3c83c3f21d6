"""Findings for programs: NDJSON, an object a finding, as `problem.schema.json` beside this module describes it."""

import json
from collections.abc import Iterable, Iterator

from runbridge.outputs.rejected import Diagnostic
from runbridge.reporters.options import Setting


def problem_schema() -> str:
    """The JSON Schema of a line."""
    from importlib import resources

    return (resources.files("runbridge.reporters") / "problem.schema.json").read_text(encoding="utf-8")


def render_json(findings: Iterable[Diagnostic], _: Setting) -> Iterator[str]:
    """One line a finding, in ASCII."""
    for finding in findings:
        problem = finding.problem
        document = {
            "file": finding.file,
            "record": finding.record,
            "line": problem.line,
            "column": problem.column,
            "end_line": problem.end_line,
            "end_column": problem.end_column,
            "offset": problem.offset,
            "code": problem.code,
            "keyword": problem.keyword,
            "pointer": problem.pointer,
            "path": problem.path,
            "message": problem.message,
            "expected": problem.expected,
            "actual": problem.actual,
            "hint": problem.hint,
        }
        yield json.dumps(document) + "\n"
