"""The schemas that ship, and the validators compiled from them: they decide what is valid.

The fast path never comes here; what it refuses is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from functools import cache, lru_cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw

from runbridge._runtime.json_parser import parse
from runbridge._runtime.schema_node import ANNOTATIONS, SchemaNode, read_schema
from runbridge._runtime.schema_validator import SchemaValidator, compile_validator
from runbridge._runtime.times import FORMATS

if TYPE_CHECKING:
    from runbridge._runtime.registry import Format

#: What the JSON texts of these types open with, and no others do.
_OPENINGS = {"object": "{", "array": "[", "null": "n"}
#: The package of what belongs to no format.
_GENERATED = "runbridge._generated"


def schema_text(form: Format, profile: str = "published", *, strict: bool = False) -> str:
    """The text of a format's schema as it ships; that of the published profile is the canonical one."""
    return _read(form.package, "schemas", _file(profile, strict=strict))


def load_schema(form: Format, profile: str = "published", *, strict: bool = False) -> dict[str, Any]:
    """A format's schema as it ships."""
    return _load(form.package, _file(profile, strict=strict))


@cache
def _load(package: str, file: str) -> dict[str, Any]:
    return json.loads(_read(package, "schemas", file))  # type: ignore[no-any-return]  # an object


def _file(profile: str, *, strict: bool) -> str:
    return f"{profile}-strict.json" if strict else f"{profile}.json"


def load_bridge(form: Format) -> dict[str, Any]:
    """The bridge of a format as it ships; raises FileNotFoundError if the format has none."""
    return json.loads(_read(form.package, "bridge.json"))  # type: ignore[no-any-return]  # an object


@cache
def load_residue_schema() -> dict[str, Any]:
    """The schema of a residue."""
    return json.loads(_read(_GENERATED, "residue.schema.json"))  # type: ignore[no-any-return]  # an object


def _read(package: str, *path: str) -> str:
    # Not importlib.resources, whose import takes 6 ms.
    data = get_data(package, "/".join(path))
    assert data is not None  # noqa: S101  # the loaders of files and of archives have data
    return data.decode()


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
    return accepts_at(form, profile, (field,), raw)


def accepts_at(form: Format, profile: str, path: tuple[Hashable, ...], raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value at a path, as `accepts` does for a field.

    The steps of the path are names of fields, and anything else for the items of a list.
    """
    steps = tuple(step if isinstance(step, str) else None for step in path)
    return _is_valid(_validator_at(form.package, profile, steps), raw)


class FieldCheck(msgspec.Struct, frozen=True):
    """Whether the schema of a format accepts a value for one field; `module` is one right inside its package."""

    module: str
    profile: str
    field: str

    def __call__(self, value: Raw | bytes | str | bool | None) -> bool:
        """Whether a value is valid: a JSON text, or a text, boolean or null of a struct."""
        return _is_valid(_validator_at(self.module.rpartition(".")[0], self.profile, (self.field,)), value)


def _is_valid(field: tuple[SchemaValidator, tuple[str, ...]], value: Raw | bytes | str | bool | None) -> bool:
    check, openings = field
    try:
        if not isinstance(value, Raw | bytes):
            return check.is_valid(value)
        text = bytes(value).decode()
        return text.startswith(openings) or check.is_valid(parse(text))
    except (RecursionError, ValueError):
        # Nested too deeply, or not UTF-8.
        return False


@cache
def _tree(package: str, profile: str) -> SchemaNode:
    return read_schema(_load(package, f"{profile}.json"))


@lru_cache(maxsize=4096)
def _validator_at(package: str, profile: str, path: tuple[str | None, ...]) -> tuple[SchemaValidator, tuple[str, ...]]:
    """The validator for a path, and what opens the JSON texts that it accepts, whatever is in them."""
    schema = _load(package, f"{profile}.json")
    node: SchemaNode | None = _tree(package, profile)
    for step in path:
        node = node and (node.value.items if step is None else node.value.fields.get(step, node.value.values))
    check = compile_validator({"$defs": schema.get("$defs", {}), **(node.schema if node else {})}, FORMATS)
    return check, _openings(node) if node else ()


def _openings(node: SchemaNode) -> tuple[str, ...]:
    asserted = {key: value for key, value in node.schema.items() if key not in ANNOTATIONS}
    if asserted.pop("additionalProperties", True) is not True or asserted.keys() != {"type"}:
        return ()
    return tuple(_OPENINGS[kind] for kind in node.types if kind in _OPENINGS)
