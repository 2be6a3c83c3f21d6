"""The public functions accept a record as text, as bytes or as a mapping, and refuse anything else at once."""

import json
from collections import OrderedDict, UserDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
import pytest

import runbridge as rb
from tests.schemas.samples import MODEL, RECORDS, RUN, text, without

USES: dict[str, Callable[[Any], Any]] = {
    "validate": lambda data: rb.validate(data, MODEL),
    "decode": lambda data: rb.decode(data, rb.WorkflowRunModel),
    "convert": lambda data: rb.convert(data, RUN),
}
each_use = pytest.mark.parametrize("use", USES.values(), ids=USES)
RECORD = json.loads(text(MODEL))


class Subclass(dict[str, Any]):
    """A subclass of a mapping."""


@each_use
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, bytes.decode])
def test_text_and_each_kind_of_bytes_are_the_same_record(
    use: Callable[[Any], Any], kind: Callable[[bytes], Any]
) -> None:
    assert use(kind(text(MODEL))) == use(text(MODEL))


@each_use
@pytest.mark.parametrize("kind", [dict, OrderedDict, UserDict, MappingProxyType, Subclass])
def test_a_mapping_is_the_same_record(use: Callable[[Any], Any], kind: Callable[[Any], Any]) -> None:
    inside = {**RECORD, "workflow_inputs": kind({"a": [kind({})]})}
    assert use(kind(inside)) == use(msgspec.json.encode({**RECORD, "workflow_inputs": {"a": [{}]}}))


@each_use
@pytest.mark.parametrize(
    ("data", "kind"), [(300_000_000, "int"), ([1, 2], "list"), (None, "NoneType"), (1.5, "float"), ((), "tuple")]
)
def test_data_of_another_type_is_a_type_error(use: Callable[[Any], Any], data: Any, kind: str) -> None:
    with pytest.raises(TypeError) as caught:
        use(data)
    assert str(caught.value) == f"a record must be bytes, bytearray, memoryview, str or a mapping, not {kind}"


@each_use
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (object(), "object is not a JSON type"),
        ({(1, 2): 3}, "Only dicts with str-like or number-like keys are supported"),
    ],
)
def test_a_value_without_json_text_is_a_type_error(use: Callable[[Any], Any], value: Any, reason: str) -> None:
    with pytest.raises(TypeError) as caught:
        use({**RECORD, "workflow_inputs": [value]})
    assert str(caught.value) == f"the mapping cannot be encoded as JSON: {reason}"


def test_values_of_a_mapping_are_encoded_as_msgspec_does() -> None:
    data = {**RECORD, "created_at": datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC), "workflow_inputs": (1, 2**70)}
    assert rb.decode(data, rb.WorkflowRunModel).created_at == data["created_at"]
    assert json.loads(rb.convert(data, RUN).data)["input"] == [1, 2**70]


def test_problems_of_a_mapping_have_no_location() -> None:
    (problem,) = rb.validate({**RECORD, "number": "12"}, MODEL)
    assert problem == rb.Problem(
        code="invalid-type",
        keyword="type",
        pointer="/number",
        expected="an integer",
        actual='"12"',
        fix=rb.Fix(kind="replace", replacement="12", note="remove the quotes"),
        line=0,
        column=0,
    )
    for use in (USES["decode"], USES["convert"]):
        with pytest.raises(rb.InvalidRecord) as caught:
            use({**RECORD, "number": "12"})
        assert caught.value == rb.InvalidRecord([problem])
        assert str(caught.value) == ('invalid-type `/number` must be an integer, not "12"; remove the quotes; write 12')


def test_nan_in_a_mapping_is_a_problem_at_its_pointer() -> None:
    data = {**RECORD, "duration": float("nan"), "workflow_inputs": [{"a": float("-inf")}], "gpu": None}
    problems = [
        rb.Problem(
            code="unrepresentable-value", pointer=pointer, expected="a JSON number", actual=actual, line=0, column=0
        )
        for pointer, actual in (("/workflow_inputs/0/a", "the number -inf"), ("/duration", "the number nan"))
    ]
    assert sorted(rb.validate(data, MODEL), key=lambda each: each.pointer) == problems[::-1]
    for use in (USES["decode"], USES["convert"]):
        with pytest.raises(rb.NotRepresentable) as caught:
            use(data)
        assert {*caught.value.problems} == {*problems}


def test_a_mapping_that_contains_itself_is_nested_too_deeply() -> None:
    data: dict[str, Any] = {}
    data["input"] = data
    expected = rb.Problem(code="excessive-nesting", line=0, column=0)
    assert rb.validate(data, RUN) == [expected]
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.convert(data, MODEL, RUN)
    assert caught.value == rb.InvalidRecord([expected])


