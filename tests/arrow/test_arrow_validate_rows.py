"""Rows are as valid as they are alone, with the same problems."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.known_formats import FORMATS
from runbridge.pipeline.stats import RunStats
from tests.arrow.arrow_samples import ROWS, Row, batch_of, problems, ra, rows_of
from tests.pipeline.sample_records import GOOD, MODEL, RUN, model, run, without

FORMS = pytest.mark.parametrize("format", [MODEL, RUN])
#: Both formats with all options share the examples.
COMBINED = given(
    format=st.sampled_from([MODEL, RUN]),
    options=st.sampled_from([{}, {"profile": "tolerant"}, {"strict": True}]),
    data=st.data(),
)
#: Records of unknown format: with fields of both, of neither, and no objects.
BOTH = model()[:-1] + b"," + run()[1:]
UNTOLD = (BOTH, BOTH.replace(b'"number":7', b'"number":"7"'), b"{}", b'{"id":"x"}')
NOT_OBJECTS = (b"[1]", b"5", b"null", b"{")


def validated(rows: Sequence[Row], **options: Any) -> list[tuple[Any, ...]]:
    """Each row with its verdict and its problems."""
    return rows_of(ra.validate_batch(batch_of(rows), column="json", **options), "json", "valid", "problems")


def expected(row: Row, format: str | None, **options: Any) -> tuple[Any, ...]:
    """The same by itself."""
    if row is None:
        return None, None, []
    found = rb.validate(row, format, **options)
    return row, not found, problems(found)


@COMBINED
def test_rows_validate_as_single_records_do(format: str, options: Any, data: st.DataObject) -> None:
    ordinary = st.sampled_from(ROWS[format][:3])
    rows = data.draw(st.lists(st.one_of(ordinary, st.sampled_from(ROWS[format])), max_size=30))
    assert validated(rows, format=format, **options) == [expected(row, format, **options) for row in rows]


@COMBINED
def test_the_format_is_detected_for_each_row(format: str, options: Any, data: st.DataObject) -> None:
    ordinary = st.sampled_from(ROWS[format][:3])
    reported = [row for row in (*ROWS[RUN], *ROWS[MODEL], *NOT_OBJECTS) if row is None or not _is_unknown(row)]
    rows = data.draw(st.lists(st.one_of(ordinary, st.sampled_from(reported), st.sampled_from(UNTOLD)), max_size=30))
    assert validated(rows, **options) == [
        _fewest(row, **options) if row in UNTOLD else expected(row, None, **options) for row in rows
    ]


def _is_unknown(row: bytes) -> bool:
    try:
        rb.validate(row)
    except rb.UnknownFormat:
        return True
    return False


def _fewest(row: Row, **options: Any) -> tuple[Any, ...]:
    names = [name for name, form in FORMATS.items() if form.required]
    return min((expected(row, name, **options) for name in names), key=lambda each: len(each[2]))


def test_a_row_of_unknown_format_has_the_fewest_problems() -> None:
    assert all(map(_is_unknown, UNTOLD))
    (both, broken, empty, _) = validated(UNTOLD)
    assert both == (BOTH, True, [])
    assert broken[1:] == (True, [])
    assert empty[1:] == (False, problems(rb.validate(b"{}", next(iter(FORMATS)))))


def test_a_row_of_unknown_format_is_not_of_one_that_requires_nothing() -> None:
    """After a batch of such a format, too."""
    (name,) = [name for name, form in FORMATS.items() if not form.required][:1]
    records = [
        json.dumps(json.loads(path.read_text(encoding="utf-8"))["record"]).encode()
        for path in sorted((ROOT / "schemas" / name.replace("-", "_") / "examples").glob("*.json"))
        if '"profile"' not in path.read_text(encoding="utf-8")
    ]
    rows = [*records, b"{}", *records, b'{"unknown":1}']
    assert [valid for _, valid, _ in validated(rows)] == [row in records for row in rows]
    assert [valid for _, valid, _ in validated(rows, format=name)] == [True] * len(rows)


def test_a_row_that_is_not_an_object_has_one_problem() -> None:
    (*_, null, _) = validated(NOT_OBJECTS)
    assert validated(NOT_OBJECTS) == validated(NOT_OBJECTS, format=RUN)
    message = "the record must be an object, not null"
    assert null[1:] == (False, [{"code": "invalid-type", "pointer": "", "message": message}])


@FORMS
def test_ordinary_rows_are_validated_in_batches(monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    monkeypatch.setattr("runbridge.arrow.rows.find_problems", None)
    rows = [*ROWS[format][:3], None, *ROWS[format][:3]]
    verdicts: list[Any] = [(row, None if row is None else True, []) for row in rows]
    assert validated(rows, format=format) == verdicts
    assert validated(rows) == verdicts


def test_pointers_escape_unpaired_surrogates() -> None:
    row = model().replace(b'{"id"', b'{"a\\ud800/b~":1,"id"')
    ((_, valid, (problem,)),) = validated([row], format=MODEL, strict=True)
    assert not valid
    assert (problem["code"], problem["pointer"]) == ("unknown-field", "/a\\ud800~1b~0")


def test_a_long_record_is_not_valid() -> None:
    long = model(workflow_inputs="x" * 2000)
    flaw = problems([rb.Problem(code="oversized-record", expected="1,000 bytes")])
    rows = [GOOD[0], long, None, GOOD[1]]
    assert validated(rows, format=MODEL, max_record=1000) == [
        (GOOD[0], True, []),
        (long, False, flaw),
        (None, None, []),
        (GOOD[1], True, []),
    ]
    assert validated([long], max_record=len(long)) == [(long, True, [])]


def test_records_are_counted_without_null_rows() -> None:
    stats = RunStats()
    validate = ra.BatchValidator(column="json", format=MODEL).counted
    validate(batch_of([*GOOD, None, b"{}", without(model(), "gpu"), None]), stats, None, None)
    assert stats == RunStats(records=5, rejected=2)
    validate(batch_of([None]), stats, None, None)
    validate(batch_of(GOOD), stats, None, None)
    assert stats == RunStats(records=8, rejected=2)


def test_a_payload_schema_of_one_format_selects_it() -> None:
    rows = [b"{}", run(output={"a": 1}), model(), b"[]", None, run(output=[])]
    done = ra.validate_batch(batch_of(rows), column="json", output_schema={"type": "object"})
    assert done.equals(ra.validate_batch(batch_of(rows), column="json", format=RUN, output_schema={"type": "object"}))
    assert rows_of(done, "valid") == [(False,), (True,), (False,), (False,), (None,), (False,)]
    assert [each["code"] for each in done["problems"][2].as_py()] == ["unexpected-format"]


def test_a_payload_schema_of_two_formats_leaves_detection() -> None:
    rows = [b"{}", run(input={"a": 1}), model(workflow_inputs={"a": 1}), model(workflow_inputs={})]
    done = ra.validate_batch(batch_of(rows), column="json", input_schema={"required": ["a"]})
    assert rows_of(done, "valid") == [(False,), (True,), (True,), (False,)]
