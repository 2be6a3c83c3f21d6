"""Records are found in every layout, each with the place of its first byte, whatever way a stream is cut."""

import io
import itertools
import json
import time
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runbridge.files.reading import Entry, read_entries
from runbridge.problems import Problem

UNCLOSED = "the array that opens before is not closed"


def entries_in(data: bytes, chunk_size: int = 1 << 16) -> list[Entry]:
    return list(read_entries(io.BytesIO(data), chunk_size=chunk_size))


def at(data: bytes, number: int, line: int, column: int = 1, flaw: str = "") -> Entry:
    return Entry(data, number, line, column, flaw)


A, B = b'{"a":1}', b'{"b":[2,"]"]}'
TABLE: dict[str, tuple[bytes, list[Entry]]] = {
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
    "UTF-16": ('{"a"}\n'.encode("utf-16"), [at(b'\xff\xfe{\0"\0a\0"\0}\0', 1, 1), at(b"\0", 2, 2)]),
    "an array on one line": (b"[" + A + b"," + B + b"]\n", [at(A, 1, 1, 2), at(B, 2, 1, 10)]),
    "an array of lines": (b"[\n" + A + b",\n" + B + b"\n]\n", [at(A, 1, 2), at(B, 2, 3)]),
    "an array of one line": (b"[\n" + A + b"\n]\n", [at(A, 1, 2)]),
    "an empty array": (b" [ \n ] ", []),
    "an array after blank lines": (b"\n\n [" + A + b"]", [at(A, 1, 3, 3)]),
    "two arrays in a row": (b"[" + A + b"]\n[" + B + b"]\n", [at(A, 1, 1, 2), at(B, 2, 2, 2)]),
    "two arrays on one line": (b"[" + A + b"][" + B + b"]", [at(A, 1, 1, 2), at(B, 2, 1, 11)]),
    "an array and an object": (b"[\n" + A + b"\n]\n" + B, [at(A, 1, 2), at(B, 2, 4)]),
    "columns are characters": ('["é🙂",1]'.encode(), [at('"é🙂"'.encode(), 1, 1, 2), at(b"1", 2, 1, 7)]),
    "a comma too many at the end": (b"[" + A + b", ]", [at(A, 1, 1, 2), at(b"", 2, 1, 11)]),
    "a comma too many at the start": (b"[,1]", [at(b"", 1, 1, 2), at(b"1", 2, 1, 3)]),
    "a comma between arrays": (b"[1],\n[2]", [at(b"1", 1, 1, 2), at(b",\n[2]", 2, 1, 4)]),
    "an array that is not closed": (b"[" + A, [at(A, 1, 1, 2), at(b"", 2, 1, 9, UNCLOSED)]),
    "an array that ends in a comma": (b"[" + A + b",", [at(A, 1, 1, 2), at(b"", 2, 1, 10, UNCLOSED)]),
    "only a bracket": (b"[", [at(b"", 1, 1, 2, UNCLOSED)]),
    "an element that is not closed": (b'[{"a":1', [at(b'{"a":1', 1, 1, 2), at(b"", 2, 1, 8, UNCLOSED)]),
    "a bracket too many in an element": (b"[1},2]", [at(b"1}", 1, 1, 2), at(b"2", 2, 1, 5)]),
    "something behind an array": (b"[1] x", [at(b"1", 1, 1, 2), at(b"x", 2, 1, 5)]),
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


@pytest.mark.parametrize("chunk_size", [1, 2, 3, 7, 1 << 16])
@pytest.mark.parametrize("name", TABLE)
def test_every_layout_reads_as_it_should(name: str, chunk_size: int) -> None:
    data, expected = TABLE[name]
    assert entries_in(data, chunk_size) == expected


class Laid(NamedTuple):
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
def laid_out(draw: st.DrawFn) -> Laid:
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
            # One after the other in a line are told from a line of NDJSON only when they all stand in one.
            text += "" if indent is None else draw(_blanks) + end
        else:
            opens = number == 0 or (layout == "arrays" and draw(st.booleans()))
            text += (f"{draw(_blanks)}]" if opens and number else "") + ("[" if opens else ",") + draw(_blanks)
        places.append((len(text), record))
        text += record + (end if layout == "lines" and number < len(records) - 1 else "")
    if layout in ("array", "arrays"):
        text += f"{draw(_blanks)}]" if records else f"[{draw(_blanks)}]"
    return Laid(text + draw(st.sampled_from(["", end])), places)


@given(laid=laid_out(), mark=st.booleans(), chunk_size=st.integers(1, 40) | st.just(1 << 17))
@example(laid=Laid('{}\n{\n "a": 1\n}', [(0, "{}"), (3, '{\n "a": 1\n}')]), mark=False, chunk_size=1)
def test_any_records_in_any_layout_read_back_with_their_places(laid: Laid, mark: bool, chunk_size: int) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + laid.text.encode()
    found = entries_in(data, chunk_size)
    expected: list[Entry] = []
    for number, (start, record) in enumerate(laid.places, start=1):
        before = laid.text[:start].split("\n")
        expected.append(at(record.encode(), number, len(before), len(before[-1]) + 1))
    assert found == expected


def test_a_problem_is_placed_in_the_file() -> None:
    entry = at(b"{\n}", 3, 10, 5)
    assert entry.place(Problem(code="too-deep", line=1, column=2)) == Problem(code="too-deep", line=10, column=6)
    assert entry.place(Problem(code="too-deep", line=2, column=1)) == Problem(code="too-deep", line=11, column=1)


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
def test_a_stream_without_end_is_read_in_bounded_memory(start: bytes, piece: bytes) -> None:
    stream = Endless(start, piece)
    found = list(itertools.islice(read_entries(io.BufferedReader(stream)), 1000))
    assert {json.loads(entry.data)["a"] for entry in found} == {1}
    assert [entry.number for entry in found] == list(range(1, 1001))
    assert stream.given < 2 << 20


@pytest.mark.parametrize(
    ("start", "piece", "end"),
    [
        (b"[1", b",1", b"]"),
        (b"[", b"]", b""),
        (b'{\n"a": "', b"\\n\\\\", b'"}'),
        (b'{\n"a": [1', b",\n1", b"]}"),
    ],
)
def test_time_grows_with_the_size_and_not_with_its_square(start: bytes, piece: bytes, end: bytes) -> None:
    def seconds(count: int) -> float:
        stream = io.BytesIO(start + piece * count + end)
        before = time.process_time()
        for _ in read_entries(stream):
            pass
        return time.process_time() - before

    seconds(1000)
    assert seconds(160_000) < 40 * max(seconds(10_000), 0.005)