def test_an_unpaired_surrogate_in_a_mapping_is_an_escape() -> None:
    assert rb.validate({**RECORD, "workflow_inputs": "\ud800"}, MODEL) == []
    assert rb.decode({**RECORD, "workflow_inputs": "\ud800"}, rb.WorkflowRunModel).workflow_inputs == "\ud800"


def test_decode_with_strict_rejects_what_validate_rejects() -> None:
    data = text(MODEL, extra=1)
    assert rb.decode(data, rb.WorkflowRunModel).unknown == {"extra": 1}
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.decode(data, rb.WorkflowRunModel, strict=True)
    assert [*caught.value.problems] == rb.validate(data, MODEL, strict=True)


def test_decode_with_an_unknown_profile_is_a_usage_error() -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.decode(text(MODEL), rb.WorkflowRunModel, profile="lax")
    assert str(caught.value) == "unknown profile 'lax'; choose published or tolerant"


def test_a_tolerant_record_decodes_to_the_published_struct() -> None:
    record = json.loads(without(MODEL, "gpu", "workflow_inputs"))
    output = {**record["outputs"][0], "created_at": "2026-01-02T03:04:05", "extra": 1}
    output["data"]["images"][0]["is_public"] = None
    record |= {"progress": None, "created_at": "2026-01-02T03:04:05", "outputs": [output], "queued_at": None}
    with pytest.raises(rb.InvalidRecord):
        rb.decode(record, rb.WorkflowRunModel)
    run = rb.decode(record, rb.WorkflowRunModel, profile="tolerant")
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (run.gpu, run.workflow_inputs, run.progress, run.queued_at) == (None, None, msgspec.UNSET, None)
    assert isinstance(run.outputs, list)
    assert (run.created_at, run.outputs[0].created_at, run.outputs[0].unknown) == (at, at, {"extra": 1})
    assert rb.validate(rb.encode(run), MODEL) == []


@pytest.mark.parametrize("form", [MODEL, RUN])
def test_a_published_record_decodes_alike_under_both_profiles(form: str) -> None:
    kind: Any = {MODEL: rb.WorkflowRunModel, RUN: rb.WorkflowRun}[form]
    data = json.dumps({**RECORDS[form], **({"updatedAt": "2026-01-01T00:00:00Z"} if form == RUN else {})})
    assert rb.decode(data, kind) == rb.decode(data, kind, profile="tolerant")


class Key(Enum):
    """A key whose text is that of another."""

    ONE = 1


@pytest.mark.parametrize(
    "keys",
    [
        {1: "number", "1": "text"},
        {1: None, Key.ONE: None},
        {Key.ONE: 1, "1": "\ud800"},
        {date(2026, 3, 14): 1, "2026-03-14": 2},
        {Decimal("1.5"): [1], "1.5": [2], "a": 3},
        {b"ab": 1, "YWI=": {"NaN": "x"}},
        UserDict({UUID(int=1): {}, "00000000-0000-0000-0000-000000000001": {}}),
    ],
)
@pytest.mark.parametrize("place", ["", "/workflow_inputs", "/workflow_inputs/0/a"])
def test_keys_of_a_mapping_that_are_equal_as_text_are_a_problem(keys: Any, place: str) -> None:
    record = {
        "": {**RECORD, **keys},
        "/workflow_inputs": {**RECORD, "workflow_inputs": keys},
        "/workflow_inputs/0/a": {**RECORD, "workflow_inputs": [{"a": keys}]},
    }[place]
    name = msgspec.json.encode(next(iter(msgspec.to_builtins(dict(keys), str_keys=True)))).decode()
    problem = rb.Problem(
        code="duplicate-field",
        pointer=place,
        actual=f"`{name[1:-1]}`",
        fix=rb.Fix(kind="remove", note="keep one of them"),
        line=0,
        column=0,
    )
    for strict in (False, True):
        assert rb.validate(record, MODEL, strict=strict) == [problem]
    for use in (USES["decode"], USES["convert"]):
        with pytest.raises(rb.NotRepresentable) as caught:
            use(record)
        assert caught.value == rb.NotRepresentable([problem])


def test_keys_of_a_mapping_that_differ_as_text_are_fields() -> None:
    record = {**RECORD, 1: "number", "01": "text", 1.5: 2, date(2026, 3, 14): None, "\ud800": 1, Key.ONE.name: 1}
    assert rb.validate(record, MODEL) == []
    own = json.loads(rb.convert(record, RUN).data)["_residue"]["own"]
    names = {"1": "number", "01": "text", "1.5": 2, "2026-03-14": None, "\ud800": 1, "ONE": 1}
    assert {name: own[name] for name in names} == names


def test_an_integer_that_python_does_not_write_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="the mapping cannot be encoded as JSON: Exceeds the limit"):
        rb.validate(json.loads(text(MODEL)) | {"n": 10**5000}, MODEL)
