"""The native lane makes the tables that Python makes: the same bytes, problems and counts."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge._runtime.registry import NAME
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.tables import native_table, parquet, table_writer
from runbridge.tables.export import export_file
from runbridge.tables.native_table import NativeTable
from runbridge.tables.table_options import UNITS, Unit
from runbridge.tables.table_schema import Layout, Table, make_columns
from tests.laws.fields import MODEL
from tests.laws.records import formats, profiles, records
from tests.native.fuzz import mutant
from tests.native.table_fuzz import Setting, check, ordinary_lines, run
from tests.pipeline.sample_records import BAD, GOOD, MESSY, model

Outcome = tuple[bytes, rb.Summary, list[rb.Rejected]]


@contextmanager
def small_batches() -> Iterator[None]:
    """Each file is a batch, and few of them are a row group."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_writer, "_BATCH", 1)
        patch.setattr(parquet, "_MOST_BYTES", 3000)
        yield


def exported(folder: Path, files: list[bytes], form: str, *, natively: bool = True, **options: Any) -> Outcome:
    """The bytes of the table of some files, and what else there is."""
    rejected: list[rb.Rejected] = []
    paths = [folder / f"{number}.ndjson" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        if not natively:
            patch.setattr(native_table, "load_library", lambda: None)
        summary = export_file(paths, folder / "out.parquet", form, on_reject=rejected.append, **options)
    return (folder / "out.parquet").read_bytes(), summary, rejected


@given(
    form=formats,
    profile=profiles,
    presence=st.booleans(),
    unit=st.sampled_from(UNITS),
    end=st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"]),
    seed=st.integers(0, 999),
    data=st.data(),
)
def test_tables_are_the_same_without_the_lane(
    form: str, profile: str, presence: bool, unit: str, end: bytes, seed: int, data: st.DataObject
) -> None:
    random = Random(seed)
    lines = [write(record) for record in data.draw(st.lists(records(form, profile), min_size=1, max_size=3))]
    lines = [mutant(random, line, form) if random.random() < 0.3 else line for line in lines]
    cut = random.randrange(len(lines) + 1)
    files = [b"".join(line + end for line in part) for part in (lines[:cut], lines[cut:])]
    options: dict[str, Any] = {"profile": profile, "presence": presence, "time_unit": unit}
    with TemporaryDirectory() as folder, small_batches():
        found, expected = (exported(Path(folder), files, form, natively=each, **options) for each in (True, False))
    assert found == expected


@pytest.mark.parametrize("layout", ["lines", "array", "carriage returns"])
def test_ordinary_and_other_records_keep_their_order(layout: str, tmp_path: Path) -> None:
    odd = model(gpu=None).replace(b'"gpu":null', b'"gpu":"A","gpu":"B"')
    lines = [line for _ in range(3) for line in (*GOOD, odd, odd, *MESSY, odd, *BAD[:1], odd)]
    text = b"".join(line + b"\n" for line in lines)
    if layout == "array":
        text = b"[" + b",".join([*GOOD, odd, GOOD[0], odd] * 3) + b"]"
    elif layout == "carriage returns":
        # These are tried at once, without a way to process some of them alone.
        text = b"".join(line + b"\r\n" for line in [*[GOOD[0], odd] * 10, BAD[0], *[GOOD[0], odd] * 10])
    files = [text, text, b"".join(line + b"\n" for line in [GOOD[0], odd] * 10)]
    found = exported(tmp_path, files, MODEL)
    assert found == exported(tmp_path, files, MODEL, natively=False)


_INTEGER: dict[str, Any] = {"type": "integer"}
_TEXT: dict[str, Any] = {"type": "string"}


def nested(levels: int) -> dict[str, Any]:
    """The schema of records inside of each other."""
    inside = nested(levels - 1) if levels > 1 else _TEXT
    return {"type": "object", "required": ["x"], "properties": {"x": inside}}


def table_of(schema: dict[str, Any], patch: pytest.MonkeyPatch) -> tuple[Table, NativeTable | None]:
    """The table of the records that a schema describes."""
    layout = Layout(presence=True)
    table = Table(FORMATS[MODEL], layout, make_columns(schema, layout, verbatim=(NAME,)))
    patch.setattr(native_table, "load_schema", lambda *_: schema)
    return table, NativeTable.of(table, "published")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (nested(5), nested(6)),
        (nested(1), {**nested(1), "additionalProperties": False}),
        (nested(1), {**nested(1), "additionalProperties": _TEXT}),
        (
            {"type": "object", "properties": {f"x{number}": {} for number in range(63)}},
            {"type": "object", "properties": {f"x{number}": {} for number in range(64)}},
        ),
        (nested(1), {"type": "object", "properties": {"x": {"type": "string", "minLength": 1}}}),
    ],
    ids=["levels", "closed", "map", "fields", "keyword"],
)
def test_a_schema_that_the_lane_does_not_know_has_no_table(
    good: dict[str, Any], bad: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert table_of(good, monkeypatch)[1] is not None
    assert table_of(bad, monkeypatch)[1] is None


_NESTED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "choice": {"anyOf": [nested(2), _INTEGER, {"type": "boolean"}, {"type": "null"}]},
        "map": {"type": ["object", "null"], "additionalProperties": {"type": ["number", "null"]}},
        "maps": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _TEXT}},
        "lists": {"type": "array", "items": {"type": ["array", "null"], "items": {"type": ["string", "null"]}}},
        "records": {"type": "array", "items": nested(2)},
        "opaque": {},
        "time": {"type": ["string", "null"], "format": "date-time"},
    },
}


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        (b"{}", True),
        (b'{"choice":null,"map":null,"opaque":null,"_residue":null,"time":null}', True),
        (b'{"choice":-12,"_residue":{"a":1},"b":[1, 2],"":0,"b\\u0061":1,"bb":2}', True),
        (b'{"choice":1.0,"maps":{},"lists":[],"records":[]}', True),
        (b'{"choice":{"x":{"x":"\\ud83e\\udd8a\\n\\"\\\\\\/\\b\\f\\r\\t\\u0000"},"y":1}}', True),
        (b'{"lists":[["a",null],null,[]]}', True),
        (b'{"choice":true,"map":{"a":1,"\\u0062":null,"c":-0,"d":-0.0,"e":1e2,"f":0.30000000000000004}}', True),
        (b'{"map":{"a":9007199254740993,"b":1.00000000000000000001},"maps":{"a":{"b":"c"},"d":{}}}', True),
        (b'{"records":[{"x":{"x":"a"}},{"x":{"x":"b","z":0},"y":null}],"opaque":{"a":1,"a":2}}', True),
        (b'{"time":"0001-01-01T00:00:00Z"}', True),
        (b'{"time":"9999-12-31T23:59:59.9999999Z"}', True),
        (b'{"time":"1969-12-31T23:59:59.1234567-00:30"}', True),
        (b'{"time":"0001-01-01T00:00:00+00:01"}', False),
        (b'{"time":"2016-12-31T23:59:60Z"}', False),
        (b'{"time":"2016-12-31T23:59:59.1234567891Z"}', False),
        (b'{"choice":"a"}', False),
        (b'{"choice":1234567890123456789}', False),
        (b'{"map":{"a":1,"b":3,"a":2}}', True),
        (b'{"a":1,"b":3,"a":2}', True),
        (b'{"maps":{"a":{"b":"c"},"a":{}}}', False),
        (b'{"map":{"a":1e999}}', False),
        (b'{"map":{"a":0.' + b"1" * 90 + b"}}", False),
        (b'{"time":null,"time":null}', False),
        (b'{"lists":[["\\ud800"]]}', False),
        (b'{"records":[{"x":{"x":null}}]}', False),
        (b'{"records":[{}]}', False),
        (b'{"records":{}}', False),
    ],
)
def test_values_of_all_kinds_become_columns(line: bytes, is_taken: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    table, native = table_of(_NESTED, monkeypatch)
    assert native is not None
    rounded, expected_rounded = Counter[str](), Counter[str]()
    result = native.add(line + b"\n")
    assert result is not None
    assert (len(result[2]), native.rows) == (not is_taken, is_taken)
    found = native.take(rounded)
    assert (found.num_rows, native.rows) == (is_taken, 0)
    if is_taken:
        expected = table.batch([table.row(line)], expected_rounded)
        assert str(found.to_pylist()) == str(expected.to_pylist())
        assert (found, rounded) == (expected, expected_rounded)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("profile", "presence", "unit"), [("published", True, "ns"), ("tolerant", False, "us")])
def test_the_lane_takes_nearly_all_ordinary_records(form: str, profile: str, presence: bool, unit: Unit) -> None:
    setting = Setting(form, profile, presence, unit)
    lines = ordinary_lines(setting)[:20]
    valid = [line for line in lines if not rb.validate(line, form, profile=profile)]
    taken = sum(check(setting, line) for line in valid)
    assert taken > 0.8 * len(valid) > 0


@pytest.mark.parametrize(
    ("seed", "number"), [(0, 100), *(pytest.param(seed, 2000, marks=pytest.mark.deep) for seed in range(3))]
)
def test_mutants_become_the_same_rows(seed: int, number: int) -> None:
    mutants = run(seed, only_ordinary=seed == 0)
    assert sum(next(mutants) for _ in range(number)) > number / 4
