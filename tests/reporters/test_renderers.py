"""What each reporter says about one and the same sample of findings, character by character."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runbridge.options import FileError, ReportOptions
from runbridge.outputs.rejects import Diagnostic, SourceText
from runbridge.problem_messages import CODES
from runbridge.problems import Fix, Problem
from runbridge.reporters import RENDERERS
from runbridge.reporters.json import problem_schema
from runbridge.version import __version__

SAMPLE = [
    Diagnostic(
        "runs/a b,c:%.json",
        1,
        Problem(
            code="invalid-type",
            keyword="type",
            pointer="/outputs/0/id",
            expected="a string",
            actual="the number 1",
            fix=Fix(kind="replace", note="put quotes around it"),
            line=3,
            column=11,
            end_line=3,
            end_column=12,
            offset=112,
        ),
        SourceText(b'{"outputs":\n  [{"id": 1}]}', 2, 2, 90),
    ),
    Diagnostic(
        "é\x1b\n.json",
        2,
        Problem(
            code="unmapped-value",
            pointer="/a%~1\n",
            actual='"50%"',
            expected="workflow-run",
            fix=Fix(kind="map", field="a", value="50%", choices=("b", "c")),
        ),
    ),
    Diagnostic("bad\udcff.json", 12, Problem(code="excessive-nesting", line=7)),
]

TEXT = """\
runs/a b,c:%.json:3:11: invalid-type `/outputs/0/id` must be a string, not the number 1
  |
3 |   [{"id": 1}]}
  |           ^
  = fix: put quotes around it

é\\u001b\\n.json:1:1: unmapped-value `/a%~1\\n` has the value "50%", which has no counterpart in workflow-run
  = fix: give one with --map a:50%=b|c

bad\\udcff.json:7:1: excessive-nesting nested too deeply

