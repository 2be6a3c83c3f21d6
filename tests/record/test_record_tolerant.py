"""The tolerant profile takes what live services send, and not more."""

import json

import pytest

import runbridge as rb
from tests.schemas.samples import FORMATS, MEDIA, MODEL, OUTPUT, RECORDS, RUN, text, with_media, with_output, without

NULLABLE = {
    RUN: {"parentRunId", "input", "output", "error", "cfWorkflowId", "durationMs", "startedAt", "completedAt"},
    MODEL: {
        "workflow_version_id",
        "workflow_inputs",
        "workflow_api",
        "machine_id",
        "gpu_event_id",
        "gpu",
        "machine_version",
        "machine_type",
        "modal_function_call_id",
        "user_id",
        "org_id",
        "live_status",
        "webhook",
        "webhook_status",
        "duration",
        "cold_start_duration",
        "cold_start_duration_total",
        "run_duration",
    },
}
OPTIONAL = {"ended_at", "queued_at", "started_at", "progress", "is_realtime", "webhook_intermediate_status", "outputs"}


def codes(data: bytes, form: str, profile: str = "tolerant") -> list[str]:
    return [problem.code for problem in rb.validate(data, form, profile=profile)]


@pytest.mark.parametrize("form", FORMATS)
def test_only_a_nullable_field_may_be_missing(form: str) -> None:
    for name in RECORDS[form]:
        may_be_absent = name in NULLABLE[form] or name in OPTIONAL
        assert codes(without(form, name), form) == ([] if may_be_absent else ["missing-field"])
        assert codes(without(form, name), form, "published") == ([] if name in OPTIONAL else ["missing-field"])
    assert codes(without(form, *NULLABLE[form], *OPTIONAL), form) == []


def test_an_optional_field_may_be_null() -> None:
    for name in OPTIONAL:
        assert codes(text(MODEL, **{name: None}), MODEL) == []
        published = [] if name.endswith("_at") else ["invalid-type"]
        assert codes(text(MODEL, **{name: None}), MODEL, "published") == published


@pytest.mark.parametrize("form", FORMATS)
def test_a_required_field_may_not_be_null(form: str) -> None:
    for name in RECORDS[form].keys() - NULLABLE[form] - OPTIONAL:
        assert codes(text(form, **{name: None}), form) == ["invalid-type"]


def test_fields_of_outputs_may_be_missing_or_null_too() -> None:
    lean = {name: value for name, value in OUTPUT.items() if name not in ("node_meta", "type", "node_id")}
    assert codes(text(MODEL, outputs=[lean]), MODEL) == []
    assert codes(text(MODEL, outputs=[lean]), MODEL, "published") == ["missing-field"]
    assert codes(with_output(type=None, node_id=None, node_meta=None), MODEL) == []
    assert codes(with_media(is_public=None, subfolder=None, upload_duration=None), MODEL) == []
    for name in ("id", "run_id", "data", "created_at", "updated_at"):
        assert codes(with_output(**{name: None}), MODEL) == ["invalid-type"]
    for name in ("url", "type", "filename"):
        assert codes(with_media(**{name: None}), MODEL) == ["invalid-type"]
        rest = {other: value for other, value in MEDIA.items() if other != name}
        assert codes(with_output(data={"images": [rest]}), MODEL) == ["missing-field"]


@pytest.mark.parametrize("time", ["2026-05-01T08:00:00", "2026-05-01t08:00:00.123456789", "2016-12-31T23:59:60"])
def test_a_timestamp_needs_no_offset(time: str) -> None:
    for data, form in (
        (text(RUN, createdAt=time, startedAt=time), RUN),
        (text(MODEL, updated_at=time, queued_at=time), MODEL),
        (with_output(created_at=time), MODEL),
    ):
        assert codes(data, form) == []
        assert set(codes(data, form, "published")) == {"invalid-timestamp"}


@pytest.mark.parametrize("time", ["2026-05-01 08:00:00", "2026-05-01T08:00", "2026-05-01", "2026-02-30T08:00:00", ""])
def test_a_timestamp_without_offset_must_be_valid(time: str) -> None:
    expected = f"`/createdAt` must be an RFC 3339 date-time, not {json.dumps(time)}"
    problems = rb.validate(text(RUN, createdAt=time), RUN, profile="tolerant")
    assert [problem.message for problem in problems] == [expected]


def test_a_timestamp_of_the_wrong_type_is_one_problem() -> None:
    problems = rb.validate(text(RUN, createdAt=1, startedAt=2), RUN, profile="tolerant")
    assert [problem.message for problem in problems] == [
        "`/startedAt` must be a string or null, not the number 2",
        "`/createdAt` must be a string, not the number 1",
    ]


def test_closed_vocabularies_stay_closed() -> None:
    assert codes(text(RUN, status="done", mode=None), RUN) == ["unknown-value", "invalid-type"]
