"""The dialect of msgspec: structs, with `UNSET` for missing fields."""

from runbridge.stubs.ir.types import Never, Record
from runbridge.stubs.python.dialects.base import ANY_TIME, Attribute, AttributeCode, Dialect, Tag, imported
from runbridge.stubs.python.printer import is_encodable, quoted

_INT64 = 2**63 - 2

_TIMESTAMP = '''\
Timestamp: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A time with its offset."""
'''
_LOCAL_TIMESTAMP = '''\
LocalTimestamp: TypeAlias = Annotated[datetime, Meta(tz=False)]
"""A time without an offset."""
'''


def _bases(record: Record, tag: Tag | None) -> str:
    options = ["Struct"]
    if tag is not None:
        options += [f"tag_field={quoted(tag[0])}", f"tag={quoted(tag[1])}"]
    options.append("kw_only=True")
    if record.additional == Never():
        options.append("forbid_unknown_fields=True")
    return ", ".join(options)


def _describe(attribute: Attribute) -> AttributeCode:
    default = "" if attribute.is_required else "UNSET"
    if attribute.name == attribute.json_name:
        return AttributeCode(default=default)
    options = [f"name={quoted(attribute.json_name)}"] + [f"default={default}"] * (not attribute.is_required)
    return AttributeCode(default=f"field({', '.join(options)})")


def _can_name(field: str) -> bool:
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
    can_name=_can_name,
    # Versions of msgspec before 0.22 have none.
    has_literal_booleans=False,
    bases=_bases,
    describe=_describe,
)
