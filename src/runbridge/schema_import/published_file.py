"""Finds a published schema in a file with OpenAPI 3, Swagger 2 or a JSON Schema of any draft."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from runbridge.errors import UsageError
from runbridge.problem_messages import brief, escape
from runbridge.schemas.document import Document, Node
from runbridge.schemas.drafts import draft_of
from runbridge.schemas.keywords import is_dict, is_list
from runbridge.schemas.loader import DIALECT, check_draft, in_latest_draft, json_value, read_text

_DRAFT_04 = "http://json-schema.org/draft-04/schema#"
#: The entry in `$defs` through which the schema at the pointer is reached, and upgraded with all that it refers to.
_ENTRY = "(imported)"
_MOST_NAMES = 12


@dataclass(frozen=True)
class Published:
    """A document in 2020-12, and the schema in it to import.

    `name` is what the document calls it. `language` is what the document is written in, and `nullable` its keyword for
    null, if it has one.
    """

    document: Document
    start: Node
    name: str
    language: str
    nullable: str = ""


def read_published(source: str) -> Published:
    """The schema at `FILE#/pointer`, or that of the whole file; raises UsageError and OSError."""
    file, _, fragment = source.partition("#")
    if re.match("[A-Za-z][A-Za-z0-9+.-]+://", file):
        raise UsageError(f"{escape(file)} is not a file: download it first, for example with `curl -O`")
    if file.lower().endswith((".yaml", ".yml")):
        raise UsageError(f"{escape(file)} is YAML: convert it to JSON first, for example with `yq -o=json`")
    return _read(file, Path(file).read_bytes(), unquote(fragment))


def _read(file: str, data: bytes, fragment: str) -> Published:
    text, value = read_text(file, data, json_value)
    if not is_dict(value):
        raise UsageError(f"{escape(file)}: a document is an object")
    if fragment and not fragment.startswith("/"):
        raise UsageError(f"`#{escape(brief(fragment))}` is not a JSON Pointer: it starts with `#/`")
    is_api = "openapi" in value or "swagger" in value
    if is_api and not fragment and "$ref" not in value:
        raise UsageError(f"name a schema in {escape(file)}, such as {_named(file, _schemas_of(value))}")
    target = _find(file, value, fragment)
    language, uri = _language(value, target)
    entry = {_ENTRY: {"$ref": f"#{quote(fragment)}"}}
    given: Any = value.get("$defs")
    defined = given if is_dict(given) else dict[str, Any]()
    upgraded = in_latest_draft({**value, **({"$schema": uri} if uri else {}), "$defs": {**defined, **entry}})
    document = Document(file, text, upgraded.schema, upgraded.origins)
    if not is_api:
        check_draft(document, upgraded.draft)
    start = document.node(("$defs", _ENTRY)).target if fragment else document.root
    nullable = {"OpenAPI 3.0": "nullable", "Swagger 2": "x-nullable"}.get(language, "")
    reference = fragment or unquote(str(value.get("$ref", "")))
    name = reference.rpartition("/")[2] or str(value.get("title", "")) or Path(file).name.partition(".")[0]
    return Published(document, start, name, language, nullable)


def _language(document: dict[str, Any], target: dict[str, Any]) -> tuple[str, str]:
    """What a document is written in, and the `$schema` of the draft that this is."""
    if "swagger" in document:
        return "Swagger 2", _DRAFT_04
    if "openapi" in document:
        version = str(document["openapi"])
        if version.startswith("3.0"):
            return "OpenAPI 3.0", _DRAFT_04
        dialect: Any = document.get("jsonSchemaDialect")
        return "OpenAPI 3.1", dialect if draft_of(dialect) else DIALECT
    own: Any = target.get("$schema")
    return "JSON Schema", own if "$schema" not in document and draft_of(own) else document.get("$schema", "")


def _find(file: str, document: dict[str, Any], fragment: str) -> dict[str, Any]:
    """The schema at a pointer; raises UsageError, with the closest names, where there is none."""
    value: Any = document
    for step in fragment.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        inner: dict[str, Any] = {}
        if is_dict(value):
            inner = value
        elif is_list(value):
            inner = {str(index): each for index, each in enumerate(value)}
        if name not in inner:
            near = get_close_matches(name, inner, n=3, cutoff=0.4) or [*inner]
            there = f"; there are {_listed(near)}" if near else ""
            raise UsageError(f"{escape(file)} has nothing at `#{escape(brief(fragment))}`: no `{name}`{there}")
        value = inner[name]
    if not is_dict(value):
        raise UsageError(f"{escape(file)}: there is no schema at `#{escape(brief(fragment))}`")
    return value


def _schemas_of(document: dict[str, Any]) -> dict[str, Any]:
    """The schemas of an OpenAPI document by their pointers."""
    for path in (("components", "schemas"), ("definitions",)):
        value: Any = document
        for step in path:
            value = value.get(step) if is_dict(value) else None
        if is_dict(value):
            return {f"#/{'/'.join(path)}/{name}": each for name, each in value.items()}
    return {}


def _named(file: str, pointers: Iterable[str]) -> str:
    choices = [f"{file}{pointer}" for pointer in pointers]
    return _listed(choices) if choices else f"`{escape(file)}#/components/schemas/NAME`"


def _listed(names: Iterable[str]) -> str:
    shown = [f"`{escape(brief(name))}`" for name in names]
    more = f" and {len(shown) - _MOST_NAMES:,} more" if len(shown) > _MOST_NAMES else ""
    return ", ".join(shown[:_MOST_NAMES]) + more
