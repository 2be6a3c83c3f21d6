"""Records of every layout are read with their places, however a stream is cut into pieces."""

import codecs
import io
import itertools
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import suppress
from random import Random
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Chunk, Lines, Record, Slice, Values
from runbridge.inputs.reader import iter_records, read_chunks, read_lines
from runbridge.inputs.sniffing import HEAD, is_ndjson
from runbridge.problems import Fix, Problem
from tests.pipeline.run_helpers import Pieces, records_from_pieces

BOM = b"\xef\xbb\xbf"
#: Deeper than any reader goes: some Pythons go down 10,000 levels.
DEEP = 100_000
UNCLOSED = Problem(code="invalid-json", expected="the array that opens before is not closed")


def at(data: bytes, number: int, line: int, column: int = 1, flaw: Problem | None = None) -> Record:
    return Record(data, number, line, column, 0, flaw)


def without_offsets(data: bytes, entries: list[Record]) -> list[Record]:
    """The entries, once it is clear that each has the offset that its line and column mean."""
    for entry in entries:
        before = data[: entry.offset].removeprefix(BOM).split(b"\n")
        assert (len(before), len(before[-1].decode(errors="replace")) + 1) == (entry.line, entry.column)
        assert data[entry.offset : entry.offset + len(entry.data)] == entry.data
    return [replace(entry, offset=0) for entry in entries]


