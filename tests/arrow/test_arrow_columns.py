"""Columns of any type and memory layout are read in chunks of rows."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Record
from tests.arrow.arrow_samples import PRETTY, TYPES, Row, alone, batch_of, columns, pa, ra, rows_of
from tests.pipeline.sample_records import GOOD, MODEL, RUN, model

UTF8 = (*GOOD, None, b"{}", None, b"", *PRETTY[:2])
TEXTS = [None if row is None else row.decode() for row in UTF8]
EXPECTED = [(alone(row, MODEL)[0], alone(row, MODEL)[2]) for row in UTF8]


class Wrapped(pa.ExtensionType):  # type: ignore[misc]  # pyarrow has no types
    """Text with a name of its own."""

    def __init__(self, storage: Any) -> None:
        super().__init__(storage, "runbridge.wrapped")

    def __arrow_ext_serialize__(self) -> bytes:
        return b""


def in_dictionary(words: Any) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array([0], pa.int8()), words)


def converted(column: Any) -> Any:
    return ra.convert_batch(pa.record_batch({"json": column}), column="json", to=RUN, from_=MODEL)


def as_bytes(text: str | bytes | None) -> Row:
    return text.encode() if isinstance(text, str) else text


def check(column: Any, kind: Any, expected: Sequence[tuple[Any, ...]] = EXPECTED) -> None:
    """See that the rows of a column become what is expected, in a column of that type."""
    done = converted(column)
    assert done.schema.field("value").type == kind
    rows = rows_of(done, "value", "problems")
    assert [(as_bytes(value), problems) for value, problems in rows] == list(expected)


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_new_columns_have_the_text_type_of_the_old(kind: Any) -> None:
    check(pa.array(TEXTS, kind), kind)


@pytest.mark.parametrize("kind", TYPES, ids=str)
@pytest.mark.parametrize("place", [(0, 0), (1, 4), (3, 1), (5, 30)])
def test_a_slice_has_only_its_rows(kind: Any, place: tuple[int, int]) -> None:
    start, rows = place
    check(pa.array(TEXTS, kind).slice(start, rows), kind, EXPECTED[start : start + rows])


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_a_dictionary_becomes_plain_text(kind: Any) -> None:
    words = pa.array([*TEXTS, "never used"], kind)
    numbers = [0, None, 3, 2, 2, 1, 4, 0, 8]
    column = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int8()), words)
    expected = [(None, []) if number is None else EXPECTED[number] for number in numbers]
    check(column, kind, expected)
    check(column.slice(2, 5), kind, expected[2:7])
    check(column.slice(1, 1), kind, [(None, [])])
    check(column.slice(0, 0), kind, [])
    check(pa.nulls(2).dictionary_encode(), pa.string(), [(None, [])] * 2)


def test_a_dictionary_is_decoded_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    column = pa.array(["a", None, "b", "long", "a"]).dictionary_encode()
    for most, sizes in ((1, [1] * 5), (8, [2, 2, 1]), (1 << 23, [5])):
        monkeypatch.setattr(columns, "_DECODED", most)
        found = list(columns.chunks_of(column))
        assert [each.size for each in found] == sizes
        assert b"".join(each.rows.text for each in found) == b"a\nb\nlong\na\n"
        assert list(columns.texts(column)) == [b"a", None, b"b", b"long", b"a"]
    nothing = pa.DictionaryArray.from_arrays(pa.array([None, None], pa.int8()), pa.array([], pa.string()))
    assert [(each.size, each.rows.numbers) for each in columns.chunks_of(nothing)] == [(2, [])]


def test_views_are_made_contiguous_a_few_rows_at_a_time() -> None:
    rows = ["" if row % 7 else None for row in range(2500)]
    found = list(columns.chunks_of(pa.array(rows, pa.string_view())))
    assert [each.size for each in found] == [1024, 1024, 452]
    assert [number for each in found for number in each.rows.numbers] == [row for row in range(2500) if row % 7]


def test_an_extension_type_is_kept() -> None:
    for storage in (pa.string(), pa.large_binary(), pa.string_view()):
        check(Wrapped(storage).wrap_array(pa.array(TEXTS, storage)), Wrapped(storage))
    words = pa.array(TEXTS).dictionary_encode()
    check(Wrapped(words.type).wrap_array(words), pa.string())


@pytest.mark.skipif(not hasattr(pa, "json_"), reason="this pyarrow has no type for JSON")
def test_a_column_of_json_stays_json() -> None:
    check(pa.json_().wrap_array(pa.array(TEXTS)), pa.json_())


@pytest.mark.parametrize("kind", [pa.null(), *TYPES], ids=str)
def test_null_rows_are_no_records(kind: Any) -> None:
    check(pa.nulls(3, kind), pa.string() if kind == pa.null() else kind, [(None, [])] * 3)
    check(pa.nulls(0, kind), pa.string() if kind == pa.null() else kind, [])


def test_the_bytes_of_a_null_row_are_not_read() -> None:
    lines = [GOOD[0], b"\xff\x00 garbage\n", GOOD[1]]
    whole = pa.array(lines, pa.binary())
    column = pa.Array.from_buffers(pa.binary(), 3, [pa.py_buffer(bytes([0b101])), *whole.buffers()[1:]])
    check(column, pa.binary(), [EXPECTED[0], (None, []), EXPECTED[1]])


def test_invalid_utf8_is_a_problem_of_its_row() -> None:
    row = model(id="bad").replace(b"bad", b"b\xffd")
    done = converted(pa.array([GOOD[0], row, GOOD[1]], pa.binary()))
    assert rows_of(done, "value") == [(alone(each, MODEL)[0],) for each in (GOOD[0], None, GOOD[1])]
    message = "not UTF-8: invalid start byte (byte 0xff)"
    assert rows_of(done, "problems")[1] == ([{"code": "invalid-utf8", "pointer": "", "message": message}],)


def test_invalid_utf8_in_a_column_of_strings_is_a_problem() -> None:
    whole = pa.array([GOOD[0], b'"\xff"'], pa.binary())
    done = converted(pa.Array.from_buffers(pa.string(), 2, whole.buffers()))
    assert [[each["code"] for each in found] for found in done["problems"].to_pylist()] == [[], ["invalid-utf8"]]


@given(
    sizes=st.lists(st.none() | st.integers(0, 3) | st.integers(0, 2 * CHUNK_SIZE), max_size=12), start=st.integers(0, 3)
)
def test_chunks_have_all_rows_in_order_and_the_given_size(sizes: list[int | None], start: int) -> None:
    rows = [None if size is None else b"%d" % number * size for number, size in enumerate(sizes)]
    column = pa.array(rows, pa.binary())[start:]
    found = list(columns.chunks_of(column))
    given = [bytes(row) for each in found for row in each.rows.views()]
    assert given == [row for row in rows[start:] if row is not None]
    numbers = [number for each in found for number in each.rows.numbers]
    assert numbers == [number for number, row in enumerate(rows[start:]) if row is not None]
    assert list(columns.texts(column)) == rows[start:]
    assert [each.start for each in found] == [sum(each.size for each in found[:at]) for at in range(len(found))]
    for block in found:
        end = block.start + block.size
        much = sum(len(row or b"") for row in rows[start:][block.start : end])
        assert much <= CHUNK_SIZE or block.size == 1
        assert block is found[-1] or much + len(rows[start + end] or b"") > CHUNK_SIZE
    assert [each.size for each in columns.chunks_of(column, 1 << 40)] == [len(column)] * bool(len(column))


def test_rows_are_records_as_lines_are() -> None:
    (block,) = columns.chunks_of(pa.array([b"a", None, b"", b"b"]))
    rows = block.rows
    assert (block.size, rows.numbers, rows.text) == (4, [0, 2, 3], b"a\n\nb\n")
    assert rows.records(7) == [Record(b"a", 7, 1), Record(b"", 8, 1), Record(b"b", 9, 1)]
    parts = rows.split_at(1)
    assert [(each.numbers, each.text) for each in parts] == [([0], b"a\n"), ([2], b"\n"), ([3], b"b\n")]
    assert [each.text for each in parts[2].split_at(0)] == [b"", b"b\n", b""]
    (block,) = columns.chunks_of(pa.array([b"a\nb", b"c"]))
    assert block.rows.text == b""
    assert [each.text for each in block.rows.split_at(0)] == [b"", b"", b"c\n"]
    (block,) = columns.chunks_of(pa.nulls(2, pa.binary()))
    assert (block.size, block.rows.numbers, block.rows.text, block.rows.records(1)) == (2, [], b"", [])


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array([1]), "int64"),
        (pa.array([{"a\n": 1}]), "struct<a\\n: int64>"),
        (pa.array([1]).dictionary_encode(), "dictionary<values=int64, indices=int32, ordered=0>"),
        (
            in_dictionary(Wrapped(pa.string()).wrap_array(pa.array(TEXTS))),
            "dictionary<values=extension<runbridge.wrapped<type>>, indices=int8, ordered=0>",
        ),
        (Wrapped(pa.int8()).wrap_array(pa.array([1], pa.int8())), "extension<runbridge.wrapped<Wrapped>>"),
        (pa.array([b"ab"], pa.binary(2)), "fixed_size_binary[2]"),
    ],
    ids=["numbers", "structs", "dictionary", "dictionary-of-extension", "extension", "fixed"],
)
def test_a_column_without_text_is_refused(column: Any, kind: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        converted(column)
    assert str(caught.value) == f"the column `json` is {kind}, not text; give one of strings or binary"


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        (batch_of([]).rename_columns(["run\n"]), "there is no column `json`; choose `run\\n`"),
        (pa.table({}), "there is no column `json`; choose a batch that has columns"),
        (
            pa.RecordBatch.from_arrays([pa.array(["a"])] * 2, names=["json", "json"]),
            "there are 2 columns `json`; rename all but one",
        ),
        ({"json": []}, "give a RecordBatch or a Table of pyarrow, not a dict"),
    ],
)
def test_a_missing_or_repeated_column_is_refused(batch: Any, message: str) -> None:
    for call in (ra.BatchValidator(column="json"), ra.BatchConverter(column="json", to=RUN)):
        with pytest.raises(rb.UsageError) as caught:
            call(batch)
        assert str(caught.value) == message
