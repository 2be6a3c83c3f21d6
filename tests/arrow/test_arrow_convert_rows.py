"""Rows become what they become alone, wherever they stand and wherever their residues do."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.pipeline.stats import RunStats
from runbridge.record.converter import Converter
from tests.arrow.arrow_samples import OTHER, ROWS, Row, alone, batch_of, conversion, pa, problems, ra, rows_of
from tests.pipeline.sample_records import GOOD, MODEL, RUN, model, run, without

FORMS = pytest.mark.parametrize("format", [MODEL, RUN])
#: The places of residues, and the modes of `convert` that they are.
PLACES = {"embed": "embed", "column": "sidecar", "drop": "drop"}


def converted(rows: Sequence[Row], format: str, **options: Any) -> list[tuple[Any, ...]]:
    """The value, residue and problems of each row of a batch."""
    done = ra.convert_batch(
        batch_of(rows), column="json", to=OTHER[format], residue="column", **{"from_": format, **options}
    )
    return rows_of(done, "value", "residue", "problems")


@FORMS
@pytest.mark.parametrize("place", PLACES)
@given(data=st.data())
def test_rows_convert_as_single_records_do(format: str, place: Any, data: st.DataObject) -> None:
    ordinary = st.sampled_from(ROWS[format][:3])
    rows = data.draw(st.lists(st.one_of(ordinary, ordinary, st.sampled_from(ROWS[format])), max_size=30))
    done = ra.convert_batch(batch_of(rows), column="json", to=OTHER[format], from_=format, residue=place)
    expected = [alone(row, format, residue=PLACES[place]) for row in rows]
    assert rows_of(done, "json", "value", "problems") == [
        (row, value, found) for row, (value, _, found) in zip(rows, expected, strict=True)
    ]
    if place == "column":
        assert rows_of(done, "residue") == [(residue,) for _, residue, _ in expected]
    else:
        assert done.schema.names == ["json", "value", "problems"]


@FORMS
def test_rows_of_any_mix_convert_as_single_records_do(format: str) -> None:
    expected = [alone(row, format, residue="sidecar") for row in ROWS[format]]
    assert converted(ROWS[format], format) == expected
    assert {bool(found) for _, _, found in expected} == {True, False}


@FORMS
@pytest.mark.parametrize("place", PLACES)
def test_ordinary_rows_are_converted_in_batches(monkeypatch: pytest.MonkeyPatch, format: str, place: Any) -> None:
    rows = [*ROWS[format][:3], None, *ROWS[format][:3]]
    expected = [alone(row, format, residue=PLACES[place])[0] for row in rows]
    monkeypatch.setattr(Converter, "convert", None)
    done = ra.convert_batch(batch_of(rows), column="json", to=OTHER[format], residue=place)
    assert rows_of(done, "value") == [(value,) for value in expected]


def there(rows: Sequence[Row]) -> Any:
    """A batch whose records of the one format were converted, with their residues in a column."""
    done = ra.convert_batch(batch_of(rows), column="json", to=RUN, residue="column")
    return done.select(["json", "value", "residue"])


def test_a_residue_column_restores_what_embedded_residues_do() -> None:
    apart = there(ROWS[MODEL])
    inside = ra.convert_batch(batch_of(ROWS[MODEL]), column="json", to=RUN).select(["json", "value"])
    back = ra.convert_batch(apart, column="value", to=MODEL, residue_column="residue", prefix="back_")
    assert rows_of(back, "back_value", "back_problems") == rows_of(
        ra.convert_batch(inside, column="value", to=MODEL, prefix="back_"), "back_value", "back_problems"
    )
    assert rows_of(back, "back_value") != rows_of(
        ra.convert_batch(apart, column="value", to=MODEL, prefix="back_"), "back_value"
    )


def test_residues_match_their_rows_in_every_chunk() -> None:
    long = [model(id=f"run-{number}", machine_id=f"m-{number}", workflow_inputs="x" * 50_000) for number in range(9)]
    apart = there([*long[:4], None, b"{}", *long[4:], *(row.replace(b",", b",\n") for row in long)])
    back = ra.convert_batch(apart, column="value", to=MODEL, residue_column="residue", prefix="back_")
    machines = [None if value is None else json.loads(value)["machine_id"] for (value,) in rows_of(back, "back_value")]
    expected = [f"m-{number}" for number in range(9)]
    assert machines == [*expected[:4], None, None, *expected[4:], *expected]
    odd = apart["value"].to_pylist()
    odd[7] = odd[7].replace(b",", b",\n")
    mixed = batch_of(odd, residue=apart["residue"])
    assert ra.convert_batch(mixed, column="json", to=MODEL, residue_column="residue")["value"] == back["back_value"]


def test_rows_with_a_residue_column_are_converted_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = there([*GOOD, None, *GOOD])
    expected = [None if row is None else rb.convert(rb.convert(row, RUN).data, MODEL).data for row in [*GOOD, None] * 2]
    monkeypatch.setattr(Converter, "convert", None)
    back = ra.convert_batch(apart, column="value", to=MODEL, residue_column="residue", prefix="b_")
    assert rows_of(back, "b_value") == [(value,) for value in expected[:7]]


RESIDUES = [rb.convert(row, RUN, residue="sidecar").residue for row in (*GOOD, model(id="lossy", more=[1, {}]))]
_LOSSY = RESIDUES[2]
assert _LOSSY is not None
#: Records that may have a residue, and texts that may be one.
BARE = [
    *(rb.convert(row, RUN, residue="sidecar").data for row in GOOD),
    rb.convert(GOOD[2], RUN).data,
    run(id="lossy", _residue=1),
    run(id="lossy").replace(b'"mode"', b'"_r\\u0065sidue":5,"mode"'),
    run(id="lossy", error="\\u0041 and '_residue'"),
    run(id="lossy")[:-1] + b' , "x":[]x',
    run(id="lossy") + b" ",
    b"{}",
    run(id="lossy", input="?").replace(b"?", b"\\ud800"),
    None,
]
GIVEN: list[Row] = [
    *RESIDUES,
    None,
    b"",
    b"5",
    b"null",
    b"{}",
    b'{} , "id":"evil"',
    b'{},"id":"evil","x":{}',
    b"{}} " + run(id="evil")[:-1],
    b'{"own":{',
    _LOSSY.replace(b'"own"', b'\n"own"'),
    _LOSSY + b"\n" + _LOSSY,
    _LOSSY + b" ",
    _LOSSY.replace(b"uploading", b"\xff"),
    _LOSSY.replace(b'"bridge":"1"', b'"bridge":"1","displaced":[1]'),
    b"[" * 100_000,
]


@given(rows=st.lists(st.tuples(st.sampled_from(BARE[:3]) | st.sampled_from(BARE), st.sampled_from(GIVEN)), max_size=20))
def test_rows_with_any_residue_convert_as_single_records_do(rows: list[tuple[Row, Row]]) -> None:
    residues = [residue for _, residue in rows]
    batch = batch_of([row for row, _ in rows], more=pa.array(residues, pa.binary()))
    done = ra.convert_batch(batch, column="json", to=MODEL, from_=RUN, residue_column="more")
    expected = [alone(row, RUN, sidecar=residue) for row, residue in rows]
    assert rows_of(done, "value", "problems") == [(value, found) for value, _, found in expected]


def test_every_kind_of_residue_converts_as_in_a_single_record() -> None:
    for row in BARE:
        for residue in GIVEN:
            batch = batch_of([row], more=pa.array([residue], pa.binary()))
            done = ra.convert_batch(batch, column="json", to=MODEL, from_=RUN, residue_column="more")
            value, _, found = alone(row, RUN, sidecar=residue)
            assert rows_of(done, "value", "problems") == [(value, found)]


def test_residues_are_embedded_only_if_the_result_is_the_same() -> None:
    text = b'{"a":1}\n{"b":2}\n'
    assert conversion.embed_residues(text, []) == text
    assert conversion.embed_residues(text, [None, None]) == text
    assert (
        conversion.embed_residues(text, [b'{"c":3}', None, b"of the next"]) == b'{"a":1,"_residue":{"c":3}}\n{"b":2}\n'
    )
    for lines in (b'{"_residue":1}\n', b'{"\\u005fresidue":1}\n', b'{"a":1} \n'):
        assert conversion.embed_residues(lines, [b"{}"]) == b""
    for residue in (b"{}}", b"1,2", b"", b"{\n}", b"[" * 100_000):
        assert conversion.embed_residues(b"{}\n", [residue]) == b""


def test_options_are_those_of_convert() -> None:
    rows = [model(id="paused", status="paused"), model(id="nobody", user_id=None), without(model(id="less"), "gpu")]
    options: dict[str, Any] = {
        "profile": "tolerant",
        "set": {"userId": "u"},
        "map": {"status": {"paused": "running"}},
    }
    assert all(value is None for value, _, _ in converted(rows, MODEL))
    assert converted(rows, MODEL, **options) == [alone(row, MODEL, residue="sidecar", **options) for row in rows]
    assert all(found == [] for _, _, found in converted(rows, MODEL, **options))
    inside = [rb.convert(GOOD[2], RUN).data]
    assert converted(inside, RUN, apply_residue=False, from_=RUN) == [
        alone(inside[0], RUN, residue="sidecar", apply_residue=False)
    ]


def test_only_the_long_record_is_rejected() -> None:
    long = model(id="long", workflow_inputs="x" * 2000)
    pretty = long.replace(b",", b",\n")
    flaw = rb.Problem(code="oversized-record", expected="1,000 bytes")
    assert converted([GOOD[0], long, None, GOOD[1], pretty], MODEL, max_record=1000) == [
        alone(GOOD[0], MODEL, residue="sidecar"),
        (None, None, problems([flaw])),
        (None, None, []),
        alone(GOOD[1], MODEL, residue="sidecar"),
        (None, None, problems([flaw])),
    ]
    assert converted([long, *GOOD], MODEL, max_record=1000) == [
        (None, None, problems([flaw])),
        *(alone(row, MODEL, residue="sidecar") for row in GOOD),
    ]
    assert converted([long], MODEL, max_record=len(long)) == [alone(long, MODEL, residue="sidecar")]


@pytest.mark.deep
def test_a_row_of_50_mb_is_converted() -> None:
    rows = [GOOD[0], model(id="huge", workflow_inputs="x" * 50_000_000), b"{" + b" " * 50_000_000, GOOD[1]]
    done = converted(rows, MODEL)
    assert [value is None for value, _, _ in done] == [False, False, True, False]
    assert done[1] == alone(rows[1], MODEL, residue="sidecar")
    assert done[2][2] == alone(rows[2], MODEL)[2]


def test_a_result_beyond_2_gib_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runbridge.arrow.rows._MAX_OFFSET", 2000)
    rows = [*GOOD, *GOOD]
    with pytest.raises(rb.UsageError) as caught:
        converted(rows, MODEL)
    assert str(caught.value) == (
        "the new texts of one batch come to more than 2 GiB, which a column of binary cannot hold; give smaller"
        " batches, or cast the column to a large type"
    )
    with pytest.raises(rb.UsageError):
        converted([each.replace(b",", b",\n") for each in rows], MODEL)
    large = ra.convert_batch(batch_of(rows, pa.large_binary()), column="json", to=RUN)
    assert rows_of(large, "value") == [(alone(row, MODEL)[0],) for row in rows]


def test_losses_are_counted_as_in_files(tmp_path: Any) -> None:
    rows = [row for row in ROWS[MODEL] if row is None or (row.strip() and b"\n" not in row)]
    source = tmp_path / "in.ndjson"
    source.write_bytes(b"".join(row + b"\n" for row in rows if row is not None))
    stats = RunStats()
    convert = ra.BatchConverter(column="json", to=RUN).counted
    convert(batch_of(rows), stats, None)
    summary = rb.convert_file(source, tmp_path / "out", RUN, from_=MODEL)
    assert stats.summary() == summary
    convert(batch_of(rows), stats, None)
    assert stats.records == 2 * summary.records
