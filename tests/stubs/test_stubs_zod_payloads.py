"""Schemas of zod for payloads: each accepts what its type accepts, whatever the JSON Schema asks for."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from runbridge.stubs.ir.types import Reference
from tests.schema_diff.random_schemas import POOL
from tests.stubs.compilation import Compilation
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.stub_modules import document, payload_module
from tests.stubs.type_semantics import accepts
from tests.stubs.zod.boundary_values import boundary_values
from tests.stubs.zod.payload_schemas import CONSTRAINTS, NUMBERS, SCHEMAS, STEPS, random_schemas
from tests.stubs.zod.verdicts import verdicts, verdicts_of


def questions_about(case: str, schemas: Iterable[Any], pool: list[Any]) -> Iterator[tuple[str, str, str]]:
    """The JavaScript module, schema and JSON text for each value of a pool and at the boundaries of types."""
    for index, schema in enumerate(schemas):
        module = payload_module(schema)
        payload = Reference(module.payloads[0][1])
        for text in dict.fromkeys(map(json.dumps, [*pool, *boundary_values(payload, module)])):
            yield f"{case}/m{index}.js", payload.name, text


def differing(strict: Compilation, case: str, schemas: Iterable[Any], pool: list[Any]) -> list[tuple[Any, str, bool]]:
    """Where zod and the type differ, for a pool of values and those at the edges: schema, value and zod's verdict."""
    listed = [*schemas]
    questions = [*questions_about(case, listed, pool)]
    modules = {f"{case}/m{index}.js": (schema, payload_module(schema)) for index, schema in enumerate(listed)}
    found = verdicts_of((strict.folder / "out" / file, name, text) for file, name, text in questions)
    assert min(found.count(True), found.count(False)) > len(modules)
    differences: list[tuple[Any, str, bool]] = []
    for (file, name, text), verdict in zip(questions, found, strict=True):
        schema, module = modules[file]
        if verdict != accepts(Reference(name), json.loads(text), module):
            differences.append((schema, text, verdict))
    return differences


def test_hostile_schemas_accept_what_their_types_accept(strict: Compilation) -> None:
    assert differing(strict, "zod-hostile", HOSTILE.values(), POOL[:40]) == []


def test_large_schemas_can_be_used(strict: Compilation) -> None:
    fields = {f"field_{number}": number for number in range(0, 2_000, 2)}
    texts = [json.dumps({**fields, "field_1": value}) for value in (1, 0.5)] + ["{}"]
    assert verdicts(strict.output("zod-large", "many_fields.js"), "Input", texts) == [True, False, False]
    texts = ['{"m299": {"a": 1}}', '{"m299": {"b": 1}}', '{"m300": 1}']
    assert verdicts(strict.output("zod-large", "many_definitions.js"), "Input", texts) == [True, False, True]


def test_schemas_difficult_for_zod_accept_what_their_types_accept(strict: Compilation) -> None:
    assert differing(strict, "zod-special", SCHEMAS.values(), POOL) == []


def test_random_schemas_accept_what_their_types_accept(strict: Compilation) -> None:
    assert differing(strict, "zod-random", random_schemas(), POOL[::4]) == []


def test_multiples_are_those_of_jsonschema(strict: Compilation) -> None:
    # Both divide decimal numbers. zod's own `multipleOf` takes an odd number beyond 2^50 for a multiple of 2.
    for index, step in enumerate(STEPS):
        schema = {"type": "number", "multipleOf": step}
        found = verdicts(strict.output("zod-multiples", f"m{index}.js"), "Input", map(json.dumps, NUMBERS))
        root = document(schema).root
        assert dict(zip(NUMBERS, found, strict=True)) == {number: root.accepts(number) for number in NUMBERS}, schema


def test_constraints_are_those_of_jsonschema(strict: Compilation) -> None:
    for index, (schema, texts) in enumerate(CONSTRAINTS):
        found = verdicts(strict.output("zod-constraints", f"m{index}.js"), "Input", texts)
        root = document(schema).root
        assert dict(zip(texts, found, strict=True)) == {text: root.accepts(json.loads(text)) for text in texts}, schema
