"""The law: a table gives back the records that were exported, except for the limits in the documentation."""

import json
import math
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.laws.json_tokens import Num
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.tables.table_options import LIMITS, UNITS, Unit, limits_text
from tests.laws.fields import FIELDS
from tests.laws.records import records
from tests.pipeline.sample_records import MODEL, RUN, model
from tests.tables.round_trips import export, import_back
from tests.tables.test_tables_times import exactly

MEDIA = {
    **dict.fromkeys(["url", "type", "filename", "subfolder"], "text"),
    "is_public": "flag",
    "upload_duration": "number",
}
OUTPUT = {
    **dict.fromkeys(["id", "run_id", "type", "node_id"], "text"),
    **dict.fromkeys(["created_at", "updated_at"], "time"),
    "node_meta": "opaque",
    "data": "data",
}
#: What the kinds of tests/laws/fields.py are to a table.
OPAQUE = {"opaque", "output"}
KINDS = {"time", "number", "integer", "flag", "outputs", *OPAQUE}
#: How many of its units a second has.
DIGITS = {"us": 10**6, "ns": 10**9}
Change = Callable[[str, Any], Any]


def kinds_of(format: str) -> dict[str, str]:
    return {name: field.kind if field.kind in KINDS else "text" for name, field in FIELDS[format].items()}


def changed(record: dict[str, Any], kinds: dict[str, str], change: Change) -> dict[str, Any]:
    """A record in which each named value is changed by its kind; a field that is to go becomes `...`."""
    fields = {name: _value(value, kinds.get(name, "unknown"), change) for name, value in record.items()}
    return {name: value for name, value in fields.items() if value is not ...}


def _value(value: Any, kind: str, change: Change) -> Any:
    match kind, value:
        case _, None:
            return change("unknown" if kind == "unknown" else "null", None)
        case "outputs", list():
            return [changed(each, OUTPUT, change) for each in value]
        case "data", dict():
            return {change("text", name): [_item(item, change) for item in items] for name, items in value.items()}
        case _:
            return change(kind, value)


def _item(item: Any, change: Change) -> Any:
    if isinstance(item, dict):
        return changed(item, MEDIA, change)
    return change("text" if isinstance(item, str) else "flag", item)


#: What each limit that a record gets through with does to a value of a kind, for both of the records to be compared.
#: Order, white space and escapes are gone when a text has been read.
NORMALIZED: dict[str, Callable[[str, Any, Unit, bool], Any]] = {
    "layout": lambda kind, value, unit, presence: value,
    "escapes": lambda kind, value, unit, presence: value,
    "times": lambda kind, value, unit, presence: moment(value) if kind == "time" else value,
    "seconds": lambda kind, value, unit, presence: math.floor(value * DIGITS[unit]) if kind == "time" else value,
    "numbers": lambda kind, value, unit, presence: (
        Decimal(value.token) if kind in {"number", "integer"} and isinstance(value, Num) else value
    ),
    "digits": lambda kind, value, unit, presence: float(value) if kind == "number" else value,
    "presence": lambda kind, value, unit, presence: ... if kind == "null" and not presence else value,
}


def _is_late(text: str, unit: Unit) -> bool:
    return ":60" not in text and exactly(text, unit) is None


def moment(text: str) -> Decimal:
    """A time that a table can hold, to its last digit."""
    digits = "".join(re.findall(r"\.\d+", text))
    return Decimal(exactly(text.replace(digits, "", 1), "us") or 0) / 10**6 + Decimal(f"0{digits}")


#: What keeps a record from being in a table: for each limit, whether a value of a kind has it.
REFUSED: dict[str, Callable[[str, Any, Unit], bool]] = {
    "leap-seconds": lambda kind, value, unit: kind == "time" and ":60" in value,
    "years": lambda kind, value, unit: kind == "time" and _is_late(value, unit),
    "integers": lambda kind, value, unit: kind == "integer" and not -(2**63) <= Decimal(value.token) < 2**63,
    "range": lambda kind, value, unit: kind == "number" and math.isinf(float(value.token)),
    # The tolerant profile accepts no other types in these formats.
    "types": lambda kind, value, unit: False,
    "surrogates": lambda kind, value, unit: kind == "text" and re.search("[\ud800-\udfff]", value) is not None,
}


def normalized(format: str, record: dict[str, Any], unit: Unit, *, presence: bool) -> dict[str, Any]:
    """A record without what the limits change."""

    def change(kind: str, value: Any) -> Any:
        for limit in NORMALIZED.values():
            value = limit(kind, value, unit, presence)
        return value

    return changed(record, kinds_of(format), change)


