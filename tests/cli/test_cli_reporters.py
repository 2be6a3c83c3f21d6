"""What each reporter says about one and the same sample of findings, character by character."""

import json
from typing import Any

import pytest

from runbridge.files.findings import Finding
from runbridge.problems import CODES, Problem
from runbridge.reporters import RENDERERS

SAMPLE = [
    Finding(
        "runs/a b,c:%.json",
        1,
        Problem(
            code="wrong-type",
            pointer="/outputs/0/id",
            expected="a string",
            actual="the number 1",
            line=3,
            column=14,
        ),
    ),
    Finding("é\x1b\n.json", 2, Problem(code="unmapped-value", pointer="/a%~1\n", actual='"50%"', expected="--map x")),
    Finding("bad\udcff.json", 12, Problem(code="too-deep", line=7)),
]

TEXT = (
    "runs/a b,c:%.json:3:14: wrong-type `/outputs/0/id` must be a string, not the number 1\n"
    'é\\u001b\\n.json:1:1: unmapped-value `/a%~1\\n` has the value "50%", which has no counterpart; '
    "say what it becomes: --map x\n"
    "bad\\udcff.json:7:1: too-deep nested too deeply to be read\n"
)
GITHUB = (
    "::error file=runs/a b%2Cc%3A%25.json,line=3,col=14,title=wrong-type::"
    "`/outputs/0/id` must be a string, not the number 1\n"
    "::error file=é\\u001b\\n.json,line=1,col=1,title=unmapped-value::"
    '`/a%25~1\\n` has the value "50%25", which has no counterpart; say what it becomes: --map x\n'
    "::error file=bad\\udcff.json,line=7,col=1,title=too-deep::nested too deeply to be read\n"
)
JSON = (
    '{"file": "runs/a b,c:%.json", "record": 1, "line": 3, "column": 14, "code": "wrong-type", '
    '"pointer": "/outputs/0/id", "message": "`/outputs/0/id` must be a string, not the number 1", '
    '"expected": "a string", "actual": "the number 1"}\n'
    '{"file": "\\u00e9\\u001b\\n.json", "record": 2, "line": 1, "column": 1, "code": "unmapped-value", '
    '"pointer": "/a%~1\\n", "message": "`/a%~1\\\\n` has the value \\"50%\\", which has no counterpart; '
    'say what it becomes: --map x", "expected": "--map x", "actual": "\\"50%\\""}\n'
    '{"file": "bad\\udcff.json", "record": 12, "line": 7, "column": 1, "code": "too-deep", "pointer": "", '
    '"message": "nested too deeply to be read", "expected": "", "actual": ""}\n'
)


def result(code: str, text: str, uri: str, line: int, column: int, pointer: str) -> dict[str, Any]:
    return {
        "ruleId": code,
        "level": "error",
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": line, "startColumn": column},
                },
                "logicalLocations": [{"fullyQualifiedName": pointer}],
            }
        ],
    }


SARIF: dict[str, Any] = {
    "version": "2.1.0",
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "runs": [
        {
            "tool": {"driver": {"name": "runbridge", "rules": [{"id": code} for code in CODES]}},
            "columnKind": "unicodeCodePoints",
            "results": [
                result(
                    "wrong-type",
                    "`/outputs/0/id` must be a string, not the number 1",
                    "runs/a%20b%2Cc%3A%25.json",
                    3,
                    14,
                    "/outputs/0/id",
                ),
                result(
                    "unmapped-value",
                    '`/a%~1\\n` has the value "50%", which has no counterpart; say what it becomes: --map x',
                    "%C3%A9%1B%0A.json",
                    1,
                    1,
                    "/a%~1\n",
                ),
                result("too-deep", "nested too deeply to be read", "bad%FF.json", 7, 1, ""),
            ],
        }
    ],
}


@pytest.mark.parametrize(("output", "text"), [("text", TEXT), ("github", GITHUB), ("json", JSON)])
def test_each_finding_is_a_line(output: str, text: str) -> None:
    assert list(RENDERERS[output](iter(SAMPLE))) == text.splitlines(keepends=True)
    assert list(RENDERERS[output]([])) == []


def test_sarif_is_one_document() -> None:
    assert json.loads("".join(RENDERERS["sarif"](iter(SAMPLE)))) == SARIF


def test_sarif_without_findings_is_a_document_too() -> None:
    empty = json.loads("".join(RENDERERS["sarif"]([])))
    assert empty["runs"][0].pop("results") == []
    assert empty["runs"][0] == {key: value for key, value in SARIF["runs"][0].items() if key != "results"}


def test_sarif_has_what_its_specification_asks_for() -> None:
    document = json.loads("".join(RENDERERS["sarif"](iter(SAMPLE))))
    assert document["version"] == "2.1.0"
    for each in document["runs"]:
        driver = each["tool"]["driver"]
        rules = [rule["id"] for rule in driver["rules"]]
        assert isinstance(driver["name"], str)
        assert len(set(rules)) == len(rules)
        assert each["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        for found in each["results"]:
            assert found["ruleId"] in rules
            assert found["level"] in ("none", "note", "warning", "error")
            assert isinstance(found["message"]["text"], str)
            place = found["locations"][0]["physicalLocation"]
            assert place["artifactLocation"]["uri"].isascii()
            assert place["artifactLocation"]["uri"].isprintable()
            assert min(place["region"].values()) >= 1


@pytest.mark.parametrize("output", RENDERERS)
def test_findings_are_told_as_they_come(output: str) -> None:
    given: list[int] = []

    def findings() -> Any:
        for number, finding in enumerate(SAMPLE):
            given.append(number)
            yield finding

    texts = RENDERERS[output](findings())
    while not given:
        next(texts)
    assert given == [0]
