"""L1, L2, L8, L9, L10, L11: there and back without anything in between but a tool that prints numbers anew."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from tests.laws.fields import FIELDS, MODEL, ORIGIN_RIGHT, RUN, SOURCES, STATUS_RIGHT, other
from tests.laws.hops import RESIDUE, conversion, hop, reported, without_residue
from tests.laws.records import KINDS, MISSING, OPTIONS, Record, formats, plain, plain_numbers, profiles, records, texts
from tests.laws.tokens import Num, by_value, read, write


@given(form=formats, profile=profiles, data=st.data())
def test_l1_round_trip_is_exact_and_a_third_hop_changes_nothing(form: str, profile: str, data: st.DataObject) -> None:
    record = data.draw(records(form, profile))
    there = hop(record, form, profile=profile)
    assert rb.validate(write(there), other(form), profile=profile) == []
    back = hop(there, other(form), profile=profile)
    assert back == record
    assert hop(back, form, profile=profile) == there


def _one_field_cases() -> list[Any]:
    cases = []
    for form, fields in FIELDS.items():
        for name, field in fields.items():
            for profile in ("published", "tolerant"):
                tolerant = profile == "tolerant"
                if field.nullable or (field.optional and tolerant):
                    cases.append(pytest.param(form, profile, name, None, id=f"{form}-{profile}-{name}-null"))
                if field.optional or (field.nullable and tolerant):
                    cases.append(pytest.param(form, profile, name, MISSING, id=f"{form}-{profile}-{name}-absent"))
    return cases


@pytest.mark.parametrize(("form", "profile", "name", "value"), _one_field_cases())
def test_l1_holds_for_each_field_null_or_missing(form: str, profile: str, name: str, value: Any) -> None:
    record = {**plain(form), name: value}
    if value is MISSING:
        del record[name]
    there = hop(record, form, profile=profile)
    assert hop(there, other(form), profile=profile) == record


@given(form=formats, data=st.data())
def test_l1_holds_for_each_field_with_any_value(form: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(FIELDS[form])))
    record = {**plain(form), name: data.draw(KINDS[FIELDS[form][name].kind])}
    assert hop(hop(record, form), other(form)) == record


@pytest.mark.parametrize("status", [*STATUS_RIGHT, "paused", "odd=one:"])
@pytest.mark.parametrize("origin", [*ORIGIN_RIGHT, "cron"])
@pytest.mark.parametrize("realtime", [True, False, MISSING])
def test_l1_holds_for_every_value_of_every_vocabulary(status: str, origin: str, realtime: Any) -> None:
    record = {**plain(MODEL), "status": status, "origin": origin}
    record = {**record, "is_realtime": realtime} if realtime is not MISSING else without(record, "is_realtime")
    assert hop(hop(record, MODEL), RUN) == record


def without(record: Record, name: str) -> Record:
    return {key: value for key, value in record.items() if key != name}


@given(data=st.data())
def test_l2_a_model_created_from_a_run_gives_the_run_again(data: st.DataObject) -> None:
    run = data.draw(records(RUN, unknown=False))
    created = conversion(run, RUN, residue="drop")
    model = read(created.data)
    again = hop(model, MODEL, residue="drop")
    for name in SOURCES[RUN]:
        if _has_counterpart(name, run):
            assert again[name] == run[name]
    assert reported(created, "defaulted") == [
        name for name, field in FIELDS[MODEL].items() if name not in SOURCES[MODEL] and not field.optional
    ]


def _has_counterpart(name: str, run: Record) -> bool:
    """Whether some model says what the run says in a field: what the table sends to it, in its own representation."""
    value = run[name]
    match name:
        case "status":
            return value not in ("paused", "waiting")
        case "triggeredBy":
            return value in ("user", "event")
        case "subjectId":
            return bool(value.startswith("wfl_"))
        case "output":
            return value is None or _is_outputs(value)
        case "durationMs":
            return value is None or _is_canonical(value.token)
        case _:
            return True


def _is_outputs(value: Any) -> bool:
    model = {**plain(MODEL), "outputs": value}
    return rb.validate(write(model), MODEL) == []


def _is_canonical(token: str) -> bool:
    return "e" not in token.lower() and not ("." in token and token.endswith("0"))


@given(data=st.data())
def test_l2_a_run_created_from_a_model_gives_its_mapped_fields_again(data: st.DataObject) -> None:
    model = {
        **data.draw(records(MODEL, unknown=False)),
        "status": data.draw(st.sampled_from(["not-started", "running", "success", "failed", "timeout", "cancelled"])),
        "origin": data.draw(st.sampled_from(["manual", "api"])),
        "org_id": data.draw(texts),
        "user_id": data.draw(texts),
        "duration": Num("12.25"),
    }
    created = conversion(model, MODEL, residue="drop")
    again = hop(read(created.data), RUN, residue="drop")
    for name in SOURCES[MODEL]:
        if name in model and not (name == "is_realtime" and model[name] is None):
            assert again[name] == model[name]
    assert reported(created, "defaulted") == ["parentRunId", "error", "cfWorkflowId"]


@given(form=formats, profile=profiles, data=st.data())
def test_l8_after_drop_exactly_the_reported_fields_differ(form: str, profile: str, data: st.DataObject) -> None:
    record = data.draw(records(form, profile))
    dropped = conversion(record, form, profile=profile, residue="drop")
    back = without_residue(hop(read(dropped.data), other(form), profile=profile))
    differing = {
        name
        for name in record.keys() | back.keys()
        if name not in record or name not in back or record[name] != back[name]
    }
    assert sorted(reported(dropped, "dropped")) == sorted(differing)


@given(form=formats, data=st.data())
def test_l8_nothing_is_dropped_when_there_is_a_residue(form: str, data: st.DataObject) -> None:
    record = data.draw(records(form))
    for mode in ("embed", "sidecar"):
        assert reported(conversion(record, form, residue=mode), "dropped") == []


@given(form=formats, data=st.data())
def test_l9_an_unknown_field_never_becomes_one_of_the_other_format(form: str, data: st.DataObject) -> None:
    record = data.draw(records(form, unknown=False))
    theirs = [name for name in FIELDS[other(form)] if name not in FIELDS[form]]
    name = data.draw(st.sampled_from(theirs))
    decoy = data.draw(KINDS[FIELDS[other(form)][name].kind])
    assert without_residue(hop({**record, name: decoy}, form)) == without_residue(hop(record, form))


@given(form=formats, data=st.data())
def test_l9_foreign_data_under_residue_stays_data(form: str, data: st.DataObject) -> None:
    record = data.draw(records(form))
    record[RESIDUE] = data.draw(
        st.sampled_from(
            [
                Num("1"),
                {},
                {"of": other(form), "id": record["id"]},
                {"of": other(form), "bridge": "1", "id": record["id"], "own": []},
                {"of": other(form), "bridge": "1", "id": record["id"], "more": True},
                {"of": form, "bridge": "1", "id": record["id"], "own": {"parentRunId": "x", "gpu": "x"}},
                {"of": other(form), "bridge": "0", "id": record["id"], "own": {"parentRunId": "x", "gpu": "x"}},
            ]
        )
    )
    there = hop(record, form)
    assert there[RESIDUE]["own"][RESIDUE] == record[RESIDUE]
    assert hop(there, other(form)) == record


@given(data=st.data())
def test_l9_foreign_data_under_residue_is_displaced_and_comes_back(data: st.DataObject) -> None:
    record = {**data.draw(records(MODEL)), RESIDUE: "mine"}
    there = {**hop(record, MODEL), "costUsd": Num("3")}
    back = hop(there, RUN)
    assert without_residue(back) == without_residue(record)
    assert back[RESIDUE]["displaced"] == "mine"
    assert without_residue(hop(back, MODEL)) == without_residue(there)
    assert hop(hop(back, MODEL), RUN) == back


def printed_by_javascript(text: bytes) -> bytes:
    """What JSON.stringify(JSON.parse(text)) prints, as far as numbers go."""
    return json.dumps(json.loads(text, parse_int=float), ensure_ascii=False).replace(".0,", ",").encode()


def printed_by_orjson(text: bytes) -> bytes:
    return orjson.dumps(orjson.loads(text))


def printed_by_python(text: bytes) -> bytes:
    """Python's json: everything outside ASCII becomes an escape."""
    return json.dumps(json.loads(text), indent=2).encode()


