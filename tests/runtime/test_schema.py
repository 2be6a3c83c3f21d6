"""The schemas that ship, as validators that give jsonschema's verdict faster."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import Raw

from runbridge._runtime.json_parser import NotANumber, NumberTooLarge, exact_number, name_end, parse, value_end
from runbridge._runtime.registry import Format
from runbridge._runtime.schema import (
    UNTYPED,
    FieldCheck,
    _is_valid_word,
    accepts,
    load_residue_schema,
    load_schema,
    residue_validator,
    schema_text,
    type_of,
    validator,
)
from runbridge._runtime.schema_node import read_schema
from runbridge._runtime.schema_validator import SchemaValidator, compile_validator
from runbridge._runtime.times import FORMATS as TIMES
from runbridge.known_formats import FORMATS

MODEL, RUN = FORMATS["workflow-run-model"], FORMATS["workflow-run"]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_shipped_schemas_are_valid(form: Format, profile: str, strict: bool) -> None:
    schema = load_schema(form, profile, strict=strict)
    Draft202012Validator.check_schema(schema)
    assert json.loads(schema_text(form, profile, strict=strict)) == schema
    ending = ("" if profile == "published" else ":tolerant") + (":strict" if strict else "")
    assert schema["$id"] == f"urn:runbridge:{form.name}{ending}"


@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_the_examples_of_a_schema_are_valid(form: Format) -> None:
    for record in load_schema(form).get("examples", ()):
        assert validator(form).is_valid(record)


def test_the_examples_of_the_residue_schema_are_valid() -> None:
    Draft202012Validator.check_schema(load_residue_schema())
    for residue in load_residue_schema()["examples"]:
        assert residue_validator().is_valid(residue)


def faster(schema: dict[str, Any]) -> SchemaValidator:
    """A rule of ours for any schema."""
    return compile_validator(schema, {})


SCHEMAS: list[dict[str, Any]] = [
    {"required": ["a", "b"]},
    {"properties": {"a": {"type": "string"}}, "additionalProperties": False},
    {"additionalProperties": False},
    {"properties": {"a": True}, "additionalProperties": {"type": ["string", "null"]}},
    {"additionalProperties": {}},
    {"items": {"type": "number"}},
    {"items": {"type": ["number", "null"]}},
    {"items": {"type": "object", "required": ["a"]}},
    {"items": {"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}, {"type": "boolean"}]}},
    {"items": {"anyOf": [{"type": "string"}], "description": "text"}},
    {"items": {"anyOf": [{"enum": ["a"]}, {"type": "integer"}]}},
    {"type": "array", "items": {"items": {"type": "string"}}},
]
names = st.sampled_from(["a", "b", "c"])
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from([1.0, 1.5]) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@given(schema=st.sampled_from(SCHEMAS), value=values)
def test_the_verdict_is_that_of_jsonschema(schema: dict[str, Any], value: Any) -> None:
    assert faster(schema).is_valid(value) == Draft202012Validator(schema).is_valid(value)


def test_each_sample_schema_agrees_with_jsonschema() -> None:
    for schema in SCHEMAS:
        for value in (
            [],
            {},
            1,
            "a",
            {"a": 1},
            {"a": 1, "b": 2},
            {"b": "x", "c": None},
            ["a", 1, None, {}, {"a": 1}, [1]],
        ):
            assert faster(schema).is_valid(value) == Draft202012Validator(schema).is_valid(value)
            for element in value if isinstance(value, list) else ():
                assert faster(schema).is_valid([element]) == Draft202012Validator(schema).is_valid([element])


@given(schema=st.sampled_from(SCHEMAS), value=values)
@example(schema=SCHEMAS[0], value={})
@example(schema=SCHEMAS[3], value={"a": 1, "b": 2, "c": "x"})
def test_errors_have_the_paths_of_jsonschema(schema: dict[str, Any], value: Any) -> None:
    # Of an `anyOf` the branch that was meant is reported instead, which is a property of its own.
    ours = {(fault.path, fault.keyword) for fault in faster(schema).errors(value)}
    theirs = {
        (tuple(error.absolute_path), error.validator) for error in Draft202012Validator(schema).iter_errors(value)
    }
    if all(keyword != "anyOf" for _, keyword in theirs):
        assert ours == theirs
    assert bool(ours) == bool(theirs)


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("1", 1),
        ("1.0", 1.0),
        ("-0", 0),
        ('"\\ud800"', "\ud800"),
        ('{"a":1,"a":2}', {"a": 2}),
        ("9" * 640, int("9" * 640)),
    ],
)
def test_parse(token: str, value: Any) -> None:
    assert parse(token) == value
    assert type(parse(token)) is type(value)


@pytest.mark.parametrize(
    ("token", "is_integer"),
    [
        ("1e400", True),
        ("1e-400", False),
        ("0e-400", True),
        ("9007199254740993.0", True),
        ("9007199254740993.5", False),
        ("-0.0", True),
        ("1e" + "9" * 30, True),
        ("-1.5E" + "9" * 30, True),
        ("1e-" + "9" * 30, False),
        ("-0.0e-" + "9" * 30, True),
        ("1e-7", False),
        ("123456789012e1", True),
    ],
)
def test_a_parsed_number_is_an_integer_by_its_exact_value(token: str, is_integer: bool) -> None:
    assert parse(token).is_integer() == is_integer


def test_exact_numbers() -> None:
    assert exact_number(parse("9007199254740993.5")) == Decimal("9007199254740993.5")
    assert exact_number(parse("0.1")) == Decimal("0.1")
    assert exact_number(parse("7")) == 7
    with pytest.raises(NumberTooLarge):
        exact_number(parse("1e" + "9" * 30))


@pytest.mark.parametrize("digits", ["9" * 641, "-" + "9" * 5000])
def test_a_long_integer_can_be_printed(digits: str) -> None:
    number = parse(digits)
    assert isinstance(number, int)
    assert repr([number]) == "[a long integer]"


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constants_are_not_numbers(constant: str) -> None:
    with pytest.raises(NotANumber) as caught:
        parse(f"[{constant}]")
    assert str(caught.value) == constant


def test_ends_of_values_and_names() -> None:
    assert value_end('[{"a": 1}, 2]', 1) == 9
    assert value_end("[" + "9" * 5000 + "]", 1) == 5001
    assert name_end('{"a\\u0062": 1}', 1) == ("ab", 10)


@pytest.mark.parametrize(
    ("field", "raw", "expected"),
    [
        ("outputs", b"[]", True),
        ("outputs", b"[{}]", False),
        ("outputs", b"null", False),
        ("number", b"1.0", True),
        ("number", b"9" * 5000, True),
        ("number", b"1.5", False),
        ("queued_at", b'"2026-05-01T08:00:00"', False),
        ("workflow_api", b'{"any": "thing"}', True),
        ("workflow_api", b"[" * 100_000 + b"]" * 100_000, False),
    ],
)
def test_accepts_a_value_for_a_field(field: str, raw: bytes, expected: bool) -> None:
    assert accepts(MODEL, "published", field, Raw(raw)) == expected


def test_accepts_any_value_where_the_schema_says_nothing() -> None:
    assert accepts(MODEL, "published", "no_such_field", b"[1]")
    assert not accepts(MODEL, "published", "no_such_field", b"[1")


def test_accepts_a_value_for_a_field_by_profile() -> None:
    assert accepts(MODEL, "tolerant", "queued_at", b'"2026-05-01T08:00:00"')
    assert accepts(MODEL, "tolerant", "outputs", b"null")
    assert accepts(RUN, "tolerant", "status", b'"paused"')
    assert not accepts(RUN, "tolerant", "status", b'"new"')


#: Schemas that a type of msgspec expresses, and texts that it decodes.
TYPED: list[tuple[dict[str, Any], list[str]]] = [
    ({"type": "string"}, ['"x"', '"\\u0061"']),
    ({"type": ["string", "null"], "maximum": 5}, []),
    ({"type": ["integer", "null"]}, ["1", "null"]),
    ({"type": ["integer", "number"]}, ["1", "1.5"]),
    ({"type": "boolean"}, ["true"]),
    ({}, ['{"a":[1,null]}']),
    ({"type": "array"}, ['[1,"x"]']),
    ({"type": "array", "items": {"type": "string"}}, ['["x"]', "[]"]),
    ({"type": "object", "additionalProperties": {"type": "integer"}}, ['{"a":1}']),
    ({"type": "object", "properties": {"a": {"type": "string"}, "b c": {}}, "required": ["a"]}, ['{"a":"x","d":1}']),
    ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, ['{"a":1}', "{}"]),
    ({"type": "object", "required": ["a"]}, []),
    ({"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "integer"}}, []),
    ({"enum": ["a", 1, None]}, ['"a"', "1", "null"]),
    ({"const": "NaN"}, ['"NaN"']),
    ({"enum": ["a", 1.5]}, []),
    ({"type": "string", "enum": ["a", None]}, []),
    ({"anyOf": [{"type": "number"}, {"const": "NaN"}, {"type": "null"}]}, ["1.5", '"NaN"', "null"]),
    ({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "array"}]}, []),
    ({"type": "string", "minLength": 2}, []),
    ({"anyOf": [{"type": "string"}], "type": "string"}, []),
    ({"format": "date-time"}, []),
    ({"type": ["string", "null"], "format": "date-time"}, ['"2026-05-01T08:00:00.5Z"', '"2026-05-01t08:00:00+02:00"']),
    ({"type": "string", "format": "uuid"}, ['"x"']),
    (
        {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date-time-local"}]},
        ['"2026-05-01T08:00:00"', '"2026-05-01T08:00:00Z"'],
    ),
]
TEXTS_OF_TIMES = ["2026-05-01T08:00:00", "2026-02-29T08:00:00Z", "2024-02-29T08:00:00Z", "2016-12-31T23:59:60Z"]
TEXTS_OF_TIMES += [
    "2026-05-01T08:00:00Z\\n",
    "2026-05-01T24:00:00Z",
    "2026-05-01T08:00:00Z",
    "x2026-05-01T08:00:00Z",
    "1",
]
JSON_TEXTS = sorted({text for _, texts in TYPED for text in texts} | {f'"{text}"' for text in TEXTS_OF_TIMES})
JSON_TEXTS += ["1.0", "1e400", "9" * 30, '{"a":1,"a":"x"}', '{"b c":1}', '{"a":null}', "[[]]", '"\\ud800"', "false"]


@pytest.mark.parametrize(("schema", "texts"), TYPED)
def test_a_type_decodes_valid_values_only(schema: dict[str, Any], texts: list[str]) -> None:
    kind = type_of(read_schema(schema))
    assert (kind is not UNTYPED) == bool(texts)
    validator = compile_validator(schema, TIMES)
    decoded = [text for text in JSON_TEXTS if kind is not UNTYPED and decodes(kind, text)]
    assert {*texts} <= {*decoded}
    assert all(validator.is_valid(parse(text)) for text in decoded)


def decodes(kind: Any, text: str) -> bool:
    try:
        msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError:
        return False
    return True


@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_the_fields_of_the_formats_have_types(form: Format, profile: str) -> None:
    for name, node in read_schema(load_schema(form, profile)).fields.items():
        assert type_of(node) is not UNTYPED, name


def test_whether_a_long_text_is_valid_is_not_remembered() -> None:
    check = FieldCheck("runbridge._generated.kfp_run.published_checks", "published", "error")
    remembered = _is_valid_word.cache_info().currsize
    assert not check("x" * 65)
    assert _is_valid_word.cache_info().currsize == remembered
    assert not check("x" * 64)
    assert _is_valid_word.cache_info().currsize == remembered + 1
