"""Records are valid together as they are alone."""

import pytest

import runbridge as rb
from runbridge.pipeline.validate_task import Validate, Validating
from runbridge.record.batch import Odd
from tests.files.file_samples import MODEL, RUN, model, run, without


def work(form: str | None = MODEL, **options: object) -> Validating:
    return Validating(Validate(form=form, **options))  # type: ignore[arg-type]  # each test gives what it is about


def test_valid_records_are_counted_at_once() -> None:
    assert work().together(model() + b"\n" + model(extra=1) + b"\n") == 2


@pytest.mark.parametrize("text", [model(), model() + b"\n\n", model(gpu="@").replace(b"@", b"\\ud800") + b"\n", b"{\n"])
def test_what_may_not_be_valid_or_is_not_ordinary_is_refused(text: bytes) -> None:
    assert work().together(text) == Odd()


@pytest.mark.parametrize("record", [model(status=1), run(), model(created_at="now")])
def test_a_record_that_is_surely_odd_is_told(record: bytes) -> None:
    assert work().together(record + b"\n") == Odd(0)
    assert work().together(model() + b"\n" + record + b"\n" + record + b"\n") == Odd(1)


def test_without_a_format_or_strictly_each_record_is_looked_at_alone() -> None:
    for each in (work(None), work(strict=True)):
        assert not each.at_once
        assert each.together(model() + b"\n") == Odd()
    assert work().at_once


def test_problems_are_those_that_validate_finds() -> None:
    assert work().alone(model()) == []
    for record in (model(status=1, user_id=2), b"{", run()):
        assert work().alone(record) == rb.validate(record, MODEL) != []
    assert work(None).alone(run()) == []


def test_the_profile_and_strictness_are_those_of_the_plan() -> None:
    lenient, unknown = without(model(), "gpu"), model(extra=1)
    assert [each.code for each in work().alone(lenient)] == ["missing-member"]
    assert work(profile="tolerant").alone(lenient) == []
    assert work(profile="tolerant").together(lenient + b"\n") == 1
    assert work().alone(unknown) == []
    assert [each.code for each in work(strict=True).alone(unknown)] == ["unknown-member"]


def test_the_format_is_that_of_the_file() -> None:
    each = work(None)
    assert (each.form, each.bridge) == (None, None)
    each.start(RUN)
    assert each.form == RUN
    assert each.together(run() + b"\n") == 1
    each.flush()
    each.start(None)
    assert each.form is None


def test_a_record_of_no_format_is_not_guessed_at() -> None:
    with pytest.raises(rb.UnknownFormat):
        work(None).alone(b"{}")


def test_an_odd_line_does_nothing_to_what_comes_behind_it() -> None:
    each = work()
    assert each.together(model() + b"\n") == 1
    assert each.together(model() + b"\n{}\n") == Odd(1)
    assert each.together(model() + b"\n") == 1


def test_with_a_schema_of_a_payload_each_record_is_looked_at_alone() -> None:
    each = work(RUN, schemas={"output": '{"type": "null"}'})
    assert not each.at_once
    assert each.alone(run()) == []
    assert each.alone(run(output=1)) == rb.validate(run(output=1), RUN, output_schema={"type": "null"}) != []


@pytest.mark.parametrize("form", [MODEL, None])
def test_a_schema_that_the_format_has_no_payload_for_is_wrong_use(form: str | None) -> None:
    with pytest.raises(rb.WrongUse, match=f"{MODEL} has no opaque output that a schema could describe"):
        work(form, schemas={"output": "true"}).start(MODEL)
