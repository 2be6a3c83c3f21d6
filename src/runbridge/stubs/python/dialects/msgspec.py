"""How types are written for msgspec: structs, `UNSET` for what is absent."""

from runbridge.stubs.ir.types import Nothing, Record
from runbridge.stubs.python.dialects.base import ANY_TIME, Dialect, Slot, Tag, Written, imported
from runbridge.stubs.python.literals import is_text, quoted

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
    if record.others == Nothing():
        options.append("forbid_unknown_fields=True")
    return ", ".join(options)


def _write(slot: Slot) -> Written:
    default = "" if slot.is_required else "UNSET"
    if slot.name == slot.wire:
        return Written(default=default)
    options = [f"name={quoted(slot.wire)}"] + [f"default={default}"] * (not slot.is_required)
    return Written(default=f"field({', '.join(options)})")


def _can_name(member: str) -> bool:
    """Whether msgspec can rename an attribute to that: it escapes no names."""
    return is_text(member) and not any(char < " " or char in '"\\' for char in member)


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
    is_number_one=False,
    largest=_INT64,
    has_recursive_aliases=False,
    is_choosy=True,
    can_name=_can_name,
    # Versions of msgspec before 0.22 have none.
    has_literal_booleans=False,
    bases=_bases,
    write=_write,
)
