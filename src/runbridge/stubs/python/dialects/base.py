"""What differs from one way to write types in Python to another, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from runbridge.stubs.ir.types import Record
from runbridge.stubs.python.literals import is_text

#: A JSON Schema for datamodel-code-generator.
Schema: TypeAlias = dict[str, Any]
#: The format of a time with its offset or without, which is one type in Python.
ANY_TIME = "date-time, date-time-local"
#: Takes a sentence for those who read the output.
Remark: TypeAlias = Callable[[str], None]
#: The member that tells a record from others, and what it has to be there.
Tag: TypeAlias = tuple[str, str]


def imported(path: str) -> Schema:
    """The schema of which datamodel-code-generator makes the type with that dotted path."""
    return {"customTypePath": path}


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A member and the attribute that it becomes."""

    wire: str
    name: str
    is_required: bool
    #: Whether null is one of its values.
    is_nullable: bool
    #: Whether it must not be there.
    is_impossible: bool


@dataclass(frozen=True, kw_only=True)
class Written:
    """What is written about an attribute beside its type, as expressions; nothing where there is nothing."""

    metadata: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """A way to write types."""

    #: What a module may import, in isort's order; names that it does not use are taken out again.
    imports: tuple[tuple[str, tuple[str, ...]], ...]
    #: Definitions ahead of the types, by the name that they define; those that are not used are taken out again.
    preludes: Mapping[str, str] = field(default_factory=dict[str, str])
    #: Names that a class of this kind has already, or knows a use for.
    taken: frozenset[str] = frozenset()
    boolean: Schema
    integer: Schema
    fraction: Schema
    #: The types of strings with these formats.
    times: Mapping[str, Schema]
    #: The type of a member that must not be there.
    never: Schema
    #: What constraints are written with; empty where there are none.
    constraint: str = ""
    #: Whether a constraint can be on integers and fractions at once.
    is_number_one: bool = True
    #: What says how records in a union are told apart, where it is said there, with `{}` for the attribute.
    discriminator: str = ""
    #: The largest bound of an integer or a length.
    largest: float = float("inf")
    #: Whether arrays become tuples where they can.
    has_tuples: bool = True
    #: Whether aliases can be made of themselves.
    has_recursive_aliases: bool = True
    #: Whether unions have no more than one kind of string, of number, of array and, but for tags on them, of object.
    is_choosy: bool = False
    #: Whether a member can have that name.
    can_name: Callable[[str], bool] = is_text
    #: Whether there are literals of booleans.
    has_literal_booleans: bool = True
    #: The bases of a record's class, and their options.
    bases: Callable[[Record, Tag | None], str]
    #: The configuration in a class's body, for attributes of which some have patterns or have not.
    config: Callable[[Record, tuple[Slot, ...], bool], str] = lambda _record, _slots, _has_patterns: ""
    write: Callable[[Slot], Written]
