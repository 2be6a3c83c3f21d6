"""Diagnostics as SARIF 2.1.0, which code scanning services read."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from runbridge.diagnosis.catalogue import explanations
from runbridge.options import FileError, ReportOptions
from runbridge.outputs.rejects import Diagnostic
from runbridge.problem_messages import CODES, escape
from runbridge.reporters.text import text_of
from runbridge.version import __version__

_HEAD = {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json"}
_INDEXES = {code: index for index, code in enumerate(CODES)}


def render_sarif(diagnostics: Iterable[Diagnostic], options: ReportOptions) -> Iterator[str]:
    """One document, result by result; the files that cannot be read are notifications of the invocation."""
    driver = {"name": "runbridge", "version": __version__, "rules": [_rule(code) for code in CODES]}
    head = json.dumps({**_HEAD, "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}]})
    yield head.removesuffix("}]}") + ', "results": ['
    separator = "\n"
    for diagnostic in diagnostics:
        yield separator + json.dumps(_result(diagnostic))
        separator = ",\n"
    yield f'\n], "invocations": [{json.dumps(_invocation(options.list_errors()))}]}}]}}\n'


def _invocation(errors: Sequence[FileError]) -> dict[str, Any]:
    if not errors:
        return {"executionSuccessful": True}
    return {"executionSuccessful": False, "toolExecutionNotifications": [_notification(error) for error in errors]}


def _notification(error: FileError) -> dict[str, Any]:
    notification = {"level": "error", "message": {"text": escape(error.message)}}
    if error.file is None:
        return notification
    return notification | {"locations": [{"physicalLocation": {"artifactLocation": _artifact(error.file)}}]}


def _artifact(file: str) -> dict[str, str]:
    return {"uri": quote(os.fsencode(file))}


def _rule(code: str) -> dict[str, Any]:
    explanation = explanations()[code]
    return {"id": code, "shortDescription": {"text": explanation.meaning}, "help": {"text": explanation.fix}}


def _result(diagnostic: Diagnostic) -> dict[str, Any]:
    problem = diagnostic.problem
    region = {"startLine": problem.line, "startColumn": problem.column}
    if problem.end_line is not None and problem.end_column is not None:
        region |= {"endLine": problem.end_line, "endColumn": problem.end_column}
    return {
        "ruleId": problem.code,
        "ruleIndex": _INDEXES[problem.code],
        "level": "error",
        "message": {"text": text_of(problem)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(diagnostic.file),
                    "region": region,
                },
                "logicalLocations": [{"fullyQualifiedName": problem.pointer}],
            }
        ],
    }
