"""The canonical schemas and the parser that goes with them: the last word on what is valid.

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


@cache
def load(folder: str, stem: str) -> dict[str, Any]:
    """A schema as it ships; `folder` is empty for a canonical one, a variant's name otherwise."""
    return json.loads(text(folder, stem))  # type: ignore[no-any-return]  # a schema file holds an object


def text(folder: str, stem: str) -> str:
    """The text of a schema as it ships."""
    from importlib import resources

    root = resources.files("runbridge._generated") / "schemas"
    return ((root / folder if folder else root) / f"{stem}.schema.json").read_text(encoding="utf-8")


def folder_of(profile: str, *, strict: bool) -> str:
    """The folder that holds the schemas of a profile."""
    if strict:
        return f"{profile}-strict"
    return "" if profile == "published" else profile


@cache
def validator(stem: str, profile: str = "published", *, strict: bool = False) -> SchemaValidator:
    """The validator of a format, formats asserted."""
    return compile_validator(load(folder_of(profile, strict=strict), stem), FORMATS)


def accepts(stem: str, profile: str, member: str, raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value for one member; never for what is nested too deeply to read."""
    try:
        return _member_validator(stem, profile, member).is_valid(parse(bytes(raw).decode()))
    except RecursionError:
        return False


@cache
def _member_validator(stem: str, profile: str, member: str) -> SchemaValidator:
    schema = load(folder_of(profile, strict=False), stem)
    return compile_validator({"$defs": schema.get("$defs", {}), **schema["properties"][member]}, FORMATS)