@pytest.mark.parametrize("tool", [printed_by_javascript, printed_by_orjson, printed_by_python])
def test_l10_other_escapes_are_no_edit(tool: Any) -> None:
    run = {**plain(RUN), "subjectId": "é中🙂", "status": "waiting", "durationMs": Num("12")}
    assert read(rb.convert(tool(conversion(run, RUN).data), RUN, MODEL).data) == run


@pytest.mark.parametrize("tool", [printed_by_javascript, printed_by_orjson, printed_by_python])
@given(form=formats, data=st.data())
def test_l10_a_tool_that_rewrites_the_record_does_not_edit_it(form: str, tool: Any, data: st.DataObject) -> None:
    record = _survivable(data.draw(records(form, unknown=False)), data)
    there = conversion(record, form).data
    back = read(rb.convert(tool(there), form, other(form), **OPTIONS).data)
    for name in SOURCES[form]:
        assert (name in back) == (name in record)
        if name in record:
            assert by_value(back[name]) == by_value(record[name])


def _survivable(record: Record, data: st.DataObject) -> Record:
    """The record with numbers and text that tools working in double and UTF-8 keep."""
    opaque = st.fixed_dictionaries({"seed": plain_numbers, "on": st.booleans()})
    changed: Record = {}
    for name, value in record.items():
        kind = next(field.kind for field_name, field in FIELDS[_form_of(record)].items() if field_name == name)
        if isinstance(value, Num):
            changed[name] = data.draw(plain_numbers) if kind == "number" else Num("7")
        elif kind in ("opaque", "output") and value is not None:
            changed[name] = data.draw(opaque)
        elif kind == "outputs":
            changed[name] = []
        elif isinstance(value, str) and kind in ("text", "subject"):
            changed[name] = value.encode("utf-8", "replace").decode()
        else:
            changed[name] = value
    return changed


def _form_of(record: Record) -> str:
    return MODEL if "workflow_id" in record else RUN


@given(number=plain_numbers)
def test_l10_durations_come_back_from_rewritten_milliseconds(number: Num) -> None:
    record = {**plain(MODEL), "duration": number}
    back = hop(read(printed_by_orjson(conversion(record, MODEL).data)), RUN)
    assert by_value(back["duration"]) == by_value(number)


@given(form=formats, profile=profiles, data=st.data())
def test_l11_embed_and_sidecar_are_the_same_conversion(form: str, profile: str, data: st.DataObject) -> None:
    record = data.draw(records(form, profile))
    embedded = conversion(record, form, profile=profile)
    beside = conversion(record, form, profile=profile, residue="sidecar")
    assert without_residue(read(embedded.data)) == without_residue(read(beside.data))
    assert embedded.losses == beside.losses
    back = conversion(read(beside.data), other(form), profile=profile, sidecar=beside.residue)
    assert read(back.data) == record
    assert back.losses == conversion(read(embedded.data), other(form), profile=profile).losses
