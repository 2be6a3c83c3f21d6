"""Types as schemas of zod, as their users have them: the text, the types that TypeScript infers, what Node prints."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runbridge.errors import WrongUse
from runbridge.stubs.ir.types import Module
from runbridge.stubs.typescript.module import TypeScript, typescript
from runbridge.stubs.zod.module import zod
from tests.stubs import node_tools
from tests.stubs.stub_modules import canonical, format_module, payload_module
from tests.stubs.zod.zod_runs import compiled

HERE = Path(__file__).parent
CASES = HERE / "zod"
WRITE = "RUNBRIDGE_UPDATE_STUBS"


def sample(payload: str) -> object:
    path = HERE / "samples" / f"text_to_image.{payload}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def order() -> Module:
    return format_module(json.loads((CASES / "order.schema.json").read_text(encoding="utf-8")), "order")


def text_to_image() -> Module:
    return canonical(input=sample("input"), output=sample("output"))


def test_the_whole_text_is_the_one_that_stands_in_a_file() -> None:
    expected = CASES / "order.ts"
    text = zod(order())
    if os.environ.get(WRITE):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8"), f"{WRITE}=1 writes it anew; read it before it lands"


#: What zod makes JSON Schemas of: a schema that refers to itself, and some members.
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


def test_what_users_see_is_the_place_and_a_message(tmp_path: Path) -> None:
    out = compiled(tmp_path, {"order": zod(order()), "uses": (CASES / "uses.ts").read_text(encoding="utf-8")})
    done = node_tools.node(out / "uses.js")
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


def test_inferred_types_are_those_of_the_typescript_target(tmp_path: Path) -> None:
    # zod infers an index signature for open records, so that is what the other target is asked for.
    texts = {
        "canonical": zod(text_to_image()),
        "typescript": typescript(text_to_image(), TypeScript(index_signature=True)),
        "types": (CASES / "types.ts").read_text(encoding="utf-8"),
    }
    compiled(tmp_path, texts)


def test_types_compile_without_exact_optional_properties_too(tmp_path: Path) -> None:
    texts = {"canonical": zod(text_to_image()), "order": zod(order())}
    lenient = tuple(flag for flag in node_tools.STRICT if flag != "--exactOptionalPropertyTypes")
    compiled(tmp_path, texts, flags=lenient)


def test_declaration_files_say_no_any(tmp_path: Path) -> None:
    # TypeScript writes `any` for what refers to itself and is only inferred.
    texts = {"canonical": zod(canonical()), "order": zod(order())}
    out = compiled(tmp_path, texts)
    declared = "".join((out / f"{name}.d.ts").read_text(encoding="utf-8") for name in texts)
    assert not re.search(r"\bany\b", declared.partition("import")[2])
    assert re.search(r"\bunknown\b", declared)


def test_helpers_stand_there_only_where_they_are_called() -> None:
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


def test_the_text_is_the_same_under_every_hash_seed() -> None:
    program = (
        "from tests.stubs.test_stubs_zod import *; import hashlib; modules = canonical(), text_to_image(), order();"
        "print([hashlib.sha256(zod(module).encode()).hexdigest() for module in modules])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=HERE.parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(told) == 1


def test_a_pattern_that_javascript_does_not_have_is_an_error() -> None:
    module = payload_module({"type": "string", "pattern": "(?P<year>[0-9]+)"})
    with pytest.raises(WrongUse) as caught:
        zod(module)
    assert str(caught.value) == "the pattern `(?P<year>[0-9]+)` is no regular expression to JavaScript"
