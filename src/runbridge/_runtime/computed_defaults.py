"""Defaults of fields without counterpart: a constant, or a value computed from other fields of the same record.

A residue leaves out a value that equals the default.
"""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Protocol

from msgspec import UNSET, Raw, Struct

from runbridge._runtime import times
from runbridge._runtime.addresses import Address, Value
from runbridge._runtime.conversion import Options, UnrepresentableValue
from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.json_slices import json_value
from runbridge._runtime.registry import Format
from runbridge._runtime.schema import FieldCheck

#: The first byte of an object.
_OBJECT = ord("{")


class Default(Protocol):
    """The default of a field."""

    def value(self, record: Any, options: Options) -> Value:
        """The default in a record, a wire struct; UNSET where it has none. Raises UnrepresentableValue."""
        ...


class Constant(Struct, frozen=True):
    """The same value for every record."""

    constant: Value

    def value(self, record: Any, options: Options) -> Value:
        return self.constant


class Difference(Struct, frozen=True, dict=True):
    """The time between two date-times in seconds, with the decimal point moved by `places`; null if one is missing."""

    end: Address
    start: Address
    places: int

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The attributes of the record that it depends on."""
        return frozenset((self.end.attribute, self.start.attribute))

    def value(self, record: Any, options: Options) -> Value:
        return time_between(self.start.read(record), self.end.read(record), self.places)  # type: ignore[no-any-return]  # raw or None


def time_between(start: Any, end: Any, places: int) -> Any:
    """The time between two date-times as raw JSON, in seconds with the decimal point moved; None if one is missing."""
    token = times.difference(end, start, places) if isinstance(start, str) and isinstance(end, str) else None
    return None if token is None else Raw(token.encode())


class FromOption(Struct, frozen=True):
    """No default: the option `set` gives the value, as JSON text if the field is not text."""

    field: Address

    def value(self, record: Any, options: Options) -> Value:
        text = options.filled(self.field.name)
        return UNSET if text is None else _read_option(self.field, text)

    def wire_value(self, form: Format, options: Options) -> Any:
        """The value as a wire struct has it; UNSET where there is none. Raises UnrepresentableValue."""
        text = options.filled(self.field.name)
        return UNSET if text is None else _checked_option(self.field, text, form.package, form.name, options.profile)


@lru_cache
def _read_option(field: Address, text: str) -> Value:
    if field.kind == "text":
        return text
    try:
        return field.from_json(json_value(text))
    except (ValueError, UnrepresentableValue, RecursionError):
        raise UnrepresentableValue("", encode_json(text), f"the JSON value of `{field.name}`") from None


@lru_cache
def _checked_option(field: Address, text: str, package: str, form: str, profile: str) -> Any:
    """Once for many records: a schema takes longer than the conversion of a record."""
    value = field.to_wire(_read_option(field, text))
    if not FieldCheck(f"{package}.schemas", profile, field.field)(encode_json(value)):
        raise UnrepresentableValue("", encode_json(value), f"`{field.field}` of {form}")
    return value


class Copy(Struct, frozen=True, dict=True):
    """The value of another field, if each field of `when` has one of its values; else that of an option, or null."""

    source: Address
    when: tuple[tuple[Address, tuple[Value, ...]], ...] = ()
    option: FromOption | None = None

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The attributes of the record that it depends on."""
        return frozenset((self.source.attribute, *(address.attribute for address, _ in self.when)))

    def value(self, record: Any, options: Options) -> Value:
        is_copied = all(address.read(record) in values for address, values in self.when)
        value = self.source.read(record) if is_copied else None
        if self.option is None or not (value is None or value is UNSET):
            return value
        return self.option.value(record, options)


class OwnField(Struct, frozen=True):
    """A field that the residue keeps. `required` says that it is always there and never null."""

    address: Address
    required: bool
    default: Default | None = None


class PlannedSide(Struct, frozen=True, dict=True):
    """One format of a plan: its wire struct, the struct of its part of the residue, and the fields of that."""

    form: Format
    record: type[Struct]
    own: type[Struct]
    own_fields: tuple[OwnField, ...]

    @cached_property
    def given_fields(self) -> tuple[FromOption, ...]:
        """The fields that an option gives."""
        return tuple(own.default for own in self.own_fields if isinstance(own.default, FromOption))

    @cached_property
    def objects(self) -> Mapping[str, tuple[str, Raw]]:
        """The objects that are defaults, which rules may write into: the name of the field and the object."""
        return {
            own.address.attribute: (own.address.name, own.default.constant)
            for own in self.own_fields
            if isinstance(own.default, Constant)
            and isinstance(own.default.constant, Raw)
            and memoryview(own.default.constant)[0] == _OBJECT
        }

    @cached_property
    def filled_fields(self) -> tuple[OwnField, ...]:
        """The fields that have a default, or have to have a value."""
        return tuple(own for own in self.own_fields if own.required or own.default is not None)
