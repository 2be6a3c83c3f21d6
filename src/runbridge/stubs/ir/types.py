"""The types that schemas describe, as a small tree of frozen values that every language is written from.

A type takes every value that its schema takes; what it cannot say, such as `if` or `not`, it leaves out, and the notes
of its `Module` tell of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Payload: TypeAlias = Literal["input", "output"]
PAYLOADS: tuple[Payload, ...] = ("input", "output")


#: What two words have in common that are the same word.
WordKey: TypeAlias = tuple[bool, Scalar]


def word_key(value: Scalar) -> WordKey:
    """Something to tell words apart by: `1` and `1.0` are one word, `1` and `true` are two."""
    return isinstance(value, bool), value


@dataclass(frozen=True)
class Anything:
    """Any JSON value; `payload` says which payload of a run it is, where it is one that nobody has described."""

    payload: Payload | None = None


@dataclass(frozen=True)
class Nothing:
    """No value at all: what must not be there."""


@dataclass(frozen=True)
class Null:
    """Null."""


@dataclass(frozen=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True)
class Text:
    """A string; lengths are in code points, and `pattern`, a regular expression of ECMA-262, is searched for in it.

    Of the formats, `date-time` and `date-time-local` are asserted; any other is there for people.
    """

    format: str | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class Number:
    """A number, or an integer, which `1.0` is too."""

    is_integer: bool = False
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None


@dataclass(frozen=True)
class Words:
    """One of some strings, numbers or booleans; where it `is_open`, strings, and any other string fits too.

    An integer is an `int` up to 2**53, also where the schema says `1.0`. As in JSON and unlike in Python, `Words((1,))`
    and `Words((True,))` are not equal.
    """

    values: tuple[Scalar, ...]
    is_open: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[tuple[WordKey, ...], bool]:
        return tuple(map(word_key, self.values)), self.is_open


@dataclass(frozen=True)
class Listed:
    """An array: of `items`, each of its own type, and then any number of the type `rest`.

    It may end within `items`, unless `min_items` says otherwise. Where `rest` is `Nothing`, it has `items` at the most,
    and `max_items` is None.
    """

    rest: "Type"
    items: tuple["Type", ...] = ()
    min_items: int | None = None
    max_items: int | None = None
    is_unique: bool = False


@dataclass(frozen=True)
class Mapped:
    """An object with values of one type under any names."""

    value: "Type"


@dataclass(frozen=True)
class Union:
    """Any of several types, none of which is a union; null stands last."""

    options: tuple["Type", ...]


@dataclass(frozen=True)
class Reference:
    """The declared type of that name."""

    name: str


@dataclass(frozen=True)
class Member:
    """A named member of a record; `description` is empty where there is none, `default` is JSON text."""

    name: str
    type: "Type"
    required: bool
    read_only: bool = False
    deprecated: bool = False
    description: str = ""
    default: str | None = None


@dataclass(frozen=True)
class Record:
    """An object with members of its own; `others` is the type of all other members, `Nothing` where it is closed.

    A member that is not required may be of the type `Nothing`: it must not be there.
    """

    name: str
    members: tuple[Member, ...]
    others: "Type" = Anything()
    description: str = ""


@dataclass(frozen=True)
class Alias:
    """A type with a name that is no record: a vocabulary, or a definition of a schema."""

    name: str
    type: "Type"
    description: str = ""


#: A `Record` stands in a type only while schemas are read; in a `Module` it is declared and referred to, as is a
#: vocabulary of more than one word, unless it is all that an alias is, or one of several options of it.
Type: TypeAlias = (
    Anything | Nothing | Null | Boolean | Text | Number | Words | Listed | Mapped | Union | Reference | Record
)
Declaration: TypeAlias = Record | Alias


@dataclass(frozen=True)
class Source:
    """A schema that types were made of: the format's name or the option that named it, and the digest of its text."""

    name: str
    digest: str


@dataclass(frozen=True)
class Module:
    """The declared types of one output, records of runs first, then what they refer to, in the order of the schemas.

    `runs` are the names of the records of runs, `payloads` those of the types that payloads were described with.
    `notes` say where types take more or other values than the schemas.
    """

    declarations: tuple[Declaration, ...]
    runs: tuple[str, ...]
    payloads: tuple[tuple[Payload, str], ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()

    def find(self, name: str) -> Declaration:
        """The declaration of that name."""
        return self._by_name[name]

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
) -> Listed | Nothing:
    """An array that ends where it has to."""
    possible = [*items[:max_items]]
    if Nothing() in possible:
        possible = possible[: possible.index(Nothing())]
    if len(possible) < len(items) or max_items == len(items):
        rest = Nothing()
    if rest != Nothing():
        return Listed(rest, tuple(possible), min_items, max_items, is_unique)
    is_possible = min_items is None or min_items <= len(possible)
    return Listed(rest, tuple(possible), min_items, is_unique=is_unique) if is_possible else Nothing()


def object_of(
    members: Iterable[Member], others: Type, *, name: str = "", description: str = ""
) -> Record | Mapped | Nothing:
    """An object, which is a mapping where no member has a name of its own."""
    listed = tuple(members)
    if any(member.required and member.type == Nothing() for member in listed):
        return Nothing()
    if others == Nothing():
        # It has no other members as it is.
        listed = tuple(member for member in listed if member.type != Nothing())
    return Record(name, listed, others, description) if listed or others == Nothing() else Mapped(others)