A, B = b'{"a":1}', b'{"b":[2,"]"]}'
PRETTY = b'{\n "a": 1\n}'
PARTED = b'{"a": [\n' + A + b'\n],\n"b":\n' + A + b"}"
INSIDE = b'"a": [\n' + A + b",\n" + B + b"\n]"
TABLE: dict[str, tuple[bytes, list[Record]]] = {
    "nothing": (b"", []),
    "blanks": (b" \r\n\t\n", []),
    "only a byte order mark": (b"\xef\xbb\xbf", []),
    "one object": (A, [at(A, 1, 1)]),
    "one object and a line end": (A + b"\n", [at(A, 1, 1)]),
    "two lines without a last line end": (A + b"\n" + B, [at(A, 1, 1), at(B, 2, 2)]),
    "CRLF": (A + b"\r\n" + B + b"\r\n", [at(A, 1, 1), at(B, 2, 2)]),
    "blank lines count": (b"\n\n" + A + b"\n \n" + B, [at(A, 1, 3), at(B, 2, 5)]),
    "a byte order mark is not of the record": (b"\xef\xbb\xbf" + A + b"\n" + B, [at(A, 1, 1), at(B, 2, 2)]),
    "a byte order mark before an array": (b"\xef\xbb\xbf[" + A + b"]", [at(A, 1, 1, 2)]),
    "a broken first line hides no other": (b'{"a":\n' + A + b"\n" + B, [at(b'{"a":', 1, 1), at(A, 2, 2), at(B, 3, 3)]),
    "two broken first lines hide no other": (b'{"a\n{\n' + A, [at(b'{"a', 1, 1), at(b"{", 2, 2), at(A, 3, 3)]),
    "a first line that is an array": (b"[1,2]\n" + A, [at(b"[1,2]", 1, 1), at(A, 2, 2)]),
    "a first line that is no container": (b"null\n" + A, [at(b"null", 1, 1), at(A, 2, 2)]),
    "text": (b"hello\nworld\n", [at(b"hello", 1, 1), at(b"world", 2, 2)]),
    "an array on one line": (b"[" + A + b"," + B + b"]\n", [at(A, 1, 1, 2), at(B, 2, 1, 10)]),
    "an array of lines": (b"[\n" + A + b",\n" + B + b"\n]\n", [at(A, 1, 2), at(B, 2, 3)]),
    "an array of one line": (b"[\n" + A + b"\n]\n", [at(A, 1, 2)]),
    "an empty array": (b" [ \n ] ", []),
    "an array after blank lines": (b"\n\n [" + A + b"]", [at(A, 1, 3, 3)]),
    "two arrays in a row": (b"[" + A + b"]\n[" + B + b"]\n", [at(A, 1, 1, 2), at(B, 2, 2, 2)]),
    "two arrays on one line": (b"[" + A + b"][" + B + b"]", [at(A, 1, 1, 2), at(B, 2, 1, 11)]),
    "an array of objects on the first line": (b"[" + A + b"]\n" + B, [at(A, 1, 1, 2), at(B, 2, 2)]),
    "a line after a pretty object": (b'{\n "a": 1\n}\n' + A, [at(b'{\n "a": 1\n}', 1, 1), at(A, 2, 4)]),
    "lines of nothing but fields": (b'{"a":1\n"b"}\n' + A, [at(b'{"a":1', 1, 1), at(b'"b"}', 2, 2), at(A, 3, 3)]),
    "empty objects on lines": (b"{}\n{}\n", [at(b"{}", 1, 1), at(b"{}", 2, 2)]),
    "a bracket too many on a line": (b"{}\n]\n" + A, [at(b"{}", 1, 1), at(b"]", 2, 2), at(A, 3, 3)]),
    "a value too deep to be looked at": (
        b'{"a":\n' + b"[" * DEEP + b"\n" + b"]" * DEEP + b"}\n" + A,
        [at(b'{"a":', 1, 1), at(b"[" * DEEP, 2, 2), at(b"]" * DEEP + b"}", 3, 3), at(A, 4, 4)],
    ),
    "an element too deep to be jumped over": (
        b"[" + b"[" * DEEP + b"]" * DEEP + b"," + A + b"]",
        [at(b"[" * DEEP + b"]" * DEEP, 1, 1, 2), at(A, 2, 1, 2 * DEEP + 3)],
    ),
    "an unpaired surrogate": (
        b'[\n{"a":"\\ud800"},' + A + b"]",
        [at(b'{"a":"\\ud800"}', 1, 2, 1), at(A, 2, 2, 16)],
    ),
    "half a UTF-8 sequence": (
        b'[\n"\xe2\x82",\xe2',
        [at(b'"\xe2\x82"', 1, 2), at(b"\xe2", 2, 2, 5), at(b"", 3, 2, 6, UNCLOSED)],
    ),
    "nothing after an element": (b"[\n" + A + b" 1]", [at(A + b" 1", 1, 2)]),
    "an array and an object": (b"[\n" + A + b"\n]\n" + B, [at(A, 1, 2), at(B, 2, 4)]),
    "columns are characters": ('["é🙂",1]'.encode(), [at('"é🙂"'.encode(), 1, 1, 2), at(b"1", 2, 1, 7)]),
    "a comma too many at the end": (b"[" + A + b", ]", [at(A, 1, 1, 2), at(b"", 2, 1, 11)]),
    "a comma too many at the start": (b"[,1]", [at(b"", 1, 1, 2), at(b"1", 2, 1, 3)]),
    "a comma between arrays": (b"[1],\n[2]", [at(b"1", 1, 1, 2), at(b",", 2, 1, 4), at(b"2", 3, 2, 2)]),
    "commas between pretty objects": (
        PRETTY + b",\n" + PRETTY + b",\n" + PRETTY + b",\n",
        [
            at(PRETTY, 1, 1),
            at(b",", 2, 3, 2),
            at(PRETTY, 3, 4),
            at(b",", 4, 6, 2),
            at(PRETTY, 5, 7),
            at(b",", 6, 9, 2),
        ],
    ),
    "a comma at the end of each line": (
        A + b",\n" + A + b",\r\n\n" + A + b" , \n",
        [at(A + b",", 1, 1), at(A + b",", 2, 2), at(A + b" , ", 3, 4)],
    ),
    "a comma at the end of each line but the first": (A + b"\n" + A + b",\n", [at(A, 1, 1), at(A + b",", 2, 2)]),
    "a comma at the end of each line but the last": (A + b",\n" + A, [at(A + b",", 1, 1), at(A, 2, 2)]),
    "a comma after the only record": (A + b",", [at(A + b",", 1, 1)]),
    "commas after a malformed first line": (
        b'{"a":\n' + A + b",\n" + B + b",\n",
        [at(b'{"a":', 1, 1), at(A + b",", 2, 2), at(B + b",", 3, 3)],
    ),
    "an array on a line before records with commas": (
        b"[1,2]\n" + A + b",\n" + A + b",",
        [at(b"[1,2]", 1, 1), at(A + b",", 2, 2), at(A + b",", 3, 3)],
    ),
    "commas in a row in an array": (b"[1,,\n, 2]", [at(b"1", 1, 1, 2), at(b"", 2, 1, 4), at(b"2", 3, 2, 3)]),
    "nothing but commas in an array": (b"[,,, ,]", [at(b"", 1, 1, 2)]),
    "commas in a row between values": (
        b'{\n"a":1},,\n,{\n"a":1}',
        [at(b'{\n"a":1}', 1, 1), at(b",", 2, 2, 7), at(b'{\n"a":1}', 3, 3, 2)],
    ),
    "closing brackets in a row": (b"[1]]} ]\n[2]", [at(b"1", 1, 1, 2), at(b"]", 2, 1, 4), at(b"2", 3, 2, 2)]),
    "commas and closing brackets": (
        b"[1]],]",
        [at(b"1", 1, 1, 2), at(b"]", 2, 1, 4), at(b",", 3, 1, 5), at(b"]", 4, 1, 6)],
    ),
    "an object at the start of a line in a value": (b'{"a": [\n' + A + b'\n],\n"b":\n' + A + b"}", [at(PARTED, 1, 1)]),
    "objects at the start of lines in a value": (b"{\n" + INSIDE + b"}", [at(b"{\n" + INSIDE + b"}", 1, 1)]),
    "a value with objects at the start of lines, and another": (
        b"{\n" + INSIDE + b"}\n{\n" + INSIDE + b"}",
        [at(b"{\n" + INSIDE + b"}", 1, 1), at(b"{\n" + INSIDE + b"}", 2, 6)],
    ),
    "a malformed first line and one record": (b'{"a":\n' + A + b"\n", [at(b'{"a":', 1, 1), at(A, 2, 2)]),
    "a malformed first line with an open array": (
        b'{"a":[\n' + A + b"\n" + A + b"\n",
        [at(b'{"a":[', 1, 1), at(A, 2, 2), at(A, 3, 3)],
    ),
    "a first line that ends after a comma": (b'{"a":1,\n' + A + b"\n", [at(b'{"a":1,', 1, 1), at(A, 2, 2)]),
    "a first line with brackets that do not match": (b'{"a":[}\n' + A, [at(b'{"a":[}', 1, 1), at(A, 2, 2)]),
    "a sequence": (b"\x1e" + A + b"\n\x1e" + B + b"\n", [at(A, 1, 1, 2), at(B, 2, 2, 2)]),
    "a sequence of pretty objects": (
        b"\x1e" + PRETTY + b"\n\x1e" + PRETTY + b"\n",
        [at(PRETTY, 1, 1, 2), at(PRETTY, 2, 4, 2)],
    ),
    "a malformed record in a sequence": (
        b'\x1e{"a\n\x1e' + A + b"\n\x1e[{\n\x1e" + B,
        [at(b'{"a', 1, 1, 2), at(A, 2, 2, 2), at(b"[{", 3, 3, 2), at(B, 4, 4, 2)],
    ),
    "a sequence with blanks": (b"\x1e\x1e \n\x1e\r\n  " + A + b"\n\n", [at(A, 1, 3, 3)]),
    "a sequence on one line": ("\x1e{é}\x1e".encode() + A + b"\x1e", [at("{é}".encode(), 1, 1, 2), at(A, 2, 1, 6)]),
    "an unpaired surrogate in a sequence": (b"\x1e{\xe2\x82\x1e" + A, [at(b"{\xe2\x82", 1, 1, 2), at(A, 2, 1, 5)]),
    "a sequence after a byte order mark": (BOM + b"\x1e" + A, [at(A, 1, 1, 2)]),
    "only a record separator": (b"\x1e", []),
    "an array that is not closed": (b"[" + A, [at(A, 1, 1, 2), at(b"", 2, 1, 9, UNCLOSED)]),
    "an array that ends in a comma": (b"[" + A + b",", [at(A, 1, 1, 2), at(b"", 2, 1, 10, UNCLOSED)]),
    "only a bracket": (b"[", [at(b"", 1, 1, 2, UNCLOSED)]),
    "an element that is not closed": (b'[{"a":1', [at(b'{"a":1', 1, 1, 2), at(b"", 2, 1, 8, UNCLOSED)]),
    "a bracket too many in an element": (b"[1},2]", [at(b"1}", 1, 1, 2), at(b"2", 2, 1, 5)]),
    "something after an array": (b"[1] x", [at(b"1", 1, 1, 2), at(b"x", 2, 1, 5)]),
    "a bracket that nothing opened": (b"[1]\n]\n[2]", [at(b"1", 1, 1, 2), at(b"]", 2, 2), at(b"2", 3, 3, 2)]),
    "pretty objects": (b'{\n "a": 1\n}\n{\n "b": 2\n}', [at(b'{\n "a": 1\n}', 1, 1), at(b'{\n "b": 2\n}', 2, 4)]),
    "objects on one line": (A + B, [at(A, 1, 1), at(B, 2, 1, 8)]),
    "a brace too many on one line": (A + b"}", [at(A + b"}", 1, 1)]),
    "an object that is not closed": (b'{\n "a": 1\n', [at(b'{\n "a": 1', 1, 1)]),
    "a string that is not closed": (b'{"a":"}\n', [at(b'{"a":"}', 1, 1)]),
    "a pretty object with whole ones inside": (
        b'{\n "a": [\n  {"b": 1}\n ]\n}\n',
        [at(b'{\n "a": [\n  {"b": 1}\n ]\n}', 1, 1)],
    ),
}


