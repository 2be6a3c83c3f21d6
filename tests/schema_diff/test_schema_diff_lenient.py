"""The lenient policy: data has no field that only the reader's schema names."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runbridge.errors import UsageError
from runbridge.schema_diff.verdicts import narrow_writer
from tests.schema_diff.random_schemas import POOL, values, versions
from tests.schema_diff.versions import BOTH, compared, confirm, validator, version

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def grades(old: Any, new: Any) -> tuple[str, str, str]:
    """The grade for a consumer, strict and lenient, and the grade for a producer under the lenient policy."""
    strict, lenient = compared(old, new), compared(old, new, policy="lenient")
    assert (strict.policy, lenient.policy) == ("strict", "lenient")
    for found in (strict, lenient):
        confirm(found, old, new)
    return strict.grade("consumer"), lenient.grade("consumer"), lenient.grade("producer")


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


BASE = {"base": fields(id=TEXT), "wider": fields(id=TEXT, extra=NUMBER)}


def composed(name: str) -> dict[str, Any]:
    """A schema with a composed object in each place that may hold one; `name` is a definition that is part of it."""
    part = {"$ref": f"#/$defs/{name}"}
    return {
        **fields(
            whole=part,
            sibling={**part, "properties": {"own": TEXT}},
            all={"allOf": [part, {"properties": {"own": TEXT}}]},
            any={"anyOf": [part, {"type": "null"}]},
            list={"type": "array", "items": part},
            map={"type": "object", "additionalProperties": part},
        ),
        "$defs": BASE,
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (fields(a=TEXT), fields(a=TEXT, b=TEXT), ("breaking", "compatible", "compatible")),
        (fields(a=TEXT, b=TEXT), fields(a=TEXT), ("compatible", "compatible", "compatible")),
        ({"type": "object"}, fields(a=TEXT), ("breaking", "compatible", "compatible")),
        (fields(a=TEXT), {**fields(a=TEXT, b=TEXT), "required": ["b"]}, ("breaking", "breaking", "compatible")),
        (fields(a=TEXT), fields(a=NUMBER, b=TEXT), ("breaking", "breaking", "breaking")),
        # Another name may still be there.
        (fields(a=TEXT), {**fields(a=TEXT), "additionalProperties": False}, ("breaking", "breaking", "compatible")),
        # The schema of a closed object says which fields there are.
        (
            {**fields(a=TEXT, b=TEXT), "additionalProperties": False},
            {**fields(a=TEXT), "additionalProperties": False},
            ("breaking", "breaking", "compatible"),
        ),
        # These schemas describe all other fields.
        ({"additionalProperties": TEXT}, {"properties": {"a": NUMBER}}, ("breaking", "breaking", "breaking")),
        ({"patternProperties": {"^a": TEXT}}, {"properties": {"a": NUMBER}}, ("breaking", "breaking", "breaking")),
        ({"patternProperties": {"^x": TEXT}}, {"properties": {"a": NUMBER}}, ("breaking", "compatible", "breaking")),
        (composed("base"), composed("wider"), ("breaking", "compatible", "compatible")),
        ({"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}, "b": {}}}, ("compatible",) * 3),
        # What a schema under these keywords accepts is not what a record may be.
        ({"not": fields(a=TEXT)}, {"not": fields(a=TEXT, b=TEXT)}, ("compatible", "compatible", "needs-review")),
        (
            {"oneOf": [fields(a=TEXT), NUMBER]},
            {"oneOf": [fields(a=TEXT, b=TEXT), NUMBER]},
            ("breaking", "compatible", "compatible"),
        ),
        # A dependency on a field that is not there has no effect.
        (
            fields(a=TEXT),
            {**fields(a=TEXT, b={}), "dependentRequired": {"b": ["a"]}},
            ("breaking", "compatible", "compatible"),
        ),
        (
            fields(a=TEXT),
            {**fields(a=TEXT, b={}), "dependentSchemas": {"b": {"required": ["a"]}}},
            ("breaking", "compatible", "compatible"),
        ),
        (True, fields(a=TEXT), ("breaking", "breaking", "compatible")),
    ],
)
def test_added_optional_fields_are_compatible(old: Any, new: Any, expected: tuple[str, str, str]) -> None:
    assert grades(old, new) == expected


def test_composed_objects_refuse_undeclared_fields_only() -> None:
    narrowed = validator(narrow_writer(version(composed("base")), version(composed("wider"))).schema)
    for place in ("whole", "sibling", "all", "any", "list", "map"):
        for record, is_written in (({"id": "", "own": ""}, True), ({"extra": ""}, False), ({"other": 1}, True)):
            value = {"list": [record], "map": {"x": record}}.get(place, record)
            # The other objects do not declare the field `own`, which the reader's schema names elsewhere.
            is_declared = "own" not in record or place in ("sibling", "all")
            assert narrowed.is_valid({place: value}) is (is_written and is_declared), (place, record)


def test_schemas_that_a_negation_refers_to_are_not_narrowed() -> None:
    old = fields(a={"not": fields(b={"$ref": "#"})})
    assert narrow_writer(version(old), version(fields(c=TEXT))).schema == old


def test_definition_that_is_also_a_part_is_narrowed_where_it_is_used() -> None:
    old = {**fields(whole={"$ref": "#/$defs/a"}, part={"allOf": [{"$ref": "#/$defs/a"}, fields(b=TEXT)]})}
    old["$defs"] = {"a": fields(a=TEXT)}
    narrowed = narrow_writer(version(old), version(fields(b=TEXT, a=TEXT)))
    accepts = validator(narrowed.schema).is_valid
    assert accepts({"whole": {"a": ""}, "part": {"a": "", "b": ""}})
    assert not accepts({"whole": {"b": ""}})


@given(pair=versions(), more=st.lists(values, max_size=20))
def test_lenient_verdicts_are_sound(pair: tuple[Any, Any], more: list[Any]) -> None:
    old, new = pair
    try:
        strict, lenient = compared(old, new), compared(old, new, policy="lenient")
    except UsageError:
        assume(False)
        raise
    confirm(lenient, old, new)
    for role in BOTH:
        writer, reader = (old, new) if role == "consumer" else (new, old)
        narrowed = narrow_writer(version(writer), version(reader)).schema
        writes, reads = (
            validator(schema) for schema in ({"allOf": [writer, narrowed], "$defs": writer["$defs"]}, reader)
        )
        if lenient.grade(role) == "compatible":
            assert [value for value in [*POOL, *more] if writes.is_valid(value) and not reads.is_valid(value)] == []
        if strict.grade(role) == "compatible":
            assert lenient.grade(role) != "breaking"
