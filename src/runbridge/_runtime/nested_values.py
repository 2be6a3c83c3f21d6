"""Values inside of fields: read together with structs that have only these, and whether a field has others too.

msgspec reads a few values of an object many times faster than Python finds each of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Address, Item, Opened, Step, Value
from runbridge._runtime.json_codec import append_fields
from runbridge._runtime.json_slices import REFUSALS

#: How msgspec begins the error for an object with a field that a struct does not have.
_UNKNOWN_FIELD = "Object contains unknown field"
_LEAVES: Mapping[str, Any] = {"text": str | None, "boolean": bool | None, "raw": Raw}


class FieldReader(Struct, frozen=True):
    """Reads all values at addresses inside of one field at once, with structs that have these values only.

    `places` has the way to each value, by the name of its address: attributes of structs, and items of lists.
    """

    decoder: msgspec.json.Decoder[Any]
    places: Mapping[str, Sequence["str | _ItemPlace"]]

    @classmethod
    def of(cls, addresses: Sequence[Address]) -> "FieldReader | None":
        """The reader of addresses in one field; None for addresses that no structs have."""
        values = _Values(addresses, is_closed=False)
        if values.kind is None:
            return None
        return cls(msgspec.json.Decoder(values.kind), {each.name: values.places[each.path] for each in addresses})

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


class _ItemPlace(NamedTuple):
    """The first item of a list of structs whose attribute `key` is a text."""

    key: str
    value: str

    def find(self, items: Sequence[Any]) -> Any:
        for item in items:
            if getattr(item, self.key) == self.value:
                return item
        return UNSET


class _Values:
    """The struct for values at addresses inside of one field, and where it has them; None where there is none."""

    def __init__(self, addresses: Sequence[Address], *, is_closed: bool) -> None:
        self._kinds = {address.path: _LEAVES.get(address.kind) for address in addresses}
        self._is_closed = is_closed
        self.places: dict[tuple[Step, ...], tuple[Any, ...]] = {}
        self.kind = self._kind_of(_tree(addresses), (), ())

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
            str(step): self._kind_of(inner, (*path, step), (*place, f"field{number}"))
            for number, (step, inner) in enumerate(tree.items())
        }
        return self._struct(types)

    def _items(self, tree: Mapping[Step, Any], path: tuple[Step, ...], place: tuple[Any, ...]) -> Any:
        """The list for steps to items, which are objects with keys and values."""
        steps = [(step, str(leaf)) for step, inner in tree.items() if isinstance(step, Item) for leaf in inner]
        types: dict[str, Any] = {step.key: str | None for step, _ in steps}
        names = [*dict.fromkeys((*types, *(leaf for _, leaf in steps)))]
        for step, leaf in steps:
            found = _ItemPlace(f"field{names.index(step.key)}", step.value)
            here = (*place, found, f"field{names.index(leaf)}")
            kind = self._kind_of(tree[step][leaf], (*path, step, leaf), here)
            if types.setdefault(leaf, kind) != kind:
                return None
        struct = self._struct(types)
        return None if struct is None else list[struct]  # type: ignore[valid-type]  # a type

    def _struct(self, types: Mapping[str, Any]) -> Any:
        if None in types.values():
            return None
        fields = [(f"field{number}", kind | UnsetType, UNSET) for number, kind in enumerate(types.values())]
        names = {attribute: name for (attribute, *_), name in zip(fields, types, strict=True)}
        return msgspec.defstruct("Values", fields, rename=names, gc=False, forbid_unknown_fields=self._is_closed)


def _tree(addresses: Iterable[Address]) -> dict[Step, Any]:
    """The steps to the values at addresses as nested mappings, in the order of the addresses."""
    tree: dict[Step, Any] = {}
    for address in addresses:
        inner = tree
        for step in address.path:
            inner = inner.setdefault(step, {})
    return tree


class Holder(Struct, frozen=True):
    """A field of the source whose value holds some that rules bring back.

    `steps` has the steps to them as nested mappings, in the order of the rules. `is_flat` says that they are fields of
    one object, which may be made of them alone. The `decoder` refuses an object with other fields.
    """

    steps: Mapping[Step, Any]
    is_flat: bool
    decoder: msgspec.json.Decoder[Any] | None

    @classmethod
    def of(cls, addresses: Sequence[Address]) -> "Holder":
        """The holder of the values at addresses in one field."""
        is_flat = all(len(each.path) == 1 and isinstance(each.path[0], str) and each.builds for each in addresses)
        kind = _Values(addresses, is_closed=True).kind
        return cls(_tree(addresses), is_flat, None if kind is None else msgspec.json.Decoder(kind))

    def has_more(self, value: Raw, opened: Opened) -> bool:
        """Whether the value certainly has something besides these values."""
        if self.decoder is not None:
            try:
                self.decoder.decode(value)
            except REFUSALS as error:
                return str(error).startswith(_UNKNOWN_FIELD) or _has_more(value, self.steps, opened)
        return not self.is_flat and _has_more(value, self.steps, opened)

    def has_only(self, value: Raw, opened: Opened) -> bool:
        """Whether the value certainly is what the rules make of these values, given that each comes back exactly."""
        if not self.is_flat:
            return False
        fields = opened.fields(value)
        is_ordered = [*fields] == [name for name in self.steps if name in fields]
        # The text has each field once. An empty object is not made of values.
        return (
            bool(fields) and is_ordered and NULL not in fields.values() and bytes(value) == append_fields(b"{}", fields)
        )


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
