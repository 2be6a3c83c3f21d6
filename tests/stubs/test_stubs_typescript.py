"""Types as TypeScript: the text, whole and byte for byte."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from runbridge.schemas.loader import read_schema
from runbridge.stubs.ir.build import read_module
from runbridge.stubs.ir.types import (
    Alias,
    Anything,
    Boolean,
    Listed,
    Mapped,
    Member,
    Module,
    Nothing,
    Null,
    Number,
    Record,
    Reference,
    Text,
    Type,
    Union,
    Words,
)
from runbridge.stubs.typescript.module import TypeScript, typescript
from runbridge.stubs.typescript.types import inline
from tests.stubs.node_tools import modules, node
from tests.stubs.stub_modules import canonical
from tests.stubs.typescript.cases import text_to_image

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "typescript" / "golden"
A, B, SHORT = Reference("A"), Reference("B"), Reference("Short")
LONG = [Reference(f"Name{letter * 36}") for letter in "abcd"]
LONGEST = Reference("Longest" * 13)


def note() -> Module:
    """The types of a small format, made by hand, whose input is described."""
    formats = {"note": read_schema(str(GOLDEN / "note.schema.json"))}
    return read_module(formats, {"input": read_schema(str(GOLDEN / "note.input.schema.json"))})


def layouts() -> Module:
    """Types that are too long for a line, and some that just are not, by themselves and in each other."""
    union = Union(tuple(LONG))
    types: dict[str, Type] = {
        "union": union,
        "shortUnionBehindALongName": Union((LONG[0], SHORT, Null())),
        "unionThatFitsOnTheNextLine": Union((LONG[0], LONG[1])),
        "arrayOfUnion": Listed(union),
        "arrayOfArrays": Listed(Listed(union)),
        "arrayOfALongName": Listed(LONGEST),
        "map": Mapped(union),
        "mapOfArrays": Mapped(Listed(union)),
        "tuple": Listed(LONG[2], (LONG[0], LONG[1]), min_items=1),
        "tupleOfUnions": Listed(Nothing(), (union, Union((A, B)), union), min_items=1),
        "tupleWithARest": Listed(union, (A,)),
        "unionOfLongTypes": Union((Mapped(union), Listed(union), Listed(Nothing(), tuple(LONG)), Null())),
        "words": Words(tuple(f"a word that is long {number}" for number in range(9))),
        "longest": LONGEST,
    }
    members = [Member(name, type, required=True) for name, type in types.items()]
    return Module(
        (
            Record("Layouts", tuple(members)),
            Record("Optional", tuple(replace(member, required=False) for member in members)),
            *(Alias(f"{name[0].upper()}{name[1:]}", type) for name, type in types.items()),
            *(Alias(reference.name, Text()) for reference in (A, B, SHORT, *LONG, LONGEST)),
        ),
        runs=(),
    )


@pytest.mark.parametrize(
    ("name", "make", "options"),
    [
        ("note.ts", note, TypeScript()),
        ("note.d.ts", note, TypeScript(is_declaration_file=True, index_signature=True, exact_optional=True)),
        ("layouts.ts", layouts, TypeScript()),
    ],
)
def test_the_whole_text_is_the_committed_one(name: str, make: Callable[[], Module], options: TypeScript) -> None:
    assert typescript(make(), options) == (GOLDEN / name).read_text(encoding="utf-8")


def test_prettier_leaves_the_text_as_it_is(tmp_path: Path) -> None:
    for index_signature, exact_optional, is_declaration_file in product([False, True], repeat=3):
        options = TypeScript(
            index_signature=index_signature, exact_optional=exact_optional, is_declaration_file=is_declaration_file
        )
        for make in (canonical, text_to_image, note, layouts):
            name = f"{make.__name__}-{index_signature}-{exact_optional}{'.d' * is_declaration_file}.ts"
            (tmp_path / name).write_text(typescript(make(), options), encoding="utf-8")
    prettier = modules() / "prettier" / "bin" / "prettier.cjs"
    done = node(prettier, "--no-config", "--print-width", "100", "--list-different", ".", cwd=tmp_path)
    assert len([*tmp_path.iterdir()]) == 32
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


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
        (Anything(), "unknown"),
        (Nothing(), "never"),
        (Null(), "null"),
        (Boolean(), "boolean"),
        (Text(format="date-time"), "string"),
        (Number(is_integer=True), "number"),
        (Words(("a", 'b"', 1, -2.5, True)), '"a" | "b\\"" | 1 | -2.5 | true'),
        (Words(("a", "b"), is_open=True), '"a" | "b" | (string & {})'),
        (Mapped(Mapped(Number())), "{ [name: string]: { [name: string]: number } }"),
        (Union((Null(), Reference("undefined"), A)), "A | null | undefined"),
        (Union((Text(max_length=1), Text(format="date-time"), Number(), Number(is_integer=True))), "string | number"),
        (Union((A, Anything())), "unknown"),
        (Union((A, Nothing())), "A"),
        (Union((Nothing(), Nothing())), "never"),
        (Listed(A), "A[]"),
        (Listed(Union((A, B))), "(A | B)[]"),
        (Listed(Words(("a",))), '"a"[]'),
        (Listed(Words(("a",), is_open=True)), '("a" | (string & {}))[]'),
        (Listed(Listed(A)), "A[][]"),
        (Listed(Nothing()), "[]"),
        (Listed(A, min_items=1), "A[]"),
        (Listed(A, max_items=2), "A[]"),
        (Listed(A, min_items=0, max_items=0), "[]"),
        (Listed(A, min_items=2, max_items=2), "[A, A]"),
        (Listed(A, min_items=8, max_items=8), "[A, A, A, A, A, A, A, A]"),
        (Listed(A, min_items=9, max_items=9), "A[]"),
        (Listed(Nothing(), (A, B)), "[A?, B?]"),
        (Listed(Nothing(), (A, B), min_items=1), "[A, B?]"),
        (Listed(Nothing(), (A, Union((A, B))), min_items=1), "[A, (A | B)?]"),
        (Listed(Nothing(), (Union((A, B)),), min_items=1), "[A | B]"),
        (Listed(Anything(), (A,), min_items=3), "[A, ...unknown[]]"),
        (Listed(Union((A, Null())), (A,)), "[A?, ...(A | null)[]]"),
        (Listed(B, (A, A), max_items=1), "[A?]"),
        (Listed(B, (A, A), max_items=2), "[A?, A?]"),
        (Listed(B, (A, A), max_items=3), "[A?, A?, ...B[]]"),
    ],
)
def test_a_type_on_one_line(type: Type, text: str) -> None:
    assert inline(type) == text


def test_a_known_word_s_type_makes_way_for_a_type_of_that_name() -> None:
    words = Words(("a",), is_open=True)
    module = Module((Alias("Kind", words), Alias("Kind2", words), Alias("KnownKind", Text())), runs=())
    text = typescript(module, TypeScript(is_declaration_file=True))
    declared = [line.split()[2] for line in text.splitlines() if line.startswith("export")]
    assert declared == ["KnownKind2", "Kind", "KnownKind22", "Kind2", "KnownKind"]


def test_an_alias_tells_what_typescript_cannot_say() -> None:
    module = Module((Alias("Code", Text(pattern="^a*/\n@ts-ignore", min_length=2), "A code."),), runs=())
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