def refusals(format: str, record: dict[str, Any], unit: Unit) -> Iterator[str]:
    """The limits that keep a record from being in a table."""
    found: list[str] = []

    def look(kind: str, value: Any) -> Any:
        found.extend(name for name, has in REFUSED.items() if has(kind, value, unit))
        return value

    changed(record, kinds_of(format), look)
    yield from found


def test_round_trip_covers_the_documented_limits() -> None:
    assert {limit.name for limit in LIMITS if limit.outcome == "rejected"} == set(REFUSED)
    assert {limit.name for limit in LIMITS if limit.outcome != "rejected"} == set(NORMALIZED)
    assert all(limits_text().count(f"\n  {limit.text}\n") == 1 for limit in LIMITS)


OPTIONS = st.tuples(st.sampled_from(["published", "tolerant"]), st.booleans(), st.sampled_from(UNITS))


@given(format=st.sampled_from([MODEL, RUN]), options=OPTIONS, data=st.data())
def test_imported_records_equal_exported_records(
    format: str, options: tuple[str, bool, Unit], data: st.DataObject
) -> None:
    profile, presence, unit = options
    given = data.draw(st.lists(records(format, profile), min_size=1, max_size=5))
    lines = [write(record) for record in given]
    held = [record for record in given if not [*refusals(format, record, unit)]]
    with TemporaryDirectory() as folder:
        there = export(Path(folder), lines, format, profile=profile, presence=presence, time_unit=unit)
        again = import_back(there.path)
    refused = {number for number, record in enumerate(given, start=1) if [*refusals(format, record, unit)]}
    assert {each.number for each in there.rejected} == refused
    for each in there.rejected:
        assert {problem.code for problem in each.problems} == {"unrepresentable-value"}
        assert len(each.problems) == len([*refusals(format, given[each.number - 1], unit)])
    assert (again.rejected, again.summary.passed) == ([], len(held))
    found = [normalized(format, read(line), unit, presence=presence) for line in again.lines]
    assert found == [normalized(format, record, unit, presence=presence) for record in held]
    for line in again.lines:
        assert rb.validate(line, format, profile=profile) == []


def with_token(name: str, token: str, **fields: Any) -> bytes:
    """A record with a field as it is written."""
    return model(**fields, **{name: "TOKEN"}).replace(b'"TOKEN"', token.encode())


