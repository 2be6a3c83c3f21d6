"""Hypothesis strategies for records of both formats, written from the field table."""

from math import isinf
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.laws.fields import FIELDS, MODEL, ORIGIN_LEFT, ORIGIN_RIGHT, RUN, STATUS_LEFT, STATUS_RIGHT, Field, other
from tests.laws.tokens import Num

Record = dict[str, Any]

#: What both hops of a round trip are given, so that nothing needs to be rejected.
OPTIONS: dict[str, Any] = {
    "set": {"userId": "user_set", "workspaceId": "wsp_set"},
    "map": {"status": {"paused": "running", "odd=one:": "waiting"}, "origin": {"cron": "agent"}},
}

#: Properties draw the format and the profile, so that each runs for all of them in turn.
formats = st.sampled_from([MODEL, RUN])
profiles = st.sampled_from(["published", "tolerant"])

MISSING = object()

_surrogates = st.sampled_from(["\ud800", "a\udfffb", "\udc00\ud800"])
texts = (
    st.text(max_size=8)
    | st.sampled_from(["", "wfl_1", "agt_1", "\u0000\u001b[31m", "\u2028", "é中🙂", '"\\/'])
    | _surrogates
)
integers = st.integers(-(10**25), 10**25).map(str)
_fractions = st.from_regex(r"-?(0|[1-9][0-9]{0,3})\.[0-9]{1,18}", fullmatch=True)
_exponents = st.from_regex(r"-?(0|[1-9][0-9]{0,2})(\.[0-9]{1,3})?[eE][+-]?[0-9]{1,3}", fullmatch=True)
_floats = st.floats(0, 1e6).map(repr)
_odd = st.sampled_from(
    ["-0", "0", "-0.0", "0.000", "12.0", "1.50", "1e400", "1" * 30, "9007199254740993", "0e5", "1E+2"]
)
numbers = (integers | _fractions | _exponents | _floats | _odd).map(Num)
#: Numbers that JavaScript, jq and orjson print as they read them.
plain_numbers = (st.integers(0, 10**9).map(str) | st.floats(0.001, 1e6).map(repr)).map(Num)

scalars = st.none() | st.booleans() | numbers | texts
values: SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)

