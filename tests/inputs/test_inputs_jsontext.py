"""JSON text is sliced into fields and elements as they are in it, at any depth."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from runbridge._runtime.json_slices import check_utf8, split_array, split_object
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.laws.schema_values import values

names = st.text('a"\\[]{},:0123456789', max_size=20)
spaces = st.sampled_from(["", " ", "\n\t "])


@given(st.dictionaries(names, values, max_size=4), spaces)
def test_fields_are_split_with_and_without_unpaired_surrogates(value: dict[str, Any], space: str) -> None:
    pairs = f"{space},{space}".join(
        f"{json.dumps(name)}{space}:{space}{write(each).decode()}" for name, each in value.items()
    )
    for extra in ("", f'{space}"\\ud800":[]'):
        between = f"{space}," if extra and pairs else ""
        found = split_object(f"{space}{{{space}{pairs}{between}{extra}{space}}}{space}".encode())
        expected = {name: write(each) for name, each in value.items()}
        assert {name: bytes(each) for name, each in found.items()} == expected | ({"\ud800": b"[]"} if extra else {})


@given(st.lists(values, max_size=4), spaces)
def test_elements_are_split_with_and_without_unpaired_surrogates(value: list[Any], space: str) -> None:
    for extra in ([], ["\ud800"]):
        tokens = [write(each) for each in [*value, *extra]]
        text = f"{space}[".encode() + f"{space},{space}".encode().join(tokens) + f"{space}]{space}".encode()
        assert list(map(bytes, split_array(text))) == tokens


def test_values_deeper_than_msgspec_decodes_are_split() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    fields = split_object(b'{"a":' + deep + b',"b":{"c":[1,2]}}')
    assert {name: bytes(value) for name, value in fields.items()} == {"a": deep, "b": b'{"c":[1,2]}'}
    assert list(map(bytes, split_array(b"[" + deep + b",1]"))) == [deep, b"1"]


def test_the_last_field_of_a_name_counts() -> None:
    assert bytes(split_object(b'{"a":1,"a":2}')["a"]) == b"2"
    assert {name: bytes(value) for name, value in split_object(b'{"a":1,"a":2,"\\ud800":3}').items()} == {
        "a": b"2",
        "\ud800": b"3",
    }


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("{}", {}),
        (" { } ", {}),
        ('{"a":1}', {"a": b"1"}),
        ('{ "a" : [1, 2] ,\n"b":{"c" : "}"} }', {"a": b"[1, 2]", "b": b'{"c" : "}"}'}),
        ('{"a":1,"\\u0061":1.50}', {"a": b"1.50"}),
        ('{"\\ud800":"\\udc00"}', {"\ud800": b'"\\udc00"'}),
        ('{"é":"🙂"}', {"é": '"🙂"'.encode()}),
    ],
)
def test_each_field_is_verbatim(text: str, fields: dict[str, bytes]) -> None:
    found = split_object(text.encode())
    assert {name: bytes(raw) for name, raw in found.items()} == fields
    assert all(isinstance(raw, Raw) for raw in found.values())


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("[]", []),
        (" [ ] ", []),
        ('[1.50,"a]", {"a" : [1]}]', [b"1.50", b'"a]"', b'{"a" : [1]}']),
        ('\n[ "\\ud800" ,\t"é",[[]]\n]', [b'"\\ud800"', '"é"'.encode(), b"[[]]"]),
    ],
)
def test_each_element_is_verbatim(text: str, elements: list[bytes]) -> None:
    found = split_array(text.encode())
    assert list(map(bytes, found)) == elements
    assert all(isinstance(raw, Raw) for raw in found)


@pytest.mark.parametrize("before", [b"", b"a\n", "é\n".encode() * 40_000, "é".encode() * 40_000])
@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"])
def test_invalid_utf8_is_found_anywhere_in_a_text(before: bytes, bad: bytes) -> None:
    check_utf8(before + "🙂\n".encode() + before)
    with pytest.raises(UnicodeDecodeError):
        check_utf8(before + bad + b"\n" + before)
