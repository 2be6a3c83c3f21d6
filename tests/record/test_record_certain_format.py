"""Where the format of valid records is certain, it is what would be detected for each of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from runbridge._runtime.registry import NAME, Detection
from runbridge._runtime.schema import load_schema
from runbridge.formats import formats_like
from runbridge.known_formats import FORMATS
from runbridge.record.certain_format import is_certain
from tests.schemas.samples import MODEL, PROFILES, RUN

#: All names that formats are detected by, each with a value that declarations look into.
PATHS = {
    path
    for form in FORMATS.values()
    for path in (*form.detection.fields, *form.detection.without, *(path for path, _ in form.detection.values))
}
VALUES: dict[str, Any] = {
    path[0]: {each[1]: 1 for each in PATHS if len(each) > 1 and each[0] == path[0]} for path in PATHS
}
NAMES = sorted({*VALUES, NAME, "more"})
CERTAIN = {MODEL, RUN, "airflow-dag-run", "github-workflow-run"}


@given(
    name=st.sampled_from(sorted(FORMATS)),
    profile=st.sampled_from(PROFILES),
    unknown=st.lists(st.sampled_from(NAMES), max_size=4),
    data=st.data(),
)
def test_records_of_a_certain_format_are_detected_as_such(
    name: str, profile: str, unknown: list[str], data: st.DataObject
) -> None:
    form = FORMATS[name]
    if is_certain(form, profile, unknown):
        schema = load_schema(form, profile)
        more = data.draw(st.sets(st.sampled_from([*sorted(schema["properties"]), *unknown, NAME])))
        fields = {each: VALUES.get(each) for each in {*schema["required"], *more}}
        assert formats_like(fields) == (form,)


@pytest.mark.parametrize("profile", PROFILES)
def test_formats_that_require_what_they_are_detected_by_are_certain(profile: str) -> None:
    found = {name for name, form in FORMATS.items() if is_certain(form, profile, ["more"])}
    assert found == CERTAIN | ({"comfy-webhook-body", "prefect-flow-run"} if profile == "published" else set())


def test_a_format_is_not_certain_with_the_fields_of_another() -> None:
    model = FORMATS[MODEL]
    assert is_certain(model, "published", ["subjectId"])
    assert not is_certain(model, "published", ["subjectId", "workspaceId"])
    # A webhook body has no machine, and a model has one.
    assert is_certain(model, "published", ["run_id"])
    assert not is_certain(model, "tolerant", ["run_id"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"at_least": 13}, False),
        ({"without": (("gpu",),)}, False),
        ({"without": (("more",),)}, True),
        ({"values": ((("status",), ("failed",)),)}, False),
        ({"mostly_known": True}, False),
    ],
    ids=str,
)
def test_the_declaration_of_the_format_itself_must_hold_for_all_records(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], expected: bool
) -> None:
    form = FORMATS[MODEL]
    changed = replace(form, detection=replace(form.detection, **change))
    monkeypatch.setitem(FORMATS, MODEL, changed)
    assert is_certain(changed, "published", []) is expected


@pytest.mark.parametrize(
    ("detection", "expected"),
    [
        (Detection(fields=(("gpu",), ("status",)), at_least=2), False),
        (Detection(fields=(("gpu",), ("other",)), at_least=2), True),
        (Detection(fields=(("gpu",),), at_least=1, without=(("id",),)), True),
        (Detection(fields=(("gpu",),), at_least=1, without=(("id", "inner"),)), False),
        (Detection(fields=(), at_least=0, values=((("status",), ("failed",)),)), False),
        (Detection(fields=(), at_least=0, values=((("other",), ("failed",)),)), True),
    ],
)
def test_no_other_format_may_fit_some_record(
    monkeypatch: pytest.MonkeyPatch, detection: Detection, expected: bool
) -> None:
    monkeypatch.setitem(FORMATS, RUN, replace(FORMATS[RUN], detection=detection))
    assert is_certain(FORMATS[MODEL], "published", []) is expected
