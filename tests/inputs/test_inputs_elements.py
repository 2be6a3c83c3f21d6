"""Elements that are split at once are those that are split one by one."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.inputs import json_values
from runbridge.inputs.chunks import Slice
from runbridge.inputs.elements import Elements, Place, split_elements
from runbridge.inputs.json_values import JsonSplitter
from tests.pipeline.sample_records import GOOD, model

ELEMENTS = [
    b'{"id":1}',
    b'{"id":"\xc3\xa9\xe2\x82\xac","more":[{"id":2},{"id":{"id":3}}]}',
    b'{"id":1,"items":[{"id":2}\n,{"id":3}, {"id":4}]}',
    b'{ "id" :\n1\n}',
    b'{"id":"],{\\""}',
    b'{"other":[]}',
    b'{"id":"\xff"}',
    *GOOD,
]
OTHERS = [
    b"",
    b"1",
    b'"x"',
    b"[1,[2]]",
    b"{}",
    b'{"id":1',
    b'{"id":1}}',
    b'{"id":01}',
    b'{"id":"\\ud800"}',
    b"[",
    b"]",
    b'"',
]
SEPARATORS = [b",", b", ", b",\n", b"\n,\r\n", b" ,\t", b",,"]


def split(pieces: Sequence[bytes], max_record: int = 1 << 20) -> list[Slice]:
    splitter = JsonSplitter(max_record, 3)
    return [*(each for piece in pieces for each in splitter.feed(piece)), *splitter.end()]


def one_by_one(pieces: Sequence[bytes], max_record: int = 1 << 20) -> list[Slice]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_values, "split_elements", lambda *_: None)
        return split(pieces, max_record)


@st.composite
def arrays(draw: st.DrawFn) -> bytes:
    """One or more arrays of elements that start alike, and now and then something else."""
    usual = st.sampled_from(ELEMENTS)
    element = st.one_of(usual, usual, usual, st.sampled_from([*ELEMENTS, *OTHERS]) if draw(st.booleans()) else usual)
    found = b""
    for _ in range(draw(st.integers(1, 2))):
        elements = draw(st.lists(element, max_size=12))
        separator = draw(st.sampled_from(SEPARATORS[:4]))
        other = st.sampled_from(SEPARATORS)
        text = b"".join(each + (separator if draw(st.booleans()) else draw(other)) for each in elements)
        found += draw(st.sampled_from([b"[", b"[\n ", b" ["])) + text + draw(st.sampled_from([b"]", b"{}]\n", b""]))
    return found


@given(data=arrays(), size=st.sampled_from([7, 64, 500, 1 << 17]), limit=st.sampled_from([8, 60, 1 << 20]))
def test_elements_are_those_that_are_split_one_by_one(data: bytes, size: int, limit: int) -> None:
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert split(pieces, limit) == one_by_one(pieces, limit)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("size", [5_000, 100_000])
def test_records_are_split_at_once(monkeypatch: pytest.MonkeyPatch, indent: int | None, size: int) -> None:
    records = [json.loads(model(id=str(number), workflow_inputs=[{"id": 1}, {"id": 2}])) for number in range(200)]
    data = json.dumps(records, indent=indent).encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    expected = one_by_one(pieces)
    alone: list[int] = []
    end_of_element = vars(json_values)["_end_of_element"]

    def count(buffer: bytearray, start: int) -> Any:
        alone.append(start)
        return end_of_element(buffer, start)

    monkeypatch.setattr(json_values, "_end_of_element", count)
    assert split(pieces) == expected
    assert [json.loads(each.data) for each in expected] == records
    # What a piece ends with, and the last element.
    assert len(alone) <= 3 * len(pieces)


FIRST, SECOND = b'{"a":1}', b'{"a":"\xc3\xa9\n"}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FIRST + b"," + FIRST, Elements([Slice(FIRST, 1, 2, 1)], 8, Place(1, 9, 8))),
        (FIRST + b"\n, " + FIRST, Elements([Slice(FIRST, 1, 2, 1)], 9, Place(2, 1, 9))),
        (FIRST + b", 5\n," + FIRST, Elements([Slice(FIRST, 1, 2, 1), Slice(b"5", 1, 11, 10)], 12, Place(2, 1, 12))),
        (FIRST, None),
        (FIRST + b" " + FIRST, None),
        (SECOND + b"," + SECOND, None),
        (b"1," + FIRST + b"," + FIRST, None),
        (b'{"a":[' + FIRST + b"," + FIRST, None),
        (b'{"a":"' + b"x" * 100 + b'"},' + FIRST, None),
    ],
    ids=str,
)
def test_elements_end_at_a_comma_before_one_that_starts_alike(text: bytes, expected: Elements | None) -> None:
    assert split_elements(bytearray(b"[" + text), 1, Place(1, 2, 1), 50) == expected


def test_the_last_element_of_the_first_half_is_tried_too() -> None:
    nested = b'{"a":[' + FIRST + (b"," + FIRST) * 20
    found = split_elements(bytearray(b"[" + (FIRST + b",") * 30 + nested), 1, Place(1, 2, 1), 1 << 20)
    assert found is not None
    assert {each.data for each in found.slices} == {FIRST}
    assert 20 < len(found.slices) < 30
