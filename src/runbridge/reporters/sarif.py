"""Findings as SARIF 2.1.0, which code scanning services read."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from runbridge.files.findings import Finding
from runbridge.problems import CODES

_HEAD = {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json"}
_DRIVER = {"name": "runbridge", "rules": [{"id": code} for code in CODES]}


def render_sarif(findings: Iterable[Finding]) -> Iterator[str]:
    """One document, a result at a time."""
    head = json.dumps({**_HEAD, "runs": [{"tool": {"driver": _DRIVER}, "columnKind": "unicodeCodePoints"}]})
    yield head.removesuffix("}]}") + ', "results": ['
    separator = "\n"
    for finding in findings:
        yield separator + json.dumps(_result(finding))
        separator = ",\n"
    yield "\n]}]}\n"


def _result(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    return {
        "ruleId": problem.code,
        "level": "error",
        "message": {"text": problem.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(os.fsencode(finding.file))},
                    "region": {"startLine": problem.line, "startColumn": problem.column},
                },
                "logicalLocations": [{"fullyQualifiedName": problem.pointer}],
            }
        ],
    }
