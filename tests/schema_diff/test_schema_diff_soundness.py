"""Compatible changes break no value of the other version, and every breaking change has a counterexample."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from runbridge.errors import UsageError
from runbridge.schema_diff.model import Diff
from tests.schema_diff.random_schemas import POOL, changed, schemas_in, values, versions
from tests.schema_diff.versions import BOTH, compared, confirm, validator
from tests.schemas.samples import RECORDS

SCHEMAS = Path(__file__).parents[2] / "schemas"
REAL = {
    form: json.loads((SCHEMAS / form.replace("-", "_") / "schema.json").read_text(encoding="utf-8"))
    for form in ("workflow-run", "workflow-run-model")
}


def check(found: Diff, old: Any, new: Any, values_to_try: list[Any]) -> None:
    confirm(found, old, new)
    ones, others = validator(old), validator(new)
    for role in BOTH:
        writer, reader = (ones, others) if role == "consumer" else (others, ones)
        if found.grade(role) == "compatible":
            assert [value for value in values_to_try if writer.is_valid(value) and not reader.is_valid(value)] == []


@given(pair=versions(), more=st.lists(values, max_size=20))
def test_verdicts_of_random_schemas_are_sound(pair: tuple[Any, Any], more: list[Any]) -> None:
    try:
        found = compared(*pair)
    except UsageError:
        assume(False)
        raise
    check(found, *pair, [*POOL, *more])


_REFERENCES: st.SearchStrategy[Any] = st.sampled_from([{"$ref": f"#/$defs/{name}"} for name in ("x", "y")])
_ENDS: st.SearchStrategy[Any] = st.sampled_from(
    [{"type": "string"}, {"type": ["string", "null"]}, {"type": "null"}, {}]
)
_OBJECTS: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"properties": st.dictionaries(st.sampled_from(["a", "b"]), _REFERENCES | _ENDS)},
    optional={
        "items": _REFERENCES,
        "required": st.just(["a"]),
        "anyOf": st.tuples(_ENDS, _REFERENCES | _ENDS).map(list),
        "additionalProperties": _REFERENCES | _ENDS,
    },
)


@given(old=st.tuples(_OBJECTS, _OBJECTS), new=st.tuples(_OBJECTS, _OBJECTS), more=st.lists(values, max_size=20))
def test_verdicts_of_recursive_schemas_are_sound(old: tuple[Any, Any], new: tuple[Any, Any], more: list[Any]) -> None:
    """Both definitions may refer to each other; the second one changes in some of the cases."""
    one: Any = {"$ref": "#/$defs/x", "$defs": {"x": old[0], "y": old[1]}}
    other: Any = {"$ref": "#/$defs/x", "$defs": {"x": new[0], "y": old[1] if "items" in new[0] else new[1]}}
    try:
        found = compared(one, other)
    except UsageError:
        assume(False)
        raise
    check(found, one, other, [*POOL, *more])


def used(schema: dict[str, Any]) -> list[Any]:
    """The schemas that a schema is made of, without its definitions, which may be unused."""
    unused = {id(each) for definition in schema.get("$defs", {}).values() for each in schemas_in(definition)}
    return [each for each in schemas_in(schema) if id(each) not in unused]


def test_definitions_do_not_count_as_used() -> None:
    inner = {"type": "string"}
    schema = {"allOf": [inner], "$defs": {"x": {"items": {}}}}
    assert used(schema) == [schema, inner]
    assert used({"$defs": {"x": {}}}) == [{"$defs": {"x": {}}}]


@given(pair=versions(), data=st.data())
def test_changed_unknown_keyword_is_never_compatible(pair: tuple[Any, Any], data: st.DataObject) -> None:
    """No drawn schema has the value 2 for the unknown keyword."""
    old, new = pair[0], deepcopy(pair[1])
    data.draw(st.sampled_from([each for each in used(new) if isinstance(each, dict)] or [new]))["foo"] = 2
    try:
        found = compared(old, new)
    except UsageError:
        assume(False)
        raise
    assert "compatible" not in {found.grade(role) for role in BOTH}


@st.composite
def records(draw: DrawFn, form: str) -> Any:
    """A valid record, with a field changed or removed."""
    record = deepcopy(RECORDS[form])
    name = draw(st.sampled_from(sorted(record)))
    if draw(st.booleans()):
        record[name] = draw(values)
    else:
        del record[name]
    return record


@given(data=st.data())
@settings(max_examples=8)
def test_verdicts_of_shipped_schemas_are_sound(data: st.DataObject) -> None:
    check_shipped_schema(data.draw(st.sampled_from(sorted(REAL))), data)


@pytest.mark.deep
@pytest.mark.parametrize("form", sorted(REAL))
@given(data=st.data())
def test_verdicts_of_each_shipped_schema_are_sound(form: str, data: st.DataObject) -> None:
    check_shipped_schema(form, data)


def check_shipped_schema(form: str, data: st.DataObject) -> None:
    old = REAL[form]
    version = data.draw(st.composite(lambda draw: changed(draw, old))())
    tried = data.draw(st.lists(records(form), max_size=30))
    check(compared(old, version), old, version, [RECORDS[form], *tried])
