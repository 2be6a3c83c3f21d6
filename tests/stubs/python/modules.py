"""Types for Python: their texts, and those texts as imported modules."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from runbridge.stubs.ir.module_builder import read_module
from runbridge.stubs.ir.types import Module
from runbridge.stubs.python import python
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.stub_modules import canonical, document, format_module, payload_module

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
_numbers = count(1)


def sample(payload: str) -> Any:
    """The schema of a payload of the text-to-image workflow."""
    return json.loads((SAMPLES / f"text_to_image.{payload}.schema.json").read_text(encoding="utf-8"))


def order() -> Module:
    """A small format with every kind of type."""
    return format_module(json.loads((HERE / "order.schema.json").read_text(encoding="utf-8")), "order")


def text_to_image() -> Module:
    """The runs of one format, with the payloads of the text-to-image workflow."""
    return canonical("workflow-run", input=sample("input"), output=sample("output"))


@cache
def hostile(name: str, target: str) -> str:
    """The text for a payload that one of the `HOSTILE` schemas describes."""
    return python(payload_module(HOSTILE[name]), target)


@cache
def all_hostile() -> Module:
    """The types of all `HOSTILE` schemas together, each described by a schema of its own."""
    schemas = {name: schema for name, schema in HOSTILE.items() if isinstance(schema, dict)}
    return read_module({name: document({"title": "Input", **schema}, name) for name, schema in schemas.items()}, {})


@cache
def all_hostile_text(target: str) -> str:
    """The text for `all_hostile`."""
    return python(all_hostile(), target)


@contextmanager
def running(text: str) -> Iterator[ModuleType]:
    """A text as an imported module."""
    name = f"made_{next(_numbers)}"
    made = ModuleType(name)
    # Classes look up names in their module when they need them.
    sys.modules[name] = made
    try:
        exec(compile(text, f"{name}.py", "exec"), made.__dict__)
        yield made
    finally:
        del sys.modules[name]
