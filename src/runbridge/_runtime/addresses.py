"""Addresses of values in wire structs: a field, a path into its objects, an item of a list that a key finds."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from runbridge._runtime import NULL, numbers
from runbridge._runtime.conversion import UnrepresentableValue
from runbridge._runtime.json_codec import append_fields, decode_json, encode_json
from runbridge._runtime.json_slices import REFUSALS, split_array, split_object

#: A value in a rule: text, a boolean, the JSON text of any other value, None for null, UNSET for a missing one.
Value: TypeAlias = str | bool | Raw | UnsetType | None
Values: TypeAlias = tuple[Value, ...]
#: A value that holds others, as wire structs have it.
Container: TypeAlias = Raw | UnsetType | None

_OBJECT, _ARRAY = b"{["
_NO_FIELDS: Mapping[str, Raw] = {}
_decode_text = msgspec.json.Decoder(str | None).decode
_decode_items = msgspec.json.Decoder(list[dict[str, Raw]]).decode

#: The last step of a path to records that are the items of an array.
ITEMS = "*"


class Level(Struct, frozen=True):
    """Whether a value may be null or missing where it is."""

    nullable: bool = False
    omittable: bool = False


class Item(Struct, frozen=True, dict=True):
    """The first item of a list whose field `key` is the text `value`."""

    key: str
    value: str

    @cached_property
    def text(self) -> Raw:
        """The value as JSON."""
        return Raw(encode_json(self.value))

    def matches(self, fields: Mapping[str, Raw]) -> bool:
        """Whether an item with these fields is one."""
        found = fields.get(self.key)
        if found is None or found == self.text:
            return found is not None
        # A text without escapes is written in one way only.
        return b"\\" in bytes(found) and decode_json(found) == self.value


class Opened:
    """The fields and items of containers, which are read once for all values in them."""

    def __init__(self) -> None:
        # By the identities of containers, which stay the same as long as this has them.
        self._fields: dict[int, tuple[Raw, Mapping[str, Raw]]] = {}
        self._items: dict[int, tuple[Raw, Sequence[Mapping[str, Raw]]]] = {}

    def fields(self, container: Raw) -> Mapping[str, Raw]:
        """The fields of an object; none for another value."""
        found = self._fields.get(id(container))
        if found is None:
            found = self._fields[id(container)] = (container, _members(container))
        return found[1]

    def items(self, container: Raw) -> Sequence[Mapping[str, Raw]]:
        """The fields of each item of an array; none for another value."""
        found = self._items.get(id(container))
        if found is None:
            found = self._items[id(container)] = (container, _fields_of_items(container))
        return found[1]


Step: TypeAlias = str | Item


class Address(Struct, frozen=True, kw_only=True, cache_hash=True):
    """Where a value is in a record: in the attribute of a field or, with a `path`, inside of its value.

    `name` is the address as bridges write it, `field` the name of the field. `levels` has the field, and the value
    after each step. `kind` says how wire structs have the value: a `word` is text or, where an integer stands for one,
    raw. `builds` says whether an object that is missing on the path may be made of the values at addresses alone,
    `bounded` whether the schema rejects some values of the kind, `settable` whether an option may give the value, which
    the schema may reject.
    """

    name: str
    field: str
    attribute: str
    path: tuple[Step, ...] = ()
    kind: Literal["text", "boolean", "raw", "word"] = "text"
    levels: tuple[Level, ...] = (Level(),)
    builds: bool = True
    bounded: bool = False
    settable: bool = False

    def read(self, record: Any, opened: Opened | None = None) -> Value:
        """The value in a record."""
        value: Any = getattr(record, self.attribute)
        if self.path:
            return self.read_in(value, opened)
        if self.kind == "text" or isinstance(value, str):
            return value  # type: ignore[no-any-return]  # as wire structs have it
        if value == NULL:
            return None
        return self.from_json(value) if self.kind == "word" and isinstance(value, Raw) else value

    def read_in(self, container: Container, opened: Opened | None = None) -> Value:
        """The value inside of the field's value; UNSET where it leads nowhere."""
        opened = opened or Opened()
        value: Any = container
        fields: Mapping[str, Raw] | None = None
        for step in self.path:
            if fields is None:
                if value.__class__ is not Raw:
                    return UNSET
                if isinstance(step, Item):
                    fields = _first_item(opened.items(value), step)
                    continue
                fields = opened.fields(value)
            value, fields = fields.get(str(step), UNSET), None
        if value is UNSET or value is None:
            return UNSET
        if self.kind == "text":
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                return _decode_text(value)
        return self.from_json(value)

    def after(self, record: Any, value: Value) -> Value:
        """The value that a record shows after this one was written; another where an object cannot be made for it."""
        if not self.path:
            return value
        before = getattr(record, self.attribute)
        return self.read_in(self.put(None if before == NULL else before, value))

    def identify(self, record: Any) -> str:
        """The text that names the run: the value at this address, an integer as its digits; empty if it is missing."""
        return identity_of(self.read(record))

    def from_json(self, raw: Raw) -> Value:
        """A JSON text as a value of this kind; raises UnrepresentableValue for one of another type."""
        if raw == NULL:
            return None
        if self.kind == "raw":
            return raw
        value = decode_json(raw)
        if self.kind == "word":
            return value if isinstance(value, str) else raw
        if type(value) is not (str if self.kind == "text" else bool):
            # One that live services send, of another type than the service publishes.
            raise UnrepresentableValue(self.name, bytes(raw), "a string" if self.kind == "text" else "a boolean")
        return value

    def to_wire(self, value: Value) -> Any:
        """The value as the attribute of a wire struct has it."""
        return NULL if value is None and self.kind == "raw" else value

    @property
    def needs_value(self) -> bool:
        """Whether the value can be neither null nor missing."""
        return not any(level.nullable or level.omittable for level in self.levels)

    def fit(self, value: Value) -> Value:
        """The value, with null for missing or, where null is not allowed, the reverse; raises LookupError.

        What may not be missing, but is inside of something that may be, is missing with it.
        """
        if not (value is None or value is UNSET):
            return value
        if self.levels[-1].nullable:
            return None
        if any(level.nullable or level.omittable for level in self.levels):
            return UNSET
        raise LookupError(self.name)

    def put(self, container: Container, value: Value) -> Container:
        """The field's value with another value at the path; null and missing parts of the path are made if possible.

        For a missing value, the innermost part of the path that may be missing or null is removed. Null is not written
        where the value is missing and may be.
        """
        return _put(container, self.path, self.levels, value, builds=self.builds)


