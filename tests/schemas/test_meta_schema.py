"""The check of a schema has the verdict of the meta-schema, and says what is expected."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from runbridge._runtime.json_parser import parse
from runbridge.schemas.meta_schema import MOST_LEVELS, SchemaFlaw, find_flaw, is_well_formed
from tests.schema_diff.random_schemas import schemas, schemas_in

META_SCHEMA: Any = Draft202012Validator(Draft202012Validator.META_SCHEMA)
KEYWORDS = (
    *("$id", "$schema", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment", "$defs"),
    *("prefixItems", "items", "contains", "additionalProperties", "properties", "patternProperties", "not"),
    *("dependentSchemas", "propertyNames", "if", "then", "else", "allOf", "anyOf", "oneOf"),
    *("unevaluatedItems", "unevaluatedProperties", "type", "const", "enum", "multipleOf", "maximum", "minimum"),
    *("exclusiveMaximum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems"),
    *("uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required", "format"),
    *("dependentRequired", "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples"),
    *("contentEncoding", "contentMediaType", "contentSchema"),
    *("definitions", "dependencies", "$recursiveAnchor", "$recursiveRef"),
)
TEXTS = ["a", "", "#a", "a#", "a#b", "string", "1"]
SCALARS: list[Any] = [None, True, 0, 1, -1, 1.0, 0.5, *TEXTS]
IN_OBJECTS: list[Any] = [[], {}, ["a"], ["a", "a"], [1], 1, True, "a"]
VALUES = [
    *SCALARS,
    *([], {}, [True], [{}], [[]], [1], [1, 1.0], ["a"], ["a", "a"], ["string", "null"], ["null", "null"], [None]),
    *({"a": each} for each in IN_OBJECTS),
]


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_verdict_on_each_keyword_is_that_of_the_meta_schema(keyword: str) -> None:
    for value in VALUES:
        for schema in ({keyword: value}, {"properties": {"p": {keyword: value}}}):
            assert (find_flaw(schema) is None) == META_SCHEMA.is_valid(schema), schema


@given(schema=schemas, data=st.data())
def test_verdict_on_random_schemas_is_that_of_the_meta_schema(schema: Any, data: st.DataObject) -> None:
    assert find_flaw(schema) is None
    places = [each for each in schemas_in(schema) if isinstance(each, dict)]
    for place in places[:1] and [data.draw(st.sampled_from(places))]:
        place[data.draw(st.sampled_from(KEYWORDS))] = data.draw(st.sampled_from(VALUES))
    assert (find_flaw(schema) is None) == META_SCHEMA.is_valid(schema)


@pytest.mark.parametrize(
    ("schema", "flaw"),
    [
        (1, SchemaFlaw((), "a schema (an object, true or false)")),
        ({"items": {"not": []}}, SchemaFlaw(("items", "not"), "a schema (an object, true or false)")),
        ({"anyOf": [{}, 1]}, SchemaFlaw(("anyOf", 1), "a schema (an object, true or false)")),
        ({"anyOf": []}, SchemaFlaw(("anyOf",), "an array of at least one schema")),
        ({"properties": []}, SchemaFlaw(("properties",), "an object with a schema for each name")),
        ({"required": "a"}, SchemaFlaw(("required",), "an array of different strings")),
        ({"dependentRequired": {"a": "b"}}, SchemaFlaw(("dependentRequired", "a"), "an array of different strings")),
        ({"multipleOf": 0}, SchemaFlaw(("multipleOf",), "a number above 0")),
        ({"multipleOf": parse("-1e-400")}, SchemaFlaw(("multipleOf",), "a number above 0")),
        ({"multipleOf": parse("1e-400")}, None),
        ({"$anchor": "1"}, SchemaFlaw(("$anchor",), "a name of letters, digits, `-`, `_` and `.`")),
    ],
)
def test_flaw_has_the_path_and_what_is_expected(schema: Any, flaw: SchemaFlaw | None) -> None:
    assert find_flaw(schema) == flaw


def test_schemas_are_nested_up_to_a_limit() -> None:
    schema: Any = {}
    for _ in range(MOST_LEVELS):
        schema = {"items": schema}
    assert find_flaw(schema) is None
    path = ("items",) * (MOST_LEVELS + 1)
    assert find_flaw({"items": schema}) == SchemaFlaw(path)


def test_values_of_unknown_keywords_are_well_formed() -> None:
    assert is_well_formed("foo", 1)
    assert not is_well_formed("title", 1)
