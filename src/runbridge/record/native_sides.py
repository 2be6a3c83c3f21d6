"""What the plans of conversions for the native lane need to know of each side of a bridge."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import Raw

from runbridge._runtime.addresses import Address
from runbridge._runtime.registry import Format
from runbridge._runtime.rule_steps import Steps
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import ANNOTATIONS
from runbridge.record.native_nodes import MOST_FIELDS, Schema, need


class Field(NamedTuple):
    """A field of one side under a profile."""

    name: str
    schema: Schema
    is_raw: bool
    is_omittable: bool


class Side:
    """The fields of a format under a profile, and their places in a record that is written."""

    def __init__(self, form: Format, profile: str) -> None:
        self.form = form
        self.schema = load_schema(form, profile)
        variant = form.variants[profile]
        raw = raw_fields(variant.record)
        need(self.schema.keys() - ANNOTATIONS <= {"type", "properties", "required"})
        self.fields = {
            name: Field(name, schema, name in raw, name in variant.omittable)
            for name, schema in self.schema["properties"].items()
        }
        self.ranks = {name: rank for rank, name in enumerate(variant.record.__struct_encode_fields__)}

    def field(self, name: str) -> Field:
        """A field with a name."""
        need(name in self.fields)
        return self.fields[name]


def raw_fields(struct: Any) -> frozenset[str]:
    """The fields that a struct keeps raw."""
    fields = msgspec.structs.fields(struct)
    return frozenset(field.encode_name for field in fields if field.type is Raw or Raw in get_args(field.type))


def defaults_of(struct: Any) -> Mapping[str, Any]:
    """The fields of the `own` of a residue, with their defaults."""
    return _defaults(struct)


# For mypy, a class is no argument of a function with a cache.
@cache
def _defaults(struct: Any) -> Mapping[str, Any]:
    return {field.encode_name: field.default for field in msgspec.structs.fields(struct)}


class Places:
    """The numbers of the values that rules read and write: fields come before values inside of them.

    `noted` are the names of the fields of the source that a residue may say something of.
    """

    def __init__(self, steps: Steps) -> None:
        self.noted = tuple(address.name for step in steps.steps for address in step.noted if not address.path)
        read = [(each, number < len(step.noted)) for step in steps.steps for number, each in enumerate(step.sources)]
        noted = [address for address, is_noted in read if is_noted]
        others = [address for address, is_noted in read if not is_noted]
        #: Those that a residue says something of come first, then those that come back, in the order of the rules.
        self.sources = [*_fields_first(noted), *others]
        self.targets = _fields_first(address for step in steps.steps for address in step.targets)
        self.target_numbers = {address.name: number for number, address in enumerate(self.targets)}
        self.source_numbers = {address.name: number for number, address in enumerate(_fields_first(noted))}
        need(len(self.target_numbers) == len(self.targets))
        need(max(len(self.targets), len(self.sources)) <= MOST_FIELDS)


def _fields_first(addresses: Iterable[Address]) -> list[Address]:
    return sorted(addresses, key=lambda address: bool(address.path))
