"""Modules of types as input for the targets: those of the canonical formats, and those of any schema."""

import json
from functools import cache
from typing import Any

from runbridge._runtime.schema import schema_text
from runbridge.known_formats import FORMATS as REGISTRY
from runbridge.schemas.document import Document
from runbridge.schemas.loader import parse_schema
from runbridge.stubs.ir.module_builder import read_module
from runbridge.stubs.ir.types import Module, Payload

#: The canonical formats, in the order of the command line.
FORMATS = ("workflow-run", "workflow-run-model")


def document(schema: Any, name: str = "test.json") -> Document:
    """A schema as a file of that name would have it."""
    return parse_schema(name, json.dumps(schema).encode())


def canonical(*formats: str, input: Any = None, output: Any = None, profile: str = "published") -> Module:
    """The types of formats, of all formats if none is named, with schemas of the payloads if given."""
    documents = {name: parse_schema(name, schema_text(REGISTRY[name], profile).encode()) for name in formats or FORMATS}
    described: dict[Payload, Any] = {"input": input, "output": output}
    return read_module(
        documents,
        {payload: document(schema, f"{payload}.json") for payload, schema in described.items() if schema is not None},
    )


#: A format that only has one payload.
_SAMPLE = {
    "title": "Sample",
    "description": "A run.",
    "type": "object",
    "required": ["given"],
    "properties": {"given": {"x-payload": "input"}},
}


def payload_module(schema: Any, *, runs_patterns: bool = True) -> Module:
    """The types of the smallest format, `Sample`, whose field `given` is described by a user's schema."""
    return _payload_module(json.dumps(schema), runs_patterns)


@cache
def _payload_module(text: str, runs_patterns: bool) -> Module:
    described = parse_schema("test.json", text.encode(), runs_patterns=runs_patterns)
    return read_module({"sample": document(_SAMPLE, "sample")}, {"input": described})


def format_module(schema: Any, name: str = "sample") -> Module:
    """The types of a schema that is itself a format: it needs a title, and may use `x-extensible-enum`."""
    return read_module({name: document(schema, name)}, {})
