"""Diagnostics for programs: one JSON document, or one JSON object a line; `problem.schema.json` describes a problem."""

import json
from collections.abc import Iterable, Iterator

from msgspec import to_builtins

from runbridge.options import ReportOptions
from runbridge.outputs.rejects import Diagnostic
from runbridge.reporters.text import advice_of


def problem_schema() -> str:
    """The JSON Schema of a problem: an element of `problems`, or a line."""
    from importlib import resources

    return (resources.files("runbridge.reporters") / "problem.schema.json").read_text(encoding="utf-8")


def render_json(diagnostics: Iterable[Diagnostic], options: ReportOptions) -> Iterator[str]:
    """One document in ASCII, problem by problem: an object with `problems`, `errors` and the `summary` of the run."""
    yield '{"problems": ['
    separator = "\n"
    for diagnostic in diagnostics:
        yield separator + _problem(diagnostic)
        separator = ",\n"
    errors = [error.message for error in options.list_errors()]
    yield f'\n], "errors": {json.dumps(errors)}, "summary": {json.dumps(options.summarize())}}}\n'


def render_json_lines(diagnostics: Iterable[Diagnostic], _: ReportOptions) -> Iterator[str]:
    """One line in ASCII for each diagnostic."""
    for diagnostic in diagnostics:
        yield f"{_problem(diagnostic)}\n"


def _problem(diagnostic: Diagnostic) -> str:
    problem = diagnostic.problem
    fix = problem.fix
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
        "target": problem.target,
        "message": problem.message,
        "expected": problem.expected,
        "actual": problem.actual,
        "fix": None if fix is None else {**to_builtins(fix), "text": advice_of(problem)},
    }
    return json.dumps(document)
