"""Each keyword of other people's schemas has its words, its place, and no more problems than there are causes."""

from typing import Any

import pytest

import runbridge as rb
from runbridge.reporters.text import text_of
from tests.pipeline.sample_records import RUN, run


def messages_of(payload: Any, schema: Any) -> list[str]:
    """What is said of a payload, without the place that all of it has."""
    problems = rb.validate(run(output=payload), RUN, output_schema=schema)
    return [f"{each.code} {each.keyword} {text_of(each).replace('/output', '')}" for each in problems]


TIME = "an RFC 3339 date-time with an offset"
SOME = "an array with an item that `contains` accepts"
WORDS = ", ".join(f'"word{number}"' for number in range(12))


@pytest.mark.parametrize(
    ("schema", "payload", "expected"),
    [
        ({"type": "string"}, 5, "invalid-type type `` must be a string, not the number 5; put quotes around it"),
        ({"type": ["integer", "null"]}, 1.5, "invalid-type type `` must be an integer or null, not the number 1.5"),
        ({"type": "integer"}, True, "invalid-type type `` must be an integer, not true"),
        ({"enum": ["a", 1, None]}, "b", 'unknown-value enum `` must be one of "a", 1, null, not "b"'),
        ({"enum": []}, "b", 'unknown-value enum `` must be one of no values, not "b"'),
        ({"enum": [["x" * 99]]}, 1, f'unknown-value enum `` must be one of ["{"x" * 58}…, not the number 1'),
        (
            {"enum": [f"word{n}" for n in range(15)]},
            "Word3",
            f'unknown-value enum `` must be one of {WORDS} and 3 more, not "Word3"; did you mean "word3"?',
        ),
        ({"const": {"a": "é"}}, {}, 'payload-invalid const `` must be {"a": "\\u00e9"}, not an object of 0'),
        ({"const": 1}, True, "payload-invalid const `` must be 1, not true"),
        ({"minimum": 1}, 0.5, "payload-invalid minimum `` must be at least 1, not the number 0.5"),
        ({"maximum": 2.5}, 3, "payload-invalid maximum `` must be at most 2.5, not the number 3"),
        ({"exclusiveMinimum": 1}, 1, "payload-invalid exclusiveMinimum `` must be more than 1, not the number 1"),
        ({"exclusiveMaximum": 1}, 1, "payload-invalid exclusiveMaximum `` must be less than 1, not the number 1"),
        ({"multipleOf": 0.1}, 0.25, "payload-invalid multipleOf `` must be a multiple of 0.1, not the number 0.25"),
        ({"minLength": 1}, "", 'payload-invalid minLength `` must be at least 1 character long, not ""'),
        ({"maxLength": 2}, "é🙂é", 'payload-invalid maxLength `` must be at most 2 characters long, not "é🙂é"'),
        ({"pattern": "^\\d\u202e"}, "a", 'payload-invalid pattern `` must be text that matches `^\\d\\u202e`, not "a"'),
        ({"minItems": 2}, [1], "payload-invalid minItems `` must be an array of at least 2, not an array of 1"),
        ({"maxItems": 0}, [1], "payload-invalid maxItems `` must be an array of at most 0, not an array of 1"),
        (
            {"uniqueItems": True},
            [1, 1],
            "payload-invalid uniqueItems `` must be an array without repeated items, not an array of 2",
        ),
        (
            {"contains": {"type": "null"}},
            [1],
            f"payload-invalid contains `` must be {SOME}, not an array of 1",
        ),
        (
            {"contains": {"type": "null"}, "minContains": 2},
            [None],
            "payload-invalid minContains `` must be an array in which `contains` accepts at least 2, not an array of 1",
        ),
        (
            {"contains": True, "maxContains": 1},
            [1, 2],
            "payload-invalid maxContains `` must be an array in which `contains` accepts at most 1, not an array of 2",
        ),
        ({"items": False}, [1], "payload-invalid items `` must be an array of at most 0, not an array of 1"),
        (
            {"prefixItems": [True], "items": False},
            [1, 2],
            "payload-invalid items `` must be an array of at most 1, not an array of 2",
        ),
        (
            {"unevaluatedItems": False},
            [1],
            "payload-invalid unevaluatedItems `` must be an array without more items, not an array of 1",
        ),
        (
            {"minProperties": 1},
            {},
            "payload-invalid minProperties `` must be an object of at least 1, not an object of 0",
        ),
        (
            {"maxProperties": 0},
            {"a": 1},
            "payload-invalid maxProperties `` must be an object of at most 0, not an object of 1",
        ),
        (
            {"unevaluatedProperties": False},
            {"a": 1},
            "payload-invalid unevaluatedProperties `` must be an object without more fields, not an object of 1",
        ),
        ({"not": {}}, 1, "payload-invalid not `` must be a value that the schema in `not` rejects, not the number 1"),
        (
            {"oneOf": [{"minimum": 1}, {"maximum": 5}]},
            3,
            "payload-invalid oneOf `` must be a value that only one schema in `oneOf` accepts, not the number 3",
        ),
        (
            {"anyOf": [False]},
            1,
            "payload-invalid anyOf `` must be a value that a schema in `anyOf` accepts, not the number 1",
        ),
        (
            False,
            1,
            "payload-invalid false `` must be left out: the schema accepts no value there, not the number 1",
        ),
        (
            {"format": "date-time"},
            "2026-01-02 03:04:05Z",
            f'invalid-timestamp format `` must be {TIME}, not "2026-01-02 03:04:05Z"; write "2026-01-02T03:04:05Z"',
        ),
        (
            {"format": "date-time-local"},
            "today",
            (
                'invalid-timestamp format `` must be an RFC 3339 date-time, not "today"; '
                'write it like "2026-03-14T09:26:53Z"'
            ),
        ),
        ({"required": ["a"]}, {}, "missing-field required `` is missing the field `a`; add it"),
        (
            {"required": ["a"], "properties": {"a": {"type": ["string", "null"]}}},
            {},
            "missing-field required `` is missing the field `a`; add it: a string or null",
        ),
        (
            {"required": ["a"], "properties": {"a": {"const": 5}}},
            {},
            "missing-field required `` is missing the field `a`; add it: 5",
        ),
        (
            {"required": ["a"], "properties": {"a": {"type": "string", "enum": ["b", "c"]}}},
            {},
            'missing-field required `` is missing the field `a`; add it: one of "b", "c"',
        ),
        (
            {"required": ["a"], "properties": {"a": {"type": "string", "format": "date-time"}}},
            {},
            "missing-field required `` is missing the field `a`; add it: an RFC 3339 date-time with an offset",
        ),
        (
            {"required": ["a"], "properties": {"a": {"type": "string", "format": "uri"}}},
            {},
            "missing-field required `` is missing the field `a`; add it: a string",
        ),
        (
            {"required": ["a"], "properties": {"a": True}},
            {},
            "missing-field required `` is missing the field `a`; add it: any JSON value",
        ),
        (
            {"required": ["a"], "properties": {"a": {"minimum": 3}}},
            {},
            "missing-field required `` is missing the field `a`; add it",
        ),
        (
            {"dependentRequired": {"a": ["b"], "c": ["d"]}, "properties": {"b": {"type": "null"}}},
            {"a": 1},
            "missing-field dependentRequired `` is missing the field `b`; add it: null",
        ),
        (
            {"properties": {"seed": True}, "additionalProperties": False},
            {"sed": 1},
            "unknown-field additionalProperties `/sed` is not a field of the schema; did you mean `seed`?",
        ),
        (
            {"properties": {"seed": True}, "patternProperties": {"^x": True}, "additionalProperties": False},
            {"seed": 1, "x1": 1, "sed": 1},
            "unknown-field additionalProperties `/sed` is not a field of the schema; remove it",
        ),
        (
            {"properties": {"a": False}},
            {"a": 1},
            "payload-invalid false `/a` must be left out, not the number 1",
        ),
        (
            {"patternProperties": {"a": False}},
            {"a": []},
            "payload-invalid false `/a` must be left out, not an array of 0",
        ),
        ({"prefixItems": [True, False]}, [1, 1], "payload-invalid false `/1` must be left out, not the number 1"),
        (
            {"dependentSchemas": {"a": False}},
            {"a": 1},
            "payload-invalid false `` must be left out: the schema accepts no value there, not an object of 1",
        ),
        (
            {"propertyNames": {"pattern": "^[a-z]+$"}},
            {"a": "B", "B": "a"},
            'payload-invalid pattern `/B` must be a field whose name is text that matches `^[a-z]+$`, not "B"',
        ),
        (
            {"propertyNames": {"anyOf": [{"const": "a"}, {"enum": ["b", "a"]}]}},
            {"a": 1, "c": 2},
            'payload-invalid enum `/c` must be a field whose name is one of "a", "b", not "c"',
        ),
        (
            {"propertyNames": False},
            {"a": 1},
            "unknown-field propertyNames `/a` is not a field of the schema",
        ),
    ],
)
def test_message_of_each_keyword(schema: Any, payload: Any, expected: str) -> None:
    # Where the pointer is that of the payload itself nothing is left of it.
    assert messages_of(payload, schema) == [expected]