def steps_to_records(text: str) -> tuple[str, ...]:
    """The steps of a path to records, `/run`, or `/runs/*` for all items of an array; raises ValueError."""
    steps = text.split("/")[1:]
    if not text.startswith("/") or "" in steps or steps == [ITEMS] or ITEMS in steps[:-1]:
        raise ValueError(f"{text!r} is not a path to records; give one like /run or /runs/*")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def steps_of(name: str) -> tuple[str, ...]:
    """The names of fields in an address, up to the first item of a list: the way to its value in a record."""
    if not name.startswith("/"):
        return (name,)
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in name.partition("[")[0].split("/")[1:])


def identity_of(value: Value) -> str:
    """The text that names a run: a value, an integer as its digits; empty for none."""
    if value is None or value is UNSET:
        return ""
    return value if isinstance(value, str) else numbers.integer_digits(bytes(to_json(value)).decode())


def to_json(value: Value) -> Raw:
    """The JSON text of a value that is not missing."""
    return value if isinstance(value, Raw) else Raw(encode_json(value))


def _members(container: Container) -> dict[str, Raw]:
    return split_object(container) if isinstance(container, Raw) and memoryview(container)[0] == _OBJECT else {}


def _items(container: Container) -> list[Raw]:
    return split_array(container) if isinstance(container, Raw) and memoryview(container)[0] == _ARRAY else []


def _first_item(items: Sequence[Mapping[str, Raw]], step: Item) -> Mapping[str, Raw]:
    for item in items:
        if step.matches(item):
            return item
    return _NO_FIELDS


def _fields_of_items(container: Raw) -> Sequence[Mapping[str, Raw]]:
    try:
        return _decode_items(container)
    except REFUSALS:
        return [_members(item) for item in _items(container)]


def _index(items: Sequence[Raw], step: Item) -> int | None:
    return next((index for index, item in enumerate(items) if step.matches(_members(item))), None)


def _put(
    container: Container, path: Sequence[Step], levels: Sequence[Level], value: Value, *, builds: bool
) -> Container:
    """The container with a value at the path; unchanged where a part of it may not be made."""
    if not path:
        return value if isinstance(value, UnsetType) or value is None else to_json(value)
    exists = isinstance(container, Raw) and container != NULL
    is_empty = value is None or value is UNSET
    if not exists and (is_empty or not builds):
        return container
    step, level = path[0], levels[1]
    if isinstance(step, str):
        members = _members(container)
        if is_empty and step not in members and level.omittable:
            return container
        inner = _put(members.get(step, UNSET), path[1:], levels[1:], value, builds=builds)
        if is_empty and not _allows(level, inner):
            return _nothing(levels[0])
        if isinstance(inner, UnsetType):
            members.pop(step, None)
        else:
            members[step] = to_json(inner)
        return Raw(append_fields(b"{}", members))
    items = _items(container)
    index = _index(items, step)
    item: Container = Raw(encode_json({step.key: step.value})) if index is None else items[index]
    if index is None and (is_empty or not builds):
        return container
    inner = _put(item, path[1:], levels[1:], value, builds=builds)
    if index is None:
        items.append(to_json(inner))
    elif inner is None or inner is UNSET:
        del items[index]
    else:
        items[index] = to_json(inner)
    return Raw(b"[" + b",".join(map(bytes, items)) + b"]")


def _allows(level: Level, value: Container) -> bool:
    """Whether a part of a path may be what it became."""
    if value is None:
        return level.nullable
    return level.omittable if isinstance(value, UnsetType) else True


def _nothing(level: Level) -> Container:
    return None if level.nullable and not level.omittable else UNSET
