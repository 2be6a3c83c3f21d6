"""Why a text is not JSON: reason, location and fix are the same in every version of Python."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from tests.schemas.mutants import garbled
from tests.schemas.samples import FORMATS, RUN

CUT_OFF = "the text ends too early: it is truncated"


@pytest.mark.parametrize(
    ("text", "place", "reason", "note"),
    [
        ("", "", "expecting value", "the text is empty"),
        (" \n", "", "expecting value", "the text is empty"),
        ('{"a": 1', "", "expecting ',' delimiter", CUT_OFF),
        ('{"a":\n', "", "expecting value", CUT_OFF),
        ('{"a": "b', '"b', "unterminated string", "the text ends inside this string: it is truncated"),
        ('{"a": 1,}', ",", "a comma before the closing bracket", "remove the comma"),
        ("[1 ,\n ]", ",", "a comma before the closing bracket", "remove the comma"),
        ("[1, ,]", ",]", "a comma before the closing bracket", "remove the comma"),
        ("[1, , 2]", ", 2", "expecting value", ""),
        ("[1,,]", ",]", "a comma before the closing bracket", "remove the comma"),
        ("{'a': 1}", "'a", "expecting property name enclosed in double quotes", 'use double quotes for strings: "'),
        ("{a: 1}", "a", "expecting property name enclosed in double quotes", "use double quotes for names"),
        ("{1: 1}", "1:", "expecting property name enclosed in double quotes", "use double quotes for names"),
        ('{"a" 1}', "1", "expecting ':' delimiter", "write a colon and a value after a name"),
        ('{"a": 1 "b": 2}', '"b', "expecting ',' delimiter", "add a comma before this"),
        ('{"a": 1; "b": 2}', ";", "expecting ',' delimiter", ""),
        ("[1 /* one */]", "/*", "expecting ',' delimiter", "JSON has no comments"),
        ("# x\n{}", "#", "expecting value", "JSON has no comments"),
        ("[True]", "True", "expecting value", "write true"),
        ("[FALSE]", "FALSE", "expecting value", "write false"),
        ("[undefined]", "undefined", "expecting value", "write null"),
        ("[nope]", "nope", "expecting value", ""),
        ("[01]", "1", "expecting ',' delimiter", "a number does not start with 0"),
        ("[+1]", "+", "expecting value", "a number does not start with +"),
        ("[.5]", ".", "expecting value", "write a digit on each side of the decimal point"),
        ("[5.]", ".", "expecting ',' delimiter", "write a digit on each side of the decimal point"),
        ('["\t"]', "\t", "invalid control character", "inside a string write it as \\u0009"),
        ('["\\x"]', "\\", "invalid \\escape", "write a backslash as \\\\"),
        ('["\\u12"]', "u", "invalid \\uXXXX escape", "write a backslash as \\\\"),
        ("{} {}", "{}", "extra data", "a second record starts here; write each on a line of its own"),
        ("{} 5", "5", "extra data", "the record ends before this"),
        ("{} ,", ",", "extra data", "remove the comma: records are not separated by commas"),
        ("{},\n{}", ",", "extra data", "remove the comma: records are not separated by commas"),
        (",{}", ",", "expecting value", "remove the comma: records are not separated by commas"),
        (",", ",", "expecting value", "remove the comma: records are not separated by commas"),
        ('["NaN", NaN]', "NaN]", "NaN is not a JSON number", "use null for a number that does not exist"),
        ('["\\"", -Infinity]', "-Inf", "-Infinity is not a JSON number", "use null for a number that does not exist"),
        ("\ufeff{}", "\ufeff", "it starts with a byte order mark", "save it as UTF-8 without one"),
    ],
)
def test_reason_and_fix_for_invalid_json(text: str, place: str, reason: str, note: str) -> None:
    (problem,) = rb.validate(text, RUN)
    assert (problem.code, problem.keyword, problem.expected) == ("invalid-json", "", reason)
    assert problem.fix == (rb.Fix(kind="edit", note=note) if note else None)
    start = len(text.encode()[: problem.offset].decode())
    if place:
        assert text[start:].startswith(place)
        # Of duplicates, the last one.
        assert text.rindex(place) == start
    else:
        assert start in (len(text), len(text.rstrip()))
    before = text[:start].split("\n")
    assert (problem.line, problem.column) == (len(before), len(before[-1]) + 1)
    assert problem.end_line == problem.line
    assert problem.end_column is not None
    assert problem.end_column >= problem.column


@given(form=st.sampled_from(FORMATS), data=st.data())
def test_invalid_json_has_one_problem_where_the_parser_stops(form: str, data: st.DataObject) -> None:
    text = data.draw(garbled(form))
    error = refusal(text)
    if error is None:
        return
    (problem,) = rb.validate(text, form)
    if isinstance(error, UnicodeDecodeError):
        assert (problem.code, problem.offset) == ("invalid-utf8", error.start)
    elif problem.expected.endswith("is not a JSON number"):
        # Python reads on behind it.
        assert text[problem.offset :].startswith(problem.expected.split()[0].encode())
    elif problem.expected not in ("a comma before the closing bracket", "it starts with a byte order mark"):
        assert (problem.line, problem.column) == (error.lineno, error.colno)
        assert problem.offset == len(error.doc[: error.pos].encode())


def refusal(text: bytes) -> json.JSONDecodeError | UnicodeDecodeError | None:
    """Why Python's parser does not read a text."""
    try:
        json.loads(text.decode(), parse_int=str)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return error
    return None