_dates = st.dates().map(lambda date: date.strftime("%Y").zfill(4) + date.strftime("-%m-%d"))
_clocks = st.times().map(lambda time: time.isoformat(timespec="seconds"))
_parts = st.sampled_from(["", ".5", ".123456789", ".000000000000001"])
_offsets = st.sampled_from(["Z", "z", "+00:00", "-00:00", "+05:30", "-23:59"])
held_times = st.builds("{}{}{}{}{}".format, _dates, st.sampled_from("Tt"), _clocks, _parts, _offsets)
#: RFC 3339 has times that datetime does not: leap seconds and the year 0.
times = held_times | st.sampled_from(["1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "0000-02-29T00:00:00Z"])
local_times = st.builds("{}T{}{}".format, _dates, _clocks, _parts)


def _outputs(when: SearchStrategy[str], number: SearchStrategy[Num], value: SearchStrategy[Any]) -> SearchStrategy[Any]:
    media = st.fixed_dictionaries(
        {"url": texts, "type": texts, "filename": texts},
        optional={
            "is_public": st.none() | st.booleans(),
            "subfolder": st.none() | texts,
            "upload_duration": st.none() | number,
            "extra": value,
        },
    )
    output = st.fixed_dictionaries(
        {
            "id": texts,
            "run_id": texts,
            "data": st.dictionaries(texts, st.lists(media | texts | st.booleans(), max_size=2), max_size=2),
            "node_meta": value,
            "created_at": when,
            "updated_at": when,
        },
        optional={"type": st.none() | texts, "node_id": st.none() | texts, "output_id": value},
    )
    return st.lists(output, max_size=2)


outputs = _outputs(times, numbers, values)

KINDS: dict[str, SearchStrategy[Any]] = {
    "text": texts,
    "opaque": values.filter(lambda value: value is not None),
    "origin": st.sampled_from([*ORIGIN_RIGHT, "cron"]),
    "model-status": st.sampled_from([*STATUS_RIGHT, "paused", "odd=one:"]),
    "run-status": st.sampled_from([*STATUS_LEFT]),
    "trigger": st.sampled_from([*ORIGIN_LEFT]),
    "mode": st.sampled_from(["sync", "async"]),
    "subject": texts | texts.map("wfl_{}".format),
    "output": outputs | values.filter(lambda value: value is not None),
    "outputs": outputs,
    "flag": st.booleans(),
    "integer": (integers | st.sampled_from(["0", "-0", "1.0", "1e2", "0.0"])).map(Num),
    "number": numbers,
    "time": times,
}

_held_numbers = numbers.filter(lambda number: not isinf(float(number.token)))
_held_values = st.recursive(
    st.none() | st.booleans() | _held_numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
#: The same, as far as Python's types hold it: what a model can be made of.
HELD_KINDS = {
    **KINDS,
    "opaque": _held_values.filter(lambda value: value is not None),
    "output": _outputs(held_times, _held_numbers, _held_values) | _held_values.filter(lambda value: value is not None),
    "outputs": _outputs(held_times, _held_numbers, _held_values),
    "integer": integers.map(Num),
    # A rule may multiply it by 1000, and NotRepresentable is what follows where no float holds the product.
    "number": _held_numbers.filter(lambda number: not isinf(float(number.token) * 1000)),
    "time": held_times,
}

_unknown_names = st.sampled_from(["queue_position", "costUsd", "(unknown)", "_residue", "a b", "é", "\ud800", ""])


@st.composite
def valid_value(draw: st.DrawFn, field: Field, profile: str, kinds: dict[str, SearchStrategy[Any]] = KINDS) -> Any:
    """A value that the profile allows for a field; MISSING where it may be missing."""
    tolerant = profile == "tolerant"
    choices: list[SearchStrategy[Any]] = [kinds[field.kind]] * 3
    if field.kind == "time" and tolerant:
        choices.append(local_times)
    if field.nullable or (field.optional and tolerant):
        choices.append(st.none())
    if field.optional or (field.nullable and tolerant):
        choices.append(st.just(MISSING))
    return draw(st.one_of(choices))


def unknown_fields(form: str, value: SearchStrategy[Any] = values) -> SearchStrategy[Record]:
    """Fields that the format does not name, some of them named as the other format's are."""
    theirs = [name for name in FIELDS[other(form)] if name not in FIELDS[form]]
    # A residue for this record is not an unknown field (test_residue.py has those), and a null in its place is dropped.
    return st.dictionaries(_unknown_names | st.sampled_from(theirs) | texts, value, max_size=3).map(
        lambda fields: {
            name: value
            for name, value in fields.items()
            if name not in FIELDS[form] and not (name == "_residue" and value is None)
        }
    )


@st.composite
def records(
    draw: st.DrawFn, form: str, profile: str = "published", *, unknown: bool = True, held: bool = False
) -> Record:
    """A valid record; how many fields are missing or null varies from none to all that may be.

    With `held` it is one that Python's types hold.
    """
    kinds = HELD_KINDS if held else KINDS
    density = draw(st.sampled_from(["full", "null", "absent", "mixed"]))
    record: Record = {}
    for name, field in FIELDS[form].items():
        value = (
            draw(valid_value(field, profile, kinds))
            if density == "mixed"
            else _dense(draw, field, profile, density, kinds)
        )
        if value is not MISSING:
            record[name] = value
    if unknown:
        record |= draw(unknown_fields(form, _held_values if held else values))
    if draw(st.booleans()):
        record = dict(draw(st.permutations(list(record.items()))))
    return record


def _dense(draw: st.DrawFn, field: Field, profile: str, density: str, kinds: dict[str, SearchStrategy[Any]]) -> Any:
    tolerant = profile == "tolerant"
    if density == "null" and (field.nullable or (field.optional and tolerant)):
        return None
    if density == "absent" and (field.optional or (field.nullable and tolerant)):
        return MISSING
    return draw(kinds[field.kind])


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
