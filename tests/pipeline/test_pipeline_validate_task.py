"""Records are validated one by one and in batches, with the same result."""

import json

import pytest

import runbridge as rb
from runbridge._runtime.schema import load_schema
from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions, ValidateOptions
from runbridge.pipeline.validate_task import SchemaTask, ValidateTask
from runbridge.record.batch import NotBatchable
from runbridge.record.convert import make_converter
from runbridge.record.native_nodes import load_library
from tests.pipeline.sample_records import MODEL, RUN, model, run, without


def make_task(format_name: str | None = MODEL, **options: object) -> ValidateTask:
    return ValidateTask(ValidateOptions(format_name=format_name, **options))  # type: ignore[arg-type]  # each test sets some options


def test_a_batch_of_valid_records_is_counted() -> None:
    assert make_task().process_batch(model() + b"\n" + model(extra=1) + b"\n") == 2


@pytest.mark.parametrize("text", [model(), model() + b"\n\n", b"{\n"])
def test_a_text_that_may_be_invalid_is_not_batchable(text: bytes) -> None:
    assert make_task().process_batch(text) == NotBatchable()


@pytest.mark.parametrize("record", [model(status=1), run(), model(created_at="now")])
def test_the_line_of_an_invalid_record_is_named(record: bytes) -> None:
    assert make_task().process_batch(record + b"\n") == NotBatchable(0)
    assert make_task().process_batch(model() + b"\n" + record + b"\n" + record + b"\n") == NotBatchable(1)


def test_an_unknown_format_prevents_batches() -> None:
    assert not make_task(None).can_batch
    assert not make_task(None, strict=True).can_batch
    assert make_task(None).process_batch(model() + b"\n") == NotBatchable()
    assert make_task().can_batch


def test_only_the_native_module_validates_batches_strictly(monkeypatch: pytest.MonkeyPatch) -> None:
    task, is_there = make_task(strict=True), load_library() is not None
    assert task.can_batch == is_there
    assert task.process_batch(model() + b"\n") == (1 if is_there else NotBatchable())
    assert task.process_batch(b"1\n") == NotBatchable()
    monkeypatch.setattr("runbridge.pipeline.validate_task.validation_plan", lambda *_, **__: None)
    assert not task.can_batch


def test_problems_are_those_of_validate() -> None:
    assert make_task().process_record(model()) == []
    for record in (model(status=1, user_id=2), b"{", run()):
        assert make_task().process_record(record) == rb.validate(record, MODEL) != []
    assert make_task(None).process_record(run()) == []


def test_the_profile_and_strict_mode_are_those_of_the_options() -> None:
    lenient, unknown = without(model(), "gpu"), model(extra=1)
    assert [each.code for each in make_task().process_record(lenient)] == ["missing-field"]
    assert make_task(profile="tolerant").process_record(lenient) == []
    assert make_task(profile="tolerant").process_batch(lenient + b"\n") == 1
    assert make_task().process_record(unknown) == []
    assert [each.code for each in make_task(strict=True).process_record(unknown)] == ["unknown-field"]


def test_the_format_is_that_of_the_file() -> None:
    each = make_task(None)
    assert (each.format_name, each.bridge_of(RUN)) == (None, None)
    each.start(RUN)
    assert each.format_name == RUN
    assert each.process_batch(run() + b"\n") == 1
    each.flush()
    each.start(None)
    assert each.format_name is None


def test_a_record_without_a_known_format_raises_unknown_format() -> None:
    with pytest.raises(rb.UnknownFormat):
        make_task(None).process_record(b"{}")


def test_an_invalid_line_does_not_affect_the_next_batch() -> None:
    each = make_task()
    assert each.process_batch(model() + b"\n") == 1
    assert each.process_batch(model() + b"\n{}\n") == NotBatchable(1)
    assert each.process_batch(model() + b"\n") == 1


def test_a_payload_schema_without_a_quick_check_prevents_batches() -> None:
    each = make_task(RUN, schemas={"output": '{"type": "null", "patternProperties": {}}'})
    assert not each.can_batch
    assert each.process_record(run()) == []
    assert each.process_record(run(output=1)) == rb.validate(run(output=1), RUN, output_schema={"type": "null"}) != []


def test_payloads_with_a_quick_check_are_validated_in_batches() -> None:
    each = make_task(RUN, schemas={"output": '{"type": "null"}'})
    assert each.can_batch
    assert each.process_batch(run() + b"\n" + run() + b"\n") == 2
    assert each.process_batch(run() + b"\n" + run(output=1) + b"\n" + run(status=1) + b"\n") == NotBatchable(1)
    assert each.process_batch(b"1" * 700 + b"\n") == NotBatchable()


@pytest.mark.parametrize("form", [MODEL, None])
def test_a_schema_without_a_payload_in_the_format_is_refused(form: str | None) -> None:
    with pytest.raises(rb.UsageError, match=f"{MODEL} has no opaque output for a schema to describe"):
        make_task(form, schemas={"output": "true"}).start(MODEL)


def test_a_record_of_another_format_than_its_file_has_problems_of_its_own_format() -> None:
    task = make_task(None)
    task.start(MODEL)
    assert task.process_record(run()) == []
    assert (task.format_name, task.record_format) == (MODEL, RUN)
    assert task.process_record(run(status=1)) == rb.validate(run(status=1), RUN)
    assert task.record_format == RUN
    assert task.process_record(b'{"a":1}') == rb.validate(b'{"a":1}', MODEL)
    assert task.record_format == MODEL


def test_a_payload_that_the_format_of_a_record_does_not_have_is_unchecked() -> None:
    task = make_task(None, schemas={"output": "true"})
    task.start(RUN)
    (problem,) = task.process_record(model())
    reason = f"{MODEL} has no opaque output for a schema to describe; omit the output schema"
    assert (problem.code, problem.actual) == ("payload-unchecked", reason)
    assert [each.code for each in task.process_record(model(status=1))] == ["invalid-type"]


def test_a_detected_format_without_payloads_is_no_usage_error() -> None:
    github = "github-workflow-run"
    record = json.dumps(load_schema(FORMATS[github])["examples"][0]).encode()
    reason = f"{github} has no opaque input for a schema to describe; omit the input schema"
    task = make_task(None, schemas={"input": "true"})
    task.start(github)
    (problem,) = task.process_record(record)
    assert (problem.code, problem.actual) == ("payload-unchecked", reason)
    assert task.process_record(model()) == []
    assert [problem] == rb.validate(record, input_schema=True)
    with pytest.raises(rb.UsageError, match=reason):
        make_task(github, schemas={"input": "true"})


def test_a_valid_record_of_a_format_without_a_bridge_to_the_target_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Both formats have a bridge, so there is one without only in this test.
    converter = make_converter(MODEL, ConvertOptions(target=RUN))
    monkeypatch.setattr("runbridge.pipeline.validate_task.make_converters", lambda _: {"a": converter})
    task = make_task(None, target=RUN)
    (problem,) = task.process_record(model())
    assert (problem.code, problem.expected, problem.actual) == ("unexpected-format", "a", MODEL)


def test_records_of_a_schema_without_a_quick_check_are_validated_one_by_one() -> None:
    task = SchemaTask(ValidateOptions(schema='{"type": "integer", "patternProperties": {}}'))
    assert not task.can_batch
    assert task.process_batch(b"1\n2\n") == NotBatchable()
    assert task.process_record(b"1") == []
