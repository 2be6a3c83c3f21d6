"""Rows of a column become what lines become, in each memory layout of Arrow."""

from array import array
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.options import ConvertOptions
from runbridge.record import native_demand
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from runbridge.record.native_nodes import load_library, validation_plan
from runbridge.record.native_rows import TextRows, convert_rows, validate_rows
from runbridge.version import VARIABLE
from tests import in_python
from tests.laws.fields import MODEL, RUN, other
from tests.laws.records import formats, plain
from tests.native.fuzz import SETTINGS, Settings, alone, mutant, samples
from tests.native.rows import Row, check, column_of
from tests.record.test_record_batch import lines_of

HARD: list[Row] = [
    None,
    b"",
    b"{}",
    b"{",
    b"}",
    b"\n",
    write(plain(MODEL)) + b"\n",
    write(plain(MODEL)).replace(b",", b",\n", 1),
    write(plain(MODEL)).replace(b",", b",\r", 1),
    write(plain(MODEL)) * 2,
    write(plain(MODEL)).replace(b'"id":"', b'"id":"\xff'),
    write({**plain(MODEL), "workflow_inputs": {"text": "x" * 70_000}}),
]


def plan_of(form: str, residue: Any = "embed") -> object:
    plan = make_converter(form, ConvertOptions(target=other(form), residue=residue)).batch_converter
    assert plan is not None
    assert plan.native_plan is not None
    return plan.native_plan.plan


def library() -> Any:
    found = load_library()
    assert found is not None
    return found


@given(
    form=formats,
    residue=st.sampled_from(["embed", "text", "drop"]),
    before=st.integers(0, 9),
    is_large=st.booleans(),
    data=st.data(),
)
def test_rows_become_what_lines_become(
    form: str, residue: Any, before: int, is_large: bool, data: st.DataObject
) -> None:
    lines = st.sampled_from([*data.draw(lines_of(form, "published")), *HARD])
    rows = data.draw(st.lists(lines, max_size=20))
    column = column_of(rows, before=before, is_large=is_large)
    for plan in (plan_of(form, residue), validation_plan(FORMATS[form], "published")):
        check(library(), plan, column)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_mutants_become_what_they_become_as_lines(settings: Settings) -> None:
    random = Random(7)
    rows = [mutant(random, each, settings.form) for each in samples(settings.form)]
    found = check(library(), plan_of(settings.form), column_of(rows))
    assert 0 < len(found[0][2]) < len(rows)


def test_only_the_requested_rows_are_processed() -> None:
    rows = [write(plain(MODEL)), None, b"{}", write(plain(MODEL))]
    data, offsets, validity, *_ = column_of(rows)
    whole = check(library(), plan_of(MODEL), (data, offsets, validity, 0, 4, False))
    assert (whole[0][1], [each[0] for each in whole[0][2]], len(whole[1])) == (3, [1], 16)
    for first in range(5):
        for size in range(5 - first):
            check(library(), plan_of(MODEL), (data, offsets, validity, first, size, False))


def test_buffers_may_be_writable() -> None:
    data, offsets, validity, *rest = column_of([write(plain(MODEL)), None])
    assert validity is not None
    buffers = (bytearray(data), bytearray(offsets), bytearray(validity))
    assert library().process_rows(plan_of(MODEL), *buffers, *rest)[0][1] == 1


@pytest.mark.parametrize(
    ("first", "size", "is_large"),
    [
        (-1, 1, False),
        (0, -1, False),
        (0, 10, False),
        (9, 1, False),
        (0, 5, True),
        (1 << 62, 1 << 62, False),
        (2**63 - 1, 0, 1),
    ],
)
def test_rows_outside_of_the_buffers_are_refused(first: int, size: int, is_large: bool) -> None:
    data, offsets, *_ = column_of([b"{}"] * 9)
    assert library().process_rows(plan_of(MODEL), data, offsets, None, 0, 9, False)[0][1] == 9
    with pytest.raises(ValueError, match="the buffers do not have these rows"):
        library().process_rows(plan_of(MODEL), data, offsets, None, first, size, is_large)
    with pytest.raises(ValueError, match="the buffers do not have these rows"):
        library().process_rows(plan_of(MODEL), data, offsets, b"\xff", 0, 9, False)


