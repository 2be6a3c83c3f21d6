"""Changes that are made to records are all found, with exact counts, and nothing else is."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from runbridge.drift.report import Report
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.schemas.record_schema import dotted, shape_of
from tests.drift.drift_samples import line, member, output, seen
from tests.laws.records import records as valid_records
from tests.pipeline.sample_records import MODEL, RUN, model, run
from tests.schemas import reference_validator
from tests.schemas.mutants import garbled, mutants

Record = dict[str, Any]
#: Kind, field and detail of some drift.
Kind = tuple[str, str, str | None]


class RecordChange(NamedTuple):
    """A change to one field of a record that a live service may make, and the drift that it causes."""

    field: str
    apply: Callable[[Record], None]
    drift: dict[Kind, int]


def _set(name: str, value: Any, *drift: Kind) -> RecordChange:
    return RecordChange(name, lambda record: record.update({name: value}), dict.fromkeys(drift, 1))


def _drop(name: str) -> RecordChange:
    return RecordChange(name, lambda record: record.pop(name), {("missing", name, None): 1})


def _inside(change: Callable[[list[Any]], None], drift: dict[Kind, int]) -> RecordChange:
    return RecordChange("outputs", lambda record: change(record["outputs"]), drift)


CHANGES = {
    MODEL: [
        _set("queue_position", 3, ("unknown", "queue_position", "integer")),
        _set("batch_id", None, ("unknown", "batch_id", "null")),
        _set("a.b\n", [1], ("unknown", '"a.b\\n"', "array")),
        _drop("workflow_api"),
        _drop("gpu"),
        _drop("id"),
        _set("id", None, ("null", "id", "null")),
        _set("id", 5, ("type", "id", "integer")),
        _set("number", 1.5, ("type", "number", "number")),
        _set("number", 1.0),
        _set("number", 2**64),
        _set("status", "paused", ("value", "status", "paused")),
        _set("status", "", ("value", "status", "")),
        _set("status", True, ("type", "status", "boolean")),
        _set("created_at", "2025-08-29T02:35:19.907123456Z"),
        _set("created_at", "2025-08-29T02:35:19", ("time", "created_at", "no offset with seconds")),
        _set("updated_at", "2025-08-29T04:35:19+02:00"),
        _set("updated_at", "2025-02-30T04:35:19Z", ("time", "updated_at", "Z with seconds and no such time")),
        _set("workflow_inputs", {"workflow_id": 1, "created_at": "not a time"}),
        _set("org_id", None),
        _set("outputs", None, ("null", "outputs", "null")),
        _set("outputs", []),
        _inside(lambda outputs: outputs.append(None), {("null", "outputs[]", "null"): 1}),
        _inside(
            lambda outputs: outputs.extend([output(output_id="x"), output(output_id="y")]),
            {("unknown", "outputs[].output_id", "string"): 2},
        ),
        _inside(
            lambda outputs: outputs.append(output(data={"images": [{"url": "u", "type": "t"}, 3, 4]})),
            {
                ("missing", "outputs[].data.*[].filename", None): 1,
                ("type", "outputs[].data.*[]", "integer"): 2,
            },
        ),
    ],
    RUN: [
        _set("costUsd", 0.0031, ("unknown", "costUsd", "number")),
        _set("tags", ["nightly"], ("unknown", "tags", "array")),
        _drop("parentRunId"),
        _drop("subjectId"),
        _set("subjectId", 7, ("type", "subjectId", "integer")),
        _set("status", "odd", ("value", "status", "odd")),
        _set("mode", None, ("null", "mode", "null")),
        _set("durationMs", 0.30000000000000004),
        _set("durationMs", "12", ("type", "durationMs", "string")),
        _set("createdAt", "2025-08-29 02:35:19Z", ("time", "createdAt", "Z with seconds and a space")),
        _set("createdAt", None, ("null", "createdAt", "null")),
        _set("input", {"seed": 9007199254740993}),
    ],
}


@st.composite
def changed_records(draw: st.DrawFn, form: str) -> tuple[Record, dict[Kind, int]]:
    """A record with up to three changes, each of another field, and the drift that they cause."""
    changes = draw(st.lists(st.sampled_from(CHANGES[form]), max_size=3, unique_by=lambda change: change.field))
    record: Record = json.loads(model(outputs=[output()]) if form == MODEL else run())
    found: Counter[Kind] = Counter()
    for change in changes:
        change.apply(record)
        found.update(change.drift)
    return record, found


def assert_adds_up(report: Report) -> None:
    """Assert that every field is present or missing in every object that could have it, and each value has one type."""
    objects = {each.path: each.types.get("object", 0) for each in report.members}
    assert objects[()] <= report.read == report.records - sum(report.broken.values())
    for each in report.members:
        assert each.present + each.missing == each.of
        assert sum(each.types.values()) == each.present
        if each.path and not each.is_element:
            assert each.of == objects[each.path[:-1]]
        assert sum(each.times.values()) <= each.types.get("string", 0)
    unknown = sum(each.present for each in report.members if not each.is_known)
    assert sum(each.count for each in report.drift if each.kind == "unknown" and each.detail is not None) == unknown


@given(form=st.sampled_from(sorted(CHANGES)), data=st.data())
def test_every_change_is_counted_exactly(form: str, data: st.DataObject) -> None:
    # A file of broken lines alone would not be taken for lines.
    made = [data.draw(changed_records(form)), *data.draw(st.lists(changed_records(form) | st.none(), max_size=8))]
    report = seen(*(b"{" if each is None else line(each[0]) for each in made), form=form)
    counts: Counter[Kind] = Counter()
    in_records: Counter[Kind] = Counter()
    first: dict[Kind, int] = {}
    for number, each in enumerate(made, start=1):
        for kind, count in each[1].items() if each else ():
            counts[kind] += count
            in_records[kind] += 1
            first.setdefault(kind, number)
    assert {(each.kind, dotted(each.path), each.detail): each.count for each in report.drift} == counts
    assert {(each.kind, dotted(each.path), each.detail): each.records for each in report.drift} == in_records
    assert {(each.kind, dotted(each.path), each.detail): each.first.record for each in report.drift} == first
    broken = made.count(None)
    assert (report.records, report.broken) == (len(made), {"invalid-json": broken} if broken else {})
    assert_adds_up(report)
    if form == MODEL and report.read:
        times = Counter(each[0]["created_at"] for each in made if each and "created_at" in each[0])
        representation = member(report, "created_at").times
        assert representation.get("Z with nanoseconds", 0) == times["2025-08-29T02:35:19.907123456Z"]


@given(form=st.sampled_from(sorted(CHANGES)), profile=st.sampled_from(["published", "tolerant"]), data=st.data())
def test_invalid_records_drift_and_valid_records_do_not(form: str, profile: str, data: st.DataObject) -> None:
    text = data.draw(mutants(form) | garbled(form)).replace(b"\n", b" ")
    report = seen(text, form=form, profile=profile)
    assert_adds_up(report)
    members = {node.path: node for node in _nodes(shape_of(FORMATS[form], profile))}
    against = [
        each
        for each in report.drift
        if each.kind not in ("unknown", "value") or (each.kind == "value" and members[each.path].closed)
    ]
    is_valid = report.read == report.records == 1 and not against
    assert is_valid == reference_validator.says_valid(text, form, profile, strict=False)


def _nodes(node: Any) -> Any:
    yield node
    for child in (*node.members.values(), node.items, node.values):
        if child is not None:
            yield from _nodes(child)


@given(form=st.sampled_from(sorted(CHANGES)), profile=st.sampled_from(["published", "tolerant"]), data=st.data())
def test_valid_records_drift_by_unknown_fields_and_new_values_only(
    form: str, profile: str, data: st.DataObject
) -> None:
    records = data.draw(st.lists(valid_records(form, profile), max_size=3))
    report = seen(*map(write, records), form=form, profile=profile)
    assert {each.kind for each in report.drift} <= {"unknown", "value"}
    assert report.read == len(records)
    assert_adds_up(report)
    for name in set[str]().union(*records):
        tokens = [write(record[name]) for record in records if name in record]
        path = dotted((name,))
        (found,) = [each for each in report.members if each.path == (name,)]
        assert (found.shown, found.present, found.nulls) == (path, len(tokens), tokens.count(b"null"))
