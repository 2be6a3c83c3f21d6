"""Records are valid together as they are alone."""

import pytest

import runbridge as rb
from runbridge.options import ValidateOptions
from runbridge.pipeline.validate_task import ValidateTask
from runbridge.record.batch import NotBatchable
from tests.pipeline.sample_records import MODEL, RUN, model, run, without


def make_task(format_name: str | None = MODEL, **options: object) -> ValidateTask:
    return ValidateTask(ValidateOptions(format_name=format_name, **options))  # type: ignore[arg-type]  # each test gives what it is about


def test_valid_records_are_counted_at_once() -> None:
    assert make_task().process_batch(model() + b"\n" + model(extra=1) + b"\n") == 2


@pytest.mark.parametrize("text", [model(), model() + b"\n\n", model(gpu="@").replace(b"@", b"\\ud800") + b"\n", b"{\n"])
def test_what_may_not_be_valid_or_is_not_ordinary_is_refused(text: bytes) -> None:
    assert make_task().process_batch(text) == NotBatchable()


@pytest.mark.parametrize("record", [model(status=1), run(), model(created_at="now")])
def test_a_record_that_is_surely_odd_is_told(record: bytes) -> None:
    assert make_task().process_batch(record + b"\n") == NotBatchable(0)
    assert make_task().process_batch(model() + b"\n" + record + b"\n" + record + b"\n") == NotBatchable(1)


def test_without_a_format_or_strictly_each_record_is_looked_at_alone() -> None:
    for each in (make_task(None), make_task(strict=True)):
        assert not each.can_batch
        assert each.process_batch(model() + b"\n") == NotBatchable()
    assert make_task().can_batch


def test_problems_are_those_that_validate_finds() -> None:
    assert make_task().process_record(model()) == []
    for record in (model(status=1, user_id=2), b"{", run()):
        assert make_task().process_record(record) == rb.validate(record, MODEL) != []
    assert make_task(None).process_record(run()) == []


def test_the_profile_and_strictness_are_those_of_the_plan() -> None:
    lenient, unknown = without(model(), "gpu"), model(extra=1)
    assert [each.code for each in make_task().process_record(lenient)] == ["missing-member"]
    assert make_task(profile="tolerant").process_record(lenient) == []
    assert make_task(profile="tolerant").process_batch(lenient + b"\n") == 1
    assert make_task().process_record(unknown) == []
    assert [each.code for each in make_task(strict=True).process_record(unknown)] == ["unknown-member"]


def test_the_format_is_that_of_the_file() -> None:
    each = make_task(None)
    assert (each.format_name, each.bridge) == (None, None)
    each.start(RUN)
    assert each.format_name == RUN
    assert each.process_batch(run() + b"\n") == 1
    each.flush()
    each.start(None)
    assert each.format_name is None


def test_a_record_of_no_format_is_not_guessed_at() -> None:
    with pytest.raises(rb.UnknownFormat):
        make_task(None).process_record(b"{}")


def test_an_odd_line_does_nothing_to_what_comes_behind_it() -> None:
    each = make_task()
    assert each.process_batch(model() + b"\n") == 1
    assert each.process_batch(model() + b"\n{}\n") == NotBatchable(1)
    assert each.process_batch(model() + b"\n") == 1


def test_with_a_schema_of_a_payload_each_record_is_looked_at_alone() -> None:
    each = make_task(RUN, schemas={"output": '{"type": "null"}'})
    assert not each.can_batch
    assert each.process_record(run()) == []
    assert each.process_record(run(output=1)) == rb.validate(run(output=1), RUN, output_schema={"type": "null"}) != []


@pytest.mark.parametrize("form", [MODEL, None])
def test_a_schema_that_the_format_has_no_payload_for_is_wrong_use(form: str | None) -> None:
    with pytest.raises(rb.WrongUse, match=f"{MODEL} has no opaque output that a schema could describe"):
        make_task(form, schemas={"output": "true"}).start(MODEL)
