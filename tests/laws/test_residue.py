"""Residues that are forged, broken or of another run: cases with what exactly is reported."""

from typing import Any

import pytest

import runbridge as rb
from runbridge.laws.json_tokens import Num, Record
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from tests.laws.fields import FIELDS, MODEL, RUN, SOURCES, other
from tests.laws.hops import RESIDUE, conversion, hop
from tests.laws.records import plain

both_formats = pytest.mark.parametrize("form", [MODEL, RUN])
both_profiles = pytest.mark.parametrize("profile", ["published", "tolerant"])


@pytest.mark.parametrize("name", ["parentRunId", "error", "cfWorkflowId"])
@pytest.mark.parametrize("value", [Num("1"), True, [], {}])
def test_l5_own_restores_only_values_that_the_schema_accepts(name: str, value: Any) -> None:
    residue = {"of": RUN, "bridge": "1", "id": "run-1", "own": {name: value, "extra": value}}
    done = conversion({**plain(MODEL), RESIDUE: residue}, MODEL)
    assert read(done.data)[name] is None
    assert read(done.data)["extra"] == value
    assert done.losses == (rb.Loss(kind="ignored", field=name, reason="the schema rejects the value in the residue"),)


@pytest.mark.parametrize(
    ("via", "field", "value"),
    [
        # The source does not show what the entry saw, so it was edited since.
        ({"status": {"was": "waiting", "saw": "queued"}}, "status", "running"),
        ({"subjectId": {"was": "w-1", "saw": "w-2"}}, "subjectId", "wfl_w-1"),
        ({"status": {"was": "waiting"}}, "status", "running"),
        # The rule does not send what the entry says to what the source shows.
        ({"status": {"was": "completed", "saw": "running"}}, "status", "running"),
        ({"triggeredBy": {"was": "user", "saw": "api"}}, "triggeredBy", "event"),
        ({"subjectId": {"was": "agt_9", "saw": "w-1"}}, "subjectId", "wfl_w-1"),
        ({"durationMs": {"was": Num("7"), "saw": None}}, "durationMs", None),
        ({"output": {"was": [], "saw": None}}, "output", None),
        # No rule writes it, or its value is of a kind that it never has.
        ({"error": {"was": "x", "saw": None}}, "error", None),
        ({"status": {"was": Num("1"), "saw": "running"}}, "status", "running"),
        ({"status": {"was": None, "saw": "running"}}, "status", "running"),
        # And this is what a true entry does.
        ({"status": {"was": "waiting", "saw": "running"}}, "status", "waiting"),
        ({"triggeredBy": {"was": "agent", "saw": "api"}}, "triggeredBy", "agent"),
        ({"subjectId": {"was": "w-1", "saw": "w-1"}}, "subjectId", "w-1"),
        ({"output": {"was": {"text": "done"}}}, "output", {"text": "done"}),
    ],
)
def test_l5_was_needs_saw_in_the_record_and_a_rule_that_allows_it(via: Any, field: str, value: Any) -> None:
    record = {**plain(MODEL), "status": "running"}
    residue = {"of": RUN, "bridge": "1", "id": "run-1", "via": via}
    assert hop({**record, RESIDUE: residue}, MODEL)[field] == value


@both_formats
@both_profiles
def test_l5_a_residue_of_nulls_and_missing_fields_gives_a_valid_record(form: str, profile: str) -> None:
    target = other(form)
    record = plain(form)
    there = hop(record, form)
    via = {name: {"was": None, "saw": record.get(SOURCES[target].get(name, ("",))[0])} for name in there}
    residue = {"of": target, "bridge": "1", "id": "run-1", "via": via, "absent": [*FIELDS[target]]}
    for forged in (residue, {**residue, "absent": []}):
        result = hop({**record, RESIDUE: forged}, form, profile=profile)
        assert rb.validate(write(result), target, profile=profile) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"of": MODEL}, "it is of another format than workflow-run"),
        ({"of": "workflow-run-2"}, "it is of another format than workflow-run"),
        ({"bridge": "2"}, "it is not of version 1 of the bridge"),
        ({"id": "run-2"}, "it belongs to another run"),
    ],
)
def test_l6_says_why_a_residue_is_not_used(change: Record, reason: str) -> None:
    residue = {"of": RUN, "bridge": "1", "id": "run-1", "own": {"error": "kept"}, **change}
    done = conversion({**plain(MODEL), RESIDUE: residue}, MODEL)
    assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason=reason)
    assert read(done.data)["error"] is None


def test_a_residue_that_is_not_applied_stays_data() -> None:
    residue = {"of": RUN, "bridge": "1", "id": "run-1", "own": {"error": "kept"}}
    record = {**plain(MODEL), RESIDUE: residue}
    done = conversion(record, MODEL, apply_residue=False)
    assert read(done.data)["error"] is None
    assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason="residues are ignored in this run")
    assert hop(read(done.data), RUN) == record


def test_a_sidecar_wins_over_an_embedded_residue() -> None:
    embedded = {"of": RUN, "bridge": "1", "id": "run-1", "own": {"error": "embedded"}}
    beside = {**embedded, "own": {"error": "beside"}}
    done = conversion({**plain(MODEL), RESIDUE: embedded}, MODEL, sidecar=write(beside))
    assert read(done.data)["error"] == "beside"
    assert read(done.data)[RESIDUE]["own"] == {RESIDUE: embedded}


def test_a_sidecar_that_is_no_residue_is_reported() -> None:
    done = conversion(plain(MODEL), MODEL, sidecar=b'{"of": 1}')
    assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason="it is not a residue")


def test_mapped_values_come_back_only_with_their_options() -> None:
    record = {**plain(MODEL), "status": "paused", "user_id": None}
    options: Any = {"set": {"userId": "user_set"}, "map": {"status": {"paused": "running"}}}
    there = hop(record, MODEL, **options)
    assert hop(there, RUN, **options) == record
    without = conversion(there, RUN, set={}, map={})
    assert read(without.data)["status"] == "running"
    assert read(without.data)["user_id"] == "user_set"
    reason = "it was changed, or --set or --map gave it and must be given again"
    assert without.losses == (
        rb.Loss(kind="ignored", field="user_id", reason=reason),
        rb.Loss(kind="ignored", field="status", reason=reason),
    )


def test_values_that_the_profile_refuses_are_not_restored() -> None:
    record = {**plain(MODEL), "is_realtime": None, "progress": None}
    del record["gpu"]
    there = hop(record, MODEL, profile="tolerant")
    assert hop(there, RUN, profile="tolerant") == record
    published = conversion(there, RUN)
    assert rb.validate(published.data, MODEL) == []
    reason = "only `--profile tolerant` accepts it as it was"
    assert published.losses == tuple(
        rb.Loss(kind="ignored", field=name, reason=reason) for name in ("progress", "is_realtime", "gpu")
    )
