"""The quick check of payloads only says yes where the exact validator does, and says so for ordinary ones."""

import json
import sys
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given

import runbridge as rb
from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS
from runbridge.payloads.payload_validator import PayloadChecker, payload_checkers, text_of
from runbridge.payloads.quick_check import has_long_number, payloads_check, quick_check, record_check
from tests.payloads.fraction_validator import random_value
from tests.payloads.test_reference import VALUES, usable_schemas
from tests.pipeline.sample_records import RUN, run
from tests.schema_diff.random_schemas import POOL, schemas, versions


@pytest.fixture(autouse=True)
def no_remembered_checks() -> Iterator[None]:
    """Schemas are read anew, because some tests change how."""
    quick_check.cache_clear()
    yield
    quick_check.cache_clear()


def exact(schema: str) -> PayloadChecker:
    (checker,) = payload_checkers(FORMATS[RUN], {"output": schema})
    return checker


def compare(schema: str, values: list[str]) -> tuple[int, int]:
    """How many values both accept, and how many the exact validator does."""
    quick, checker = record_check(schema), exact(schema)
    both = total = 0
    for value in values:
        is_valid = checker.accepts(value)
        is_quick = quick is not None and quick(value.encode())
        assert is_valid or not is_quick, (schema, value)
        both, total = both + is_quick, total + is_valid
    return both, total


def compare_random(random: Random, number: int, folder: Path) -> None:
    found = [
        compare(schema, [random_value(random) for _ in range(VALUES)])
        for schema in usable_schemas(random, number // VALUES, folder)
    ]
    both, total = map(sum, zip(*found, strict=True))
    assert both > total / 2


def test_a_quick_yes_is_that_of_the_exact_validator(tmp_path: Path) -> None:
    compare_random(Random(20261130), 10_000, tmp_path)


@pytest.mark.deep
def test_a_hundred_thousand_quick_answers(tmp_path: Path) -> None:
    compare_random(Random(), 100_000, tmp_path)


@given(schema=versions().map(lambda pair: pair[0]) | schemas)
def test_schemas_with_references(schema: Any) -> None:
    try:
        text = text_of(schema, "")
    except UsageError:
        return
    compare(text, [json.dumps(value) for value in POOL])


@pytest.mark.parametrize(
    ("schema", "payload"),
    [
        (True, None),
        ({"type": "object", "required": ["a"], "additionalProperties": False, "properties": {"a": True}}, {"a": 1}),
        ({"type": "integer", "minimum": 0, "maximum": 2**64}, 2**64),
        ({"type": "integer"}, 1.0),
        ({"exclusiveMaximum": 0.5}, -0.0),
        ({"minimum": 0.1}, 0.1),
        ({"maximum": 9007199254740993}, 9007199254740993),
        ({"multipleOf": 0.01}, 19.99),
        ({"uniqueItems": True}, [1, True, "1", [1], [True]]),
        ({"const": {"a": [1]}}, {"a": [1.0]}),
        ({"enum": ["a", None, 1, False]}, False),
        ({"pattern": r"^\w+$"}, "a_1"),
        ({"format": "date-time"}, "2026-11-30T00:00:00Z"),
        ({"format": "email"}, "no address"),
        ({"minLength": 1, "maxLength": 1}, "😀"),
        ({"not": {"pattern": "b"}}, "a"),
        ({"allOf": [{"minimum": 1}], "multipleOf": 3}, 6),
        ({"$ref": "#/$defs/a~1b%25", "$defs": {"a/b%": {"type": "string"}}}, "a"),
        ({"$id": "https://a.example/s", "$ref": "#a", "$defs": {"x": {"$anchor": "a", "type": "string"}}}, "a"),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}]}, ["a", 1]),
        ({"x-runbridge-check": 7, "x-unit": "m", "title": "t", "default": 1}, 1),
    ],
)
def test_ordinary_values_are_accepted_at_once(schema: Any, payload: Any) -> None:
    text = json.dumps(payload, ensure_ascii=False)
    assert compare(text_of(schema, ""), [text]) == (1, 1)


@pytest.mark.parametrize(
    "schema",
    [
        {"patternProperties": {"^a": True}},
        {"unevaluatedProperties": False},
        {"$dynamicRef": "#n", "$defs": {"x": {"$dynamicAnchor": "n"}}},
        {"items": {"$ref": "#"}},
        {"unknown": 1},
        {
            "$ref": "#/$defs/0",
            "$defs": {
                **{str(level): {"allOf": [{"$ref": f"#/$defs/{level + 1}"}] * 2} for level in range(9)},
                "9": {"type": "string"},
            },
        },
    ],
)
def test_other_schemas_have_no_quick_check(schema: Any) -> None:
    text = text_of(schema, "")
    assert record_check(text) is None
    assert payloads_check({"output": text, "inputs": "true"}) is None


