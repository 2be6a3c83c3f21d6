"""How types are written for nothing but the standard library: dataclasses, and typed dictionaries as JSON has them."""

from runbridge.stubs.python.dialects.base import ANY_TIME, Dialect, Slot, Written, imported
from runbridge.stubs.python.literals import is_text, quoted


def _field(slot: Slot) -> Written:
    default = "" if slot.is_required else "None"
    if slot.name == slot.wire:
        return Written(default=default)
    options = [f"default={default}"] * (not slot.is_required) + [f'metadata={{"alias": {quoted(slot.wire)}}}']
    return Written(default=f"field({', '.join(options)})")


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
    write=_field,
)

TYPED_DICT = Dialect(
    imports=(("typing", ("Any", "Literal", "Never", "NotRequired", "TypeAlias", "TypedDict")),),
    boolean={"type": "boolean"},
    integer={"type": "integer"},
    fraction={"type": "number"},
    times={},
    never=imported("typing.Never"),
    # What reads JSON makes a list of each array.
    has_tuples=False,
    # Pyright knows no empty names.
    can_name=lambda member: member != "" and is_text(member),
    bases=lambda _record, _tag: "TypedDict",
    write=lambda _: Written(),
)
