"""Findings as SARIF 2.1.0, which code scanning services read."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from runbridge.diagnosis.catalogue import EXPLANATIONS
from runbridge.outputs.rejected import Diagnostic
from runbridge.problems import CODES
from runbridge.reporters.options import Setting
from runbridge.version import __version__

_HEAD = {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json"}
_INDEXES = {code: index for index, code in enumerate(CODES)}


def render_sarif(findings: Iterable[Diagnostic], _: Setting) -> Iterator[str]:
    """One document, a result at a time."""
    driver = {"name": "runbridge", "version": __version__, "rules": [_rule(code) for code in CODES]}
    head = json.dumps({**_HEAD, "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}]})
    yield head.removesuffix("}]}") + ', "results": ['
    separator = "\n"
    for finding in findings:
        yield separator + json.dumps(_result(finding))
        separator = ",\n"
    yield "\n]}]}\n"


def _rule(code: str) -> dict[str, Any]:
    explanation = EXPLANATIONS[code]
    return {"id": code, "shortDescription": {"text": explanation.meaning}, "help": {"text": explanation.mend}}


def _result(finding: Diagnostic) -> dict[str, Any]:
    problem = finding.problem
    region = {"startLine": problem.line, "startColumn": problem.column}
    if problem.end_line is not None and problem.end_column is not None:
        region |= {"endLine": problem.end_line, "endColumn": problem.end_column}
    return {
        "ruleId": problem.code,
        "ruleIndex": _INDEXES[problem.code],
        "level": "error",
        "message": {"text": problem.text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(os.fsencode(finding.file))},
                    "region": region,
                },
                "logicalLocations": [{"fullyQualifiedName": problem.pointer}],
            }
        ],
    }