#: A text in each encoding with wide characters, by the name that iconv has for it.
WIDE = [
    ("UTF-16", codecs.BOM_UTF16_LE + '{"é": 1}\n[]'.encode("utf-16-le")),
    ("UTF-16", codecs.BOM_UTF16_BE + '{"é": 1}\n[]'.encode("utf-16-be")),
    ("UTF-32", codecs.BOM_UTF32_LE + "{}\n{}".encode("utf-32-le")),
    ("UTF-32", codecs.BOM_UTF32_BE + "{}\n{}".encode("utf-32-be")),
    ("UTF-16LE", '{"é": 1}\n'.encode("utf-16-le")),
    ("UTF-16BE", "[{}]".encode("utf-16-be")),
    ("UTF-32LE", "{}\n{}".encode("utf-32-le")),
    ("UTF-32BE", "[{},\n{}]".encode("utf-32-be")),
]


@pytest.mark.parametrize("chunk_size", [1, 2, 3, 7, 1 << 16])
@pytest.mark.parametrize(("encoding", "data"), WIDE)
def test_a_file_with_wide_characters_is_one_problem(encoding: str, data: bytes, chunk_size: int) -> None:
    (record,) = records_from_pieces(data, chunk_size)
    assert record.flaw is not None
    assert record.flaw.message == f"not UTF-8: the file is {encoding}"
    assert record.flaw.fix == Fix(kind="edit", note=f"convert it: iconv -f {encoding} -t UTF-8")
    assert record == at(b"", 1, 1, flaw=record.flaw)
    assert not is_ndjson(data)
    text = data.decode(encoding).encode()
    assert text.startswith((b"{", b"["))
    assert {each.flaw for each in records_from_pieces(text, chunk_size)} == {None}


