"""The dialects of the standard library: dataclasses, and typed dictionaries for parsed JSON."""

from runbridge.stubs.python.dialects.base import ANY_TIME, Attribute, AttributeCode, Dialect, imported
from runbridge.stubs.python.printer import is_encodable, quoted


def _describe(attribute: Attribute) -> AttributeCode:
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
    describe=_describe,
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