@pytest.mark.parametrize(
    "value",
    [
        "0.1000000000000000055",
        "1e400",
        "1e-400",
        '"\\ud800"',
        "[" * 2000 + "]" * 2000,
        "NaN",
        "{",
        "",
        '"\xff"',
    ],
)
def test_values_that_may_be_read_otherwise_are_left_to_the_exact_validator(value: str) -> None:
    check = record_check("true")
    assert check is not None
    assert not check(value.encode("latin-1"))


def test_a_check_that_cannot_be_decided_is_no_yes_under_not(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def search(self, text: str, *, timeout: float) -> object:
            raise TimeoutError(text, timeout)

    monkeypatch.setattr("runbridge.payloads.quick_check.compile_pattern", lambda _: Slow())
    check = record_check('{"not": {"pattern": "a"}}')
    assert check is not None
    assert [check(b"1"), check(b'"b"')] == [False, False]


def test_checks_that_take_long_are_no_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    check = record_check('{"items": {"pattern": "a"}}')
    assert check is not None
    assert check(b'["a", "a"]')
    seconds = count(0, 0.06)
    monkeypatch.setattr("runbridge.payloads.quick_check.monotonic", seconds.__next__)
    assert [check(b'["a"]'), check(b'["a", "a"]')] == [True, False]


def test_payloads_that_are_missing_are_accepted() -> None:
    check = payloads_check({"output": '{"type": "string"}', "inputs": '{"type": "integer"}'})
    assert check is not None
    assert [check(text) for text in (b"{}", b'{"inputs":1}', b'{"inputs":1,"output":"a"}')] == [True] * 3
    assert [check(text) for text in (b'{"inputs":null}', b'{"inputs":1,"output":2}', b"[]", b"1")] == [False] * 4


@pytest.mark.parametrize(("text", "is_long"), [(b"1" * 640, False), (b"1" * 641, True), (b"1" * 640 + b".5", False)])
def test_long_numbers_are_found(text: bytes, is_long: bool) -> None:
    assert has_long_number(b'{"a": ' + text + b"}") == is_long


def test_without_jsonschema_rs_there_is_no_quick_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    assert record_check("true") is None


SCHEMA = {"type": "object", "properties": {"seed": {"type": "integer"}, "cfg": {"maximum": 9}}, "required": ["seed"]}
PAYLOADS = [
    '{"seed": 1}',
    '{"seed": 1.5}',
    '{"seed": 1, "cfg": 1e-400}',
    '{"seed": 1, "cfg": 9.0000000000000000001}',
    "null",
    '{"seed": 2, "seed": "x"}',
    f'{{"seed": {"1" * 641}}}',
    '{"seed": 3, "text": "\\ud800"}',
    '{"seed": 4}',
]


@cache
def lines() -> list[bytes]:
    """Records, valid or not, with payloads that are valid or not."""
    record = run(output=0)
    made = [record.replace(b'"output":0', b'"output":' + payload.encode()) for payload in PAYLOADS]
    return [*made, run(), b"{}", run(status=1), b"{", made[0], b'"\xff"', b"5", made[0]]


@pytest.mark.parametrize(("whole", "strict"), [(False, False), (False, True), (True, False)])
@pytest.mark.parametrize("chosen", [slice(None), slice(0, 6), slice(0, 1), slice(8, 11)])
def test_a_file_has_the_same_problems_without_quick_checks(
    whole: bool, strict: bool, chosen: slice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "in.ndjson"
    file.write_bytes(b"".join(line + b"\n" for line in lines()[chosen]))
    schema = {"properties": {"output": SCHEMA}, "required": ["status"]} if whole else SCHEMA
    options: Any = {"schema": schema} if whole else {"output_schema": schema, "strict": strict}
    name = None if whole else RUN

    def outcome() -> tuple[int, list[tuple[int, list[str]]], bytes]:
        found: list[tuple[int, list[str]]] = []
        accepted = tmp_path / "accepted.ndjson"
        summary = rb.validate_file(
            file,
            name,
            on_reject=lambda rejected: found.append(
                (rejected.number, [f"{each.pointer} {each.message}" for each in rejected.problems])
            ),
            accepted=accepted,
            **options,
        )
        return summary.records, found, accepted.read_bytes()

    quick = outcome()
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    quick_check.cache_clear()
    assert outcome() == quick
    assert quick[0] == len(lines()[chosen])
