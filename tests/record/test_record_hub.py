"""A conversion across two bridges is exact both ways, and its report and problems are about the record itself."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import runbridge as rb
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.options import ConvertOptions
from runbridge.problems import Fix, Problem
from runbridge.record.convert import make_converter
from runbridge.record.converter import Conversion, Converter
from runbridge.record.hub import HubConverter
from tests.laws.fields import MODEL, RUN
from tests.laws.hops import without_residue
from tests.laws.records import OPTIONS, plain, profiles, records
from tests.record.third_format import TWIN, add_twin

#: What both conversions are given, so that nothing needs to be rejected.
GIVEN: dict[str, Any] = {
    "set": OPTIONS["set"],
    "map": {f"{name}.{field}": table for name in (MODEL, TWIN) for field, table in OPTIONS["map"].items()},
}


@pytest.fixture(autouse=True)
def third_format(monkeypatch: pytest.MonkeyPatch) -> None:
    add_twin(monkeypatch)


def convert(record: Any, source: str, target: str, **options: Any) -> rb.Conversion:
    return rb.convert(write(record), target, source, **{**GIVEN, **options})


# The twin stays for all examples.
@settings(suppress_health_check=[*settings().suppress_health_check, HealthCheck.function_scoped_fixture])
@given(profile=profiles, residue=st.sampled_from(["embed", "text", "sidecar"]), data=st.data())
def test_l13_any_record_comes_back_token_for_token(profile: str, residue: Any, data: st.DataObject) -> None:
    record = data.draw(records(MODEL, profile))
    there = convert(record, MODEL, TWIN, profile=profile, residue=residue)
    # The twin has all fields of the model, so that nothing but the hub is between them.
    sidecar = there.residue if residue == "sidecar" else None
    back = convert(read(there.data), TWIN, MODEL, profile=profile, sidecar=sidecar)
    assert read(back.data) == record


def test_a_residue_of_the_target_is_restored_and_nothing_of_the_source_is_lost() -> None:
    original = {**plain(MODEL), "machine_id": "m", "status": "uploading", "note": "n"}
    other = read(convert(original, TWIN, MODEL).data)
    other["gpu"], other["more"] = "A10G", "m"
    there = convert(other, MODEL, TWIN)
    assert without_residue(read(there.data)) == original
    assert (there.preserved, there.approximated, there.carried) == (("gpu", "more"), (), ())
    assert there.losses == ()
    assert read(convert(read(there.data), TWIN, MODEL).data) == other


def test_a_restored_field_of_the_hub_alone_is_preserved() -> None:
    run = {**plain(RUN), "cfWorkflowId": "c-1", "parentRunId": "r-0"}
    there = convert(run, RUN, MODEL, set={}, map={})
    done = convert(read(there.data), MODEL, TWIN)
    assert (done.preserved, done.approximated) == (("parentRunId", "cfWorkflowId"), ())
    assert {loss.kind for loss in done.losses} <= {"defaulted"}


def test_an_edit_wins_across_both_bridges_and_the_rest_comes_back() -> None:
    original = {**plain(MODEL), "status": "uploading", "gpu": "A10G", "duration": read("1.50"), "ended_at": None}
    there = read(convert(original, MODEL, TWIN).data)
    assert there["status"] == "running"
    edited = {**there, "status": "failed", "workflow_id": "w-2", "ended_at": "2026-01-02T03:04:07Z"}
    expected = {**original, "status": "failed", "workflow_id": "w-2", "ended_at": "2026-01-02T03:04:07Z"}
    assert read(convert(edited, TWIN, MODEL).data) == expected
    back = read(convert({**there, "gpu": "H100"}, TWIN, MODEL).data)
    assert without_residue(back) == original
    # It is a field of the twin alone.
    assert read(convert(back, MODEL, TWIN).data) == {**there, "gpu": "H100"}


@pytest.mark.parametrize("residue", ["embed", "drop"])
def test_the_report_is_about_fields_of_the_source_and_each_is_in_it_once(residue: Any) -> None:
    record = {**plain(MODEL), "status": "uploading", "gpu": "A10G", "origin": "workspace", "more": 1}
    done = convert(record, MODEL, TWIN, residue=residue)
    kept = {"preserved": done.preserved, "approximated": done.approximated}
    dropped = tuple(loss.field for loss in done.losses if loss.kind == "dropped")
    gone, inexact = ("gpu", "more"), ("origin", "status")
    if residue == "embed":
        assert {kind: tuple(sorted(fields)) for kind, fields in kept.items()} == {
            "preserved": gone,
            "approximated": inexact,
        }
        assert dropped == ()
    else:
        assert kept == {"preserved": (), "approximated": ()}
        assert sorted(dropped) == sorted(gone + inexact)
        assert done.residue is None


def test_defaults_are_reported_as_fields_of_the_target_unless_a_residue_has_them() -> None:
    record = {**plain(MODEL), "gpu": "A10G"}
    done = convert(record, MODEL, TWIN)
    defaulted = [loss.field for loss in done.losses]
    assert {loss.kind for loss in done.losses} == {"defaulted"}
    assert "gpu" in defaulted
    # Of the hub alone, which nobody asked for.
    assert "cfWorkflowId" not in defaulted
    assert len(defaulted) == len({*defaulted})
    assert convert(read(done.data), TWIN, MODEL).losses == ()


def test_a_residue_of_another_run_is_reported_once() -> None:
    there = read(convert({**plain(MODEL), "gpu": "A10G"}, MODEL, TWIN).data)
    back = convert({**there, "id": "other"}, TWIN, MODEL)
    ignored = [(loss.field, loss.reason) for loss in back.losses if loss.kind == "ignored"]
    assert ignored == [("_residue", "it belongs to another run")]
    assert read(back.data)["gpu"] is None
    untrusted = convert(there, TWIN, MODEL, apply_residue=False)
    assert [loss.reason for loss in untrusted.losses if loss.kind == "ignored"] == ["residues are ignored in this run"]
    assert read(untrusted.data)["gpu"] is None


@pytest.mark.parametrize("target", [RUN, TWIN, "airflow-dag-run", "kfp-run", "mlflow-run", "prefect-flow-run"])
def test_a_record_of_800_levels_comes_back(target: str) -> None:
    for field in ("workflow_inputs", "more"):
        deep = write({**plain(MODEL), field: "deep"}).replace(b'"deep"', b"[" * 800 + b"]" * 800)
        there = rb.convert(deep, target, MODEL)
        back = rb.convert(there.data, MODEL, target)
        assert json.loads(back.data) == json.loads(deep)


def test_a_converter_across_two_bridges_names_both_and_has_no_batches() -> None:
    converter = make_converter(MODEL, ConvertOptions(target=TWIN))
    assert (converter.source.name, converter.profile) == (MODEL, "published")
    assert converter.bridge == "workflow-run-model/1 twin-run/1"
    assert converter.batch_converter is None


def test_options_of_the_first_bridge_are_named_with_their_format_where_they_must_be() -> None:
    text = json.dumps({**json.loads(write(plain(MODEL))), "status": "archived", "user_id": None})
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(text, TWIN, MODEL, set={"workflow-run.userId": "u"})
    fix = Fix(
        kind="map",
        field="workflow-run-model.status",
        value="archived",
        choices=("pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting"),
    )
    assert [(problem.pointer, problem.fix) for problem in caught.value.problems] == [("/status", fix)]
    given = {"workflow-run-model.status": {"archived": "completed"}}
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(text, TWIN, MODEL, map=given)
    assert [problem.fix for problem in caught.value.problems] == [Fix(kind="set", field="userId")]
    done = rb.convert(text, TWIN, MODEL, map=given, set={"userId": "u"})
    assert json.loads(done.data)["status"] == "success"


class _Refusing:
    """A second conversion that finds a problem in every record of the hub."""

    residue = "embed"
    source = property(lambda self: make_converter(RUN, ConvertOptions(target=TWIN)).source)

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def convert(self, data: bytes, **_options: Any) -> Conversion:
        raise rb.InvalidRecord([self._problem])


def problem_of(problem: Problem, record: bytes) -> Problem:
    first = make_converter(MODEL, ConvertOptions(target=RUN))
    assert isinstance(first, Converter)
    second: Any = _Refusing(problem)
    with pytest.raises(rb.Unconvertible) as caught:
        HubConverter(first, second).convert(record)
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("code", "at", "edits", "pointer", "actual"),
    [
        ("unmapped-value", "/subjectId", {}, "/workflow_id", '"w-1"'),
        ("unmapped-value", "/workspaceId", {}, "/org_id", '"org_1"'),
        ("unmapped-value", "/workspaceId", {"org_id": None}, "/user_id", '"user_1"'),
        ("unmapped-value", "/durationMs", {"duration": read("1.50")}, "/duration", "the number 1.50"),
        ("unmapped-value", "/durationMs", {}, "", "the hub's of `workflow-run.durationMs`"),
        ("unmapped-value", "/error", {}, "", "the hub's of `workflow-run.error`"),
        ("invalid-type", "/input/0/a~1b", {"workflow_inputs": {"a/b": 1}}, "/workflow_inputs", "the hub's"),
        ("unrepresentable-value", "/subjectId", {}, "/workflow_id", "the hub's of `workflow-run.subjectId`"),
        ("excessive-exponent", "", {}, "", "the hub's"),
    ],
)
def test_a_problem_of_the_second_bridge_is_one_of_the_record(
    code: str, at: str, edits: Mapping[str, Any], pointer: str, actual: str
) -> None:
    record = b" \n" + write({**plain(MODEL), **edits})
    problem = Problem(code=code, pointer=at, actual="the hub's", expected=TWIN, line=7, column=8, offset=9)
    found = problem_of(problem, record)
    assert (found.code, found.pointer, found.actual, found.expected) == (code, pointer, actual, TWIN)
    if pointer:
        start, end = (
            record.splitlines()[found.line - 1][column - 1 :] for column in (found.column, found.end_column or 0)
        )
        value = start[: len(start) - len(end)]
        assert read(value) == read(record)[pointer[1:]]
        assert record[found.offset :].startswith(value)
    else:
        assert (found.line, found.column, found.end_line, found.end_column, found.offset) == (1, 1, None, None, 0)


@pytest.mark.parametrize(
    ("addresses", "pointer", "actual"),
    [
        (("/workflow_inputs/a~1b/0",), "", "the hub's of `workflow-run.subjectId`"),
        (("/workflow_inputs/a~1b/c",), "/workflow_inputs/a~1b/c", "true"),
        (("/id/no", "/workflow_inputs/tags[key=user]/value"), "/workflow_inputs/tags", "an array of 1"),
    ],
)
def test_a_problem_is_at_the_value_that_an_address_leads_to(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...], pointer: str, actual: str
) -> None:
    monkeypatch.setattr("runbridge.bridge_table.counterparts", lambda _direction: {"subjectId": addresses})
    inputs = {"a/b": {"c": True}, "tags": [{"key": "user", "value": "v"}]}
    record = write({**plain(MODEL), "workflow_inputs": inputs})
    found = problem_of(Problem(code="unmapped-value", pointer="/subjectId", actual="the hub's"), record)
    assert (found.pointer, found.actual) == (pointer, actual)


def test_a_value_that_the_first_of_two_conversions_cannot_represent_is_its_problem() -> None:
    info = {"run_id": "a", "experiment_id": "7", "status": "FINISHED", "start_time": 10**17, "artifact_uri": "x"}
    record = json.dumps({"info": {**info, "lifecycle_stage": "active", "run_uuid": "a"}, "data": {}})
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record, MODEL, "mlflow-run")
    assert [problem.message for problem in caught.value.problems] == [
        "the record has no value for `userId`, a required field of workflow-run",
        "`/info/start_time` cannot be represented as a time from year 0 to 9999: the number 100000000000000000",
    ]
