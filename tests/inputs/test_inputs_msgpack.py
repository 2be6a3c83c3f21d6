"""MessagePack is transcoded to equal JSON text; a value without JSON text is a flaw and hides no record."""

import gzip
import io
import itertools
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runbridge.compression import CHUNK_SIZE
from runbridge.errors import BadInput
from runbridge.inputs.chunks import Record
from runbridge.inputs.reader import read_chunks
from runbridge.inputs.sources import open_input
from runbridge.problems import Problem
from tests.pipeline.run_helpers import records_from_pieces

pack = msgspec.msgpack.encode


def not_json(reason: str) -> Problem:
    return Problem(code="invalid-json", expected=reason)


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(_texts, inner, max_size=20),
    max_leaves=30,
)
_records = st.lists(st.dictionaries(_texts, _values, max_size=20), min_size=1, max_size=4)
_sizes = st.lists(st.integers(1, 9), min_size=1, max_size=5)


@given(records=_records, in_array=st.booleans(), sizes=_sizes | st.just([1 << 16]))
@example(records=[{"a": "x" * 70_000, "b": list(range(300))}], in_array=True, sizes=[1 << 16])
@example(records=[{str(n): n for n in range(300)}], in_array=False, sizes=[1 << 16])
@example(records=[{}] * 300, in_array=True, sizes=[1 << 16])
@example(records=[{"a": -0.0}], in_array=True, sizes=[1])
def test_every_value_has_the_json_text_that_msgspec_writes(
    records: list[Any], in_array: bool, sizes: list[int]
) -> None:
    parts = [pack(record) for record in records]
    data = pack(records) if in_array else b"".join(parts)
    start = len(data) - sum(map(len, parts))
    offsets = itertools.accumulate(map(len, parts), initial=start)
    assert records_from_pieces(data, *sizes) == [
        Record(msgspec.json.encode(record), number, number, 1, offset)
        for number, (record, offset) in enumerate(zip(records, offsets, strict=False), start=1)
    ]


def test_arrays_and_values_can_follow_each_other() -> None:
    data = pack([{"a": 1}, [2]]) + pack([]) + pack({}) + pack(5) + pack([{"b": 2}])
    assert [entry.data for entry in records_from_pieces(data)] == [b'{"a":1}', b"[2]", b"{}", b"5", b'{"b":2}']


def test_repeated_keys_stay_repeated() -> None:
    assert records_from_pieces(b"\x82\xa1a\x01\xa1a\x02") == [Record(b'{"a":1,"a":2}', 1, 1)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"\xcc\xff", b"255"),
        (b"\xd0\x80", b"-128"),
        (b"\xd1\x80\x00", b"-32768"),
        (b"\xd2\x80\x00\x00\x00", b"-2147483648"),
        (b"\xd3\x80" + b"\0" * 7, b"-9223372036854775808"),
        (b"\xcf" + b"\xff" * 8, b"18446744073709551615"),
        (b"\xe0", b"-32"),
        (b"\x7f", b"127"),
        (b"\xca\x3d\xcc\xcc\xcd", b"0.10000000149011612"),
        (b"\xcb" + struct.pack(">d", 1e300), b"1e300"),
        (b"\xda\x00\x01\n", b'"\\n"'),
        (b"\xdb\x00\x00\x00\x02\xc3\xa9", '"é"'.encode()),
        (b"\xdc\x00\x01\xc0", b"[null]"),
        (b"\xdd\x00\x00\x00\x01\xc2", b"[false]"),
        (b"\xde\x00\x01\xa1b\xc3", b'{"b":true}'),
        (b"\xdf\x00\x00\x00\x00", b"{}"),
        (b"\xd6\xff\x00\x00\x00\x00", b'"1970-01-01T00:00:00Z"'),
        (b"\xd7\xff" + (5_000_000 << 34 | 1).to_bytes(8), b'"1970-01-01T00:00:01.005Z"'),
        (b"\xd7\xff" + (5_000 << 34 | 1).to_bytes(8), b'"1970-01-01T00:00:01.000005Z"'),
        (b"\xc7\x0c\xff" + struct.pack(">Iq", 999_999_999, -1), b'"1969-12-31T23:59:59.999999999Z"'),
        (b"\xc7\x0c\xff" + struct.pack(">Iq", 0, -62135596800), b'"0001-01-01T00:00:00Z"'),
    ],
)
def test_every_kind_of_token_has_a_json_text(value: bytes, text: bytes) -> None:
    assert records_from_pieces(b"\x81\xa1a" + value) == [Record(b'{"a":' + text + b"}", 1, 1)]


@given(moment=st.datetimes(timezones=st.just(UTC)))
def test_timestamps_keep_their_value(moment: datetime) -> None:
    (entry,) = records_from_pieces(pack({"a": moment}))
    assert msgspec.json.decode(entry.data, type=dict[str, datetime]) == {"a": moment}


BIN = not_json("MessagePack bytes (bin), which JSON cannot represent")
KEY = not_json("a MessagePack map has a key that is not a string")


