"""Types as zod schemas: the text, the types that TypeScript declares, the messages that users see."""

import json
import os
import re
from pathlib import Path

import pytest

from runbridge.errors import UsageError
from runbridge.stubs.ir.types import Alias, Module, String
from runbridge.stubs.zod.module import zod
from tests.stubs import node_tools
from tests.stubs.compilation import Compilation
from tests.stubs.stub_modules import payload_module
from tests.stubs.suites import order

HERE = Path(__file__).parent
CASES = HERE / "zod"
WRITE = "RUNBRIDGE_UPDATE_STUBS"


def test_the_text_is_the_committed_one() -> None:
    expected = CASES / "order.ts"
    text = zod(order())
    if os.environ.get(WRITE):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8"), f"{WRITE}=1 writes it anew; read it before it lands"


#: The JSON Schemas that zod makes of a recursive schema and of some fields.
TREE_AND_MEMBERS: list[object] = [
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "left": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
            "branches": {"type": "array", "items": {"$ref": "#"}},
        },
        "required": ["name"],
        "additionalProperties": False,
    },
    [
        {"type": "string", "format": "date-time"},
        {"type": "object", "propertyNames": {"type": "string"}, "additionalProperties": {"type": "string"}},
        {"anyOf": [{"type": "string", "enum": ["open", "closed"]}, {"type": "string"}]},
    ],
]


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def test_users_see_the_path_and_a_message(strict: Compilation) -> None:
    done = node_tools.node(strict.output("zod-order", "uses.js"))
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "taken",
        "input: Invalid input: expected a value, received undefined",
        "id: Too small: expected string to have >=1 characters",
        "taken",
        "id: Too big: expected string to have <=40 characters",
        "number: Invalid input: expected integer",
        "number: Too small: expected number to be >=1",
        "price: Invalid number: must be a multiple of 0.01",
        "code: Invalid string: must match pattern /^[A-Z]{2}\\/\\d+$/u",
        'lines.0: Unrecognized key: "bolt"',
        "tags: Invalid input: expected unique elements",
        "shape: Invalid input",
        "tree.left.branches.0.name: Invalid input: expected string, received undefined",
        "paid-at: Invalid date-time",
        "due: Invalid date-time-local",
        "notes.__proto__: Invalid input",
        ": Invalid input",
        "constructor: Invalid input: expected string, received undefined",
        '{"id":"o-1","status":"open","input":null,"number":1,"lines":[{"text":"a"}],"tree":{"name":"t"},"more":{"a":[1]}}',
        *map(_compact, TREE_AND_MEMBERS),
        '["id","status","input","number","lines","tree"]',
    ]


def test_declared_types_are_never_any(strict: Compilation) -> None:
    # TypeScript declares `any` for a recursive type that is only inferred.
    files = [strict.output("zod-records", "published.d.ts"), strict.output("zod-order", "order.d.ts")]
    declared = "".join(file.read_text(encoding="utf-8") for file in files)
    assert not re.search(r"\bany\b", declared.partition("import")[2])
    assert re.search(r"\bunknown\b", declared)


def test_only_used_helpers_are_written() -> None:
    text = zod(payload_module({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}))
    assert text.partition("\n\n")[2] == (
        'import * as z from "zod";\n\n'
        "/** Any integer; `z.int()` takes none beyond 2^53, which JSON has. */\n"
        'const integer = z.number().refine(Number.isInteger, "Invalid input: expected integer");\n\n'
        "export const Input = z.looseObject({\n  a: integer,\n});\n"
        "export type Input = z.infer<typeof Input>;\n\n"
        "/** A run. */\n"
        "export const Sample = z.looseObject({\n  given: Input,\n});\n"
        "export type Sample = z.infer<typeof Sample>;\n"
    )


def test_a_pattern_that_is_invalid_in_javascript_is_an_error() -> None:
    module = Module((Alias("Year", String(pattern="(?P<year>[0-9]+)")),), ())
    with pytest.raises(UsageError) as caught:
        zod(module)
    assert str(caught.value) == "the pattern `(?P<year>[0-9]+)` is not valid in JavaScript"
