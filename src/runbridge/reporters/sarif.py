"""Diagnostics as SARIF 2.1.0, which code scanning services read."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from runbridge.diagnosis.catalogue import explanations
from runbridge.options import ReportOptions
from runbridge.outputs.rejects import Diagnostic
from runbridge.problem_messages import CODES
from runbridge.reporters.text import text_of
from runbridge.version import __version__

_HEAD = {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json"}
_INDEXES = {code: index for index, code in enumerate(CODES)}


def render_sarif(diagnostics: Iterable[Diagnostic], _: ReportOptions) -> Iterator[str]:
    """One document, result by result."""
    driver = {"name": "runbridge", "version": __version__, "rules": [_rule(code) for code in CODES]}
    head = json.dumps({**_HEAD, "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}]})
    yield head.removesuffix("}]}") + ', "results": ['
    separator = "\n"
    for diagnostic in diagnostics:
        yield separator + json.dumps(_result(diagnostic))
        separator = ",\n"
    yield "\n]}]}\n"


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
                    "artifactLocation": {"uri": quote(os.fsencode(diagnostic.file))},
                    "region": region,
                },
                "logicalLocations": [{"fullyQualifiedName": problem.pointer}],
            }
        ],
    }