@pytest.mark.parametrize("chunk_size", [1, 2, 3, 7, 1 << 16])
@pytest.mark.parametrize("line", [b"\xff\xfe", b"\xff\xfe{}", b"{\0", b"\0{", b"\0\0\0", b"\0", b'{"\0":1}'])
def test_a_line_with_odd_bytes_hides_no_other(line: bytes, chunk_size: int) -> None:
    records = records_from_pieces(line + b"\n" + A, chunk_size)
    assert [(record.data, record.flaw) for record in records] == [(line, None), (A, None)]


@pytest.mark.parametrize("chunk_size", [1, 2, 3, 7, 1 << 16])
@pytest.mark.parametrize("name", TABLE)
def test_every_layout_has_the_expected_records(name: str, chunk_size: int) -> None:
    data, expected = TABLE[name]
    assert without_offsets(data, records_from_pieces(data, chunk_size)) == expected


class Layout(NamedTuple):
    """Records laid out in a file: its text, and where each record's text is."""

    text: str
    places: list[tuple[int, str]]


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["\\", '"', "[]{},", "\n", "é🙂"]
)
_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=5,
)
_records = st.lists(st.dictionaries(_texts, _values, max_size=3), max_size=5)
_blanks = st.text(" \t\r\n", max_size=3)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Any records in any layout, with any blanks where they may stand."""
    layout = draw(st.sampled_from(["lines", "array", "arrays", "objects"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    indent = None if layout == "lines" else draw(st.sampled_from([None, 0, 1, 4]))
    ascii_only = draw(st.booleans())
    records = [
        json.dumps(record, indent=indent, ensure_ascii=ascii_only).replace("\n", end) for record in draw(_records)
    ]
    text, places = "", list[tuple[int, str]]()
    for number, record in enumerate(records):
        if layout == "lines":
            text += draw(st.sampled_from(["", end, f" {end}"]))
        elif layout == "objects":
            # Several objects on one line are detected only if they are all on one line.
            text += "" if indent is None else draw(_blanks) + end
        else:
            opens = number == 0 or (layout == "arrays" and draw(st.booleans()))
            text += (f"{draw(_blanks)}]" if opens and number else "") + ("[" if opens else ",") + draw(_blanks)
        places.append((len(text), record))
        text += record + (end if layout == "lines" and number < len(records) - 1 else "")
    if layout in ("array", "arrays"):
        text += f"{draw(_blanks)}]" if records else f"[{draw(_blanks)}]"
    return Layout(text + draw(st.sampled_from(["", end])), places)


@given(layout=layouts(), mark=st.booleans(), chunk_size=st.integers(1, 40) | st.just(1 << 17))
@example(layout=Layout('{}\n{\n "a": 1\n}', [(0, "{}"), (3, '{\n "a": 1\n}')]), mark=False, chunk_size=1)
def test_records_in_any_layout_are_read_with_their_places(layout: Layout, mark: bool, chunk_size: int) -> None:
    data = (BOM if mark else b"") + layout.text.encode()
    found = without_offsets(data, records_from_pieces(data, chunk_size))
    expected: list[Record] = []
    for number, (start, record) in enumerate(layout.places, start=1):
        before = layout.text[:start].split("\n")
        expected.append(at(record.encode(), number, len(before), len(before[-1]) + 1))
    assert found == expected


def spread(value: Any, random: Random) -> str:
    """The JSON text of a value, with line breaks between any of its tokens."""

    def space() -> str:
        return random.choice(["", "", " ", "\n", "\n\n ", "\r\n"])

    match value:
        case dict():
            fields = [
                f"{space()}{json.dumps(name)}{space()}:{space()}{spread(each, random)}{space()}"
                for name, each in value.items()
            ]
            return "{" + (",".join(fields) or space()) + "}"
        case list():
            elements = [f"{space()}{spread(each, random)}{space()}" for each in value]
            return "[" + (",".join(elements) or space()) + "]"
        case _:
            return json.dumps(value)


@given(
    records=st.lists(st.dictionaries(_texts, _values, min_size=1, max_size=3), min_size=1, max_size=3),
    random=st.randoms(use_true_random=False),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5),
)
def test_records_with_line_breaks_anywhere_are_read_as_values(
    records: list[Any], random: Random, sizes: list[int]
) -> None:
    texts = [spread(record, random) for record in records]
    # A first line that is a record decides that each line is one.
    first = "{\n" + texts[0][1:]
    data = "\n".join([first, *texts[1:]]).encode()
    assert [each.data.decode() for each in records_from_pieces(data, *sizes)] == [first, *texts[1:]]


_whole = st.builds(lambda record: json.dumps(record).encode(), st.dictionaries(_texts, _values, min_size=1, max_size=3))
_malformed = st.sampled_from([b'{"a":', b'{"a":1,', b'{"a', b'{"a":{}', b"{", b'{"a":1}]'])


@given(
    lines=st.lists(_whole | _malformed, min_size=1, max_size=6),
    last=st.lists(_whole, min_size=2, max_size=2),
    comma=st.sampled_from([b"", b",", b" , "]),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5),
)
def test_lines_with_and_without_commas_are_a_record_each(
    lines: list[bytes], last: list[bytes], comma: bytes, sizes: list[int]
) -> None:
    """Whatever lines are malformed, as long as two whole records follow each other."""
    expected = [line + comma for line in (*lines, *last)]
    data = b"".join(line + b"\n" for line in expected)
    assert [each.data for each in records_from_pieces(data, *sizes)] == expected


def test_a_problem_is_placed_in_the_file() -> None:
    entry = at(b"{\n}", 3, 10, 5)
    assert entry.place(Problem(code="excessive-nesting", line=1, column=2)) == Problem(
        code="excessive-nesting", line=10, column=6
    )
    assert entry.place(Problem(code="excessive-nesting", line=2, column=1)) == Problem(
        code="excessive-nesting", line=11, column=1
    )
    within = Problem(code="excessive-nesting", line=1, column=2, end_line=1, end_column=3, offset=1)
    over = Problem(code="excessive-nesting", line=1, column=2, end_line=2, end_column=2, offset=1)
    far = replace(entry, offset=70)
    assert far.place(within) == Problem(
        code="excessive-nesting", line=10, column=6, end_line=10, end_column=7, offset=71
    )
    assert [far.unplace(far.place(each)) for each in (within, over)] == [within, over]
    assert far.place(over) == Problem(code="excessive-nesting", line=10, column=6, end_line=11, end_column=2, offset=71)


class Endless(io.RawIOBase):
    """A stream without end: a start, and then a piece again and again."""

    def __init__(self, start: bytes, piece: bytes) -> None:
        self._start, self._piece, self._rest, self.given = start, piece, start, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        while len(self._rest) < size:
            self._rest += self._piece * 1000
        buffer[:], self._rest = self._rest[:size], self._rest[size:]
        self.given += size
        return size


@pytest.mark.parametrize(
    ("start", "piece"), [(b"", A + b"\n"), (b"[" + A, b"," + A), (b"[\n" + A, b",\n" + A), (b"", b'{\n "a":1\n}\n')]
)
def test_an_endless_stream_is_read_in_bounded_memory(start: bytes, piece: bytes) -> None:
    stream = Endless(start, piece)
    found = list(itertools.islice(iter_records(io.BufferedReader(stream)), 1000))
    assert {json.loads(entry.data)["a"] for entry in found} == {1}
    assert [entry.number for entry in found] == list(range(1, 1001))
    assert stream.given < 2 << 20


_pieces = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b'"',
    b"\\",
    b"\n",
    b" ",
    b"\r\n",
    b"1",
    b'"a"',
    A,
    B,
    b'"},{"',
    b"},\n{",
]
_traps = [
    b"\xff",
    b"\xe2\x82",
    b"\\ud83d",
    b'{"a":"\\ud800"}',
    b'{\n "x": 1\n}',
    BOM,
    "é🙂".encode(),
    b"\x81",
    b",,",
    b",\n" + A,
    A + b",\n",
    b"\x1e",
    b"]]",
    b"{}\n",
    b"{}\r\n{}\n",
]
_soup = st.lists(st.sampled_from([*_pieces, *_traps]), max_size=16).map(b"".join)
_sizes = st.lists(st.integers(1, 9), min_size=1, max_size=5)


@given(
    data=_soup | _soup.map(lambda soup: b"[" + soup) | _soup.map(lambda soup: b"\x1e" + soup),
    sizes=_sizes,
    limit=st.just(1000) | st.integers(1, 12),
)
def test_records_do_not_depend_on_the_piece_size(data: bytes, sizes: list[int], limit: int) -> None:
    assert records_from_pieces(data, *sizes, max_record=limit) == records_from_pieces(data, max_record=limit)


def texts(chunks: Iterable[Chunk]) -> bytes:
    return b"".join(chunk.text for chunk in chunks if isinstance(chunk, Lines))


@given(soup=_soup, sizes=_sizes)
def test_chunks_of_lines_together_are_the_file(soup: bytes, sizes: list[int]) -> None:
    data = b"text\n" + soup
    chunks = list(read_chunks(Pieces(data, sizes)))
    assert texts(chunks) == data + (b"" if data.endswith(b"\n") else b"\n")
    assert texts(read_lines(Pieces(data, sizes))) == texts(chunks)
    offset, line = 0, 1
    for chunk in chunks:
        assert isinstance(chunk, Lines)
        assert (chunk.offset, chunk.line) == (offset, line)
        offset += len(chunk.text)
        line += chunk.text.count(b"\n")


def test_records_of_a_part_have_their_places_in_the_file() -> None:
    data = A + b"\n\n" + B + b"\n"
    assert [chunk.records(7) for chunk in read_lines(io.BytesIO(data), line=5, offset=100)] == [
        [Record(A, 7, 5, 1, 100), Record(B, 8, 7, 1, 109)]
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (A + b"\n" + B, True),
        (b"", True),
        (b"\n\n", True),
        (b"text", True),
        (BOM + A + b"\n" + B, False),
        (b"[" + A + b"]", False),
        (b"[1]\n" + A, True),
        (b"[1]\n2", False),
        (b'{\n "a": 1\n}\n', False),
        (A + B, False),
        (b"\x80", False),
        (b'{"' + b"a" * HEAD, True),
        (b"[" + b"1 " * HEAD, False),
        (b'{\n"' + b"a" * HEAD + b'":1}\n' + A + b"\n", False),
        (b'{"a":[\n' + (A + b",\n") * 50_000 + A, True),
        (b'{"a":[\n' + (A + b",\n") * (HEAD // 9) + A, False),
        (b"\x1e" + A + b"\n", False),
        (b"{}\n{}\r\n{}", True),
        (b"{}\n{} \n", False),
        (b"\n{}\n\n{}\n", True),
        (b"{}\n{}\n {}\n", False),
        (b"{}\n{}\n{", False),
        (b"{}\n{}\n{\n}", False),
        (b"{}\n{}\n{} {}\n", False),
        (b"{}\n" * HEAD, True),
        (b"{}\n" * (HEAD // 3 - 1) + b" {}\n" * 3, False),
    ],
)
def test_ndjson_is_detected(data: bytes, expected: bool) -> None:
    assert is_ndjson(data) is expected


class Silent(Exception):
    """Nothing more comes, and no end either."""


class Slow:
    """A stream that gives some bytes, and then makes its reader wait forever."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)

    def read(self, size: int, /) -> bytes:
        if not self._pieces:
            raise Silent
        return self._pieces.pop(0)


