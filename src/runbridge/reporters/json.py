"""Diagnostics for programs: NDJSON, one object for each, as `problem.schema.json` in this folder describes it."""

import json
from collections.abc import Iterable, Iterator

from runbridge.options import ReportOptions
from runbridge.outputs.rejected import Diagnostic


def problem_schema() -> str:
    """The JSON Schema of a line."""
    from importlib import resources

    return (resources.files("runbridge.reporters") / "problem.schema.json").read_text(encoding="utf-8")


def render_json(diagnostics: Iterable[Diagnostic], _: ReportOptions) -> Iterator[str]:
    """One line for each diagnostic, in ASCII."""
    for diagnostic in diagnostics:
        problem = diagnostic.problem
        document = {
            "file": diagnostic.file,
            "record": diagnostic.record,
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
