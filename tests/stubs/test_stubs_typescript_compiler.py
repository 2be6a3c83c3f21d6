"""Types as TypeScript, as those have them who write it: the real compiler, Node, an editor, and another tool.

The files in tests/stubs/typescript say what has to compile, and with `@ts-expect-error` what must not.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runbridge.stubs.typescript.module import TypeScript, typescript
from tests.stubs.hostile_schemas import HOSTILE, LARGE
from tests.stubs.node_tools import STRICT, modules, node, tsc
from tests.stubs.stub_modules import canonical, payload_module
from tests.stubs.typescript.cases import errors_in, text_to_image, workshop
from tests.stubs.typescript.language_server import completions

ROOT = Path(__file__).parents[2]
#: A compiler as most have it, without this flag.
LENIENT = tuple(flag for flag in STRICT if flag != "--exactOptionalPropertyTypes")
RECORDS = {"workflow-run": "WorkflowRun", "workflow-run-model": "WorkflowRunModel"}

kinds_of_file = pytest.mark.parametrize("is_declaration_file", [False, True], ids=["ts", "d.ts"])
compilers = pytest.mark.parametrize("flags", [STRICT, LENIENT], ids=["exact", "lenient"])


@kinds_of_file
@compilers
def test_the_records(tmp_path: Path, flags: tuple[str, ...], is_declaration_file: bool) -> None:
    cases = ("reference.ts", "records.ts", "vocabularies.ts", "undefined.ts", "named.ts", "payloads.ts")
    folder = workshop(tmp_path, canonical(), *cases, is_declaration_file=is_declaration_file)
    assert errors_in(folder, *flags) == ""


@kinds_of_file
def test_optional_members_that_are_exact(tmp_path: Path, is_declaration_file: bool) -> None:
    cases = ("exact.ts", "reference.ts", "vocabularies.ts", "payloads.ts", "named.ts")
    folder = workshop(tmp_path, canonical(), *cases, is_declaration_file=is_declaration_file, exact_optional=True)
    assert errors_in(folder) == ""


@kinds_of_file
@compilers
def test_index_signatures(tmp_path: Path, flags: tuple[str, ...], is_declaration_file: bool) -> None:
    cases = ("unnamed.ts", "vocabularies.ts", "undefined.ts", "payloads.ts")
    folder = workshop(tmp_path, canonical(), *cases, is_declaration_file=is_declaration_file, index_signature=True)
    assert errors_in(folder, *flags) == ""


@kinds_of_file
@compilers
def test_payloads_that_are_described(tmp_path: Path, flags: tuple[str, ...], is_declaration_file: bool) -> None:
    folder = workshop(tmp_path, text_to_image(), "text_to_image.ts", is_declaration_file=is_declaration_file)
    assert errors_in(folder, *flags) == ""


def test_a_record_whose_other_members_have_a_type(tmp_path: Path) -> None:
    folder = workshop(tmp_path, payload_module(LABELS), "others.ts")
    assert errors_in(folder) == ""


LABELS = {
    "title": "Labels",
    "type": "object",
    "required": ["main"],
    "properties": {"main": {"type": "integer"}, "sub": {"type": "object", "additionalProperties": False}},
    "additionalProperties": {"type": "string"},
}


def test_guards_run(tmp_path: Path) -> None:
    folder = workshop(tmp_path, canonical(), "guards.ts")
    done = tsc([folder / "guards.ts"], *STRICT, cwd=folder, out=folder / "out")
    assert done.stdout == ""
    assert node(folder / "out" / "guards.js").stdout == "[0,6,null,-1,null,null,null,null]\ntrue,false,false\n"


def test_declaration_files_have_the_types_that_the_compiler_would_declare(tmp_path: Path) -> None:
    folder = workshop(tmp_path, canonical())
    done = tsc(
        [folder / "types.ts"], *STRICT, "--declaration", "--isolatedDeclarations", cwd=folder, out=folder / "out"
    )
    assert done.stdout == ""
    declared = set(re.findall(r"^export (?:interface|type) (\w+)", _read(folder / "out" / "types.d.ts"), re.MULTILINE))
    ours = typescript(canonical(), TypeScript(is_declaration_file=True))
    assert declared == set(re.findall(r"^export (?:interface|type) (\w+)", ours, re.MULTILINE))
    # Nothing in a declaration file is there when the program runs.
    assert set(re.findall(r"^export (\w+)", ours, re.MULTILINE)) == {"interface", "type"}


def test_editors_offer_the_words_of_a_vocabulary_that_is_open(tmp_path: Path) -> None:
    folder = workshop(tmp_path, canonical())
    text = 'import type { WorkflowRunModel } from "./types.js";\nexport const gpu: WorkflowRunModel["gpu"] = "";\n'
    (folder / "editor.ts").write_text(text, encoding="utf-8")
    offered = completions(folder / "editor.ts", at='["gpu"] = "')
    assert offered == ["A100", "A100-80GB", "A10G", "B200", "CPU", "H100", "H200", "L4", "L40S", "T4"]


@compilers
def test_schemas_that_languages_trip_over_compile(tmp_path: Path, flags: tuple[str, ...]) -> None:
    made = [TypeScript()]
    if flags == STRICT:
        made.append(TypeScript(is_declaration_file=True, index_signature=True))
        made.append(TypeScript(exact_optional=True, index_signature=True))
    files: list[Path] = []
    for number, (name, schema) in enumerate([*HOSTILE.items(), *LARGE.items()]):
        module, words = payload_module(schema), re.sub(r"\W+", " ", name)
        for place, options in enumerate(made):
            folder = tmp_path / str(place)
            folder.mkdir(exist_ok=True)
            files.append(folder / f"{number} {words}.{'d.' * options.is_declaration_file}ts")
            files[-1].write_text(typescript(module, options), encoding="utf-8")
    assert tsc(files, *flags, cwd=tmp_path).stdout == ""


def test_descriptions_give_the_compiler_no_orders(tmp_path: Path) -> None:
    orders = ["@ts-expect-error", "@ts-ignore", "a\n@ts-expect-error", "@ts-nocheck", "// @ts-ignore", "* @ts-ignore"]
    for number, order in enumerate(orders):
        schema = {"title": "T", "description": order, "type": "object", "properties": {"a": {"description": order}}}
        # What follows a comment does not compile, unless the comment says that this is fine.
        text = typescript(payload_module(schema), TypeScript()).replace("a?: unknown", "a?: Missing")
        text = text.replace("export interface T {", "export interface T extends Missing {")
        (tmp_path / f"{number}.ts").write_text(text, encoding="utf-8")
    errors = tsc(sorted(tmp_path.glob("*.ts")), *STRICT, cwd=tmp_path).stdout
    assert re.sub(r"\(\d+,\d+\)", "", errors).splitlines() == [
        f"{number}.ts: error TS2304: Cannot find name 'Missing'." for number in range(len(orders)) for _ in range(2)
    ]


def _cases() -> Iterator[tuple[str, str, Any]]:
    """The committed records that are JSON to Python: what they are called, their format and their value."""
    for format in RECORDS:
        for path in sorted((ROOT / "tests" / "cases" / "published" / format).glob("*valid/*.json")):
            try:
                value = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                continue
            yield f"{format}/{path.parent.name}/{path.stem}", format, value


def test_the_types_take_what_is_valid_and_refuse_what_typescript_can_tell(tmp_path: Path) -> None:
    # With index signatures, a literal may have members that the schema does not name.
    folder = workshop(tmp_path, canonical(), index_signature=True)
    lines = ['import type * as types from "./types.js";']
    names = [""]
    for name, format, value in _cases():
        lines.append(f"export const case{len(lines)}: types.{RECORDS[format]} = {json.dumps(value)};")
        names.append(name)
    (folder / "cases.ts").write_text("\n".join(lines), encoding="utf-8")
    errors = errors_in(folder)
    refused = {names[int(line) - 1] for line in re.findall(r"^cases\.ts\((\d+),", errors, re.MULTILINE)}
    assert {name for name in refused if "/valid/" in name} == set()
    assert {name for name in names if "/invalid/" in name} - refused == UNSEEN


#: What a type checker does not see: whether text is a time, whether a number is an integer, and faults of JSON's text.
UNSEEN = {
    "workflow-run/invalid/leap-second-elsewhere",
    "workflow-run/invalid/time-impossible",
    "workflow-run/invalid/time-nearly-right",
    "workflow-run/invalid/time-out-of-range",
    "workflow-run/invalid/time-with-newline-behind",
    "workflow-run/invalid/time-with-other-digits",
    "workflow-run/invalid/time-with-space",
    "workflow-run/invalid/time-without-offset",
    "workflow-run-model/invalid/integer-beyond-binary64",
    "workflow-run-model/invalid/integer-with-a-fraction",
    "workflow-run/invalid/minus-infinity-inside-opaque",
    "workflow-run/invalid/nan",
}


def test_the_types_are_those_of_json_schema_to_typescript(tmp_path: Path) -> None:
    folder = workshop(tmp_path, canonical(), "json_schema_to_typescript.ts", exact_optional=True)
    tool = modules() / "json-schema-to-typescript" / "dist" / "src" / "cli.js"
    for stem in ("workflow_run", "workflow_run_model"):
        schema = str(ROOT / "schemas" / stem / "schema.json")
        done = node(tool, "--additionalProperties=false", "-i", schema, "-o", str(folder / f"json2ts_{stem}.ts"))
        assert (done.returncode, done.stderr) == (0, "")
    assert errors_in(folder) == ""


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
