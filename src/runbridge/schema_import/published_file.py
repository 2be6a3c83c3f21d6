"""Finds a published schema in a file, JSON or YAML, with OpenAPI 3, Swagger 2 or a JSON Schema of any draft."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from runbridge.errors import UsageError
from runbridge.extras import load
from runbridge.problem_messages import brief, escape
from runbridge.schemas.document import Document, Node
from runbridge.schemas.drafts import draft_of
from runbridge.schemas.keywords import is_dict, is_list
from runbridge.schemas.loader import DIALECT, check_draft, in_latest_draft, json_value, read_text

_DRAFT_04 = "http://json-schema.org/draft-04/schema#"
#: The entry in `$defs` through which the schema at the pointer is reached, and upgraded with all that it refers to.
_ENTRY = "(imported)"
_MOST_NAMES = 12
#: How many values a YAML document may have: aliases of aliases stand for a great many.
_MOST_NODES = 2_000_000
_WORDS = {"": "null", "~": "null", "null": "null", "true": "true", "false": "false"}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


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
    data = Path(file).read_bytes()
    if file.lower().endswith((".yaml", ".yml")):
        data = read_text(file, data, _yaml_as_json)[1].encode()
    return _read(file, data, unquote(fragment))


def _yaml_as_json(text: str) -> str:
    """The JSON text of a YAML text, with each value on its line; raises ValueError."""
    yaml = load("yaml", extra="codegen")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML: {escape(' '.join(str(error).split()))}") from None
    writer = _JsonWriter()
    writer.write(node)
    return "".join(writer.parts)


class _JsonWriter:
    """Writes the nodes of a YAML document as JSON, with line breaks where the document has them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._line = 0
        self._count = 0

    def write(self, node: Any) -> None:
        """Write a node; raises ValueError for what JSON does not have, and for aliases that stand for too much."""
        self._count += 1
        if self._count > _MOST_NODES:
            raise ValueError(f"it has more than {_MOST_NODES:,} values, each alias counted as what it stands for")
        if node is None:
            raise ValueError("the document is empty")
        if node.id == "mapping":
            self._write_all("{}", node.value)
        elif node.id == "sequence":
            self._write_all("[]", ((None, value) for value in node.value))
        else:
            self._put(_scalar(node), node)

    def _write_all(self, brackets: str, items: Iterable[tuple[Any, Any]]) -> None:
        self.parts.append(brackets[0])
        for index, (key, value) in enumerate(items):
            self.parts.append("," if index else "")
            if key is not None:
                if key.id != "scalar" or key.tag.endswith(":merge"):
                    raise ValueError(f"JSON has no key like that in line {key.start_mark.line + 1}")
                self._put(f"{json.dumps(key.value)}:", key)
            self.write(value)
        self.parts.append(brackets[1])

    def _put(self, text: str, node: Any) -> None:
        # What an alias stands for has an earlier line.
        breaks = max(node.start_mark.line - self._line, 0)
        self.parts.append("\n" * breaks + " " * (node.start_mark.column if breaks else 0) + text)
        self._line += breaks


def _scalar(node: Any) -> str:
    """The JSON text of a scalar, as YAML 1.2 reads it: `yes` and dates are texts, `1e3` is a number."""
    is_plain, text = node.style is None, str(node.value)
    is_tagged = node.tag.endswith(":str") and "e" not in text.lower()
    if is_plain and text.lower() in _WORDS and not node.tag.endswith(":str"):
        return _WORDS[text.lower()]
    return text if is_plain and not is_tagged and _NUMBER.fullmatch(text) else json.dumps(text)


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