def records_before_silence(stream: Slow) -> Iterator[bytes]:
    with suppress(Silent):
        for entry in iter_records(stream):
            yield entry.data
        pytest.fail("the end was found although there is none")


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([A + b"\n"], [A]),
        ([b"\n", A, b"\n" + B, b"\n", A], [A, B]),
        ([b'{"a":\n', A + b"\n", B + b"\n"], [b'{"a":', A, B]),
        ([A + b",\n"], [A + b","]),
        ([b"\x1e" + A + b"\n", b"\x1e{"], [A]),
        ([b"text\n"], [b"text"]),
        ([b"[" + A + b","], [A]),
        ([b"[", A, b",", B, b","], [A, B]),
        ([b"[\n" + A + b",\n" + B + b",\n", b"1"], [A, B]),
        ([b'[{"a":"\\ud800"},'], [b'{"a":"\\ud800"}']),
        ([b"[\n{]},", b"\n1"], [b"{]}"]),
        ([b"[\n{x},\n"], [b"{x}"]),
        ([b'{\n "a": 1\n}\n'], [b'{\n "a": 1\n}']),
        ([b'{\n "a": {\n  }\n', b"}\n", b'{\n"b":2}'], [b'{\n "a": {\n  }\n}', b'{\n"b":2}']),
        ([b"\x81\xa1a", b"\x01\x81"], [A]),
    ],
)
def test_a_slow_pipe_returns_records_as_soon_as_they_are_complete(pieces: list[bytes], found: list[bytes]) -> None:
    assert list(records_before_silence(Slow(*pieces))) == found


