"""The types that schemas describe: a small tree of frozen values from which every target is written.

A type accepts every value that its schema accepts. It leaves out what it cannot express, such as `if` or `not`; the
notes of the `Module` list what was left out.
"""

import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Payload: TypeAlias = typing.Literal["input", "output"]
PAYLOADS: tuple[Payload, ...] = ("input", "output")


#: Equal for two literals that are the same JSON value.
LiteralKey: TypeAlias = tuple[bool, Scalar]


def literal_key(value: Scalar) -> LiteralKey:
    """A key that distinguishes literals: `1` and `1.0` have the same key, `1` and `true` do not."""
    return isinstance(value, bool), value


@dataclass(frozen=True)
class Unknown:
    """Any JSON value; `payload` names the payload of a run that it is, if no schema describes that payload."""

    payload: Payload | None = None


@dataclass(frozen=True)
class Never:
    """No value at all: the type of a field that must be missing."""


@dataclass(frozen=True)
class Null:
    """Null."""


@dataclass(frozen=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True)
class String:
    """A string; lengths are in code points, `pattern` is an ECMA-262 regular expression that must match somewhere.

    Only the formats `date-time` and `date-time-local` are asserted; any other is information for people.
    """

    format: str | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class Number:
    """A number, or an integer; `1.0` is an integer too."""

    is_integer: bool = False
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None


@dataclass(frozen=True)
class Literal:
    """One of some strings, numbers or booleans; if `is_open`, the values are strings and any other string fits too.

    An integer up to 2**53 is an `int`, even if the schema has `1.0`. As in JSON, and unlike in Python, `Literal((1,))`
    and `Literal((True,))` are not equal.
    """

    values: tuple[Scalar, ...]
    is_open: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[tuple[LiteralKey, ...], bool]:
        return tuple(map(literal_key, self.values)), self.is_open


@dataclass(frozen=True)
class Array:
    """An array: `items`, each of its own type, followed by any number of elements of the type `rest`.

    It may end within `items` unless `min_items` forbids that. If `rest` is `Never`, the array has no more elements than
    `items`, and `max_items` is None.
    """

    rest: "Type"
    items: tuple["Type", ...] = ()
    min_items: int | None = None
    max_items: int | None = None
    is_unique: bool = False


@dataclass(frozen=True)
class Map:
    """An object with values of one type under any names."""

    value: "Type"


@dataclass(frozen=True)
class Union:
    """Any of several types, none of which is a union; null is last."""

    options: tuple["Type", ...]


@dataclass(frozen=True)
class Reference:
    """The declared type of that name."""

    name: str


@dataclass(frozen=True)
class Field:
    """A named field of a record; `description` is empty if there is none, `default` is JSON text."""

    name: str
    type: "Type"
    required: bool
    read_only: bool = False
    deprecated: bool = False
    description: str = ""
    default: str | None = None


@dataclass(frozen=True)
class Record:
    """An object with named fields; `additional` is the type of all other fields, `Never` if it has no others.

    A field that is not required may be of the type `Never`: it must be missing.
    """

    name: str
    fields: tuple[Field, ...]
    additional: "Type" = Unknown()
    description: str = ""


@dataclass(frozen=True)
class Alias:
    """A named type that is not a record: a vocabulary, or a definition of a schema."""

    name: str
    type: "Type"
    description: str = ""


#: A `Record` is part of a type only while schemas are read. In a `Module` it is declared and referred to. So is a
#: `Literal` of more than one value, unless it is the whole type of an alias or an option of the alias's union.
Type: TypeAlias = (
    Unknown | Never | Null | Boolean | String | Number | Literal | Array | Map | Union | Reference | Record
)
Declaration: TypeAlias = Record | Alias


@dataclass(frozen=True)
class Source:
    """A schema that types were made from: its format or the option that named it, and the SHA-256 of its text."""

    name: str
    digest: str


@dataclass(frozen=True)
class Module:
    """The declared types of one output: records of runs first, then what they refer to, in the order of the schemas.

    `runs` are the names of the records of runs, `payloads` the names of the types that describe payloads. `notes` list
    where types accept more or other values than the schemas.
    """

    declarations: tuple[Declaration, ...]
    runs: tuple[str, ...]
    payloads: tuple[tuple[Payload, str], ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()

    def find(self, name: str) -> Declaration:
        """The declaration of that name."""
        return self._by_name[name]

    def heading(self, target: str, *, mark: str) -> str:
        """The comment that opens every output, each line after a `mark`; it is the same on every machine."""
        lines = [f"Generated by `runbridge stubs {target}`: change the schema and run it again."]
        lines += [f"{source.name} sha256:{source.digest}" for source in self.sources]
        return "".join(f"{mark} {line}\n" for line in lines)

    @cached_property
    def _by_name(self) -> Mapping[str, Declaration]:
        return {each.name: each for each in self.declarations}


def array_of(
    rest: Type,
    items: Sequence[Type] = (),
    *,
    min_items: int | None = None,
    max_items: int | None = None,
    is_unique: bool = False,
) -> Array | Never:
    """An array in its simplest form; `Never` if no array fits."""
    possible = [*items[:max_items]]
    if Never() in possible:
        possible = possible[: possible.index(Never())]
    if len(possible) < len(items) or max_items == len(items):
        rest = Never()
    if rest != Never():
        return Array(rest, tuple(possible), min_items, max_items, is_unique)
    is_possible = min_items is None or min_items <= len(possible)
    return Array(rest, tuple(possible), min_items, is_unique=is_unique) if is_possible else Never()


def object_of(
    fields: Iterable[Field], additional: Type, *, name: str = "", description: str = ""
) -> Record | Map | Never:
    """An object in its simplest form: a `Map` if no field has a name of its own, `Never` if no object fits."""
    listed = tuple(fields)
    if any(field.required and field.type == Never() for field in listed):
        return Never()
    if additional == Never():
        # Additional fields are forbidden already.
        listed = tuple(field for field in listed if field.type != Never())
    return Record(name, listed, additional, description) if listed or additional == Never() else Map(additional)
