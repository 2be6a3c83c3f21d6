"""The schemas that ship, and the validators compiled from them: they decide what is valid.

The fast path never comes here; what it refuses is decided here.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from runbridge._runtime.json_parser import parse
from runbridge._runtime.schema_validator import SchemaValidator, compile_validator
from runbridge._runtime.times import FORMATS

if TYPE_CHECKING:
    from msgspec import Raw

    from runbridge._runtime.registry import Format

#: The package of what belongs to no format.
_GENERATED = "runbridge._generated"


def schema_text(form: Format, profile: str = "published", *, strict: bool = False) -> str:
    """The text of a format's schema as it ships; that of the published profile is the canonical one."""
    return _read(form.package, "schemas", f"{profile}-strict.json" if strict else f"{profile}.json")


@cache
def load_schema(form: Format, profile: str = "published", *, strict: bool = False) -> dict[str, Any]:
    """A format's schema as it ships."""
    return json.loads(schema_text(form, profile, strict=strict))  # type: ignore[no-any-return]  # an object


@cache
def load_residue_schema() -> dict[str, Any]:
    """The schema of a residue."""
    return json.loads(_read(_GENERATED, "residue.schema.json"))  # type: ignore[no-any-return]  # an object


def _read(package: str, *path: str) -> str:
    from importlib import resources

    return resources.files(package).joinpath(*path).read_text(encoding="utf-8")


@cache
def validator(form: Format, profile: str = "published", *, strict: bool = False) -> SchemaValidator:
    """The validator of a format, formats asserted."""
    return compile_validator(load_schema(form, profile, strict=strict), FORMATS)


@cache
def residue_validator() -> SchemaValidator:
    """The validator of a residue."""
    return compile_validator(load_residue_schema(), FORMATS)


def accepts(form: Format, profile: str, field: str, raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value for one field; never for what is nested too deeply to read."""
    try:
        return _field_validator(form, profile, field).is_valid(parse(bytes(raw).decode()))
    except RecursionError:
        return False


@cache
def _field_validator(form: Format, profile: str, field: str) -> SchemaValidator:
    schema = load_schema(form, profile)
    return compile_validator({"$defs": schema.get("$defs", {}), **schema["properties"][field]}, FORMATS)
