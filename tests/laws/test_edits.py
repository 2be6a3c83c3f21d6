"""L3 and L4: what is edited between two hops stays edited, what is not comes back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.fields import FIELDS, MODEL, ORIGIN_LEFT, ORIGIN_RIGHT, RUN, SOURCES, STATUS_LEFT, STATUS_RIGHT, other
from tests.laws.hops import RESIDUE, hop, without_residue
from tests.laws.records import MISSING, Record, formats, plain, profiles, records, valid_value, values


@st.composite
def edits(draw: st.DrawFn, form: str, profile: str) -> Record:
    """New values for some fields of a record, MISSING to take one out; never the id, which the residue is bound to."""
    names = draw(st.lists(st.sampled_from([name for name in FIELDS[form] if name != "id"]), min_size=1, max_size=4))
    changed = {name: draw(valid_value(FIELDS[form][name], profile)) for name in names}
    return changed | draw(st.dictionaries(st.sampled_from(["costUsd", "gpu_hours"]), values, max_size=2))


def edited(record: Record, changes: Record) -> Record:
    merged = {**record, **changes}
    return {name: value for name, value in merged.items() if value is not MISSING}


@given(form=formats, profile=profiles, data=st.data())
def test_l3_l4_edits_win_and_the_rest_comes_back(form: str, profile: str, data: st.DataObject) -> None:
    record = data.draw(records(form, profile))
    there = hop(record, form, profile=profile)
    changes = data.draw(edits(other(form), profile))
    changed = edited(there, changes)
    back = hop(changed, other(form), profile=profile)
    # L3: go again, and the edited record is there, field by field.
    assert without_residue(hop(back, form, profile=profile)) == without_residue(changed)
    # L4: a field that no edit touched is what it was.
    for name in (record.keys() | back.keys()) - {RESIDUE}:
        sources = SOURCES[form].get(name, ())
        if name not in FIELDS[form] or all(_same(there, changed, source) for source in sources):
            assert (name in back) == (name in record)
            assert name not in record or back[name] == record[name]


def _same(one: Record, two: Record, name: str) -> bool:
    return bool(one.get(name, MISSING) == two.get(name, MISSING))


@pytest.mark.parametrize("edit", STATUS_LEFT)
@pytest.mark.parametrize("status", [*STATUS_RIGHT, "paused", "odd=one:"])
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
@pytest.mark.parametrize("origin", [*ORIGIN_RIGHT, "cron"])
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
