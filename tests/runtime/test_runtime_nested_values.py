"""Values inside of fields, read at once, are those that are found one by one, and what else a field has is seen."""

from typing import Any

import pytest
from msgspec import UNSET, Raw, Struct

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Address, Item, Level, Step, Value
from runbridge._runtime.conversion import UnrepresentableValue
from runbridge._runtime.nested_values import FieldReader, Holder, RecordReader, field_readers, identity_reader

TAG, NOTE = Item("key", "user"), Item("key", "note")


class Record(Struct):
    """One field."""

    field: Any


def at(*path: Step, kind: Any = "text", builds: bool = True) -> Address:
    name = "".join(f"/{step}" for step in path)
    levels = (Level(omittable=True),) * (len(path) + 1)
    return Address(name=name, field="field", attribute="field", path=path, kind=kind, levels=levels, builds=builds)


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
    ("addresses", "text", "more"),
    [
        ((at("a"), at("b")), '{"a":"x","b":"y"}', False),
        ((at("a"), at("b")), '{"b":"y"}', False),
        ((at("a"), at("b")), '{"a":"x","c":1}', True),
        ((at("a"), at("b")), '{"b":"y","a":"x"}', None),
        ((at("a"), at("b")), '{"a":"x","a":"x"}', None),
        ((at("a"), at("b")), '{"a": "x"}', None),
        ((at("a"), at("b")), '{"a":null}', None),
        ((at("a"), at("b")), "{}", None),
        ((at("a"), at("b", builds=False)), '{"a":"x"}', None),
        ((at("a", kind="word"),), '{"a":1}', None),
        ((at("a"),), '{"a":1}', None),
        ((at("a", "b"),), '{"a":{"b":"x"}}', None),
        ((at("a", "b"),), '{"a":{"b":"x","c":1}}', True),
        ((at("a", "b", kind="word"),), '{"a":{"b":"x","c":1}}', True),
        ((at(TAG, "value"),), '[{"key":"user","value":"x"}]', None),
        ((at(TAG, "value"),), '[{"key":"note","value":"x"}]', True),
        ((at(TAG, "value"),), '[{"key":"user","value":"x","more":1}]', True),
        ((at("list", TAG, "value"),), '{"list":[{"key":"note"}]}', True),
        ((at("list", TAG, "value"),), '{"list":null}', None),
        ((at("list", TAG, "value"),), "null", None),
    ],
)
def test_what_else_a_field_has(addresses: tuple[Address, ...], text: str, more: bool | None) -> None:
    assert Holder.of(addresses).has_more(Raw(text.encode())) == more


@pytest.mark.parametrize(
    ("addresses", "text", "rebuilt"),
    [
        ((at("a"), at("b")), '{"b":"y","a":"x","c":1}', '{"a":"x","b":"y"}'),
        ((at(TAG, "value"),), '[{"key":"note"},{"value":"x","key":"user"}]', '[{"key":"user","value":"x"}]'),
    ],
)
def test_a_field_is_rebuilt_from_the_values_of_rules(addresses: tuple[Address, ...], text: str, rebuilt: str) -> None:
    assert Holder.of(addresses).rebuilt(Raw(text.encode())) == Raw(rebuilt.encode())


@pytest.mark.parametrize("container", [UNSET, NULL])
def test_a_field_without_a_value_has_no_values_inside(container: Any) -> None:
    reader = field_readers([at("a")])["field"]
    assert reader.find(at("a").name, reader.read_field(container)) is UNSET


def test_a_list_without_a_value_has_no_values_inside() -> None:
    address = at(TAG, "value")
    reader = field_readers([address])["field"]
    assert reader.find(address.name, reader.read_field(UNSET)) is UNSET


def test_names_that_are_no_names_of_python_are_read_too() -> None:
    addresses = [at("class"), at("a b"), at("_x")]
    record = Record(field=Raw(b'{"class":"1","a b":"2","_x":"3"}'))
    assert [RecordReader(record, field_readers(addresses)).value(each) for each in addresses] == ["1", "2", "3"]


@pytest.mark.parametrize(("path", "text"), [(("id",), '{"id":"r1"}'), (("id",), '{"id":"\\ud800"}')])
def test_an_identity_is_read_inside_of_a_field(path: tuple[str, ...], text: str) -> None:
    record, address = Record(field=Raw(text.encode())), at(*path)
    assert identity_reader(address)(record) == address.identify(record)


def test_an_identity_is_read_from_a_field() -> None:
    address = Address(name="field", field="field", attribute="field", kind="raw")
    assert identity_reader(address)(Record(field=Raw(b"7"))) == "7"
