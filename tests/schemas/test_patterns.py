"""Patterns are regular expressions of ECMA-262; validation refuses those that Python cannot evaluate exactly."""

import json
from pathlib import Path
from typing import Any

import pytest

from runbridge._runtime.patterns import Pattern, read_pattern
from runbridge.errors import UsageError
from runbridge.schemas.loader import parse_schema, read_schema

_UNSTABLE = "it refers to a group in a loop, in a lookbehind, or before the group ends"
#: Patterns that only JavaScript can evaluate, and why.
ONLY_JAVASCRIPT = {
    r"(?:(a)|b)*\1": _UNSTABLE,
    r"(a)*\1": _UNSTABLE,
    r"(a){2}\1": _UNSTABLE,
    r"(?<=(a))\1": _UNSTABLE,
    r"(a)(?<=\1)": _UNSTABLE,
    r"\1(a)": _UNSTABLE,
    r"(a\1)": _UNSTABLE,
    r"\k<n>(?<n>a)": _UNSTABLE,
    "(?:a{1000}){1000}": "it has too many repetitions",
    "a{99999999999}": "it has too many repetitions",
    r"\p{CWKCF}": "Python does not have the property CWKCF",
    r"[\p{Changes_When_NFKC_Casefolded}a]": "Python does not have the property Changes_When_NFKC_Casefolded",
}


def refusal_of(schema: Any, *, runs_patterns: bool = True) -> str | None:
    """Why a schema cannot be used; None where it can."""
    try:
        parse_schema("v.json", json.dumps(schema).encode(), runs_patterns=runs_patterns)
    except UsageError as error:
        return str(error)
    return None


def column_of(schema: Any, place: str) -> int:
    """The column of the last keyword of a pointer in the text of a schema, where the keyword occurs once."""
    return json.dumps(schema).index(f'"{place.rpartition("/")[2]}"') + 1


@pytest.mark.parametrize(("pattern", "why"), ONLY_JAVASCRIPT.items())
def test_a_pattern_that_python_cannot_evaluate_is_refused_for_validation(pattern: str, why: str) -> None:
    for schema, place in (
        ({"pattern": pattern}, "/pattern"),
        ({"properties": {"a": {"pattern": pattern}}}, "/properties/a/pattern"),
        ({"$defs": {"a": {"type": "string", "pattern": pattern}}}, "/$defs/a/pattern"),
        ({"patternProperties": {"a": True, pattern: {}}}, "/patternProperties"),
        ({"$ref": "#/x", "x": {"pattern": pattern}}, "/x/pattern"),
    ):
        assert refusal_of(schema) == (
            f"v.json:1:{column_of(schema, place)}: `{place}` has the pattern `{pattern}`, "
            f"which cannot be evaluated exactly: {why}"
        )
        assert refusal_of(schema, runs_patterns=False) is None


@pytest.mark.parametrize(
    "pattern",
    [
        *("^a$", r"^\p{L}+$", "^(?<year>[0-9]{4})$", r"\u{61}", r"\cA", "(?<=a*)b", "[[]", "a{,2}", "[]", "[^]"),
        *(r"(a)?\1", r"(?<n>a)\k<n>", r"((a)\2)(b)\1", "a{0,99999999999}", "a{2,3}?"),
    ],
)
def test_a_pattern_that_both_can_evaluate_is_accepted(pattern: str) -> None:
    for schema in ({"pattern": pattern}, {"patternProperties": {pattern: True}}):
        assert refusal_of(schema) is None
        assert refusal_of(schema, runs_patterns=False) is None


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", r"\p{Nope}", r"\pL", "(?<a>b)(?<a>c)", "[b-a]", r"[\d-a]", r"[a-\d]", "[a", r"\2(a)", r"\k<a>"),
        *(
            "(?P<a>b)",
            "(?i)a",
            "(?i:a)",
            "(?#a)",
            "(?(1)a|b)",
            "a++",
            "a{2}+",
            "(?>a)",
            "a{3,2}",
            "*",
            "\\",
            r"\A",
            r"\Z",
        ),
        *(r"[[:alpha:]\p{]", "(?<1>a)", r"[\p{Nope}]"),
    ],
)
def test_a_pattern_that_javascript_refuses_is_refused(pattern: str) -> None:
    assert read_pattern(pattern) is None
    for runs_patterns in (True, False):
        for schema, place in (
            ({"items": {"pattern": pattern}}, "/items/pattern"),
            ({"patternProperties": {pattern: True}}, "/patternProperties"),
        ):
            assert refusal_of(schema, runs_patterns=runs_patterns) == (
                f"v.json:1:{column_of(schema, place)}: `{place}` has the pattern `{pattern}`, "
                "which is not a regular expression of ECMA-262"
            )


def test_a_pattern_in_a_message_is_escaped() -> None:
    assert refusal_of({"pattern": "\x1b(\u202e"}) == (
        r"v.json:1:2: `/pattern` has the pattern `\u001b(\u202e`, which is not a regular expression of ECMA-262"
    )


def test_a_pattern_that_is_not_text_is_refused() -> None:
    assert refusal_of({"pattern": 1}) == "v.json:1:2: `/pattern` must be a string, not 1"


def test_only_patterns_of_schemas_are_read() -> None:
    for keyword in ("default", "const", "x-thing", "title"):
        assert refusal_of({keyword: "("}) is None
    assert refusal_of({"properties": {"pattern": {"const": "("}}}) is None


def test_a_file_is_read_in_the_same_way(tmp_path: Path) -> None:
    file = tmp_path / "v.json"
    file.write_text(json.dumps({"pattern": r"\p{CWKCF}"}), encoding="utf-8")
    assert read_schema(str(file), runs_patterns=False).root.keywords == {"pattern": r"\p{CWKCF}"}
    with pytest.raises(UsageError) as caught:
        read_schema(str(file))
    assert str(caught.value) == (
        f"{file}:1:2: `/pattern` has the pattern `\\p{{CWKCF}}`, which cannot be evaluated exactly: "
        "Python does not have the property CWKCF"
    )


def test_a_pattern_in_both_languages() -> None:
    assert read_pattern(r"^\d{2}[^\w-]$") == Pattern(r"/^\d{2}[^\w-]$/u", r"^[0-9]{2}[^0-9A-Z_a-z\U0000002d]\Z")
    assert read_pattern("") == Pattern("/(?:)/u", "")
