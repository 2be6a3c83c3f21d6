"""Patterns for times accept what the formats accept, and validators that do not assert formats agree with us."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry

import runbridge as rb
from runbridge._runtime.json_parser import parse
from runbridge._runtime.patterns import read_pattern
from runbridge._runtime.times import FORMATS as TIMES
from runbridge.known_formats import FORMATS
from runbridge.schemas.dialects import PATTERNS, schema_text, with_pattern
from runbridge.schemas.exact_keywords import matches as matches_pattern
from tests.schemas.mutants import mutants, times
from tests.schemas.samples import PROFILES, RECORDS

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/*/*/*.json"))
#: A leap second with an offset, whose place in the day in UTC no pattern can compute.
SHIFTED_LEAP_SECOND = re.compile(r":60(\.[0-9]+)?[+-]", re.ASCII)
VALID = {
    "date-time": [
        "2026-03-14T09:26:53Z",
        "2026-03-14t09:26:53.123456789z",
        "0000-02-29T00:00:00Z",
        "2000-02-29T23:59:59-23:59",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.5Z",
        "1998-12-31T15:59:60-08:00",
    ],
    "date-time-local": ["2026-03-14T09:26:53", "2024-02-29t23:59:59.5", "2016-12-31T23:59:60"],
}
INVALID = {
    "date-time": [
        "2026-03-14T09:26:53",
        "2026-03-14 09:26:53Z",
        "2026-03-14T09:26:53+0200",
        "2026-03-14T09:26Z",
        "2026-02-29T09:26:53Z",
        "1900-02-29T09:26:53Z",
        "2026-04-31T09:26:53Z",
        "2026-13-01T09:26:53Z",
        "2026-03-14T24:00:00Z",
        "2016-12-31T22:59:60Z",
        "2026-03-14T09:26:53.Z",
        "2026-03-14T09:26:53+24:00",
        "\u0662026-03-14T09:26:53Z",
        " 2026-03-14T09:26:53Z",
        "2026-03-14T09:26:53Zz",
    ],
    "date-time-local": ["2026-03-14T09:26:53Z", "2026-02-29T09:26:53", "2016-12-31T22:59:60", "2026-03-14"],
}


def matches(name: str, text: str) -> bool:
    # As ECMA-262 has it: the `$` of Python also matches before a newline at the end.
    return matches_pattern(PATTERNS[name], text)


@pytest.mark.parametrize("name", TIMES)
def test_each_asserted_format_has_a_pattern(name: str) -> None:
    assert [*PATTERNS] == [*TIMES]
    assert {text: matches(name, text) for text in VALID[name]} == dict.fromkeys(VALID[name], True)
    assert {text: matches(name, text) for text in INVALID[name]} == dict.fromkeys(INVALID[name], False)
    assert [TIMES[name](text) for text in VALID[name] + INVALID[name]] == [True] * len(VALID[name]) + [False] * len(
        INVALID[name]
    )


@pytest.mark.parametrize("name", TIMES)
def test_patterns_mean_the_same_in_every_language(name: str) -> None:
    found = read_pattern(PATTERNS[name])
    assert found is not None
    assert found.reason == ""
    # No class of characters whose content depends on the language, and nothing that RE2 and Rust do not have.
    assert re.findall(r"\\|\(\?[^:]", PATTERNS[name]) == []


@given(
    name=st.sampled_from([*TIMES]),
    text=times
    | st.from_regex(re.compile(PATTERNS["date-time"], re.ASCII), fullmatch=True)
    | st.from_regex(re.compile(PATTERNS["date-time-local"], re.ASCII), fullmatch=True),
)
def test_only_shifted_leap_seconds_are_accepted_in_excess(name: str, text: str) -> None:
    assert (matches(name, text), bool(TIMES[name](text))) in (
        [(True, True), (True, False), (False, False)]
        if SHIFTED_LEAP_SECOND.search(text)
        else [(True, True), (False, False)]
    )


def test_a_schema_without_a_time_stays_as_it_is() -> None:
    assert with_pattern({"format": "email"}) == {"format": "email"}
    assert with_pattern({"type": "string"}) == {"type": "string"}
    assert with_pattern({"format": "date-time-local"}) == {
        "format": "date-time-local",
        "pattern": PATTERNS["date-time-local"],
    }


@pytest.mark.parametrize("form", FORMATS)
def test_a_schema_with_patterns_has_an_id_of_its_own(form: str) -> None:
    schema = json.loads(schema_text(FORMATS[form], time_patterns=True))
    assert schema["$id"] == f"urn:runbridge:{form}:time-patterns"
    bundle = json.loads(schema_text(FORMATS[form], time_patterns=True, bundle=True, dialect="draft-07"))
    assert bundle["$id"] == f"urn:runbridge:{form}:time-patterns:bundle:draft-07"


@cache
def plain_validator(form: str, profile: str, dialect: str) -> Any:
    """jsonschema without format assertion, which is its default."""
    schema = json.loads(schema_text(FORMATS[form], profile=profile, dialect=dialect, time_patterns=True))
    return (Draft7Validator if dialect == "draft-07" else Draft202012Validator)(schema, registry=Registry())


def accepts(data: bytes, form: str, profile: str, dialect: str) -> bool:
    try:
        record = parse(data.decode())
    except (ValueError, RecursionError):
        return False
    return bool(plain_validator(form, profile, dialect).is_valid(record))


@pytest.mark.parametrize("dialect", ["2020-12", "draft-07"])
@pytest.mark.parametrize("profile", PROFILES)
def test_a_validator_without_formats_gives_our_verdict_on_all_cases(profile: str, dialect: str) -> None:
    differing = {
        "/".join(path.parts[-3:])
        for path in CASES
        for data in [path.read_bytes()]
        if accepts(data, path.parts[-3], profile, dialect) != (rb.validate(data, path.parts[-3], profile=profile) == [])
    }
    # In Python's `re`, `$` also matches before a newline at the end.
    assert differing == {"workflow-run/invalid/time-with-newline-behind.json"}


@pytest.mark.parametrize("profile", PROFILES)
@given(form=st.sampled_from([*RECORDS]), data=st.data())
def test_a_validator_without_formats_gives_our_verdict_on_edited_records(
    profile: str, form: str, data: st.DataObject
) -> None:
    text = data.draw(mutants(form))
    if not SHIFTED_LEAP_SECOND.search(text.decode("utf-8", "replace")):
        assert accepts(text, form, profile, "2020-12") == (rb.validate(text, form, profile=profile) == [])
