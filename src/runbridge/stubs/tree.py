"""The types that schemas describe, as a small tree of frozen values that every language is written from.

A type takes every value that its schema takes; what it cannot say, such as `if` or `not`, it leaves out, and `Module`
tells of it.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Payload: TypeAlias = Literal["input", "output"]
PAYLOADS: tuple[Payload, ...] = ("input", "output")


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
    """A string; lengths are in code points, and `pattern`, a regular expression of ECMA-262, is searched for in it."""

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
    """One of some strings, numbers or booleans; where it `is_open`, strings, and any other string fits too."""

    values: tuple[Scalar, ...]
    is_open: bool = False


@dataclass(frozen=True)
class Listed:
    """An array: of `items`, each of its own type, and then any number of the type `rest`; both with no `items` too."""

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
    """An object with members of its own; `others` is the type of all other members, `Nothing` where it is closed."""

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


#: `Record` stands in a type only while schemas are read; in a `Module` it is declared and referred to.
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
        return next(each for each in self.declarations if each.name == name)
