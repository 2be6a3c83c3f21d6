"""Types as TypeScript with the real compiler, Node, an editor, and another generator.

The files in tests/stubs/typescript say what has to compile, and with `@ts-expect-error` what must not.
"""

import re
from pathlib import Path

from runbridge.stubs.typescript.module import TypeScript, typescript
from tests.stubs.compilation import Compilation
from tests.stubs.node_tools import STRICT, node, tsc
from tests.stubs.stub_modules import canonical
from tests.stubs.suites import DESCRIPTIONS, DIRECTIVES, committed_cases
from tests.stubs.typescript.language_server import completions

#: Cases that have errors by intention, each with a test of its own.
WRONG = {"comments", "committed", "descriptions"}
NOT_A_NUMBER = "error TS2322: Type 'string' is not assignable to type 'number'."


def test_all_cases_compile_with_every_check(strict: Compilation) -> None:
    assert {case: errors for case, errors in strict.all_errors().items() if case not in WRONG} == {}


def test_all_cases_compile_without_exact_optional_properties(lenient: Compilation) -> None:
    assert lenient.all_errors() == {}


def test_every_source_is_compiled(strict: Compilation, lenient: Compilation) -> None:
    # A file that the compiler does not read would have no errors.
    for folder in (strict.folder, lenient.folder):
        sources = {path.relative_to(folder).with_suffix("") for path in folder.glob("*/*.ts")}
        out = folder / "out"
        javascript = {path.relative_to(out).with_suffix("") for path in out.rglob("*.js")}
        assert javascript == {path for path in sources if path.suffix != ".d" and path.parts[0] != "out"}
        assert len({path.parent for path in sources}) > 5


def test_type_guards_run(strict: Compilation) -> None:
    assert node(strict.output("guards", "guards.js")).stdout == "[0,6,null,-1,null,null,null,null]\ntrue,false,false\n"


def test_declaration_files_have_the_types_that_the_compiler_declares(tmp_path: Path) -> None:
    (tmp_path / "types.ts").write_text(typescript(canonical(), TypeScript()), encoding="utf-8")
    done = tsc(
        [tmp_path / "types.ts"], *STRICT, "--declaration", "--isolatedDeclarations", cwd=tmp_path, out=tmp_path / "out"
    )
    assert done.stdout == ""
    text = (tmp_path / "out" / "types.d.ts").read_text(encoding="utf-8")
    declared = set(re.findall(r"^export (?:interface|type) (\w+)", text, re.MULTILINE))
    ours = typescript(canonical(), TypeScript(is_declaration_file=True))
    assert declared == set(re.findall(r"^export (?:interface|type) (\w+)", ours, re.MULTILINE))
    # Nothing in a declaration file exists at runtime.
    assert set(re.findall(r"^export (\w+)", ours, re.MULTILINE)) == {"interface", "type"}


def test_editors_suggest_the_known_values_of_an_open_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "types.ts").write_text(typescript(canonical(), TypeScript()), encoding="utf-8")
    text = 'import type { WorkflowRunModel } from "./types.js";\nexport const gpu: WorkflowRunModel["gpu"] = "";\n'
    (tmp_path / "editor.ts").write_text(text, encoding="utf-8")
    offered = completions(tmp_path / "editor.ts", at='["gpu"] = "')
    assert offered == ["A100", "A100-80GB", "A10G", "B200", "CPU", "H100", "H200", "L4", "L40S", "T4"]


def test_comments_give_the_compiler_no_directives(strict: Compilation) -> None:
    errors = re.sub(r"\(\d+,\d+\)", "", strict.errors("comments")).splitlines()
    assert errors == [f"first.ts: {NOT_A_NUMBER}"] + [f"wrong.ts: {NOT_A_NUMBER}"] * len(DIRECTIVES)


def test_descriptions_give_the_compiler_no_directives(strict: Compilation) -> None:
    assert re.sub(r"\(\d+,\d+\)", "", strict.errors("descriptions")).splitlines() == [
        f"{number}.ts: error TS2304: Cannot find name 'Missing'." for number in range(len(DESCRIPTIONS)) for _ in "ab"
    ]


def test_types_accept_valid_records_and_refuse_what_typescript_can_see(strict: Compilation) -> None:
    # With index signatures, a literal may have fields that the schema does not name.
    names = ["", *(name for name, _, _ in committed_cases())]
    lines = re.findall(r"^cases\.ts\((\d+),", strict.errors("committed"), re.MULTILINE)
    refused = {names[int(line) - 1] for line in lines}
    assert {name for name in refused if "/valid/" in name} == set()
    assert {name for name in names if "/invalid/" in name} - refused == UNSEEN


#: What a type checker does not see: timestamps, whether a number is an integer, and faults of the JSON text.
UNSEEN = {
    "workflow-run/invalid/leap-second-elsewhere",
    "workflow-run/invalid/time-impossible",
    "workflow-run/invalid/time-nearly-right",
    "workflow-run/invalid/time-out-of-range",
    "workflow-run/invalid/time-with-newline-behind",
    "workflow-run/invalid/time-with-other-digits",
    "workflow-run/invalid/time-with-space",
    "workflow-run/invalid/time-without-offset",
    "workflow-run-model/invalid/integer-with-a-fraction",
    "workflow-run/invalid/minus-infinity-inside-opaque",
    "workflow-run/invalid/nan",
}