@pytest.mark.parametrize(
    ("schema", "payload", "expected"),
    [
        ({"type": "string", "enum": ["a"], "minLength": 3}, 5, ['invalid-type ``; write one of "a"']),
        ({"type": "string", "enum": ["abc"], "minLength": 3}, "b", ["unknown-value ``"]),
        ({"const": "abc", "minLength": 3}, "b", ["payload-invalid ``"]),
        ({"allOf": [{"type": "string"}, {"type": "string"}]}, 5, ["invalid-type ``; put quotes around it"]),
        (
            {"allOf": [{"type": "string"}, {"type": "array"}]},
            None,
            ["invalid-type ``", "invalid-type ``"],
        ),
        ({"type": "array", "properties": {"a": {"type": "null"}}}, {"a": 1}, ["invalid-type ``"]),
        (
            {"required": ["prompt"], "additionalProperties": False},
            {"Prompt": 1},
            ["missing-field ``; rename `Prompt` to `prompt`"],
        ),
        (
            {"required": ["prompt"], "additionalProperties": False},
            {"promt": 1, "x": 1},
            [
                "missing-field ``; rename `promt` to `prompt` if they are the same field",
                "unknown-field `/x`; remove it",
            ],
        ),
        ({"required": ["a", "b"]}, {}, ["missing-field ``; add it", "missing-field ``; add it"]),
        (
            {"allOf": [{"properties": {"a": {"type": "null"}}}], "unevaluatedProperties": False},
            {"a": 1},
            ["invalid-type `/a`"],
        ),
        ({"minimum": 5, "multipleOf": 2}, 3, ["payload-invalid ``", "payload-invalid ``"]),
        ({"items": {"minimum": 5}}, [1, 9, 1], ["payload-invalid `/0`", "payload-invalid `/2`"]),
        (
            {"$ref": "#/$defs/a/additionalProperties", "$defs": {"a": {"additionalProperties": False}}},
            {},
            ["payload-invalid ``"],
        ),
        (
            {"items": {"$ref": "#/$defs/a/additionalProperties"}, "$defs": {"a": {"additionalProperties": False}}},
            [[]],
            ["payload-invalid `/0`"],
        ),
        ({"$ref": "#/items", "items": False}, "a", ["payload-invalid ``"]),
    ],
)
def test_one_cause_is_one_payload_problem(schema: Any, payload: Any, expected: list[str]) -> None:
    problems = rb.validate(run(output=payload), RUN, output_schema=schema)
    at = [each.pointer.removeprefix("/output") for each in problems]
    fixes = ["" if each.fix is None else f"; {each.fix.text}" for each in problems]
    assert [f"{each.code} `{a}`{fix}" for each, a, fix in zip(problems, at, fixes, strict=True)] == expected


