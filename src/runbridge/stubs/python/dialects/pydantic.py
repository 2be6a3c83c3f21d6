"""The dialect of pydantic: models that keep unknown fields."""

from runbridge.stubs.ir.types import Never, Record
from runbridge.stubs.python.dialects.base import ANY_TIME, Attribute, AttributeCode, Dialect, Tag, imported
from runbridge.stubs.python.printer import quoted

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


def _bases(record: Record, tag: Tag | None) -> str:
    return "BaseModel"


def _config(record: Record, attributes: tuple[Attribute, ...], has_patterns: bool) -> str:
    options = [f"extra={quoted('forbid' if record.additional == Never() else 'allow')}"]
    if any(attribute.name != attribute.json_name for attribute in attributes):
        options.append("populate_by_name=True")
    if any(attribute.name.startswith("model_") for attribute in attributes):
        options.append("protected_namespaces=()")
    if has_patterns:
        options.append('regex_engine="python-re"')
    return f"ConfigDict({', '.join(options)})"


def _describe(attribute: Attribute) -> AttributeCode:
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
    bases=_bases,
    config=_config,
    describe=_describe,
)