TOO_LONG = Problem(code="oversized-record", expected="12 bytes")
LONG = b'{"a":"\xc3\xa9\\"]}"}'


@pytest.mark.parametrize("sizes", [[1], [5], [1 << 16]])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (A + b"\n" + LONG + b"\r\n" + A, [at(A, 1, 1), at(b"", 2, 2, 1, TOO_LONG), at(A, 3, 3)]),
        (LONG, [at(b"", 1, 1, 1, TOO_LONG)]),
        (b"{" + b" " * 11 + b"\r\n" + A, [at(b"{" + b" " * 11, 1, 1), at(A, 2, 2)]),
        (b"{" + b" " * 11 + b" \n" + A, [at(b"", 1, 1, 1, TOO_LONG), at(A, 2, 2)]),
        (A + b"\n" + b" " * 99 + b"\n" + A, [at(A, 1, 1), at(A, 2, 3)]),
        (b"[" + LONG + b"," + A + b"]", [at(b"", 1, 1, 2, TOO_LONG), at(A, 2, 1, 16)]),
        (b"[\n" + LONG + b" " * 99 + b"]" + A, [at(b"", 1, 2, 1, TOO_LONG), at(A, 2, 2, 114)]),
        (
            b"[" + A + b" " * 99 + b"," + LONG,
            [at(A, 1, 1, 2), at(b"", 2, 1, 109, TOO_LONG), at(b"", 3, 1, 122, UNCLOSED)],
        ),
        (b"[" + LONG, [at(b"", 1, 1, 2, TOO_LONG), at(b"", 2, 1, 15, UNCLOSED)]),
        (b"\x1e" + LONG + b"\n\x1e" + A, [at(b"", 1, 1, 2, TOO_LONG), at(A, 2, 2, 2)]),
        (b"\x1e" + A + b" " * 99 + b"\n\x1e" + LONG, [at(A, 1, 1, 2), at(b"", 2, 2, 2, TOO_LONG)]),
    ],
)
def test_a_too_long_record_hides_no_other(data: bytes, expected: list[Record], sizes: list[int]) -> None:
    assert without_offsets(data, records_from_pieces(data, *sizes, max_record=12)) == expected


