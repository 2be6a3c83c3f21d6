"""The differences between the Python libraries, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from runbridge.stubs.ir.types import Record
from runbridge.stubs.python.printer import is_encodable

#: A JSON Schema for datamodel-code-generator.
Schema: TypeAlias = dict[str, Any]
#: The format of a time with or without an offset, which is one type in Python.
ANY_TIME = "date-time, date-time-local"
#: Takes a sentence for the reader of the output.
Remark: TypeAlias = Callable[[str], None]
#: The field that distinguishes a record from the other options of a union, and its value.
Tag: TypeAlias = tuple[str, str]


def imported(path: str) -> Schema:
    """The schema from which datamodel-code-generator makes a reference to that dotted path."""
    return {"customTypePath": path}


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """A field as an attribute of a class."""

    json_name: str
    name: str
    is_required: bool
    #: Whether its type accepts null.
    is_nullable: bool
    #: Whether it must be missing.
    is_impossible: bool


@dataclass(frozen=True, kw_only=True)
class AttributeCode:
    """Expressions that describe an attribute in addition to its type; empty if there are none."""

    metadata: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a library describes types."""

    #: What a module may import, in isort's order; only names that are used are imported.
    imports: tuple[tuple[str, tuple[str, ...]], ...]
    #: Definitions before the types, by the name that they define; only those that are used are written.
    preludes: Mapping[str, str] = field(default_factory=dict[str, str])
    #: Attribute names that classes of the library define or give a meaning to.
    reserved: frozenset[str] = frozenset()
    boolean: Schema
    integer: Schema
    fraction: Schema
    #: The types of strings with these formats.
    times: Mapping[str, Schema]
    #: The type of a field that must be missing.
    never: Schema
    #: The function that makes constraints; empty if there is none.
    constraint: str = ""
    #: Whether one constraint can apply to integers and fractions at once.
    constrains_unions: bool = True
    #: The metadata that names the discriminator of a union, with `{}` for the attribute; empty if classes name it.
    discriminator: str = ""
    #: The largest bound of an integer or a length.
    largest: float = float("inf")
    #: Whether arrays of fixed types become tuples.
    has_tuples: bool = True
    #: Whether a class has a type for the fields that it does not name.
    types_additional_fields: bool = False
    #: Whether aliases can be recursive.
    has_recursive_aliases: bool = True
    #: Whether the options of a union must be of different JSON kinds, or tagged records.
    needs_disjoint_unions: bool = False
    #: Whether a field can have that name.
    can_name: Callable[[str], bool] = is_encodable
    #: Whether there are literals of booleans.
    has_literal_booleans: bool = True
    #: The bases of a record's class, and their options.
    bases: Callable[[Record, Tag | None], str]
    #: The configuration in a class's body, for its attributes and whether any of them has a pattern.
    config: Callable[[Record, tuple[Attribute, ...], bool], str] = lambda _record, _attributes, _has_patterns: ""
    describe: Callable[[Attribute], AttributeCode]
