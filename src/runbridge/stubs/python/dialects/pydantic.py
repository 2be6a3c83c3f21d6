"""How types are written for pydantic: models that keep what they do not know."""

from runbridge.stubs.ir.types import Nothing, Record
from runbridge.stubs.python.dialects.base import ANY_TIME, Dialect, Slot, Tag, Written, imported
from runbridge.stubs.python.literals import quoted

_NOT_NULL = '''\
def _not_null(value: _T) -> _T:
    """Refuse null for a member that may only be absent, which is None here."""
    if value is None:
        raise ValueError("may be absent and not null")
    return value
'''

#: What every model has, of pydantic 2.0 and later, but for what begins with `model_`.
_TAKEN = frozenset(
    [
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema"),
        *("schema_json", "update_forward_refs", "validate", "model_computed_fields", "model_config", "model_construct"),
        *("model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set"),
        *("model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate"),
        *("model_validate_json", "model_validate_strings"),
    ]
)


def _bases(record: Record, tag: Tag | None) -> str:
    return "BaseModel"


def _config(record: Record, slots: tuple[Slot, ...], has_patterns: bool) -> str:
    options = [f"extra={quoted('forbid' if record.others == Nothing() else 'allow')}"]
    if any(slot.name != slot.wire for slot in slots):
        options.append("populate_by_name=True")
    if any(slot.name.startswith("model_") for slot in slots):
        options.append("protected_namespaces=()")
    if has_patterns:
        options.append('regex_engine="python-re"')
    return f"ConfigDict({', '.join(options)})"


def _write(slot: Slot) -> Written:
    is_checked = slot.is_impossible or not (slot.is_required or slot.is_nullable)
    alias = f"Field(alias={quoted(slot.wire)})"
    return Written(
        metadata=("AfterValidator(_not_null)",) * is_checked + (alias,) * (slot.name != slot.wire),
        default="" if slot.is_required else "None",
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
    taken=_TAKEN,
    # What is not strict takes strings for numbers, and numbers for booleans.
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
    bases=_bases,
    config=_config,
    write=_write,
)