def test_white_space_after_an_element_has_bounded_memory() -> None:
    data = b"[" + A + b" " * (2 * CHUNK_SIZE) + b",\n" + A + b"]"
    found = [at(b"", 1, 1, 2, TOO_LONG), at(A, 2, 2)]
    assert without_offsets(data, records_from_pieces(data, max_record=12)) == found
    assert without_offsets(data, records_from_pieces(data, 1000, max_record=12)) == found


class Repeated:
    """A start, a piece many times, and an end."""

    def __init__(self, start: bytes, piece: bytes, count: int, end: bytes) -> None:
        self._pieces = itertools.chain([start], itertools.repeat(piece, count), [end])

    def read(self, size: int, /) -> bytes:
        return next(self._pieces, b"")


@pytest.mark.parametrize(
    ("start", "piece", "end", "column"),
    [
        (b'{"a":"', b"a" * (1 << 16), b'"}\n{}', 1),
        (b'[{"a":"', b"\xc3\xa9" * (1 << 15), b'"},{}]', 2),
        (b"[\n", b'{"a":[' * (1 << 8), b"1" + b"]}" * (200 << 8) + b",{}]", 1),
        (b"\x81\xa1a\xdb\0\xc8\0\0", b"a" * (1 << 16), b"\x80", 1),
        (b'\x1e{"a":"', b"\xc3\xa9" * (1 << 15), b'"}\n\x1e{}', 2),
    ],
    ids=["line", "string", "deep", "messagepack", "sequence"],
)
@pytest.mark.deep
def test_a_record_of_any_length_is_read_in_bounded_memory(start: bytes, piece: bytes, end: bytes, column: int) -> None:
    stream = Repeated(start, piece, 200, end)
    tracemalloc.start()
    try:
        found = list(iter_records(stream, max_record=1 << 18))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(entry.data, entry.column, entry.flaw and entry.flaw.code) for entry in found] == [
        (b"", column, "oversized-record"),
        (b"{}", found[-1].column, None),
    ]
    # What is looked at to tell the layout is up to 1 MiB, and the end of the deep one comes in one piece.
    assert peak < (4 << 20) + 3 * len(end)


