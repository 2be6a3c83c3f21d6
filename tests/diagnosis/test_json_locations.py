"""Locations are right in any layout of the text."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.json_locations import Span, Spans, find, locate

texts = st.text(max_size=4) | st.sampled_from(['"', "\\", "{", "}]", ",:", "é🙂", "\n", "\u2028"])
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
layouts = st.sampled_from([{}, {"indent": 3}, {"separators": (",", ":")}, {"indent": "\t", "ensure_ascii": False}])


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        yield from paths(child, (*path, step))


@given(value=values, layout=layouts, data=st.data())
def test_locations_are_those_of_the_value_and_its_name(value: Any, layout: dict[str, Any], data: st.DataObject) -> None:
    text = " \n" + json.dumps(value, **layout) + "\n"
    there = dict(paths(value))
    wanted = data.draw(st.lists(st.sampled_from(list(there)), max_size=8))
    places = find(text, wanted)
    assert places.keys() == set(wanted)
    for path, place in places.items():
        assert json.JSONDecoder().raw_decode(text, place.value)[0] == there[path]
        if path and isinstance(path[-1], str):
            assert json.JSONDecoder().raw_decode(text, place.name)[0] == path[-1]
        else:
            assert place.name == place.value
        assert json.JSONDecoder().raw_decode(text, place.value)[1] == place.end
        assert locate(text, path) == Spans(text).of(place.value, place.end)


@given(
    st.text(alphabet="a\n", max_size=20) | st.text(alphabet="a\né🙂\r\u2028", max_size=20),
    st.lists(st.integers(0, 20), min_size=2, max_size=6).map(sorted),
)
def test_spans_count_lines_columns_and_bytes(text: str, indexes: list[int]) -> None:
    spans = Spans(text)
    for start, end in pairwise(min(index, len(text)) for index in indexes):
        first, last = text[:start].split("\n"), text[:end].split("\n")
        assert spans.of(start, end) == Span(
            line=len(first),
            column=len(first[-1]) + 1,
            end_line=len(last),
            end_column=len(last[-1]) + 1,
            offset=len(text[:start].encode()),
        )


def place_of(text: str, path: tuple[str | int, ...], *, key: bool = False) -> tuple[int, int]:
    """The line and column of a value, or of its name."""
    place = find(text, [path])[path]
    start = place.name if key else place.value
    return Spans(text).of(start, start)[:2]


def test_the_last_duplicate_field_is_found() -> None:
    text = '{"a": {"b": 1, "b": 2},\n "a": {"c": 0, "b": 3, "\\u0062": 4}}'
    assert place_of(text, ("a",), key=True) == (2, 2)
    assert place_of(text, ("a",)) == (2, 7)
    assert place_of(text, ("a", "b"), key=True) == (2, 24)
    assert place_of(text, ("a", "b")) == (2, 34)
    assert text.split("\n")[1][33:] == "4}}"


def test_a_duplicate_field_whose_first_value_is_a_scalar() -> None:
    assert place_of('{"a":1,"a":[[0]]}', ("a", 0, 0)) == (1, 14)
    assert place_of('{"a":[],"a":{"0":7}}', ("a", "0")) == (1, 18)


def test_columns_count_characters_not_bytes() -> None:
    assert place_of('["é🙂", 1]', (1,)) == (1, 8)


def test_the_root_starts_after_white_space() -> None:
    assert place_of("\n\t 5", ()) == (2, 3)


def test_a_path_deeper_than_the_recursion_limit() -> None:
    text = "[" * 600 + "5" + "]" * 600
    assert place_of(text, (0,) * 600) == (1, 601)


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ('{"a":1,\n "b" : [2]}', ("b",), (2, 2, 8, 11)),
        ('{"a":{"b":1},"b":2}', ("b",), (1, 14, 18, 19)),
        ('{"b":2,"a":"b"}', ("b",), (1, 2, 6, 7)),
        ('{"b":2,"\\u0062":3}', ("b",), (1, 8, 17, 18)),
        ('{"a":"\\"b\\"","b":3}', ("b",), (1, 14, 18, 19)),
        ('["0"]', (0,), (1, 2, 2, 5)),
    ],
)
def test_a_field_is_found_when_its_name_occurs_elsewhere(
    text: str, path: tuple[str | int, ...], place: tuple[int, int, int, int]
) -> None:
    found, spans = find(text, [path])[path], Spans(text)
    (line, name), (_, start), (_, end) = (spans.position(index) for index in (found.name, found.value, found.end))
    assert (line, name, start, end) == place