LATE = "`/created_at` cannot be represented as {}: {}"
US, NS = "timestamp[us, tz=UTC]", "timestamp[ns, tz=UTC]"
#: For each limit what shows it: options, a line, and the line that comes back or the problems.
SHOWN: dict[str, list[tuple[dict[str, Any], bytes, bytes | str]]] = {
    "layout": [
        ({"presence": True}, b" " + model().replace(b'{"id":"run-1",', b'{"gpu":1,"id" : "run-1",') + b"\t", model()),
        (
            {"presence": True},
            b'{"b":1,"a":[ 1,\t2],"gpu":null,' + model()[1:].replace(b'"gpu":null,', b""),
            model(a="A", b=1).replace(b'"A"', b"[ 1,\t2]"),
        ),
    ],
    "escapes": [({"presence": True}, with_token("gpu", r'"\u0041\/é\ud83d\ude42"'), model(gpu="A/é🙂"))],
    "times": [
        (
            {"presence": True},
            model(created_at="2026-01-02t03:04:05.120000+01:00", ended_at="2026-01-02T03:04:05z"),
            model(created_at="2026-01-02T02:04:05.120Z", ended_at="2026-01-02T03:04:05Z"),
        ),
        (
            {"presence": True, "profile": "tolerant"},
            model(created_at="2026-01-02T03:04:05"),
            model(created_at="2026-01-02T03:04:05Z"),
        ),
    ],
    "numbers": [
        ({"presence": True}, with_token("duration", "1.50"), model(duration=1.5)),
        ({"presence": True}, with_token("duration", "1.2E+1"), model(duration=12)),
        ({"presence": True}, with_token("duration", "-0.0"), model(duration=0)),
        ({"presence": True}, with_token("number", "1e2"), model(number=100)),
    ],
    "presence": [
        ({}, b"{" + model()[1:].replace(b',"ended_at":null', b""), model(queued_at=None)),
        (
            {"profile": "tolerant"},
            model(is_realtime=None).replace(b'"gpu":null,', b""),
            model(queued_at=None).replace(b'"is_realtime":false,', b""),
        ),
    ],
    "seconds": [
        (
            {"presence": True},
            model(created_at="2026-01-02T03:04:05.1234569Z"),
            model(created_at="2026-01-02T03:04:05.123456Z"),
        ),
        (
            {"presence": True, "time_unit": "ns"},
            model(created_at="2026-01-02T03:04:05.1234567899Z"),
            model(created_at="2026-01-02T03:04:05.123456789Z"),
        ),
    ],
    "digits": [
        (
            {"presence": True},
            with_token("duration", "0.12345678901234567"),
            model(duration=float("0.12345678901234567")),
        ),
        ({"presence": True}, with_token("duration", "9007199254740993"), model(duration=9007199254740992)),
        ({"presence": True}, with_token("duration", "1e-400"), model(duration=0)),
    ],
    "leap-seconds": [({}, model(created_at="1998-12-31T23:59:60Z"), LATE.format(US, '"1998-12-31T23:59:60Z"'))],
    "years": [
        ({}, model(created_at="0000-12-31T23:59:59Z"), LATE.format(US, '"0000-12-31T23:59:59Z"')),
        ({}, model(created_at="9999-12-31T23:59:59-01:00"), LATE.format(US, '"9999-12-31T23:59:59-01:00"')),
        ({"time_unit": "ns"}, model(created_at="1677-01-01T00:00:00Z"), LATE.format(NS, '"1677-01-01T00:00:00Z"')),
        ({"time_unit": "ns"}, model(created_at="2263-01-01T00:00:00Z"), LATE.format(NS, '"2263-01-01T00:00:00Z"')),
    ],
    "integers": [
        (
            {},
            with_token("number", "9223372036854775808"),
            "`/number` cannot be represented as an integer of 64 bits: the number 9223372036854775808",
        ),
    ],
    "range": [
        ({}, with_token("duration", "1e400"), "`/duration` cannot be represented as a double: the number 1e400"),
    ],
    "surrogates": [({}, with_token("gpu", r'"\ud800"'), '`/gpu` cannot be represented as UTF-8: "\\ud800"')],
}
#: Records of other formats with values of types that only the tolerant profile accepts.
TYPES = {
    "mlflow-run": (
        b'{"info":{},"data":{"metrics":[{"key":"loss","value":"NaN"}]}}',
        '`/data/metrics/0/value` cannot be represented as a number: "NaN"',
    ),
    "temporal-workflow-execution": (
        b'{"execution":{"workflowId":"w"},"status":1}',
        "`/status` cannot be represented as a string: the number 1",
    ),
}
COUNTED = {"seconds": "created_at", "digits": "duration"}


def test_every_limit_has_an_example() -> None:
    assert {*SHOWN, "types"} == {limit.name for limit in LIMITS}
    assert set(COUNTED) == {limit.name for limit in LIMITS if "counted" in limit.text}


@pytest.mark.parametrize(("name", "number"), [(name, number) for name in SHOWN for number in range(len(SHOWN[name]))])
def test_example_of_each_limit(name: str, number: int, tmp_path: Path) -> None:
    options, line, expected = SHOWN[name][number]
    there = export(tmp_path, [model(), line, model()], MODEL, **options)
    if isinstance(expected, str):
        assert there.problems == [(2, expected)]
        assert there.summary == rb.Summary(records=3, rejected=1)
        return
    counts = {"rounded": {COUNTED[name]: 1}} if name in COUNTED else {}
    assert (there.problems, there.summary) == ([], rb.Summary(records=3, fields=counts))
    lines = import_back(there.path).lines
    assert read(lines[1]) == read(expected)
    assert line != lines[1]
    assert lines[0] == lines[2]


@pytest.mark.parametrize("form", TYPES)
def test_example_of_the_limit_of_types(form: str, tmp_path: Path) -> None:
    record, problem = TYPES[form]
    there = export(tmp_path, [record], form, profile="tolerant")
    assert rb.validate(record, form, profile="tolerant") == []
    assert there.problems == [(1, problem)]
    assert there.summary == rb.Summary(records=1, rejected=1)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-01-02T03:04:35.1Z", "2026-01-02T03:04:35.100Z"),
        ("2026-01-02T03:04:35.1234Z", "2026-01-02T03:04:35.123400Z"),
        ("2026-01-02T03:04:35.000Z", "2026-01-02T03:04:35Z"),
        ("2026-01-02t03:04:35z", "2026-01-02T03:04:35Z"),
        ("2026-01-02T05:04:35+02:00", "2026-01-02T03:04:35Z"),
    ],
)
def test_times_come_back_in_one_form(time: str, expected: str, tmp_path: Path) -> None:
    there = export(tmp_path, [model(created_at=time)], MODEL)
    (line,) = import_back(there.path).lines
    assert json.loads(line)["created_at"] == expected
