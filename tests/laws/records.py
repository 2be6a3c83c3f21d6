"""Records of the two documented formats: the derived strategies under the names of their formats, and a plain one."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from runbridge.laws import record_strategies
from runbridge.laws.json_tokens import Num, Record
from runbridge.laws.schema_values import EVERY, HELD
from runbridge.laws.subject import subject_of
from tests.laws.fields import FIELDS, MODEL, RUN, other

_SUBJECT = subject_of(MODEL, RUN)
#: What every hop is given, so that no record needs to be rejected.
OPTIONS: dict[str, Any] = {"set": _SUBJECT.set, "map": _SUBJECT.map}

#: Properties draw the format and the profile, so that each runs for all of them in turn.
formats = st.sampled_from([MODEL, RUN])
profiles = st.sampled_from(["published", "tolerant"])


def records(
    form: str, profile: str = "published", *, unknown: bool = True, held: bool = False
) -> SearchStrategy[Record]:
    """Valid records; with `held`, those that Python's types represent."""
    subject = subject_of(form, other(form), profile)
    return record_strategies.records(subject, HELD if held else EVERY, unknown=unknown)


def plain(form: str) -> Record:
    """One unremarkable record, for cases that differ from it in a single field."""
    return dict(_PLAIN[form])


_PLAIN: dict[str, Record] = {
    MODEL: {
        **{name: None for name, field in FIELDS[MODEL].items() if field.nullable and not field.optional},
        "id": "run-1",
        "workflow_id": "w-1",
        "origin": "api",
        "status": "success",
        "created_at": "2026-01-02T03:04:05Z",
        "updated_at": "2026-01-02T03:04:06Z",
        "user_id": "user_1",
        "org_id": "org_1",
        "number": Num("0"),
        "is_realtime": False,
        "ended_at": None,
        "started_at": None,
    },
    RUN: {
        **{name: None for name, field in FIELDS[RUN].items() if field.nullable},
        "id": "run-1",
        "workspaceId": "org_1",
        "subjectId": "wfl_w-1",
        "status": "completed",
        "mode": "async",
        "triggeredBy": "event",
        "userId": "user_1",
        "createdAt": "2026-01-02T03:04:05Z",
        "updatedAt": "2026-01-02T03:04:06Z",
    },
}
