"""Changes as lines of text, each with its location, and as a JSON document."""

import json
from typing import Any

import pytest

from runbridge.schema_diff.model import as_json, as_text
from runbridge.schema_diff.verdicts import diff
from runbridge.schemas.loader import parse_schema
from tests.schema_diff.versions import BOTH, compared

OLD = """{
  "type": "object",
  "title": "Run",
  "required": ["id"],
  "properties": {
    "id": {"type": "string"},
    "state": {"enum": ["on", "off"]},
    "gone": {"type": "string", "maxLength": 3}
  },
  "additionalProperties": false
}
"""
NEW = """{
  "type": "object",
  "title": "A run",
  "required": ["id", "state"],
  "properties": {
    "id": {"type": "string"},
    "state": {"enum": ["on", "idle"], "discriminator": true}
  },
  "additionalProperties": false
}
"""


def text(old: str, new: str) -> str:
    found = diff(parse_schema("old.json", old.encode()), parse_schema("new.json", new.encode()), BOTH)
    return "".join(as_text(found))


def test_text_has_a_line_per_change_and_role() -> None:
    unknown = "runbridge does not know this keyword"
    assert text(OLD, NEW) == (
        'new.json:3:3: compatible annotation-changed `/title` `title` was "Run" and is "A run"\n'
        'new.json:4:3: breaking required-added `/required` `required` gained "state"\n'
        '    consumer: breaking: old.json accepts and new.json refuses: {"id": ""}\n'
        'old.json:8:5: breaking property-removed `/properties/gone` `properties` lost "gone"\n'
        "    consumer: breaking: old.json accepts and new.json refuses, for its `/gone`: "
        '{"id": "", "state": "on", "gone": ""}\n'
        'new.json:7:15: breaking enum-changed `/properties/state/enum` `enum` lost "off" and gained "idle"\n'
        "    consumer: breaking: old.json accepts and new.json refuses, for its `/state`: "
        '{"id": "", "state": "off"}\n'
        "    producer: breaking: new.json accepts and old.json refuses, for its `/state`: "
        '{"id": "", "state": "idle"}\n'
        "new.json:7:39: needs-review unknown-keyword-added `/properties/state/discriminator` "
        "`discriminator` is new: true\n"
        f"    consumer: needs-review: {unknown}\n"
        f"    producer: needs-review: {unknown}\n"
    )


def test_json_has_every_change() -> None:
    found = compared({"type": "string"}, {"type": ["string", "null"], "maxLength": 3, "format": "email"})
    email = "this format is not asserted, so no record can show a difference"
    assert json.loads(as_json(found)) == {
        "old": "old.json",
        "new": "new.json",
        "compatibility": "full",
        "policy": "strict",
        "verdicts": {"consumer": "breaking", "producer": "breaking"},
        "changes": [
            {
                "code": "type-changed",
                "grade": "breaking",
                "message": '`type` was "string" and is ["string", "null"]',
                "old": {"pointer": "/type", "line": 1, "column": 2},
                "new": {"pointer": "/type", "line": 1, "column": 2},
                "verdicts": {
                    "consumer": {"grade": "compatible"},
                    "producer": {"grade": "breaking", "counterexample": {"record": None, "pointer": ""}},
                },
            },
            {
                "code": "max-length-added",
                "grade": "breaking",
                "message": "`maxLength` is new: 3",
                "old": {"pointer": "", "line": 1, "column": 1},
                "new": {"pointer": "/maxLength", "line": 1, "column": 30},
                "verdicts": {
                    "consumer": {
                        "grade": "breaking",
                        "counterexample": {"record": "2026-01-02T03:04:05Z", "pointer": ""},
                    },
                    "producer": {"grade": "compatible"},
                },
            },
            {
                "code": "format-added",
                "grade": "needs-review",
                "message": '`format` is new: "email"',
                "old": {"pointer": "", "line": 1, "column": 1},
                "new": {"pointer": "/format", "line": 1, "column": 46},
                "verdicts": {
                    "consumer": {"grade": "needs-review", "reason": email},
                    "producer": {"grade": "compatible"},
                },
            },
        ],
    }


def test_equal_schemas_render_no_changes() -> None:
    found = compared({"type": "string"}, {"type": "string"})
    assert list(as_text(found)) == []
    verdicts = {"consumer": "compatible", "producer": "compatible"}
    assert json.loads(as_json(found)) == {
        "old": "old.json",
        "new": "new.json",
        "compatibility": "full",
        "policy": "strict",
        "verdicts": verdicts,
        "changes": [],
    }


UNSAFE = "\x1b[31m\u202e\n" + "x" * 5_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"properties": {UNSAFE: {"type": "string"}}}, {"properties": {UNSAFE: {"type": "null"}}}),
        ({"enum": ["a", UNSAFE]}, {"enum": ["a"]}),
        ({}, {"required": [UNSAFE]}),
        ({}, {UNSAFE: UNSAFE}),
        ({"title": UNSAFE}, {}),
        ({"pattern": "a"}, {"pattern": "b\x1b"}),
    ],
)
def test_control_characters_are_escaped_and_long_text_cut(old: Any, new: Any) -> None:
    found = diff(
        parse_schema(f"{UNSAFE[:20]}.json", json.dumps(old).encode()),
        parse_schema("n", json.dumps(new).encode()),
        BOTH,
    )
    rendered = "".join(as_text(found))
    assert found.changes
    assert all(line.isprintable() and len(line) < 2_500 for line in rendered.splitlines())
    assert len(rendered.splitlines()) <= 3 * len(found.changes)
    assert as_json(found).isascii()
    assert json.loads(as_json(found))["changes"][0]["code"] == found.changes[0].code