def test_timestamp_fixes_are_for_known_formats_only() -> None:
    fixes = [
        rb.validate(run(output=5), RUN, output_schema={"type": "string", "format": name})[0].fix
        for name in ("date-time", "uuid")
    ]
    assert fixes == [
        rb.Fix(kind="replace", note='a timestamp is a string like "2026-03-14T09:26:53Z"'),
        rb.Fix(kind="replace", note="put quotes around it"),
    ]


URL = {"required": ["kind", "url"], "properties": {"kind": {"const": "url"}, "url": {"type": "string"}}}
DATA = {"required": ["kind", "data"], "properties": {"kind": {"enum": ["data", "b64"]}, "data": {"type": "string"}}}
FREE = {"required": ["x"], "properties": {"x": {"type": "string"}, "y": {"type": "string"}}}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize(
    ("branches", "payload", "expected"),
    [
        # The only one that takes the type.
        ([{"type": "integer", "minimum": 5}, {"type": "null"}], 3, ["payload-invalid minimum  at least 5"]),
        (
            [{"type": "null"}, {"type": "array", "items": {"type": "string"}}],
            [1, "a", 2],
            ["invalid-type type /0 a string", "invalid-type type /2 a string"],
        ),
        # None does, and then all types are named.
        (
            [{"type": ["string", "null"]}, {"type": "array"}, {"type": "null"}, False],
            3,
            ["invalid-type type  a string, null or an array"],
        ),
        # The values that are allowed, from all that list some.
        ([{"const": "a"}, {"enum": ["b", "a"]}, {"type": "null"}], "c", ['unknown-value enum  "a", "b"']),
        ([{"const": True}, {"const": 1}], 2, ["unknown-value enum  true, 1"]),
        ([{"enum": ["auto"]}, {"type": "integer", "minimum": 10}], 5, ["payload-invalid minimum  at least 10"]),
        ([{"enum": ["auto"], "minLength": 9}, {"type": "integer"}], "x", ['unknown-value enum  "auto"']),
        # What a field says about which one it is.
        ([URL, DATA], {"kind": "url", "url": 5}, ["invalid-type type /url a string"]),
        ([URL, DATA], {"kind": "b64"}, ["missing-field required  `data`"]),
        ([URL, DATA], {"kind": "file", "data": ""}, ['unknown-value enum /kind "url", "data", "b64"']),
        ([URL, {"properties": {"sort": {"const": 1}}}], {"kind": 0, "sort": 0}, ["payload-invalid const /sort 1"]),
        # The one of which least is wrong.
        ([FREE, {"required": ["a", "b", "c"]}], {"x": 5}, ["invalid-type type /x a string"]),
        ([FREE, {"required": ["a"]}], {"x": 5}, None),
        ([{"required": ["a"]}, {"required": ["b"]}], {}, None),
        # Branches of branches.
        (
            [{"anyOf": [{"type": "string"}, {"type": "array"}]}, {"type": "null"}],
            3,
            ["invalid-type type  a string or an array"],
        ),
    ],
)
def test_the_problem_is_that_of_the_matching_branch(keyword: str, branches: Any, payload: Any, expected: Any) -> None:
    problems = rb.validate(run(output=payload), RUN, output_schema={keyword: branches})
    found = [f"{each.code} {each.keyword} {each.pointer.removeprefix('/output')} {each.expected}" for each in problems]
    assert found == (expected or [f"payload-invalid {keyword}  a value that a schema in `{keyword}` accepts"])
