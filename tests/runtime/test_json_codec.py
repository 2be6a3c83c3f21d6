"""JSON values as text and as Python objects: nothing is lost on the way, and nothing is equal that differs."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime.json_codec import (
    UNKNOWN,
    append_fields,
    collect_unknown_fields,
    decode_json,
    encode_json,
    equal_json,
    has_same_tokens,
    restore_unknown_fields,
)

surrogates = st.sampled_from(["\ud800", "a\udfff", "\udc00\ud800", "é\ud83d🙂"])
texts = st.text(max_size=4) | surrogates
values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def strictly(value: Any) -> Any:
    """The value with its types, because in Python True == 1 and 1 == 1.0."""
    match value:
        case dict():
            return {name: strictly(child) for name, child in value.items()}
        case list():
            return [strictly(child) for child in value]
        case _:
            return (type(value), repr(value))


@given(values)
def test_decode_undoes_encode(value: Any) -> None:
    assert strictly(decode_json(encode_json(value))) == strictly(value)


@given(values)
def test_decode_reads_what_json_wrote(value: Any) -> None:
    assert strictly(decode_json(json.dumps(value).encode())) == strictly(value)
    assert strictly(decode_json(Raw(json.dumps(value, indent=1).encode()))) == strictly(value)


@given(values)
def test_encode_writes_utf8_that_json_reads(value: Any) -> None:
    assert strictly(json.loads(encode_json(value).decode())) == strictly(value)


def test_a_lone_surrogate_is_written_as_an_escape_at_every_depth() -> None:
    assert encode_json({"a\ud800": ["\udfff", {"b": "é"}], "n": 1.50}) == (
        b'{"a\\ud800":["\\udfff",{"b":"\\u00e9"}],"n":1.5}'
    )


@pytest.mark.parametrize("long", ["9" * 5000, "-" + "9" * 5000])
def test_an_integer_longer_than_python_reads_is_infinite(long: str) -> None:
    assert decode_json(long.encode()) == float(long)
    assert decode_json(b'["\\ud800",' + long.encode() + b",7]") == ["\ud800", float(long), 7]
    assert decode_json(b"1e400") == float("inf")


class Point(msgspec.Struct, rename="camel", omit_defaults=True):
    first_name: str
    tag: str | None = None
    raw: Raw | UnsetType = UNSET
    inner: "Point | UnsetType" = UNSET


class Whole(msgspec.Struct):
    first_name: str
    tag: str | None = None
    raw: Raw | UnsetType = UNSET


raws = st.just(UNSET) | st.sampled_from([Raw(b"1.50"), Raw(b'"\\ud800"'), Raw(b"[ ]")])
points = st.builds(Point, texts, st.none() | texts, raws, st.just(UNSET) | st.builds(Point, texts))
wholes = st.builds(Whole, texts, st.none() | texts, raws)


@given(points | wholes)
def test_slow_and_fast_encoding_of_structs_agree(struct: Point | Whole) -> None:
    # The same struct with a surrogate replaced goes the fast way; but for that text nothing may differ.
    slow = json.loads(encode_json(struct))
    fast = json.loads(msgspec.json.encode(_plain(struct)))
    assert _replaced(slow) == fast


def _plain(struct: Any) -> Any:
    changes: dict[str, Any] = {
        name: _replaced(value) if isinstance(value, str) else _plain(value)
        for name in struct.__struct_fields__
        if isinstance(value := getattr(struct, name), str | msgspec.Struct)
    }
    return msgspec.structs.replace(struct, **changes)


def _replaced(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            # The raw field is never replaced.
            return {name: child if name == "raw" else _replaced(child) for name, child in value.items()}
        case _:
            return value


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        (b"{}", {}, b"{}"),
        (b'{"a":1}', {}, b'{"a":1}'),
        (b"{}", {"a": Raw(b"1.50")}, b'{"a":1.50}'),
        (b'{"a":1}', {"b": b"[ ]", 'c"\n': Raw(b"null")}, b'{"a":1,"b":[ ],"c\\"\\n":null}'),
        (b"{}", {"\ud800": b"1", "é": b"2"}, '{"\\ud800":1,"é":2}'.encode()),
    ],
)
def test_append_fields_adds_at_the_end(text: bytes, fields: dict[str, Raw | bytes], expected: bytes) -> None:
    assert append_fields(text, fields) == expected


@given(values)
def test_equal_json_ignores_layout(value: Any) -> None:
    spaced = json.dumps(value, indent=2).encode()
    backwards = json.dumps(_backwards(value)).encode()
    assert equal_json(encode_json(value), spaced)
    assert equal_json(Raw(spaced), backwards)


def _backwards(value: Any) -> Any:
    match value:
        case dict():
            return {name: _backwards(child) for name, child in reversed(value.items())}
        case list():
            return [_backwards(child) for child in value]
        case _:
            return value


@given(values, values)
def test_equal_json_means_equal_python_values(one: Any, other: Any) -> None:
    if equal_json(encode_json(one), encode_json(other)):
        assert one == other


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1", "1.0", True),
        ("1", "10e-1", True),
        ("1", "true", False),
        ("0", "false", False),
        ("0", "null", False),
        ("0", "-0", True),
        ("1", '"1"', False),
        ('"a"', '"\\u0061"', True),
        ('"\\ud83d\\ude00"', '"😀"', True),
        ('"\\ud800"', '"\\uD800"', True),
        ('"\\ud800"', '"\\udc00"', False),
        ('"é"', '"e\\u0301"', False),
        ("[]", "{}", False),
        ("[1,2]", "[2,1]", False),
        ("[1,2]", "[1]", False),
        ('{"a":1,"b":2}', '{"b":2.0, "a":1}', True),
        ('{"a":1}', '{"a":1,"b":null}', False),
        ('{"a":1}', '{"b":1}', False),
        ('{"a":[{"b":1}]}', '{"a":[{"b":2}]}', False),
        ("1e400", "1e400 ", True),
        ("1e400", "1e401", False),
        ("9" * 5000, "9" * 5000 + ".0", True),
        ("9" * 5000, "9" * 4999 + "8", False),
    ],
)
def test_equal_json(one: str, other: str, same: bool) -> None:
    assert equal_json(one.encode(), other.encode()) == same
    assert equal_json(other.encode(), one.encode()) == same


def test_very_deep_values_are_equal_only_byte_for_byte() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert equal_json(deep, deep)
    assert not equal_json(deep, deep + b" ")


NAMES = frozenset({"id", "odd"})


@given(st.dictionaries(st.sampled_from(["id", "odd", "x", "", UNKNOWN, "_residue"]), values))
def test_collected_unknown_fields_can_be_restored(record: dict[str, Any]) -> None:
    aside = dict(record)
    collect_unknown_fields(aside, NAMES)
    assert aside.keys() <= NAMES | {UNKNOWN}
    assert (UNKNOWN in aside) == bool(record.keys() - NAMES)
    restore_unknown_fields(aside, NAMES)
    assert strictly(aside) == strictly(record)


def test_restored_fields_never_overwrite_known_fields() -> None:
    record = {"id": 1, UNKNOWN: {"id": 2, "odd": 3, "x": 4}}
    restore_unknown_fields(record, NAMES)
    assert record == {"id": 1, "x": 4}


def test_a_lone_surrogate_is_encoded_at_any_depth() -> None:
    value: object = "\ud800"
    for _ in range(900):
        value = [value]
    assert encode_json(value) == b"[" * 900 + b'"\\ud800"' + b"]" * 900


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('{"a": [1.50, "é"]}', '{"a":[1.50,"\\u00e9"]}', True),
        ("1.50", "1.5", False),
        ('{"a":1,"b":2}', '{"b":2,"a":1}', False),
        # Too deep to compare.
        ("[" * 100_000 + "]" * 100_000, "[" * 100_000 + "]" * 100_000, False),
    ],
)
def test_texts_with_the_same_tokens(one: str, other: str, same: bool) -> None:
    assert has_same_tokens(Raw(one.encode()), Raw(other.encode())) is same


@pytest.mark.parametrize("value", [None, UNSET, "1", True])
def test_only_json_texts_have_tokens(value: object) -> None:
    assert not has_same_tokens(value, value)
    assert not has_same_tokens(Raw(b"1"), value)
