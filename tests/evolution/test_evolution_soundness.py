"""What is called compatible is: no value that one version accepts is refused by the other; and what breaks is shown."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from runbridge.errors import WrongUse
from runbridge.schema_diff.model import Diff
from tests.evolution.random_schemas import POOL, changed, schemas_in, values, versions
from tests.evolution.versions import BOTH, compared, confirm, validator
from tests.schemas.samples import RECORDS

SCHEMAS = Path(__file__).parents[2] / "schemas"
REAL = {
    form: json.loads((SCHEMAS / form.replace("-", "_") / "schema.json").read_text(encoding="utf-8"))
    for form in ("workflow-run", "workflow-run-model")
}


def check(found: Diff, old: Any, new: Any, tried: list[Any]) -> None:
    confirm(found, old, new)
    ones, others = validator(old), validator(new)
    for role in BOTH:
        writer, reader = (ones, others) if role == "consumer" else (others, ones)
        if found.grade(role) == "compatible":
            assert [value for value in tried if writer.is_valid(value) and not reader.is_valid(value)] == []


@given(pair=versions(), more=st.lists(values, max_size=20))
def test_random_versions(pair: tuple[Any, Any], more: list[Any]) -> None:
    try:
        found = compared(*pair)
    except WrongUse:
        assume(False)
        raise
    check(found, *pair, [*POOL, *more])


def used(schema: dict[str, Any]) -> list[Any]:
    """The schemas that a schema is made of, but definitions, which may be of no use."""
    unused = {id(each) for definition in schema.get("$defs", {}).values() for each in schemas_in(definition)}
    return [each for each in schemas_in(schema) if id(each) not in unused]


def test_definitions_may_be_of_no_use() -> None:
    inner = {"type": "string"}
    schema = {"allOf": [inner], "$defs": {"x": {"items": {}}}}
    assert used(schema) == [schema, inner]
    assert used({"$defs": {"x": {}}}) == [{"$defs": {"x": {}}}]


@given(pair=versions(), data=st.data())
def test_an_unknown_keyword_that_changed_is_never_compatible(pair: tuple[Any, Any], data: st.DataObject) -> None:
    """No schema that is drawn has the value 2 for the keyword that nobody knows."""
    old, new = pair[0], deepcopy(pair[1])
    data.draw(st.sampled_from([each for each in used(new) if isinstance(each, dict)] or [new]))["foo"] = 2
    try:
        found = compared(old, new)
    except WrongUse:
        assume(False)
        raise
    assert "compatible" not in {found.grade(role) for role in BOTH}


@st.composite
def records(draw: DrawFn, form: str) -> Any:
    """A valid record, with a member changed or taken away."""
    record = deepcopy(RECORDS[form])
    name = draw(st.sampled_from(sorted(record)))
    if draw(st.booleans()):
        record[name] = draw(values)
    else:
        del record[name]
    return record


@pytest.mark.parametrize("form", sorted(REAL))
@given(data=st.data())
def test_versions_of_the_real_schemas(form: str, data: st.DataObject) -> None:
    old = REAL[form]
    version = data.draw(st.composite(lambda draw: changed(draw, old))())
    tried = data.draw(st.lists(records(form), max_size=30))
    check(compared(old, version), old, version, [RECORDS[form], *tried])
