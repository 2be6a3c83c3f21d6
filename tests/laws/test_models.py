"""The laws for models: the converters of typed structs say what those of the wire say."""

import copy
from typing import Any

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

import runbridge as rb
from tests.laws.fields import MODEL, RUN, SOURCES, other
from tests.laws.hops import RESIDUE
from tests.laws.records import OPTIONS, Record, formats, records
from tests.laws.test_residue import forged_residues
from tests.laws.tokens import by_value, read, write

CLASSES: dict[str, Any] = {MODEL: rb.WorkflowRunModel, RUN: rb.WorkflowRun}
CROSS: dict[str, Any] = {MODEL: rb.to_workflow_run, RUN: rb.to_workflow_run_model}


def model_of(record: Record, form: str) -> Any:
    """The record as a struct."""
    return rb.decode(write(record), CLASSES[form])


@given(form=formats, data=st.data())
def test_decode_and_encode_keep_every_field_at_every_depth(form: str, data: st.DataObject) -> None:
    record = data.draw(records(form, held=True))
    model = model_of(record, form)
    again = read(rb.encode(model))
    assert _shape(again) == _shape(record)
    assert rb.decode(rb.encode(model), CLASSES[form]) == model


def _shape(value: Any) -> Any:
    """Field names and kinds of value, at every depth; a time keeps only that it is one."""
    match by_value(value):
        case dict() as fields:
            return {name: _shape(child) for name, child in fields.items()}
        case list() as items:
            return [_shape(item) for item in items]
        case ("number", number):
            return number
        case str() as text:
            return "time" if text[:4].isdigit() and text[-1:] in "Zz0123456789" and "-" in text else text
        case scalar:
            return scalar


@given(form=formats, data=st.data())
def test_l1_models_come_back_as_they_were(form: str, data: st.DataObject) -> None:
    model = model_of(data.draw(records(form, held=True)), form)
    there = CROSS[form](model, **OPTIONS)
    assert CROSS[other(form)](there, **OPTIONS) == model


@given(form=formats, data=st.data())
def test_models_and_bytes_agree_on_every_mapped_field(form: str, data: st.DataObject) -> None:
    record = data.draw(records(form, unknown=False, held=True))
    model = model_of(record, form)
    through_model = read(rb.encode(CROSS[form](model, **OPTIONS)))
    through_wire = read(rb.convert(rb.encode(model), other(form), form, **OPTIONS).data)
    for name in SOURCES[other(form)]:
        assert _shape(through_model.get(name)) == _shape(through_wire.get(name))


@given(form=formats, data=st.data())
def test_l5_any_residue_in_a_model_gives_a_valid_model(form: str, data: st.DataObject) -> None:
    record = data.draw(records(form, held=True))
    residue = data.draw(forged_residues(record, form))
    try:
        model = model_of({**record, RESIDUE: residue}, form)
    except rb.NotRepresentable:
        assume(False)
    assert rb.validate(rb.encode(CROSS[form](model, **OPTIONS)), other(form)) == []


@given(form=formats, data=st.data())
def test_l7_nothing_is_changed_and_nothing_mutable_is_shared(form: str, data: st.DataObject) -> None:
    model = model_of(data.draw(records(form, held=True)), form)
    before = copy.deepcopy(model)
    there = CROSS[form](model, **OPTIONS)
    assert model == before
    assert _containers(model).isdisjoint(_containers(there))


def _containers(value: Any) -> set[int]:
    """The identities of all lists and dicts in a value."""
    match value:
        case msgspec.Struct():
            return set[int]().union(*(_containers(getattr(value, name)) for name in value.__struct_fields__))
        case dict():
            return {id(value)}.union(*(_containers(child) for child in value.values()))
        case list():
            return {id(value)}.union(*(_containers(child) for child in value))
        case _:
            return set()
