"""The Python libraries that stubs can use, as values: how each describes types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from runbridge.stubs.ir.types import Never, Record
from runbridge.stubs.python.printer import is_encodable, quoted

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


_INT64 = 2**63 - 2

_TIMESTAMP = '''\
Timestamp: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A time with its offset."""
'''
_LOCAL_TIMESTAMP = '''\
LocalTimestamp: TypeAlias = Annotated[datetime, Meta(tz=False)]
"""A time without an offset."""
'''


def _msgspec_bases(record: Record, tag: Tag | None) -> str:
    options = ["Struct"]
    if tag is not None:
        options += [f"tag_field={quoted(tag[0])}", f"tag={quoted(tag[1])}"]
    options.append("kw_only=True")
    if record.additional == Never():
        options.append("forbid_unknown_fields=True")
    return ", ".join(options)


def _msgspec_describe(attribute: Attribute) -> AttributeCode:
    default = "" if attribute.is_required else "UNSET"
    if attribute.name == attribute.json_name:
        return AttributeCode(default=default)
    options = [f"name={quoted(attribute.json_name)}"] + [f"default={default}"] * (not attribute.is_required)
    return AttributeCode(default=f"field({', '.join(options)})")


def _msgspec_can_name(field: str) -> bool:
    """Whether msgspec can rename an attribute to that name, which it does not escape."""
    return is_encodable(field) and not any(char < " " or char in '"\\' for char in field)


MSGSPEC = Dialect(
    imports=(
        ("datetime", ("datetime",)),
        ("typing", ("Annotated", "Any", "Literal", "TypeAlias")),
        ("msgspec", ("UNSET", "Meta", "Struct", "UnsetType", "field")),
    ),
    preludes={"Timestamp": _TIMESTAMP, "LocalTimestamp": _LOCAL_TIMESTAMP},
    boolean={"type": "boolean"},
    integer={"type": "integer"},
    fraction={"type": "number"},
    times={
        "date-time": imported("stubs.Timestamp"),
        "date-time-local": imported("stubs.LocalTimestamp"),
        ANY_TIME: imported("datetime.datetime"),
    },
    never=imported("msgspec.UnsetType"),
    constraint="Meta",
    constrains_unions=False,
    largest=_INT64,
    has_recursive_aliases=False,
    needs_disjoint_unions=True,
    can_name=_msgspec_can_name,
    # Versions of msgspec before 0.22 have none.
    has_literal_booleans=False,
    bases=_msgspec_bases,
    describe=_msgspec_describe,
)


_NOT_NULL = '''\
def _not_null(value: _T) -> _T:
    """Refuse null for a field that may only be missing, which is None here."""
    if value is None:
        raise ValueError("may be missing and not null")
    return value
'''

#: The attributes of every model since pydantic 2.0, with those of its metaclass.
_RESERVED = frozenset(
    [
        "mro",
        "register",
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema"),
        *("schema_json", "update_forward_refs", "validate", "model_computed_fields", "model_config", "model_construct"),
        *("model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set"),
        *("model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate"),
        *("model_validate_json", "model_validate_strings"),
    ]
)


def _pydantic_bases(record: Record, tag: Tag | None) -> str:
    return "BaseModel"


def _pydantic_config(record: Record, attributes: tuple[Attribute, ...], has_patterns: bool) -> str:
    options = [f"extra={quoted('forbid' if record.additional == Never() else 'allow')}"]
    if any(attribute.name != attribute.json_name for attribute in attributes):
        options.append("populate_by_name=True")
    if any(attribute.name.startswith("model_") for attribute in attributes):
        options.append("protected_namespaces=()")
    if has_patterns:
        options.append('regex_engine="python-re"')
    return f"ConfigDict({', '.join(options)})"


def _pydantic_describe(attribute: Attribute) -> AttributeCode:
    is_checked = attribute.is_impossible or not (attribute.is_required or attribute.is_nullable)
    alias = f"Field(alias={quoted(attribute.json_name)})"
    return AttributeCode(
        metadata=("AfterValidator(_not_null)",) * is_checked + (alias,) * (attribute.name != attribute.json_name),
        default="" if attribute.is_required else "None",
    )


PYDANTIC = Dialect(
    imports=(
        ("datetime", ("datetime",)),
        ("typing", ("TYPE_CHECKING", "Annotated", "Any", "Literal", "TypeAlias", "TypeVar")),
        (
            "pydantic",
            (
                *("AfterValidator", "AwareDatetime", "BaseModel", "ConfigDict", "Field", "NaiveDatetime"),
                *("StrictBool", "StrictFloat", "StrictInt"),
            ),
        ),
        ("typing_extensions", ("TypeAliasType",)),
    ),
    preludes={"_T": '_T = TypeVar("_T")\n', "_not_null": _NOT_NULL},
    reserved=_RESERVED,
    # Types that are not strict accept strings as numbers, and numbers as booleans.
    boolean=imported("pydantic.StrictBool"),
    integer=imported("pydantic.StrictInt"),
    fraction=imported("pydantic.StrictFloat"),
    times={
        "date-time": imported("pydantic.AwareDatetime"),
        "date-time-local": imported("pydantic.NaiveDatetime"),
        ANY_TIME: imported("datetime.datetime"),
    },
    never={"type": "null"},
    constraint="Field",
    discriminator="Field(discriminator={})",
    largest=2**63 - 1,
    types_additional_fields=True,
    bases=_pydantic_bases,
    config=_pydantic_config,
    describe=_pydantic_describe,
)


def _dataclass_describe(attribute: Attribute) -> AttributeCode:
    default = "" if attribute.is_required else "None"
    if attribute.name == attribute.json_name:
        return AttributeCode(default=default)
    options = [f"default={default}"] * (not attribute.is_required) + [
        f'metadata={{"alias": {quoted(attribute.json_name)}}}'
    ]
    return AttributeCode(default=f"field({', '.join(options)})")


DATACLASS = Dialect(
    imports=(
        ("dataclasses", ("dataclass", "field")),
        ("datetime", ("datetime",)),
        ("typing", ("Any", "Literal", "TypeAlias")),
    ),
    boolean={"type": "boolean"},
    integer={"type": "integer"},
    fraction={"type": "number"},
    times=dict.fromkeys(["date-time", "date-time-local", ANY_TIME], imported("datetime.datetime")),
    never={"type": "null"},
    bases=lambda _record, _tag: "",
    describe=_dataclass_describe,
)

TYPED_DICT = Dialect(
    imports=(("typing", ("Any", "Literal", "Never", "NotRequired", "TypeAlias", "TypedDict")),),
    boolean={"type": "boolean"},
    integer={"type": "integer"},
    fraction={"type": "number"},
    times={},
    never=imported("typing.Never"),
    # A JSON parser returns lists.
    has_tuples=False,
    # Pyright does not support empty names.
    can_name=lambda field: field != "" and is_encodable(field),
    bases=lambda _record, _tag: "TypedDict",
    describe=lambda _: AttributeCode(),
)
