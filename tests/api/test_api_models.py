"""Models keep unknown fields, and report values that Python cannot represent."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

import runbridge as rb
from runbridge._runtime.schema_validator import compile_validator
from runbridge._runtime.times import FORMATS as TIMES
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.record.models import _make_struct, publish
from tests.format_names import targets_of
from tests.pipeline.sample_records import MODEL, RUN, column_of, compact, model, run, without

OUTPUT = {
    "id": "o",
    "run_id": "run-1",
    "data": {"images": [{"url": "u", "type": "t", "filename": "f", "media_extra": 1}, "text", True]},
    "node_meta": None,
    "created_at": "2026-01-02T03:04:05Z",
    "updated_at": "2026-01-02T03:04:05Z",
    "output_id": "x",
}


def decoded(record: bytes) -> rb.WorkflowRunModel:
    return rb.decode(record, rb.WorkflowRunModel)


def test_a_record_becomes_typed_values() -> None:
    one = decoded(model(outputs=[OUTPUT]))
    assert (one.id, one.number, one.duration, one.is_realtime) == ("run-1", 7, 1.5, False)
    assert one.created_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert one.outputs is not UNSET
    assert one.outputs[0].run_id == "run-1"
    two = rb.decode(run().decode(), rb.WorkflowRun)
    assert (two.workspace_id, two.subject_id, two.status, two.duration_ms) == ("org_1", "wfl_w-1", "completed", 1500)


def test_missing_and_null_are_different() -> None:
    one = decoded(without(model(), "ended_at"))
    assert one.ended_at is UNSET
    assert one.started_at is None
    assert one.unknown is UNSET
    assert "ended_at" not in json.loads(rb.encode(one))
    assert json.loads(rb.encode(one))["started_at"] is None


def test_unknown_fields_are_kept_at_every_depth() -> None:
    record = model(outputs=[OUTPUT], queue_position=3, nested={"a": [{}]})
    one = decoded(record)
    assert one.unknown == {"queue_position": 3, "nested": {"a": [{}]}}
    assert one.outputs is not UNSET
    assert one.outputs[0].unknown == {"output_id": "x"}
    media = one.outputs[0].data["images"][0]
    assert not isinstance(media, str | bool)
    assert media.unknown == {"media_extra": 1}
    assert json.loads(rb.encode(one)) == json.loads(record)


@pytest.mark.parametrize("representation", [b'"(unknown)"', b'"\\u0028unknown\\u0029"', b'"\\u0028\\u0075nknown)"'])
@pytest.mark.parametrize("value", [b"1", b"null", b'{"a":1}', b'{"(unknown)":{"status":1}}', b"[]"])
def test_a_field_may_have_the_name_of_the_unknown_fields(representation: bytes, value: bytes) -> None:
    record = model()[:-1] + b"," + representation + b":" + value + b"}"
    one = decoded(record)
    assert one.unknown == {"(unknown)": json.loads(value)}
    assert json.loads(rb.encode(one)) == json.loads(record)
    inputs = json.loads(b"{" + representation + b":" + value + b"}")
    deep = model(workflow_inputs=inputs, outputs=[OUTPUT | {"(unknown)": 1}])
    assert json.loads(rb.encode(decoded(deep))) == json.loads(deep)


def test_lone_surrogates_and_tiny_numbers_are_decoded() -> None:
    record = model(workflow_inputs="X", extra="Y").replace(b'"X"', b'["\\ud800",1e-400]').replace(b'"Y"', b'"\\udfff"')
    one = decoded(record)
    assert one.workflow_inputs == ["\ud800", 0.0]
    assert json.loads(rb.encode(one)) == json.loads(record)


def test_models_are_frozen_and_replace_keeps_unknown_fields() -> None:
    one = decoded(model(extra=1))
    with pytest.raises(AttributeError):
        one.status = "failed"  # type: ignore[misc]  # that it is refused is the point
    other = msgspec.structs.replace(one, status="failed")
    assert json.loads(rb.encode(other)) == {**json.loads(model(extra=1)), "status": "failed"}
    assert one.status == "success"


@pytest.mark.parametrize(
    ("token", "number"),
    [
        (b"1.0", 1),
        (b"1e2", 100),
        (b"-0.0", 0),
        (b"1e30", 10**30),
        (b"12345678901234567890.0", 12345678901234567890),
    ],
)
def test_integers_written_as_fractions_are_decoded(token: bytes, number: int) -> None:
    record = model().replace(b'"number":7', b'"number":' + token)
    assert rb.validate(record) == []
    one = decoded(record)
    assert (one.number, type(one.number)) == (number, int)


def test_integers_written_as_fractions_in_a_residue_are_decoded() -> None:
    residue = {"of": MODEL, "bridge": "1", "id": "run-1", "own": {"number": 3.0, "queued_at": "1998-12-31T23:59:60Z"}}
    back = rb.to_workflow_run_model(rb.decode(run(_residue=residue), rb.WorkflowRun))
    assert (back.number, type(back.number), back.queued_at) == (3, int, UNSET)


LONG = b"9" * 5000


@pytest.mark.parametrize(
    ("name", "token", "expected", "shown"),
    [
        ("started_at", b'"1998-12-31T23:59:60Z"', "datetime", '"1998-12-31T23:59:60Z"'),
        ("created_at", b'"0000-02-29T00:00:00Z"', "datetime", '"0000-02-29T00:00:00Z"'),
        ("duration", b"1e400", "float", "the number 1e400"),
        ("number", LONG, "int", f"the number {'9' * 60}…"),
        ("duration", LONG, "int", f"the number {'9' * 60}…"),
        ("workflow_inputs", b"-1e400", "float", "the number -1e400"),
    ],
)
def test_an_unrepresentable_value_is_a_clear_error(name: str, token: bytes, expected: str, shown: str) -> None:
    record = model(**{name: "X"}).replace(b'"X"', token)
    assert rb.validate(record) == []
    with pytest.raises(rb.NotRepresentable) as caught:
        decoded(record)
    place = f"1:{column_of(name, record)}"
    assert str(caught.value) == (
        f"{place}: unrepresentable-value `/{name}` cannot be represented as a Python {expected}: {shown}"
    )
    assert rb.convert(record, RUN).data


def test_unrepresentable_values_are_reported_in_text_order() -> None:
    late = "1998-12-31T23:59:60Z"
    record = model(
        workflow_inputs={"a/b": ["X", {"c": "X"}], "d": [1.5, 2]},
        outputs=[OUTPUT, {**OUTPUT, "node_meta": ["X"]}],
        é="X",
    ).replace(b'"X"', b"1e400")
    with pytest.raises(rb.NotRepresentable) as caught:
        decoded(record)
    assert [(problem.pointer, problem.expected) for problem in caught.value.problems] == [
        ("/workflow_inputs/a~1b/0", "a Python float"),
        ("/workflow_inputs/a~1b/1/c", "a Python float"),
        ("/outputs/1/node_meta/0", "a Python float"),
        ("/é", "a Python float"),
    ]
    times = model(created_at=late, outputs=[OUTPUT, {**OUTPUT, "updated_at": late}], updated_at=late)
    with pytest.raises(rb.NotRepresentable) as caught:
        decoded(times)
    assert [(problem.pointer, problem.expected) for problem in caught.value.problems] == [
        ("/created_at", "a Python datetime"),
        ("/updated_at", "a Python datetime"),
        ("/outputs/1/updated_at", "a Python datetime"),
    ]


DEPTHS = pytest.mark.parametrize("depth", [100, sys.getrecursionlimit() // 2])


def deep_record(depth: int, innermost: bytes) -> bytes:
    return model(workflow_inputs="X").replace(b'"X"', b"[" * depth + innermost + b"]" * depth)


@DEPTHS
@pytest.mark.parametrize("innermost", [b"", b'"\\ud800"'])
def test_deeply_nested_records_are_decoded_and_encoded(depth: int, innermost: bytes) -> None:
    record = deep_record(depth, innermost)
    assert rb.encode(decoded(record)).count(b"[") == depth


@DEPTHS
def test_unrepresentable_values_are_found_at_any_depth(depth: int) -> None:
    with pytest.raises(rb.NotRepresentable) as caught:
        decoded(deep_record(depth, b"1e400"))
    assert caught.value.problems[0].pointer == "/workflow_inputs" + "/0" * depth


def test_decode_reports_every_problem_of_an_invalid_record() -> None:
    with pytest.raises(rb.InvalidRecord) as caught:
        decoded(model(status=1, user_id=2))
    assert [problem.pointer for problem in caught.value.problems] == ["/status", "/user_id"]


class NoModel(msgspec.Struct):
    """A struct of somebody else."""

    id: int


def test_a_struct_that_is_no_model_is_a_usage_error() -> None:
    names = ", ".join(form.model.__name__ for form in FORMATS.values())
    message = f"NoModel is not a model of runbridge; choose {names}"
    with pytest.raises(rb.UsageError) as caught:
        rb.decode(model(), NoModel)
    assert str(caught.value) == message
    with pytest.raises(rb.UsageError) as caught:
        rb.encode(NoModel(1))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("given", "shown"),
    [("workflow-run-model", "'workflow-run-model'"), (None, "None"), ({}, "{}"), ("x" * 200, f"'{'x' * 59}…")],
)
def test_a_value_in_place_of_a_model_is_a_usage_error(given: Any, shown: str) -> None:
    names = ", ".join(form.model.__name__ for form in FORMATS.values())
    with pytest.raises(rb.UsageError) as caught:
        rb.decode(model(), given)
    assert str(caught.value) == f"{shown} is not a model of runbridge; choose {names}"


def test_a_model_that_does_not_fit_its_schema_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        _make_struct({"id": "a"}, NoModel, '{"id": "a"}')
    assert str(caught.value) == "Expected `int`, got `str` - at `$.id`"


def test_models_convert_and_come_back() -> None:
    one = decoded(model(status="uploading", extra={"a": 1}, outputs=[OUTPUT]))
    two = rb.to_workflow_run(one)
    assert isinstance(two, rb.WorkflowRun)
    assert (two.status, two.duration_ms, two.subject_id) == ("running", 1500, "wfl_w-1")
    assert rb.validate(rb.encode(two), RUN) == []
    assert rb.to_workflow_run_model(two) == one
    third = rb.to_workflow_run_model(two, apply_residue=False)
    assert third.status == "running"
    assert isinstance(third.unknown, dict)
    assert list(third.unknown) == ["_residue"]


def test_a_residue_may_be_dropped_between_models() -> None:
    two = rb.to_workflow_run(decoded(model(extra=1)), residue="drop")
    assert two.unknown is UNSET
    assert rb.to_workflow_run_model(two).number == 0


def test_sidecar_mode_for_models_is_a_usage_error() -> None:
    wrong: Any = "sidecar"
    with pytest.raises(rb.UsageError) as caught:
        rb.to_workflow_run(decoded(model()), residue=wrong)
    assert str(caught.value) == "invalid residue mode 'sidecar' for models; choose embed or drop"


def test_a_model_of_the_wrong_format_is_a_usage_error() -> None:
    wrong: Any = rb.decode(run(), rb.WorkflowRun)
    with pytest.raises(rb.UsageError) as caught:
        rb.to_workflow_run(wrong)
    assert str(caught.value) == f"there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}"


def test_models_take_the_options_of_convert() -> None:
    one = decoded(model(status="paused", user_id=None))
    with pytest.raises(rb.Unconvertible) as caught:
        rb.to_workflow_run(one)
    assert str(caught.value) == (
        "unfilled-field the record has no value for `userId`, a required field of workflow-run; give a value for"
        " `userId`\n"
        'unmapped-value `/status` has the value "paused", which has no counterpart in workflow-run; give'
        " its counterpart: pending or failed or running or completed or cancelled or timed_out or paused or waiting"
    )
    options: dict[str, Any] = {"set": {"userId": "u"}, "map": {"status": {"paused": "waiting"}}}
    two = rb.to_workflow_run(one, **options)
    assert (two.user_id, two.status) == ("u", "waiting")
    assert rb.to_workflow_run_model(two, **options) == one
    with pytest.raises(rb.UsageError) as refused:
        rb.to_workflow_run(one, set={"gpu": "x"})
    assert str(refused.value) == "'gpu' cannot be set; choose workspaceId or userId"


@pytest.mark.parametrize(
    ("token", "shown"), [(b"1e306", "1e+309"), (b"-1.7e308", "-1.7e+311"), (b"123456789e300", "1.23456789e+311")]
)
def test_a_duration_beyond_a_float_is_a_clear_error(token: bytes, shown: str) -> None:
    one = decoded(model().replace(b'"duration":1.5', b'"duration":' + token))
    with pytest.raises(rb.NotRepresentable) as caught:
        rb.to_workflow_run(one)
    assert str(caught.value) == (
        f"unrepresentable-value the record cannot be represented as a Python float: the number {shown}"
    )
    with pytest.raises(rb.Unconvertible) as two:
        rb.to_workflow_run(msgspec.structs.replace(one, user_id=None))
    assert str(two.value) == (
        "unfilled-field the record has no value for `userId`, a required field of workflow-run; give a value for"
        " `userId`\n"
        f"unrepresentable-value the record cannot be represented as a Python float: the number {shown}"
    )


def test_both_directions_have_a_function() -> None:
    assert set(DIRECTIONS) >= {(MODEL, RUN), (RUN, MODEL)}


def test_models_and_bytes_convert_alike() -> None:
    record = model(status="uploading", outputs=[OUTPUT], extra=1)
    through_models = json.loads(rb.encode(rb.to_workflow_run(decoded(record))))
    assert through_models == json.loads(rb.convert(record, RUN).data)
    assert compact(through_models)


def test_a_value_with_several_objects_to_choose_from_is_published_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = [{"type": "object", "required": [name], "properties": {name: {}}} for name in ("a", "b")]
    schema = {"properties": {"choice": {"anyOf": objects}, "at": {"type": "string", "format": "date-time"}}}
    validator = compile_validator(schema, TIMES)
    monkeypatch.setattr("runbridge.record.models.validator", lambda *_arguments, **_options: validator)
    record: dict[str, Any] = {"choice": {"c": 1}, "at": "2026-01-02T03:04:05"}
    publish(record, FORMATS[MODEL])
    assert record == {"choice": {"c": 1}, "at": "2026-01-02T03:04:05Z"}