def test_values_have_text_only_if_each_fits_on_one_line() -> None:
    one, two = Slice(A, 1, 2, 1), Slice(B, 1, 9, 9)
    assert Values([one, two]).text == A + b"\n" + B + b"\n"
    assert Values([one, Slice(b"{\n}", 2, 1, 9)]).text == b""
    assert Values([one, Slice(b"", 2, 1, 9)]).text == b""
    assert Values([one, Slice(b"x", 2, 1, 9, TOO_LONG)]).text == b""
    assert Values([one, two]).records(5) == [Record(A, 5, 1, 2, 1), Record(B, 6, 1, 9, 9)]


class Asked:
    """A stream that notes how much it was asked for."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)
        self.sizes: set[int] = set()

    def read(self, size: int, /) -> bytes:
        self.sizes.add(size)
        return self._stream.read(size)


@pytest.mark.parametrize("data", [(A + b"\n") * 1000, b"[" + b",\n".join([A] * 1000) + b"]"])
def test_chunks_have_the_requested_size(data: bytes) -> None:
    stream = Asked(data)
    sizes = [len(chunk.text) for chunk in read_chunks(stream, size=800)]
    assert stream.sizes == {800}
    assert max(sizes) <= 800
    assert len(sizes) == -(-len(data) // 800)
    usual = Asked(data)
    assert [len(chunk.text) for chunk in read_chunks(usual)] == [sum(sizes)]
    assert usual.sizes == {CHUNK_SIZE}


def test_chunks_of_a_part_have_the_requested_size() -> None:
    stream, usual = Asked((A + b"\n") * 1000), Asked(A)
    assert [len(chunk.text) for chunk in read_lines(stream, size=800)] == [800] * 10
    assert [len(chunk.text) for chunk in read_lines(usual)] == [8]
    assert (stream.sizes, usual.sizes) == ({800}, {CHUNK_SIZE})


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_split_chunk_has_the_same_records_and_places(at: int) -> None:
    lines = Lines(A + b"\n" + B + b"\n" + A + b"\n", 5, 100)
    values = Values([Slice(A, 5, 1, 100), Slice(B, 6, 1, 108), Slice(A, 7, 1, 122)])
    for chunk in (lines, values):
        before, one, rest = chunk.split_at(at)
        parts = [*before.records(1), *one.records(1 + at), *rest.records(2 + at)]
        assert (len(before.records(1)), len(one.records(1))) == (at, 1)
        assert parts == chunk.records(1)
        assert before.text + one.text + rest.text == chunk.text


def test_msgspec_messages_locate_the_end_of_a_value() -> None:
    # Arrays are read fast as long as it uses these words; they are a hint that is checked.
    with pytest.raises(msgspec.DecodeError, match=r"trailing characters \(byte 10\)$"):
        msgspec.json.decode(b'{"a":1}  ,', type=msgspec.Raw)
    with pytest.raises(msgspec.DecodeError, match="truncated"):
        msgspec.json.decode(b'{"a":1', type=msgspec.Raw)
