"""A residue that passed through another tool is understood, or reported: never used or dropped without a word."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.laws.json_tokens import Num, Record
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.record.residue_forms import ParsedResidue, is_uncertain, parse_residue
from tests.laws.fields import FIELDS, MODEL, RUN, other
from tests.laws.hops import RESIDUE, conversion, hop
from tests.laws.records import OPTIONS, formats, plain, profiles, records
from tests.record.columns import unified, without_nulls


def kept(done: rb.Conversion) -> Any:
    """What the converted record preserves of the data that was under `_residue`."""
    return read(done.data)[RESIDUE]["own"][RESIDUE]


ALTERED = "another tool rewrote the residue; residues embedded as text stay exact"
DAMAGED = "it is damaged: it does not have its digest"


def changed(one: Record, two: Record) -> set[str]:
    return {name for name in one.keys() | two.keys() if (name in one, one.get(name)) != (name in two, two.get(name))}


def reported(done: rb.Conversion) -> set[str]:
    return {loss.field for loss in done.losses if loss.kind in ("altered", "ignored")}


@given(form=formats, profile=profiles, spark=st.booleans(), data=st.data())
def test_residues_with_unified_fields_are_restored_or_reported(
    form: str, profile: str, spark: bool, data: st.DataObject
) -> None:
    sources = data.draw(st.lists(records(form, profile), min_size=1, max_size=3))
    converted = [hop(record, form, profile=profile) for record in sources]
    residues = unified([record.get(RESIDUE) for record in converted])
    for source, record, residue in zip(sources, converted, residues, strict=True):
        there = {**record, RESIDUE: without_nulls(residue) if spark else residue}
        done = conversion(there, other(form), profile=profile)
        assert changed(source, read(done.data)) <= reported(done)


@given(form=formats, profile=profiles, data=st.data())
def test_residues_as_text_are_exact(form: str, profile: str, data: st.DataObject) -> None:
    source = data.draw(records(form, profile))
    there = hop(source, form, profile=profile, residue="text")
    assert isinstance(there.get(RESIDUE, ""), str)
    done = conversion(there, other(form), profile=profile)
    assert read(done.data) == source
    assert reported(done) == set()
    embedded = hop(source, form, profile=profile)
    assert (RESIDUE in embedded) == (RESIDUE in there)
    if RESIDUE in there:
        text = read(there[RESIDUE])
        assert {name: value for name, value in text.items() if name != "digest"} == embedded[RESIDUE]


SOURCE: Record = {
    **plain(MODEL),
    "status": "uploading",
    "number": Num("7"),
    "gpu": "H100",
    "machine_id": "m-1",
    "user_id": None,
    "org_id": None,
}
NULLS: dict[str, Any] = {name: None for name in FIELDS[MODEL] if name not in ("id", "status")}


@pytest.mark.parametrize(
    "change",
    [
        {"absent": None},
        {"null": None, "displaced": None, "digest": None},
        {"absent": [None]},
        {"via": {"status": {"was": "uploading", "saw": "running"}, "origin": None, "is_realtime": {}}},
        {"via": {"status": {"was": "uploading", "saw": "running"}, "outputs": {"was": None, "saw": None}}},
    ],
)
def test_added_nulls_are_understood(change: Record) -> None:
    source = {**SOURCE, "user_id": "user_1", "org_id": "org_1"}
    there = hop(source, MODEL)
    there[RESIDUE] |= change
    done = conversion(there, RUN)
    assert read(done.data) == source
    assert done.losses == ()


def test_a_residue_with_every_field_of_all_others_is_understood() -> None:
    there = hop(SOURCE, MODEL)
    residue = there[RESIDUE]
    own = {**NULLS, "queue_position": None, **residue["own"]}
    own = {name: value for name, value in own.items() if name not in residue["via"] and name not in read_mapped()}
    via = {**{name: {"was": None, "saw": None} for name in read_mapped()}, **residue["via"]}
    there[RESIDUE] = {**residue, "own": own, "via": via, "absent": None, "null": None}
    done = conversion(there, RUN)
    assert read(done.data) == SOURCE
    assert done.losses == ()


def read_mapped() -> list[str]:
    return ["user_id", "org_id", "is_realtime", "duration", "outputs", "workflow_id", "origin"]


def test_entries_of_via_without_was_had_null() -> None:
    there = hop(SOURCE, MODEL)
    there[RESIDUE] = without_nulls(there[RESIDUE])
    assert there[RESIDUE]["via"]["user_id"] == {"saw": OPTIONS["set"]["userId"]}
    done = conversion(there, RUN)
    assert read(done.data) == SOURCE
    assert done.losses == ()


def test_null_and_missing_fields_differ_after_nulls_were_added() -> None:
    sources = [
        {**plain(MODEL), "queued_at": None, "batch": None, "note": Num("1")},
        {**plain(MODEL), "webhook_intermediate_status": True, "tag": "x"},
    ]
    converted = [hop(source, MODEL) for source in sources]
    assert converted[0][RESIDUE]["null"] == ["queued_at", "batch"]
    assert "null" not in converted[1][RESIDUE]
    residues = unified([record[RESIDUE] for record in converted])
    for source, record, residue, altered in zip(sources, converted, residues, ["note", "tag"], strict=True):
        done = conversion({**record, RESIDUE: residue}, RUN)
        assert read(done.data) == source
        assert done.losses == (rb.Loss(kind="altered", field=altered, reason=ALTERED),)


def test_values_that_may_have_changed_are_reported() -> None:
    source = {
        **plain(MODEL),
        "workflow_api": {"1": {"x": Num("1")}},
        "run_duration": Num("0.12345678901234567"),
        "cold_start_duration": Num("0.125"),
        "gpu": "H100",
        "costUsd": Num("3"),
        "flag": None,
    }
    there = hop(source, MODEL)
    assert conversion(there, RUN).losses == ()
    there[RESIDUE]["absent"] = None
    done = conversion(there, RUN)
    assert read(done.data) == source
    assert [loss.field for loss in done.losses] == ["workflow_api", "cold_start_duration", "run_duration", "costUsd"]
    assert done.losses[0].message == f"`workflow_api` in the residue may have changed: {ALTERED}"


def test_an_output_that_may_have_changed_is_reported() -> None:
    source = {**plain(RUN), "output": {"text": "done"}}
    there = hop(source, RUN)
    there[RESIDUE] |= {"own": None}
    done = conversion(there, MODEL)
    assert read(done.data) == source
    assert done.losses == (rb.Loss(kind="altered", field="output", reason=ALTERED),)


def test_null_in_place_of_a_residue_is_no_residue() -> None:
    there = {**hop(plain(MODEL), MODEL), RESIDUE: None}
    assert hop(there, RUN) == plain(MODEL)


def test_nulls_in_a_residue_of_version_1_are_added_where_others_are() -> None:
    residue: Record = {"of": MODEL, "bridge": "1", "id": "run-1", "own": {"number": Num("7"), "queued_at": None}}
    record = {**hop(plain(MODEL), MODEL), RESIDUE: residue}
    assert hop(record, RUN) == {**plain(MODEL), "number": Num("7"), "queued_at": None}
    done = conversion({**record, RESIDUE: {**residue, "via": None, "absent": None}}, RUN)
    assert read(done.data) == {**plain(MODEL), "number": Num("7")}


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"own": [1]},
        {"own": "x"},
        {"via": {"status": "uploading"}},
        {"via": {"status": {"was": "x", "more": 1}}},
        {"absent": "x"},
        {"absent": [1]},
        {"id": 1},
    ],
)
def test_a_residue_that_is_not_well_formed_is_reported_and_kept(change: Record) -> None:
    there = hop(SOURCE, MODEL)
    there[RESIDUE] |= change
    done = conversion(there, RUN)
    assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason="it is not well-formed")
    assert kept(done) == read(write(there[RESIDUE]))


@pytest.mark.parametrize(
    "value",
    ["mine", {"of": "x", "bridge": "1", "id": None}, {"of": MODEL}, {"of": [], "bridge": "1", "id": ""}, [], "{}"],
)
def test_other_data_is_kept_without_a_word(value: Any) -> None:
    there = {**hop(plain(MODEL), MODEL), RESIDUE: value}
    done = conversion(there, RUN)
    assert kept(done) == read(write(value))
    assert reported(done) == set()


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text[:-3],
        lambda text: text.replace("H100", "L40S"),
        lambda text: text + " ",
        lambda text: " " + text,
        lambda text: text[1:],
        lambda text: text.replace('"digest":"', '"digest":"0'),
        lambda text: text[:40] + "\ud800" + text[40:],
    ],
)
def test_a_damaged_text_is_reported_and_kept(edit: Any) -> None:
    there = hop(SOURCE, MODEL, residue="text")
    there[RESIDUE] = edit(there[RESIDUE])
    done = conversion(there, RUN)
    assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason=DAMAGED)
    assert kept(done) == there[RESIDUE]


def test_no_changed_character_of_a_text_gives_another_record() -> None:
    there = hop(SOURCE, MODEL, residue="text")
    text = there[RESIDUE]
    assert len(text) > 300
    for index, char in enumerate(text):
        for changed in (chr(ord(char) ^ 1), ""):
            damaged = text[:index] + changed + text[index + 1 :]
            done = conversion({**there, RESIDUE: damaged}, RUN)
            assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason=DAMAGED)
            assert kept(done) == damaged


def test_a_valid_change_of_an_object_is_an_edit() -> None:
    there = hop(SOURCE, MODEL)
    own = {**there[RESIDUE]["own"], "gpu": "L40S", "number": Num("8"), "machine_id": Num("8")}
    done = conversion({**there, RESIDUE: {**there[RESIDUE], "own": own}}, RUN)
    assert read(done.data) == {**SOURCE, "gpu": "L40S", "number": Num("8"), "machine_id": None}
    reason = "the schema rejects the value in the residue"
    assert done.losses == (rb.Loss(kind="ignored", field="machine_id", reason=reason),)


def test_a_text_of_something_else_is_reported() -> None:
    from runbridge._runtime.conversion import encode_text

    there = {**hop(SOURCE, MODEL), RESIDUE: json.loads(encode_text(b'{"of":"workflow-run-model","x":1}'))}
    done = conversion(there, RUN)
    assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason="it is not well-formed")


def test_a_residue_is_bound_to_name_and_version_of_its_bridge() -> None:
    there = hop(SOURCE, MODEL)
    assert there[RESIDUE]["bridge"] == "workflow-run-model/1"
    for bridge in ("other/1", "workflow-run-model/2", "2", "workflow-run-model/1/"):
        done = conversion({**there, RESIDUE: {**there[RESIDUE], "bridge": bridge}}, RUN)
        reason = "it is not of version 1 of the bridge"
        assert done.losses[0] == rb.Loss(kind="ignored", field=RESIDUE, reason=reason)


@pytest.mark.parametrize("first", ["embed", "text"])
@pytest.mark.parametrize("second", ["embed", "text"])
@given(data=st.data())
def test_a_residue_nests_in_another(first: str, second: str, data: st.DataObject) -> None:
    run = data.draw(records(RUN, unknown=False))
    # The residue of a third format, with which the run came to the hub.
    inner: Any = {
        "of": "acme-run",
        "bridge": "acme-run/1",
        "id": run["id"],
        "own": {"shard": Num("3")},
        "absent": ["a"],
    }
    run[RESIDUE] = write(inner).decode() if first == "text" else inner
    there = hop(run, RUN, residue=second)
    assert hop(there, MODEL) == run
    again = hop(there, MODEL, residue=first)
    assert hop(again, RUN, residue=second) == there


def test_conversions_of_text_residues_are_batched() -> None:
    from collections import Counter

    from runbridge.options import ConvertOptions
    from runbridge.record.batch import convert_lines
    from runbridge.record.convert import make_converter

    sources = [SOURCE, plain(MODEL), {**plain(MODEL), "costUsd": Num("3"), "batch": None}]
    there = make_converter(MODEL, ConvertOptions(target=RUN, residue="text", set={"userId": "u", "workspaceId": "w"}))
    chunk = b"".join(write(source) + b"\n" for source in sources)
    batch = convert_lines(there, chunk, Counter())
    assert batch is not None
    assert batch.data.splitlines() == [there.convert(write(source)).data for source in sources]
    back = make_converter(RUN, ConvertOptions(target=MODEL, set={"userId": "u", "workspaceId": "w"}))
    restored = convert_lines(back, batch.data, Counter())
    assert restored is not None
    assert [read(line) for line in restored.data.splitlines()] == sources
    assert convert_lines(back, batch.data.replace(b"H100", b"L40S"), Counter()) is None


@pytest.mark.parametrize("data", [b'"', b'"\\x"', b'"\xff"'])
def test_text_that_is_not_json_is_not_a_residue(data: bytes) -> None:
    assert parse_residue(data) == ParsedResidue()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (msgspec.UNSET, False),
        (msgspec.Raw(b"null"), False),
        (msgspec.Raw(b"true"), False),
        (msgspec.Raw(b"12"), False),
        (msgspec.Raw(b"1.5"), True),
        (msgspec.Raw(b"12345678901234567890"), True),
        (msgspec.Raw(b"[]"), True),
        (msgspec.Raw(b'"queued"'), False),
        (msgspec.Raw(b'"[1]"'), True),
        (msgspec.Raw(b'"12"'), True),
        (msgspec.Raw(b'"2026-03-14"'), True),
    ],
)
def test_values_that_another_tool_may_have_changed(value: msgspec.Raw | msgspec.UnsetType, expected: bool) -> None:
    assert is_uncertain(value) == expected
