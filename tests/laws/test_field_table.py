"""The two documented formats against a table that was written by hand: schemas and bridge say what it says."""

from typing import Any

import pytest

from runbridge.laws.json_tokens import MISSING, Num, Record
from runbridge.laws.record_strategies import fields_of
from runbridge.laws.subject import subject_of
from tests.laws.fields import FIELDS, MODEL, ORIGIN_LEFT, ORIGIN_RIGHT, RUN, SOURCES, STATUS_LEFT, STATUS_RIGHT, other
from tests.laws.hops import hop, without_residue
from tests.laws.records import plain


@pytest.mark.parametrize("form", [MODEL, RUN])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_the_schema_has_the_fields_of_the_table(form: str, profile: str) -> None:
    found = {
        name: (field.is_nullable, field.is_omittable)
        for name, field in fields_of(subject_of(form, other(form), profile)).items()
    }
    lax = profile == "tolerant"
    assert found == {
        name: (field.nullable or (lax and field.optional), field.optional or (lax and field.nullable))
        for name, field in FIELDS[form].items()
    }


@pytest.mark.parametrize("form", [MODEL, RUN])
def test_the_bridge_has_the_sources_of_the_table(form: str) -> None:
    rules = subject_of(other(form), form).rules
    found = {name: {source.field for source in rules.sources_of(name)} for name in FIELDS[form]}
    assert found == {name: {*SOURCES[form].get(name, ())} for name in FIELDS[form]}


@pytest.mark.parametrize(("form", "tables"), [(MODEL, (STATUS_RIGHT, ORIGIN_RIGHT)), (RUN, (STATUS_LEFT, ORIGIN_LEFT))])
def test_tables_convert_as_the_table_says(form: str, tables: tuple[dict[str, str], ...]) -> None:
    names = {MODEL: ("status", "origin"), RUN: ("status", "triggeredBy")}
    for name, counterpart, table in zip(names[form], names[other(form)], tables, strict=True):
        for value, converted in table.items():
            assert hop({**plain(form), name: value}, form)[counterpart] == converted


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


@pytest.mark.parametrize("status", STATUS_RIGHT)
@pytest.mark.parametrize("origin", ORIGIN_RIGHT)
@pytest.mark.parametrize("realtime", [True, False, MISSING])
def test_l1_holds_for_every_value_of_every_vocabulary(status: str, origin: str, realtime: Any) -> None:
    record = {**plain(MODEL), "status": status, "origin": origin}
    record = {**record, "is_realtime": realtime} if realtime is not MISSING else without(record, "is_realtime")
    assert hop(hop(record, MODEL), RUN) == record


def without(record: Record, name: str) -> Record:
    return {key: value for key, value in record.items() if key != name}


@pytest.mark.parametrize("edit", STATUS_LEFT)
@pytest.mark.parametrize("status", STATUS_RIGHT)
def test_every_status_edited_to_every_status_of_a_run(status: str, edit: str) -> None:
    record = {**plain(MODEL), "status": status}
    there = hop(record, MODEL)
    back = hop({**there, "status": edit}, RUN)
    assert back["status"] == (status if edit == there["status"] else STATUS_LEFT[edit])
    assert hop(back, MODEL)["status"] == edit


@pytest.mark.parametrize("edit", STATUS_RIGHT)
@pytest.mark.parametrize("status", STATUS_LEFT)
def test_every_status_of_a_run_edited_to_every_status_of_a_model(status: str, edit: str) -> None:
    run = {**plain(RUN), "status": status}
    there = hop(run, RUN)
    back = hop({**there, "status": edit}, MODEL)
    assert back["status"] == (status if edit == there["status"] else STATUS_RIGHT[edit])
    assert hop(back, RUN)["status"] == edit


@pytest.mark.parametrize("edit", ORIGIN_LEFT)
@pytest.mark.parametrize("origin", ORIGIN_RIGHT)
def test_every_origin_edited_to_every_trigger(origin: str, edit: str) -> None:
    there = hop({**plain(MODEL), "origin": origin}, MODEL)
    back = hop({**there, "triggeredBy": edit}, RUN)
    assert back["origin"] == (origin if edit == there["triggeredBy"] else ORIGIN_LEFT[edit])
    assert hop(back, MODEL)["triggeredBy"] == edit


@pytest.mark.parametrize("edit", ["wfl_2", "agt_2", "wfl_w-1", "w-1"])
@pytest.mark.parametrize("subject", ["wfl_w-1", "agt_w-1", "w-1", "wfl_wfl_w-1"])
def test_every_subject_edited_to_every_workflow(subject: str, edit: str) -> None:
    there = hop({**plain(RUN), "subjectId": subject}, RUN)
    back = hop({**there, "workflow_id": edit}, MODEL)
    assert back["subjectId"] == (subject if edit == there["workflow_id"] else f"wfl_{edit}")


@pytest.mark.parametrize(
    ("found", "comes_back"),
    [("0", "0.000"), ("0.0", "0.000"), ("-0", "0.000"), ("1.4e-836", "1.4e-839"), ("5e-324", "5e-327")],
)
def test_a_number_that_a_tool_printed_anew_is_no_edit_and_any_other_is(found: str, comes_back: str) -> None:
    there = hop({**plain(MODEL), "duration": Num("0.000")}, MODEL)
    changed = {**there, "durationMs": Num(found)}
    back = hop(changed, RUN)
    assert back["duration"] == Num(comes_back)
    assert hop(back, MODEL)["durationMs"] == Num(found)


@pytest.mark.parametrize(("org", "user"), [("o", "u"), (None, "u"), ("o", None), (None, None)])
@pytest.mark.parametrize("changes", [{"workspaceId": "x"}, {"userId": "x"}, {"workspaceId": "x", "userId": "x"}, {}])
def test_null_owners_come_back_only_without_edits(org: Any, user: Any, changes: Record) -> None:
    record = {**plain(MODEL), "org_id": org, "user_id": user}
    there = hop(record, MODEL)
    changed = {**there, **changes}
    back = hop(changed, RUN)
    assert without_residue(hop(back, MODEL)) == without_residue(changed)
    if not changes:
        assert back == record
    if "userId" in changes:
        assert back["user_id"] == "x"
