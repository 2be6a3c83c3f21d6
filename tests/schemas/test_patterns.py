"""Patterns are regular expressions of JavaScript; one that Python cannot read is refused where Python would run it."""

import json
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import WrongUse
from runbridge.schemas.loader import parse_schema, read_schema
from runbridge.schemas.patterns import why_unreadable

#: What only JavaScript reads, and what Python says.
ONLY_JAVASCRIPT = {
    r"^\p{L}+$": r"bad escape \p at position 1",
    "^(?<year>[0-9]{4})$": "unknown extension ?<y at position 2",
    r"\u{61}": r"incomplete escape \u at position 0",
    r"\cA": r"bad escape \c at position 0",
    "(?<=a*)b": "look-behind requires fixed-width pattern",
    "a{99999999999}": "the repetition number is too large",
    "\x1b[]\u202e": "unterminated character set at position 1",
}


def told(schema: Any, *, runs_patterns: bool = True) -> str | None:
    """Why a schema cannot be used; None where it can."""
    try:
        parse_schema("v.json", json.dumps(schema).encode(), runs_patterns=runs_patterns)
    except WrongUse as error:
        return str(error)
    return None


@pytest.mark.parametrize(("pattern", "why"), ONLY_JAVASCRIPT.items())
def test_a_pattern_of_javascript_alone_is_refused_where_python_runs_it(pattern: str, why: str) -> None:
    shown = pattern.replace("\x1b", "\\u001b").replace("\u202e", "\\u202e")
    for schema, place in (
        ({"pattern": pattern}, "/pattern"),
        ({"properties": {"a": {"pattern": pattern}}}, "/properties/a/pattern"),
        ({"$defs": {"a": {"type": "string", "pattern": pattern}}}, "/$defs/a/pattern"),
        ({"patternProperties": {"a": True, pattern: {}}}, "/patternProperties"),
        ({"$ref": "#/x", "x": {"pattern": pattern}}, "/x/pattern"),
    ):
        assert told(schema) == f"v.json: `{place}` has the pattern `{shown}`, which Python cannot read: {why}"
        assert told(schema, runs_patterns=False) is None


@pytest.mark.parametrize("pattern", ["^a$", "(?P<year>a)", "[[]", "a{,2}"])
def test_a_pattern_that_python_reads_is_refused_nowhere(pattern: str) -> None:
    for schema in ({"pattern": pattern}, {"patternProperties": {pattern: True}}):
        assert told(schema) is None
        assert told(schema, runs_patterns=False) is None


@pytest.mark.parametrize("pattern", ["(", r"\p{Nope}", r"\pL", "(?<a>b)(?<a>c)", "[b-a]"])
def test_what_neither_of_them_reads_is_no_pattern(pattern: str) -> None:
    for runs_patterns in (True, False):
        assert told({"items": {"pattern": pattern}}, runs_patterns=runs_patterns) == (
            "v.json: `/items/pattern` is not what JSON Schema 2020-12 has there (format)"
        )
        assert told({"patternProperties": {pattern: True}}, runs_patterns=runs_patterns) == (
            "v.json: `/patternProperties` is not what JSON Schema 2020-12 has there (format)"
        )


def test_a_pattern_that_is_not_text_is_refused() -> None:
    assert told({"pattern": 1}) == "v.json: `/pattern` is not what JSON Schema 2020-12 has there (type)"


def test_only_patterns_of_schemas_are_read() -> None:
    for keyword in ("default", "const", "x-thing", "title"):
        assert told({keyword: r"\p{L}"}) is None
    assert told({"properties": {"pattern": {"const": r"\p{L}"}}}) is None


def test_a_file_is_read_in_the_same_way(tmp_path: Path) -> None:
    file = tmp_path / "v.json"
    file.write_text(json.dumps({"pattern": r"\p{L}"}), encoding="utf-8")
    assert read_schema(str(file), runs_patterns=False).root.keywords == {"pattern": r"\p{L}"}
    with pytest.raises(WrongUse) as caught:
        read_schema(str(file))
    assert str(caught.value) == (
        f"{file}: `/pattern` has the pattern `\\p{{L}}`, which Python cannot read: bad escape \\p at position 0"
    )


def test_why_in_the_words_of_python() -> None:
    # pytest makes errors of warnings.
    assert why_unreadable("[[]") is None
    assert why_unreadable("a\n(") == "missing ), unterminated subpattern at position 2 (line 2, column 1)"