@pytest.mark.parametrize("offsets", [[0, -1], [-1, 0], [2, 1], [0, 3], [1 << 40, 1 << 41]])
def test_offsets_outside_of_the_text_are_not_followed(offsets: list[int]) -> None:
    places = array("q", offsets).tobytes()
    assert library().process_rows(plan_of(MODEL), b"{}", places, None, 0, 1, True) is None
    rows = TextRows(memoryview(b"{}"), memoryview(places), None, 0, 1, is_large=True)
    assert validate_rows(FORMATS[MODEL], rows, "published", strict=False) is None


def test_too_many_unknown_fields_are_left_to_python() -> None:
    many: list[Row] = [write({**plain(MODEL), f"x{number}": 1}) for number in range(300)]
    (_, _, others, *_), _ = library().process_rows(plan_of(MODEL), *column_of(many))
    assert [number for number, *_ in others] == [*range(256, 300)]
    converter, losses = Settings(MODEL).converter(), Counter[tuple[str, str]]()
    done = convert_rows(converter, text_rows(many), losses)
    assert done is not None
    assert done.records + [line for _, line in done.others].count(None) == 300
    assert losses.keys() >= {("preserved", f"x{number}") for number in range(256)}
    before = Counter({("preserved", f"x{number}"): 1 for number in range(700)})
    assert convert_rows(converter, text_rows(many[:1]), before) is None
    assert len(before) == 700


def text_rows(rows: list[Row]) -> TextRows:
    data, offsets, validity, first, size, is_large = column_of(rows)
    bits = None if validity is None else memoryview(validity)
    return TextRows(memoryview(data), memoryview(offsets), bits, first, size, is_large)


@pytest.mark.parametrize("is_large", [False, True])
def test_the_length_of_some_rows_is_that_of_their_text(is_large: bool) -> None:
    offsets = array("q" if is_large else "i", [0, 3, 10, 10, 100]).tobytes()
    rows = TextRows(memoryview(bytes(100)), memoryview(offsets), None, 1, 2, is_large)
    assert (rows.length, rows._replace(first=0, size=4).length, rows._replace(first=2, size=1).length) == (7, 100, 0)


def test_a_few_rows_of_a_large_column_make_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_demand, "LARGE_CHUNK", 1 << 17)
    monkeypatch.delenv(VARIABLE, raising=False)
    converter = make_converter(MODEL, ConvertOptions(target=RUN))
    assert isinstance(converter, Converter)
    rows = text_rows([write({**plain(MODEL), "id": str(number)}) for number in range(600)])
    assert len(rows.data) > 1 << 18
    assert convert_rows(converter, rows._replace(size=1), Counter()) is None
    assert convert_rows(converter, rows, Counter()) is not None


@given(form=formats, data=st.data())
def test_rows_that_are_handed_back_are_processed_by_python(form: str, data: st.DataObject) -> None:
    long = b"1." + b"0" * 50
    odd = write(plain(form))[:-1] + b',"duration":' + long + b',"durationMs":' + long + b"}"
    usual = st.sampled_from([odd, odd, write(plain(form))])
    rows = data.draw(st.lists(st.one_of(usual, usual, st.sampled_from(HARD)), max_size=60))
    converter, losses = Settings(form).converter(), Counter[tuple[str, str]]()
    done = convert_rows(converter, text_rows(rows), losses)
    assert done is not None
    texts, gaps, counts = list[bytes | None](), list[int](), Counter[tuple[str, str]]()
    for part in done.parts():
        at = 0
        for end in part.ends:
            texts.append(bytes(part.data[at : end - part.start]))
            at = end - part.start
        if part.line is not None:
            texts.append(part.line)
        if part.gap is not None:
            gaps.append(part.gap.line)
            texts.append(None)
    given_rows = [row for row in rows if row is not None]
    assert len(texts) == len(given_rows)
    assert done.records == len(texts) - len(gaps)
    for row, text in zip(given_rows, texts, strict=True):
        if text is not None:
            expected, found = alone(converter, row)
            assert text + b"\n" == expected.data
            counts += found
    assert losses == counts
    valid = validate_rows(FORMATS[form], text_rows(rows), "published", strict=False)
    assert valid is not None
    invalid = {number for number, row in enumerate(given_rows) if in_python.validate(row, form)}
    assert {gap.line for gap in valid[1]} >= invalid
    assert valid[0] == len(given_rows) - len(valid[1])


def test_rows_need_a_plan() -> None:
    rows = text_rows([write(plain(MODEL))])
    options = ConvertOptions(target=RUN, residue="sidecar")
    assert convert_rows(make_converter(MODEL, options), rows, Counter()) is None
    ignoring = make_converter(MODEL, ConvertOptions(target=RUN, apply_residue=False))
    assert convert_rows(ignoring, rows, Counter()) is None
