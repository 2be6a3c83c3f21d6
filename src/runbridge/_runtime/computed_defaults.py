"""Defaults of fields without counterpart: a constant, or a value computed from other fields of the same record.

A residue leaves out a value that equals the default.
"""

from typing import Any, Protocol

from msgspec import UNSET, Raw, Struct

from runbridge._runtime import times
from runbridge._runtime.addresses import Address, Value
from runbridge._runtime.conversion import Options, UnrepresentableValue
from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.json_slices import json_value


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


class Difference(Struct, frozen=True):
    """The time between two date-times in seconds, with the decimal point moved by `places`; null if one is missing."""

    end: Address
    start: Address
    places: int

    def value(self, record: Any, options: Options) -> Value:
        end, start = self.end.read(record), self.start.read(record)
        if not isinstance(end, str) or not isinstance(start, str):
            return None
        token = times.difference(end, start, self.places)
        return None if token is None else Raw(token.encode())


class FromOption(Struct, frozen=True):
    """No default: the option `set` gives the value, as JSON text if the field is not text."""

    field: Address

    def value(self, record: Any, options: Options) -> Value:
        text = options.filled(self.field.name)
        if text is None or self.field.kind == "text":
            return UNSET if text is None else text
        try:
            return self.field.from_json(json_value(text))
        except (ValueError, TypeError, RecursionError):
            raise UnrepresentableValue("", encode_json(text), f"the JSON value of `{self.field.name}`") from None


class Copy(Struct, frozen=True):
    """The value of another field, if each field of `when` has one of its values; else that of an option, or null."""

    source: Address
    when: tuple[tuple[Address, tuple[Value, ...]], ...] = ()
    option: FromOption | None = None

    def value(self, record: Any, options: Options) -> Value:
        is_copied = all(address.read(record) in values for address, values in self.when)
        value = self.source.read(record) if is_copied else None
        if self.option is None or not (value is None or value is UNSET):
            return value
        return self.option.value(record, options)