@pytest.mark.parametrize("sizes", [[1], [1 << 16]])
@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        (b"\xc4\x02ab", BIN),
        (b"\xc5\x00\x02ab", BIN),
        (b"\xc6\x00\x00\x00\x02ab", BIN),
        (b"\x93\xc4\x00\x91\x01\x82\xa1a\x01\xa1b\x02", BIN),
        (b"\x82\x01\x02\xa1b\x03", KEY),
        (b"\x82\x92\x01\x02\x02\xa1b\x03", KEY),
        (b"\x81\xc4\x01a\x03", KEY),
        (b"\xd4\x05a", not_json("a MessagePack extension of type 5, which JSON cannot represent")),
        (b"\xc8\x00\x00\xfe", not_json("a MessagePack extension of type -2, which JSON cannot represent")),
        (b"\xc9\x00\x00\x00\x01\x7fx", not_json("a MessagePack extension of type 127, which JSON cannot represent")),
        (b"\xd5\xff\x00\x00", not_json("a MessagePack timestamp of an invalid size")),
        (b"\xd7\xff" + b"\xff" * 8, not_json("a MessagePack timestamp of more than 999,999,999 nanoseconds")),
        (
            b"\xc7\x0c\xff" + struct.pack(">Iq", 0, 2**62),
            not_json("a MessagePack timestamp outside of the years 1 to 9999"),
        ),
        (
            b"\xc7\x0c\xff" + struct.pack(">Iq", 0, 253402300800),
            not_json("a MessagePack timestamp outside of the years 1 to 9999"),
        ),
        (b"\xca\x7f\xc0\x00\x00", not_json("the MessagePack number nan")),
        (b"\xcb\xff\xf0" + b"\0" * 6, not_json("the MessagePack number -inf")),
        (b"\xa2a\xff", Problem(code="invalid-utf8", actual="invalid start byte (byte 0xff)")),
        (b"\xa3\xed\xa0\x80", Problem(code="invalid-utf8", actual="invalid continuation byte (byte 0xed)")),
        (b"\x92\x91" * 5000 + b"\x01" * 5001, Problem(code="excessive-nesting")),
        (b"\x91" * 999 + b"\x91\x01", Problem(code="excessive-nesting")),
        (b"\x91" * 998 + b"\x91\x01", None),
    ],
)
def test_values_without_json_text_are_flaws_and_hide_no_record(
    value: bytes, flaw: Problem | None, sizes: list[int]
) -> None:
    record = b"\x81\xa1a" + value
    before, found, after = records_from_pieces(b"\x80" + record + b"\x80", *sizes)
    assert (before, after) == (Record(b"{}", 1, 1), Record(b"{}", 3, 3, 1, 1 + len(record)))
    assert (found.number, found.line, found.offset, found.flaw) == (2, 2, 1, flaw)
    assert (found.data == b"") is (flaw is not None)


@pytest.mark.parametrize("sizes", [[1], [1 << 16]])
@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"\xc1\x80", "invalid MessagePack byte 0xc1"),
        (b"\x81\xa1", "the MessagePack data is truncated"),
        (b"\x81\xa1a", "the MessagePack data is truncated"),
        (b"\x81\xa1a\xcd\x00", "the MessagePack data is truncated"),
        (b"\x81\x01\x91", "the MessagePack data is truncated"),
        (b"\xde\x00", "the MessagePack data is truncated"),
    ],
)
def test_malformed_data_is_a_flaw_and_ends_the_records(data: bytes, flaw: str, sizes: list[int]) -> None:
    assert records_from_pieces(b"\x80" + data, *sizes) == [Record(b"{}", 1, 1), Record(b"", 2, 2, 1, 1, not_json(flaw))]


def test_a_truncated_array_is_a_flaw() -> None:
    flaw = not_json("the MessagePack data is truncated")
    assert records_from_pieces(b"\x92\x80") == [Record(b"{}", 1, 1, 1, 1), Record(b"", 2, 2, 1, 2, flaw)]
    assert records_from_pieces(b"\xdc\x00") == [Record(b"", 1, 1, 1, 0, flaw)]


@pytest.mark.parametrize("sizes", [[1], [1 << 16]])
def test_a_too_long_record_hides_no_other(sizes: list[int]) -> None:
    values = [
        {"a": "x"},
        {"a": "x" * 9},
        {"a": "xx"},
        {"a": [1, 2, 3]},
        {"a": [1]},
        [[[[[[]]]]]],
        "x" * 8,
        "x" * 10,
        "x" * 7,
    ]
    parts = [pack(value) for value in values]
    too_long = Problem(code="oversized-record", expected="9 bytes")
    texts = [b'{"a":"x"}', b"", b"", b"", b'{"a":[1]}', b"", b"", b"", b'"xxxxxxx"']
    data = b"\x99" + b"".join(parts)
    assert [(entry.data, entry.flaw) for entry in records_from_pieces(data, *sizes, max_record=9)] == [
        (text, None if text else too_long) for text in texts
    ]


@given(data=st.binary(max_size=40), sizes=_sizes, limit=st.just(1000) | st.integers(1, 12))
def test_any_bytes_are_read_independently_of_the_piece_size(data: bytes, sizes: list[int], limit: int) -> None:
    assert records_from_pieces(b"\x81" + data, *sizes, max_record=limit) == records_from_pieces(
        b"\x81" + data, max_record=limit
    )


def test_chunks_have_a_bounded_size() -> None:
    record = {"a": "x" * 1000}
    chunks = list(read_chunks(io.BytesIO(pack(record) * 1000)))
    assert b"".join(chunk.text for chunk in chunks) == (msgspec.json.encode(record) + b"\n") * 1000
    assert max(len(chunk.text) for chunk in chunks) < 2 * CHUNK_SIZE
    assert len(chunks) < 20


@pytest.mark.parametrize("text", [b"\x80\xc1", b"\x97\x46\x12\xc1" + bytes(95), b"\x80\xc1" + bytes(1 << 20)])
def test_malformed_data_does_not_hide_a_truncated_file(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "runs"
    data = gzip.compress(text, mtime=0)[:-9]
    path.write_bytes(data)
    with open_input(str(path)) as source:
        chunks = read_chunks(source)
        *_, last = next(chunks).records(1)
        assert last.flaw == not_json("invalid MessagePack byte 0xc1")
        with pytest.raises(BadInput) as raised:
            next(chunks)
    assert raised.value.strerror == f"truncated gzip data after {len(data):,} bytes"
