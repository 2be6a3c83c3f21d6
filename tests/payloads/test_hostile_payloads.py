"""Hostile schemas and payloads: no traceback, no end of problems, and nothing that is left unchecked in silence."""

import sys
from typing import Any

import pytest

import runbridge as rb
from runbridge.payloads import payload_validator as validator
from runbridge.problems import Problem
from runbridge.reporters.text import text_of
from tests.pipeline.sample_records import RUN, column_of, run

MANY_NAMES = [f"m{number}" for number in range(12_000)]
MANY_FIELDS = dict.fromkeys(MANY_NAMES, 1)
ONES = [1] * 12_000
RECURSIVE = {"items": {"$ref": "#"}, "type": "array"}


def messages_of(text: bytes, schema: Any) -> list[str]:
    """What is said of a payload by its text."""
    record = run(output="@").replace(b'"@"', text)
    return [f"{each.code} {text_of(each)}" for each in rb.validate(record, RUN, output_schema=schema)]


def nested(depth: int, inside: bytes = b"") -> bytes:
    return b"[" * depth + inside + b"]" * depth


def test_a_payload_too_deep_to_check_is_located() -> None:
    record = run(output="@").replace(b'"@"', nested(400))
    assert rb.validate(record, RUN) == []
    column = column_of("output", record)
    assert rb.validate(record, RUN, output_schema=RECURSIVE) == [
        Problem(
            code="excessive-nesting",
            pointer="/output",
            line=1,
            column=column,
            end_line=1,
            end_column=column + 800,
            offset=column - 1,
        )
    ]
    assert messages_of(nested(50), RECURSIVE) == []
    assert messages_of(nested(9, b"1"), RECURSIVE) == [
        "invalid-type `/output/0/0/0/0/0/0/0/0/0` must be an array, not the number 1"
    ]


@pytest.mark.parametrize("depth", [*range(900, 1000, 3), 5000, 100_000])
def test_every_depth_has_one_problem(depth: int) -> None:
    assert messages_of(nested(depth), RECURSIVE) == ["excessive-nesting nested too deeply"]


def test_problems_before_a_recursion_error_are_kept() -> None:
    schema = {
        "properties": {"a": {"type": "string"}, "b": {"$ref": "#/$defs/b"}},
        "$defs": {"b": {"items": {"$ref": "#/$defs/b"}}},
    }
    assert messages_of(b'{"b":' + nested(400) + b',"a":1}', schema) == [
        "excessive-nesting nested too deeply",
        "invalid-type `/output/a` must be a string, not the number 1; put quotes around it",
    ]


UNCHECKED = "payload-unchecked `/output` cannot be checked: "


def test_extreme_numbers_in_payloads() -> None:
    limit = b"9" * 640
    assert messages_of(limit, {"type": "integer", "exclusiveMaximum": 10**299}) == [
        f"payload-invalid `/output` must be less than {'1' + '0' * 59}…, not the number {'9' * 60}…"
    ]
    for schema in (True, {"type": "integer"}, False):
        assert messages_of(limit + b"9", schema) == [f"{UNCHECKED}a number in it has more than 640 digits"]
    assert messages_of(b"9" * 10**6, {"const": 9}) == [f"{UNCHECKED}a number in it has more than 640 digits"]
    for number in (b"1e400", b"9" * 500, b"1e999999999"):
        for keywords in ({"multipleOf": 0.5}, {"type": "number", "minimum": 5}, {"type": "integer"}):
            assert messages_of(number, keywords) == []
    huge = b"1e" + b"9" * 30
    assert messages_of(huge, {"type": "integer"}) == []
    assert messages_of(b"1e-" + b"9" * 30, {"type": "integer"}) == [
        f"invalid-type `/output` must be an integer, not the number 1e-{'9' * 30}"
    ]
    too_large = f"{UNCHECKED}a number in it is too large to compute with"
    assert messages_of(huge, {"minimum": 5}) == [too_large]
    assert messages_of(b"0." + b"7" * 641, {"maximum": 5}) == []
    assert messages_of(b"0." + b"7" * 641, {"multipleOf": 0.5}) == [too_large]


def test_a_long_number_outside_of_the_payload_is_ignored() -> None:
    record = run(output=5).replace(b'{"id"', b'{"more":' + b"9" * 700 + b',"id"')
    assert rb.validate(record, RUN, output_schema={"type": "integer"}) == []
    assert [each.code for each in rb.validate(record, RUN, output_schema={"type": "null"})] == ["invalid-type"]


def test_patterns_may_share_the_names_of_groups() -> None:
    schema = {"patternProperties": {"(?<x>a)": True, "(?<x>b)": True}, "additionalProperties": {"type": "null"}}
    assert messages_of(b'{"ab":1}', schema) == []
    assert messages_of(b'{"c":1}', schema) == ["invalid-type `/output/c` must be null, not the number 1"]


def test_a_bracket_in_a_class_is_a_character() -> None:
    assert messages_of(b'"["', {"pattern": "[[a]", "type": "string"}) == []
    assert messages_of(b'"b"', {"pattern": "[[a]", "type": "string"}) == [
        'payload-invalid `/output` must be text that matches `[[a]`, not "b"'
    ]


@pytest.mark.parametrize(
    ("schema", "payload"),
    [
        ({"items": {"type": "string"}}, ONES),
        pytest.param(
            {"items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, [1] * 12_000, marks=pytest.mark.deep
        ),
        pytest.param({"required": MANY_NAMES}, {}, marks=pytest.mark.deep),
        pytest.param({"additionalProperties": False, "properties": {"a": {}}}, MANY_FIELDS, marks=pytest.mark.deep),
        pytest.param({"propertyNames": {"maxLength": 1}}, MANY_FIELDS, marks=pytest.mark.deep),
    ],
)
def test_more_than_10_000_payload_problems_are_cut(schema: Any, payload: Any) -> None:
    problems = rb.validate(run(output=payload, status=5), RUN, output_schema=schema)
    assert len(problems) == 10_001
    assert problems[-1].message == "there are more problems than these 10,000; the rest is not reported"
    assert [each.pointer for each in problems if not each.pointer.startswith("/output")] == ["/status", ""]
    assert sum(each.fix is not None for each in problems) <= 101


def test_errors_with_one_cause_do_not_hide_later_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validator, "_BATCH", 2)
    schema = {"allOf": [*({"minProperties": 5} for _ in range(9)), {"required": ["a"]}]}
    assert messages_of(b"{}", schema) == [
        "payload-invalid `/output` must be an object of at least 5, not an object of 0",
        "missing-field `/output` is missing the field `a`; add it",
    ]


def test_messages_escape_schema_and_payload_text() -> None:
    evil = "\x1b[31m\u202e\n"
    schema = {
        "properties": {"a": {"pattern": "^\x1b\u202e\n$"}, "b": {"enum": [evil]}, "c": {"const": evil}},
        "required": [evil],
        "additionalProperties": False,
    }
    problems = rb.validate(run(output={"a": evil + "x", "b": "", "c": "", evil[:-1]: 1}), RUN, output_schema=schema)
    assert len(problems) == 4
    for problem in problems:
        assert all(text.isprintable() for text in (problem.message, problem.expected, problem.actual, text_of(problem)))


def test_the_digit_limit_is_the_lowest_of_python() -> None:
    assert sys.int_info.str_digits_check_threshold == 640
