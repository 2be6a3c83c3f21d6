"""Values inside of fields: read together with structs that have only these, and whether a field has others too.

msgspec reads a few values of an object many times faster than Python finds each of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from keyword import iskeyword
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Address, Container, Item, Opened, Step, Value, identity_of
from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.json_slices import REFUSALS

#: How msgspec begins the error for an object with a field that a struct does not have.
_UNKNOWN_FIELD = "Object contains unknown field"
_LEAVES: Mapping[str, Any] = {"text": str | None, "boolean": bool | None, "raw": Raw}


class FieldReader(Struct, frozen=True):
    """Reads all values at addresses inside of one field at once, with structs that have these values only.

    `places` has the way to each value, by the name of its address: attributes of structs, and items of lists.
    """

    decoder: msgspec.json.Decoder[Any]
    places: Mapping[str, Sequence["str | ItemPlace"]]
    #: The values in a field that is missing.
    nothing: Any

    @classmethod
    def of(cls, addresses: Sequence[Address]) -> "FieldReader | None":
        """The reader of addresses in one field; None for addresses that no structs have."""
        values = _Values(addresses, is_closed=False)
        if values.kind is None:
            return None
        decoder = msgspec.json.Decoder(values.kind)
        places = {each.name: values.places[each.path] for each in addresses}
        return cls(decoder, places, decoder.decode(b"[]" if isinstance(addresses[0].path[0], Item) else b"{}"))

    def read_field(self, container: Any) -> Any:
        """The values in a field, which may be missing or null; None for one that is not as the structs have it."""
        return self.nothing if container is UNSET or container == NULL else self.read(container)

    def read(self, container: Raw) -> Any:
        """The values in a container; None for one that is not as the structs have it."""
        try:
            return self.decoder.decode(container)
        except REFUSALS:
            return None

    def find(self, name: str, values: Any) -> Value:
        """The value at an address, among those that were read."""
        for place in self.places[name]:
            if values is None or values is UNSET:
                return UNSET
            values = getattr(values, place) if isinstance(place, str) else place.find(values)
        return None if values.__class__ is Raw and values == NULL else values


class RecordReader:
    """Reads values at addresses of one record; all those inside of one field at once."""

    def __init__(self, record: Any, readers: Mapping[str, FieldReader]) -> None:
        self._record = record
        self._readers = readers
        self._read: dict[int, tuple[Raw, Any]] = {}

    @cached_property
    def opened(self) -> Opened:
        """The containers of the record that are looked at as a whole."""
        return Opened()

    def value(self, address: Address) -> Value:
        """The value at an address."""
        return self.value_inside(address) if address.path else address.read(self._record)

    def value_inside(self, address: Address) -> Value:
        """The value at an address inside of a field."""
        container = getattr(self._record, address.attribute)
        if container.__class__ is not Raw:
            return UNSET
        found = self._read.get(id(container))
        if found is None:
            # With the container itself, so that no other one gets its identity.
            reader = self._readers.get(address.attribute)
            found = self._read[id(container)] = (container, reader and reader.read(container))
        values = found[1]
        if values is None:
            return address.read_in(container, self.opened)
        return self._readers[address.attribute].find(address.name, values)


def field_readers(addresses: Iterable[Address]) -> Mapping[str, FieldReader]:
    """What reads the values at addresses inside of fields, by the attributes of these."""
    inside: dict[str, dict[str, Address]] = {}
    for address in addresses:
        if address.path:
            inside.setdefault(address.attribute, {})[address.name] = address
    readers = {name: FieldReader.of([*found.values()]) for name, found in inside.items()}
    return {name: reader for name, reader in readers.items() if reader is not None}


def identity_reader(address: Address) -> Callable[[Any], str]:
    """What reads the text that names the run from a wire struct."""
    readers = field_readers([address])
    if address.attribute not in readers:
        return address.identify
    reader = readers[address.attribute]

    def identify(record: Any) -> str:
        values = reader.read_field(getattr(record, address.attribute))
        return address.identify(record) if values is None else identity_of(reader.find(address.name, values))

    return identify


class ItemPlace(NamedTuple):
    """The first item of a list of structs whose attribute `key` is a text."""

    key: str
    value: str

    def find(self, items: Sequence[Any]) -> Any:
        for item in items:
            if getattr(item, self.key) == self.value:
                return item
        return UNSET


class _ListPlace(NamedTuple):
    """A list of structs, of which some are known by the words in their attribute `key`."""

    place: tuple[Any, ...]
    key: str
    words: Collection[str]

    def has_others(self, values: Any) -> bool:
        """Whether the list has structs with none of the words."""
        for attribute in self.place:
            if values is None or values is UNSET:
                return False
            values = getattr(values, attribute)
        for item in values or ():  # noqa: SIM110  # much faster than a generator for the few items that there are
            if getattr(item, self.key) not in self.words:
                return True
        return False


class _Values:
    """The struct for values at addresses inside of one field, and where it has them; None where there is none."""

    def __init__(self, addresses: Sequence[Address], *, is_closed: bool) -> None:
        self._kinds = {address.path: _LEAVES.get(address.kind) for address in addresses}
        self._is_closed = is_closed
        self.places: dict[tuple[Step, ...], tuple[Any, ...]] = {}
        self.lists: list[_ListPlace] = []
        self.kind = self._kind_of(tree_of(addresses), (), ())

    def _kind_of(self, tree: Mapping[Step, Any], path: tuple[Step, ...], place: tuple[Any, ...]) -> Any:
        """The type for what is at a path, with a tree of steps in it."""
        if not tree or path in self._kinds:
            self.places[path] = place
            return None if tree else self._kinds[path]
        is_list = any(isinstance(step, Item) for step in tree)
        kind = self._items(tree, path, place) if is_list else self._fields(tree, path, place)
        return None if kind is None else kind | None

    def _fields(self, tree: Mapping[Step, Any], path: tuple[Step, ...], place: tuple[Any, ...]) -> Any:
        types = {
            str(step): self._kind_of(inner, (*path, step), (*place, attribute))
            for (step, inner), attribute in zip(tree.items(), _attributes([*map(str, tree)]), strict=True)
        }
        return self._struct(types)

    def _items(self, tree: Mapping[Step, Any], path: tuple[Step, ...], place: tuple[Any, ...]) -> Any:
        """The list for steps to items, which are objects with keys and values."""
        steps = [(step, str(leaf)) for step, inner in tree.items() if isinstance(step, Item) for leaf in inner]
        types: dict[str, Any] = {step.key: str | None for step, _ in steps}
        names = [*dict.fromkeys((*types, *(leaf for _, leaf in steps)))]
        attributes = dict(zip(names, _attributes(names), strict=True))
        for step, leaf in steps:
            here = (*place, ItemPlace(attributes[step.key], step.value), attributes[leaf])
            kind = self._kind_of(tree[step][leaf], (*path, step, leaf), here)
            if types.setdefault(leaf, kind) != kind:
                return None
        for key in {step.key for step, _ in steps}:
            words = frozenset(step.value for step, _ in steps if step.key == key)
            self.lists.append(_ListPlace(place, attributes[key], words))
        struct = self._struct(types)
        return None if struct is None else list[struct]  # type: ignore[valid-type]  # a type

    def _struct(self, types: Mapping[str, Any]) -> Any:
        if None in types.values():
            return None
        names = dict(zip(_attributes([*types]), types, strict=True))
        fields = [(attribute, types[name] | UnsetType, UNSET) for attribute, name in names.items()]
        return msgspec.defstruct("Values", fields, rename=names, gc=False, forbid_unknown_fields=self._is_closed)


def _attributes(names: Sequence[str]) -> Sequence[str]:
    """The attributes of a struct for fields: their names where these are names of Python."""
    return [
        name if name.isidentifier() and not iskeyword(name) and not name.startswith("_") else f"field_{number}"
        for number, name in enumerate(names)
    ]


def tree_of(addresses: Iterable[Address]) -> dict[Step, Any]:
    """The steps to the values at addresses as nested mappings, in the order of the addresses."""
    tree: dict[Step, Any] = {}
    for address in addresses:
        inner = tree
        for step in address.path:
            inner = inner.setdefault(step, {})
    return tree


class Holder(Struct, frozen=True):
    """A field of the source whose value holds some that rules bring back.

    `addresses` has those of these values in the order of the rules, `steps` the steps to them as nested mappings.
    `is_flat` says that they are fields of one object, which may be made of them alone. The `decoder` refuses an object
    with other fields; `lists` are those with items, of which rules know some.
    """

    addresses: Sequence[Address]
    steps: Mapping[Step, Any]
    is_flat: bool
    decoder: msgspec.json.Decoder[Any] | None
    lists: Sequence[_ListPlace]

    @classmethod
    def of(cls, addresses: Sequence[Address]) -> "Holder":
        """The holder of the values at addresses in one field."""
        is_flat = all(len(each.path) == 1 and isinstance(each.path[0], str) and each.builds for each in addresses)
        values = _Values(addresses, is_closed=True)
        decoder = None if values.kind is None else msgspec.json.Decoder(values.kind)
        # One key does not distinguish items with several keys.
        lists = values.lists if len({each.place for each in values.lists}) == len(values.lists) else ()
        return cls(addresses, tree_of(addresses), is_flat, decoder, lists)

    def has_more(self, value: Raw, opened: Opened | None = None) -> bool | None:
        """Whether the value has something besides these values; None where that is not certain.

        False says that it is what the rules make of these values, given that each comes back exactly.
        """
        if self.decoder is not None:
            try:
                found = self.decoder.decode(value)
            except REFUSALS as error:
                return str(error).startswith(_UNKNOWN_FIELD) or _has_more(value, self.steps, opened or Opened()) or None
            if any(each.has_others(found) for each in self.lists):
                return True
            if self.is_flat:
                text = encode_json(found)
                # An empty object is not made of values, nor is one with null.
                return False if text == bytes(value) and text != b"{}" and b":null" not in text else None
        return _has_more(value, self.steps, opened or Opened()) or None

    def rebuilt(self, value: Raw, rebuilt: Container = UNSET) -> Container:
        """What the rules make of these values if each comes back exactly, in an object that is there before."""
        opened = Opened()
        for address in self.addresses:
            rebuilt = address.put(rebuilt, address.read_in(value, opened))
        return rebuilt


def _has_more(value: Raw, steps: Mapping[Step, Any], opened: Opened) -> bool:
    if any(isinstance(step, Item) for step in steps):
        return not all(any(_is_of(item, step, steps[step]) for step in steps) for item in opened.items(value))
    fields = opened.fields(value)
    return not fields.keys() <= steps.keys() or any(
        _has_more(fields[str(name)], inner, opened) for name, inner in steps.items() if inner and name in fields
    )


def _is_of(item: Mapping[str, Raw], step: Step, inner: Mapping[Step, Any]) -> bool:
    """Whether an item is the one of a step and has no other fields."""
    return isinstance(step, Item) and step.matches(item) and item.keys() <= {step.key, *inner}