"""
COLOR = """\
\x1b[1mruns/a b,c:%.json\x1b[0m:3:11: \x1b[1;31minvalid-type\x1b[0m `/outputs/0/id` must be a string, not the number 1
\x1b[34m  |\x1b[0m
\x1b[34m3 |\x1b[0m   [{"id": 1}]}
\x1b[34m  |\x1b[0m           \x1b[1;31m^\x1b[0m
\x1b[34m  =\x1b[0m \x1b[36mfix\x1b[0m: put quotes around it

"""
CONCISE = (
    "runs/a b,c:%.json:3:11: invalid-type `/outputs/0/id` must be a string, not the number 1; put quotes around it\n"
    'é\\u001b\\n.json:1:1: unmapped-value `/a%~1\\n` has the value "50%", which has no counterpart '
    "in workflow-run; give one with --map a:50%=b|c\n"
    "bad\\udcff.json:7:1: excessive-nesting nested too deeply\n"
)
GITHUB = (
    "::error file=bad\\udcff.json,line=7,col=1,title=excessive-nesting::nested too deeply\n"
    "::error file=runs/a b%2Cc%3A%25.json,line=3,col=11,endLine=3,endColumn=12,title=invalid-type::"
    "`/outputs/0/id` must be a string, not the number 1; put quotes around it\n"
    "::error file=é\\u001b\\n.json,line=1,col=1,title=unmapped-value::"
    '`/a%25~1\\n` has the value "50%25", which has no counterpart in workflow-run; give one with --map a:50%25=b|c\n'
)
JSON = (
    '{"file": "runs/a b,c:%.json", "record": 1, "line": 3, "column": 11, "end_line": 3, "end_column": 12, '
    '"offset": 112, "code": "invalid-type", "keyword": "type", "pointer": "/outputs/0/id", "path": "outputs[0].id", '
    '"target": "", '
    '"message": "`/outputs/0/id` must be a string, not the number 1", '
    '"expected": "a string", "actual": "the number 1", "fix": {"kind": "replace", "field": "", "value": "", '
    '"replacement": "", "choices": [], "note": "put quotes around it", "condition": "", "is_certain": true, '
    '"accepted_by": "", "text": "put quotes around it"}}\n'
    '{"file": "\\u00e9\\u001b\\n.json", "record": 2, "line": 1, "column": 1, "end_line": null, "end_column": null, '
    '"offset": 0, "code": "unmapped-value", "keyword": "", "pointer": "/a%~1\\n", "path": "[\\"a%/\\\\n\\"]", '
    '"target": "", '
    '"message": "`/a%~1\\\\n` has the value \\"50%\\", which has no counterpart in workflow-run", '
    '"expected": "workflow-run", "actual": "\\"50%\\"", "fix": {"kind": "map", "field": "a", "value": "50%", '
    '"replacement": "", "choices": ["b", "c"], "note": "", "condition": "", "is_certain": true, '
    '"accepted_by": "", "text": "give one with --map a:50%=b|c"}}\n'
    '{"file": "bad\\udcff.json", "record": 12, "line": 7, "column": 1, "end_line": null, "end_column": null, '
    '"offset": 0, "code": "excessive-nesting", "keyword": "", "pointer": "", "path": "", "target": "", '
    '"message": "nested too deeply", "expected": "", "actual": "", "fix": null}\n'
)


def render(output: str, diagnostics: Iterable[Diagnostic] = SAMPLE, options: ReportOptions | None = None) -> str:
    return "".join(RENDERERS[output](diagnostics, options or ReportOptions()))


@pytest.mark.parametrize(
    ("output", "text"), [("text", TEXT), ("concise", CONCISE), ("github", GITHUB), ("json-lines", JSON)]
)
def test_whole_output_of_each_reporter(output: str, text: str) -> None:
    assert render(output) == text
    assert render(output, []) == ""


def test_json_is_one_document_of_the_json_lines() -> None:
    options = ReportOptions(summarize=lambda: {"records": 5}, list_errors=lambda: [FileError("a", "a: missing")])
    problems = [json.loads(line) for line in JSON.splitlines()]
    rest = {"errors": ["a: missing"], "summary": {"records": 5}}
    assert json.loads(render("json", SAMPLE, options)) == {"problems": problems, **rest}
    assert render("json", [], options) == '{"problems": [\n], "errors": ["a: missing"], "summary": {"records": 5}}\n'


def test_text_with_colors() -> None:
    assert render("text", SAMPLE[:1], ReportOptions(color=True)) == COLOR


def result(code: str, text: str, uri: str, region: dict[str, int], pointer: str) -> dict[str, Any]:
    return {
        "ruleId": code,
        "ruleIndex": CODES.index(code),
        "level": "error",
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": uri}, "region": region},
                "logicalLocations": [{"fullyQualifiedName": pointer}],
            }
        ],
    }


RESULTS = [
    result(
        "invalid-type",
        "`/outputs/0/id` must be a string, not the number 1; put quotes around it",
        "runs/a%20b%2Cc%3A%25.json",
        {"startLine": 3, "startColumn": 11, "endLine": 3, "endColumn": 12},
        "/outputs/0/id",
    ),
    result(
        "unmapped-value",
        '`/a%~1\\n` has the value "50%", which has no counterpart in workflow-run; give one with --map a:50%=b|c',
        "%C3%A9%1B%0A.json",
        {"startLine": 1, "startColumn": 1},
        "/a%~1\n",
    ),
    result("excessive-nesting", "nested too deeply", "bad%FF.json", {"startLine": 7, "startColumn": 1}, ""),
]


def sarif(diagnostics: Iterable[Diagnostic], errors: list[FileError] | None = None) -> dict[str, Any]:
    options = ReportOptions(list_errors=lambda: errors or [])
    document: dict[str, Any] = json.loads(render("sarif", diagnostics, options))
    return document


@pytest.mark.parametrize(("diagnostics", "results"), [(SAMPLE, RESULTS), ([], [])])
def test_sarif_is_one_document(diagnostics: list[Diagnostic], results: list[dict[str, Any]]) -> None:
    document = sarif(diagnostics)
    (rules,) = (run["tool"]["driver"].pop("rules") for run in document["runs"])
    assert document == {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
            {
                "tool": {"driver": {"name": "runbridge", "version": __version__}},
                "columnKind": "unicodeCodePoints",
                "results": results,
                "invocations": [{"executionSuccessful": True}],
            }
        ],
    }
    assert [rule["id"] for rule in rules] == list(CODES)
    assert rules[CODES.index("excessive-nesting")] == {
        "id": "excessive-nesting",
        "shortDescription": {"text": "Arrays and objects are nested more deeply than the parser supports."},
        "help": {"text": "Find out what wrote the record. Real records are nested a few levels deep."},
    }


#: A file with odd characters, and an error that does not know its file.
ERRORS = [FileError("a b,\n\udcff.gz", "a b,\n\udcff.gz: corrupt gzip data"), FileError(None, "no memory, 50%")]


def test_github_annotates_files_that_cannot_be_read_first() -> None:
    options = ReportOptions(list_errors=lambda: ERRORS)
    files = "::error file=a b%2C\\n\\udcff.gz::a b,\\n\\udcff.gz: corrupt gzip data\n::error::no memory, 50%25\n"
    assert render("github", SAMPLE, options) == files + GITHUB
    more = render("github", SAMPLE * 3, options).splitlines()
    assert [line.partition(" ")[0] for line in more] == ["::error", "::error::no", *["::error"] * 8, "::notice::1"]
    assert more[-1] == "::notice::1 more; --output-format concise shows all"
    many = ReportOptions(list_errors=lambda: ERRORS * 6)
    assert render("github", SAMPLE, many) == files * 6 + "::notice::3 more; --output-format concise shows all\n"


def test_sarif_has_files_that_cannot_be_read_as_notifications() -> None:
    (run,) = sarif(SAMPLE, ERRORS)["runs"]
    assert run["results"] == RESULTS
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "a b,\\n\\udcff.gz: corrupt gzip data"},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%20b%2C%0A%FF.gz"}}}],
                },
                {"level": "error", "message": {"text": "no memory, 50%"}},
            ],
        }
    ]


#: What SARIF 2.1.0 (OASIS) says of the objects and fields that we write; nothing else may be in them.
SARIF_SCHEMA: dict[str, Any] = {
    "$defs": {
        "message": {"required": ["text"], "properties": {"text": {"type": "string"}}, "additionalProperties": False},
        "rule": {
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "shortDescription": {"$ref": "#/$defs/message"},
                "help": {"$ref": "#/$defs/message"},
            },
            "additionalProperties": False,
        },
        "driver": {
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
            },
            "additionalProperties": False,
        },
        "region": {
            "properties": {
                name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn", "endLine", "endColumn")
            },
            "additionalProperties": False,
        },
        "location": {
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "required": ["uri"],
                            "properties": {"uri": {"type": "string", "pattern": "^([\\w.~/-]|%[0-9A-F]{2})+$"}},
                            "additionalProperties": False,
                        },
                        "region": {"$ref": "#/$defs/region"},
                    },
                    "additionalProperties": False,
                },
                "logicalLocations": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "properties": {"fullyQualifiedName": {"type": "string"}},
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
        "notification": {
            "required": ["message"],
            "properties": {
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/location"}},
            },
            "additionalProperties": False,
        },
        "invocation": {
            "required": ["executionSuccessful"],
            "properties": {
                "executionSuccessful": {"type": "boolean"},
                "toolExecutionNotifications": {"type": "array", "items": {"$ref": "#/$defs/notification"}},
            },
            "additionalProperties": False,
        },
        "result": {
            "required": ["message"],
            "properties": {
                "ruleId": {"enum": list(CODES)},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
            },
            "additionalProperties": False,
        },
    },
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {"driver": {"$ref": "#/$defs/driver"}},
                        "additionalProperties": False,
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                    "invocations": {"type": "array", "items": {"$ref": "#/$defs/invocation"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


@pytest.mark.parametrize("errors", [[], ERRORS])
@pytest.mark.parametrize("diagnostics", [SAMPLE, []])
def test_sarif_follows_its_specification(diagnostics: list[Diagnostic], errors: list[FileError]) -> None:
    document = sarif(diagnostics, errors)
    Draft202012Validator.check_schema(SARIF_SCHEMA)
    Draft202012Validator(SARIF_SCHEMA).validate(document)
    for found in document["runs"][0]["results"]:
        assert document["runs"][0]["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"]


def test_json_lines_are_valid_with_the_published_schema() -> None:
    schema = json.loads(problem_schema())
    Draft202012Validator.check_schema(schema)
    lines = render("json-lines").splitlines()
    for document in [*map(json.loads, lines), *json.loads(render("json"))["problems"]]:
        Draft202012Validator(schema).validate(document)
        assert list(document) == list(schema["properties"]) == schema["required"]
    assert schema["properties"]["code"]["enum"] == list(CODES)


@pytest.mark.parametrize("output", sorted(RENDERERS.keys() - {"github"}))
def test_reporters_stream(output: str) -> None:
    given: list[int] = []

    def diagnostics() -> Iterator[Diagnostic]:
        for number, diagnostic in enumerate(SAMPLE):
            given.append(number)
            yield diagnostic

    texts = RENDERERS[output](diagnostics(), ReportOptions())
    while not given:
        next(texts)
    assert given == [0]
