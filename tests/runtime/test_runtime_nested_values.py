"""Values inside of fields, read at once, are those that are found one by one, and what else a field has is seen."""

from typing import Any

import pytest
from msgspec import UNSET, Raw, Struct

from runbridge._runtime.addresses import Address, Item, Opened, Step, Value
from runbridge._runtime.conversion import UnrepresentableValue
from runbridge._runtime.nested_values import FieldReader, Holder, RecordReader, field_readers

TAG, NOTE = Item("key", "user"), Item("key", "note")


class Record(Struct):
    """One field."""

    field: Any


def at(*path: Step, kind: Any = "text", builds: bool = True) -> Address:
    name = "".join(f"/{step}" for step in path)
    return Address(name=name, field="field", attribute="field", path=path, kind=kind, builds=builds)


ADDRESSES = (
    at("a"),
    at("b", "c", kind="raw"),
    at("b", "d", kind="boolean"),
    at("tags", TAG, "value"),
    at("tags", NOTE, "value"),
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            '{"a":"x","b":{"c":1.50,"d":true},"tags":[{"key":"note","value":"n"},{"key":"user","value":"u"}]}',
            ("x", Raw(b"1.50"), True, "u", "n"),
        ),
        ('{"a":null,"b":{"c":null,"d":null},"tags":null,"more":[1]}', (None, None, None, UNSET, UNSET)),
        ('{"b":null,"tags":[{"key":"user"},{"value":"n"}]}', (UNSET, UNSET, UNSET, UNSET, UNSET)),
        # Not as the structs have it.
        (
            '{"a":"x","b":[],"tags":[1,{"key":2,"value":"n"},{"key":"user","value":"u"}]}',
            ("x", *[UNSET] * 2, "u", UNSET),
        ),
        ('{"a":"\\ud800","b":{"c":"\\u0061"}}', ("\ud800", Raw(b'"\\u0061"'), UNSET, UNSET, UNSET)),
        ("[]", (UNSET,) * 5),
        ("null", (UNSET,) * 5),
    ],
)
def test_values_are_those_that_are_found_one_by_one(text: str, values: tuple[Value, ...]) -> None:
    record = Record(Raw(text.encode()))
    reader = RecordReader(record, field_readers(ADDRESSES))
    assert tuple(map(reader.value, ADDRESSES)) == values
    assert tuple(address.read(record) for address in ADDRESSES) == values


@pytest.mark.parametrize(
    "addresses",
    [
        (at("a", kind="word"),),
        (at("a", kind="raw"), at("a", "b")),
        (at(TAG, "value"), at(NOTE, "value", kind="raw")),
        (at(TAG, "value", "inner"), at(TAG, "value", kind="raw")),
    ],
)
def test_some_addresses_have_no_struct(addresses: tuple[Address, ...]) -> None:
    assert FieldReader.of(addresses) is None
    texts = ('{"a":{"b":"x"}}', '{"a":"x"}', '[{"key":"user","value":{"inner":"x"}}]', '[{"key":"note","value":1}]')
    for record in (Record(Raw(text.encode())) for text in texts):
        reader = RecordReader(record, field_readers(addresses))
        for address in addresses:
            try:
                expected = address.read(record)
            except UnrepresentableValue:
                continue
            assert reader.value(address) == expected


def test_values_of_a_field_that_is_changed_are_read_again() -> None:
    record = Record(Raw(b'{"a":"x"}'))
    reader = RecordReader(record, field_readers(ADDRESSES))
    assert reader.value(ADDRESSES[0]) == "x"
    record.field = Raw(b'{"a":"y"}')
    assert reader.value(ADDRESSES[0]) == "y"


@pytest.mark.parametrize(
    ("addresses", "text", "more", "only"),
    [
        ((at("a"), at("b")), '{"a":"x","b":"y"}', False, True),
        ((at("a"), at("b")), '{"b":"y"}', False, True),
        ((at("a"), at("b")), '{"a":"x","c":1}', True, False),
        ((at("a"), at("b")), '{"b":"y","a":"x"}', False, False),
        ((at("a"), at("b")), '{"a":"x","a":"x"}', False, False),
        ((at("a"), at("b")), '{"a": "x"}', False, False),
        ((at("a"), at("b")), '{"a":null}', False, False),
        ((at("a"), at("b")), "{}", False, False),
        ((at("a"), at("b", builds=False)), '{"a":"x"}', False, False),
        ((at("a", kind="word"),), '{"a":1}', False, True),
        ((at("a"),), '{"a":1}', False, True),
        ((at("a", "b"),), '{"a":{"b":"x"}}', False, False),
        ((at("a", "b"),), '{"a":{"b":"x","c":1}}', True, False),
        ((at("a", "b", kind="word"),), '{"a":{"b":"x","c":1}}', True, False),
        ((at(TAG, "value"),), '[{"key":"user","value":"x"}]', False, False),
        ((at(TAG, "value"),), '[{"key":"note","value":"x"}]', True, False),
        ((at(TAG, "value"),), '[{"key":"user","value":"x","more":1}]', True, False),
    ],
)
def test_what_else_a_field_has(addresses: tuple[Address, ...], text: str, more: bool, only: bool) -> None:
    holder, value = Holder.of(addresses), Raw(text.encode())
    assert holder.has_more(value, Opened()) == more
    assert holder.has_only(value, Opened()) == only
