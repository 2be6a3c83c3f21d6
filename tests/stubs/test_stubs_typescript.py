"""Types as TypeScript: the text, whole and byte for byte."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runbridge.schemas.loader import read_schema
from runbridge.stubs.ir.build import read_module
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Literal,
    Map,
    Module,
    Never,
    Null,
    Number,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)
from runbridge.stubs.typescript.module import TypeScript, typescript
from runbridge.stubs.typescript.printer import type_text, typed
from tests.stubs.typescript.cases import text_to_image

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "typescript" / "golden"
A, B, LONG = Reference("A"), Reference("B"), Reference("Long" * 17)


def note() -> Module:
    """The types of a small format, made by hand, whose input is described."""
    formats = {"note": read_schema(str(GOLDEN / "note.schema.json"))}
    return read_module(formats, {"input": read_schema(str(GOLDEN / "note.input.schema.json"))})


@pytest.mark.parametrize(
    ("name", "make", "options"),
    [
        ("note.ts", note, TypeScript()),
        ("note.d.ts", note, TypeScript(is_declaration_file=True, index_signature=True, exact_optional=True)),
    ],
)
def test_the_whole_text_is_the_committed_one(name: str, make: Callable[[], Module], options: TypeScript) -> None:
    assert typescript(make(), options) == (GOLDEN / name).read_text(encoding="utf-8")


PRINT = """\
import sys
from runbridge.stubs.typescript.module import TypeScript, typescript
from tests.stubs.typescript.cases import text_to_image
sys.stdout.buffer.write(typescript(text_to_image(), TypeScript(index_signature=True)).encode())
"""


def test_the_text_is_the_same_with_every_hash_seed() -> None:
    texts = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.decode()
        for seed in ("0", "1", "2", "3", "31415")
    }
    assert texts == {typescript(text_to_image(), TypeScript(index_signature=True))}


@pytest.mark.parametrize(
    ("type", "text"),
    [
        (Unknown(), "unknown"),
        (Never(), "never"),
        (Null(), "null"),
        (Boolean(), "boolean"),
        (String(format="date-time"), "string"),
        (Number(is_integer=True), "number"),
        (Literal(("a", 'b"', 1, -2.5, True)), '"a" | "b\\"" | 1 | -2.5 | true'),
        (Literal(("a", "b"), is_open=True), '"a" | "b" | (string & {})'),
        (Map(Map(Number())), "{ [name: string]: { [name: string]: number } }"),
        (Union((Null(), Reference("undefined"), A)), "A | null | undefined"),
        (
            Union((String(max_length=1), String(format="date-time"), Number(), Number(is_integer=True))),
            "string | number",
        ),
        (Union((A, Unknown())), "unknown"),
        (Union((A, Never())), "A"),
        (Union((Never(), Never())), "never"),
        (Array(A), "A[]"),
        (Array(Union((A, B))), "(A | B)[]"),
        (Array(Literal(("a",))), '"a"[]'),
        (Array(Literal(("a",), is_open=True)), '("a" | (string & {}))[]'),
        (Array(Array(A)), "A[][]"),
        (Array(Never()), "[]"),
        (Array(A, min_items=1), "A[]"),
        (Array(A, max_items=2), "A[]"),
        (Array(A, min_items=0, max_items=0), "[]"),
        (Array(A, min_items=2, max_items=2), "[A, A]"),
        (Array(A, min_items=8, max_items=8), "[A, A, A, A, A, A, A, A]"),
        (Array(A, min_items=9, max_items=9), "A[]"),
        (Array(Never(), (A, B)), "[A?, B?]"),
        (Array(Never(), (A, B), min_items=1), "[A, B?]"),
        (Array(Never(), (A, Union((A, B))), min_items=1), "[A, (A | B)?]"),
        (Array(Never(), (Union((A, B)),), min_items=1), "[A | B]"),
        (Array(Unknown(), (A,), min_items=3), "[A, ...unknown[]]"),
        (Array(Union((A, Null())), (A,)), "[A?, ...(A | null)[]]"),
        (Array(B, (A, A), max_items=1), "[A?]"),
        (Array(B, (A, A), max_items=2), "[A?, A?]"),
        (Array(B, (A, A), max_items=3), "[A?, A?, ...B[]]"),
    ],
)
def test_a_type_on_one_line(type: Type, text: str) -> None:
    assert type_text(type) == text


@pytest.mark.parametrize(
    ("type", "depth", "text"),
    [
        (A, 0, "a: A;"),
        (Union((A, B, Null())), 1, "  a: A | B | null;"),
        (Union((LONG, A, Null())), 0, f"a: {LONG.name} | A | null;"),
        (Union((LONG, A, B, Null())), 0, f"a:\n  | {LONG.name}\n  | A\n  | B\n  | null;"),
        (Union((LONG, Array(Union((A, LONG))))), 1, f"  a:\n    | {LONG.name}\n    | (A | {LONG.name})[];"),
        (Array(Union((LONG, LONG, Map(LONG)))), 0, f"a: ({LONG.name} | {{ [name: string]: {LONG.name} }})[];"),
    ],
)
def test_only_a_long_union_has_several_lines(type: Type, depth: int, text: str) -> None:
    assert typed("a:", type, depth=depth) == text


def test_a_known_word_s_type_makes_way_for_a_type_of_that_name() -> None:
    words = Literal(("a",), is_open=True)
    module = Module((Alias("Kind", words), Alias("Kind2", words), Alias("KnownKind", String())), runs=())
    text = typescript(module, TypeScript(is_declaration_file=True))
    declared = [line.split()[2] for line in text.splitlines() if line.startswith("export")]
    assert declared == ["KnownKind2", "Kind", "KnownKind22", "Kind2", "KnownKind"]


def test_an_alias_tells_what_typescript_cannot_say() -> None:
    module = Module((Alias("Code", String(pattern="^a*/\n@ts-ignore", min_length=2), "A code."),), runs=())
    assert typescript(module, TypeScript()) == (
        "// Generated by `runbridge stubs typescript`: change the schema and run it again.\n"
        "\n"
        "/**\n"
        " * A code.\n"
        " * @pattern ^a*\\/\n"
        " * \\@ts-ignore\n"
        " * @minLength 2\n"
        " */\n"
        "export type Code = string;\n"
    )
