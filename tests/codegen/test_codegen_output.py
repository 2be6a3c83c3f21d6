"""What is generated reads as if typed by hand, wherever it is generated, for formats that nobody thought of too."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.__main__ import ROOT, main
from codegen.batches import batch_module
from codegen.shapes import Schema, read_shape
from codegen.text import in_order, snake
from tests.codegen.codegen_roots import Json, add_third, copy_sources, edit

GENERATED = ROOT / "src" / "runbridge" / "_generated"
FILES = sorted(path.relative_to(ROOT).as_posix() for path in GENERATED.rglob("*") if path.suffix in (".py", ".json"))
SOURCES = {
    "": "schemas/",
    "residue.py": "schemas/residue.schema.json",
    "bridge": "schemas/bridge.json",
    "workflow_run": "schemas/workflow_run.schema.json",
    "workflow_run_model": "schemas/workflow_run_model.schema.json",
}


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".py")])
def test_a_generated_module_opens_with_its_source_and_the_command(name: str) -> None:
    room = Path(name).relative_to("src/runbridge/_generated").parts[0]
    lines = (ROOT / name).read_text(encoding="utf-8").split("\n")
    assert lines[:3] == [
        f"# Generated from {SOURCES['' if room == '__init__.py' else room]} by `python -m codegen`.",
        "# Do not edit: change the source and run the command again.",
        "",
    ]
    assert not any(line.startswith("#") for line in lines[3:])


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_holds_nothing_of_the_machine_or_the_hour(name: str) -> None:
    data = (ROOT / name).read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")
    assert str(ROOT).encode() not in data
    if name.endswith(".py"):
        assert re.search(rb"20\d\d-\d\d-\d\d", data) is None


@pytest.mark.parametrize(
    "name", ["schemas/bridge.json", "schemas/residue.schema.json", "schemas/workflow_run.schema.json"]
)
def test_a_published_schema_is_copied_byte_by_byte(name: str) -> None:
    assert (GENERATED / name).read_bytes() == (ROOT / name).read_bytes()


def test_git_knows_every_generated_file_as_generated(tmp_path: Path) -> None:
    # In a repository of its own, for the sources may have been unpacked without one.
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    command = ["git", "check-attr", "linguist-generated", "eol", "--", *FILES, "codegen/build.py"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()
    expected = [line for name in FILES for line in (f"{name}: linguist-generated: true", f"{name}: eol: lf")]
    assert said == [*expected, "codegen/build.py: linguist-generated: unspecified", "codegen/build.py: eol: lf"]


def ruff(*arguments: str, cwd: Path) -> str:
    command = [sys.executable, "-m", "ruff", *arguments, "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_accepts_the_generated_files() -> None:
    assert ruff("check", "src/runbridge/_generated", cwd=ROOT) == ""
    assert ruff("format", "--check", "src/runbridge/_generated", cwd=ROOT) == ""


FORMAT_FILES = (
    *("__init__.py", "members.py", "model.py"),
    *("published.py", "published_batch.py", "published_checks.py"),
    *("tolerant.py", "tolerant_batch.py", "tolerant_checks.py"),
)
BRIDGE_FILES = (
    *("__init__.py", "model.py", "own_model.py", "own_published.py", "own_published_checks.py"),
    *("own_tolerant.py", "own_tolerant_checks.py", "wire.py", "embedded_published.py", "embedded_tolerant.py"),
    *("own_published_batch.py", "own_tolerant_batch.py"),
)


def written(root: Path) -> set[str]:
    folder = root / "src" / "runbridge" / "_generated"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix != ".pyc"}


def schema_files(stem: str) -> set[str]:
    folders = ("schemas", "schemas/tolerant", "schemas/published-strict", "schemas/tolerant-strict")
    return {f"{folder}/{stem}.schema.json" for folder in folders}


@pytest.fixture(name="third", scope="module")
def fixture_third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole project with the invented format in it, everything generated."""
    root = copy_sources(tmp_path_factory.mktemp("third"))
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    add_third(root)
    assert main([], root, io.StringIO(), io.StringIO()) == 0
    return root


def test_a_third_format_adds_its_own_files_and_changes_no_other_but_the_registry(third: Path) -> None:
    expected = {f"batch_job/{name}" for name in FORMAT_FILES}
    expected |= {f"third_bridge/{name}" for name in BRIDGE_FILES}
    expected |= {f"third_bridge/{name}.py" for name in ("tables", "wire_conforming", "model_conforming")}
    expected |= {"schemas/third_bridge.json"} | schema_files("batch_job")
    assert written(third) - written(ROOT) == expected
    folder = third / "src" / "runbridge" / "_generated"
    old = {Path(name).relative_to("src/runbridge/_generated").as_posix() for name in FILES}
    assert [name for name in sorted(old) if (folder / name).read_bytes() != (GENERATED / name).read_bytes()] == [
        "__init__.py"
    ]


def test_a_third_format_gives_modules_that_compile_and_that_ruff_accepts(third: Path) -> None:
    for name in written(third):
        if name.endswith(".py"):
            compile((third / "src/runbridge/_generated" / name).read_bytes(), name, "exec")
    assert ruff("check", "src/runbridge/_generated", cwd=third) == ""
    assert ruff("format", "--check", "src/runbridge/_generated", cwd=third) == ""


USE = """
import json, runbridge as rb
from runbridge._generated import BatchJob

job = {
    "jobId": "j1", "source": "s", "team": None, "note": "ours", "owner": "o1", "state": "open", "own": {"a": 1.5},
    "resultList": [{"at": "2026-01-01T00:00:00.123456789Z", "label": "big", "part": {"size": 1.0, "x": 2}, "y": 1}],
    "stepList": [{"title": "t"}], "seconds": 1.25, "begun": None, "made": "2026-01-01T00:00:00Z",
    "touched": "2026-01-01T00:00:00Z", "attempts": 1, "logs": False, "unknown to all": 1,
}
data = json.dumps(job).encode()
there = rb.convert(data, to="workflow-run").data
bare = rb.convert(data, to="workflow-run", residue="drop").data
model = rb.decode(data, BatchJob)
wrong = dict(job, resultList=[{"at": "soon", "label": "big"}])
print(json.dumps({
    "where": rb.__file__,
    "problems": [problem.code for problem in rb.validate(data, "batch-job")],
    "wrong": [problem.pointer for problem in rb.validate(json.dumps(wrong).encode(), "batch-job")],
    "there": json.loads(bare),
    "back": json.loads(rb.convert(there, to="batch-job").data) == job,
    "default": json.loads(rb.convert(bare, to="batch-job").data)["logs"],
    "model": [model.job_id, model.result_list[0].part.size, model.unknown],
    "again": json.loads(rb.encode(model))["resultList"][0]["part"],
}))
"""


def test_a_third_format_works_without_any_other_code(third: Path) -> None:
    # Without the environment of this run, so that nothing is measured in a folder that will be gone.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(third / "src")}
    done = subprocess.run([sys.executable, "-c", USE], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout) == {
        "where": str(third / "src" / "runbridge" / "__init__.py"),
        "problems": [],
        "wrong": ["/resultList/0/at"],
        "there": {
            "id": "j1",
            "workspaceId": "ours",
            "subjectId": "job_s",
            "status": "running",
            "mode": "sync",
            "triggeredBy": "user",
            "userId": "o1",
            "createdAt": "2026-01-01T00:00:00Z",
            "updatedAt": "2026-01-01T00:00:00Z",
            "parentRunId": None,
            "input": [{"title": "t"}],
            "output": [{"at": "2026-01-01T00:00:00.123456789Z", "label": "big", "part": {"size": 1.0, "x": 2}, "y": 1}],
            "error": None,
            "cfWorkflowId": None,
            "durationMs": 1250,
            "startedAt": None,
            "completedAt": None,
        },
        "back": True,
        "default": True,
        "model": ["j1", 1.0, {"unknown to all": 1}],
        "again": {"size": 1.0, "x": 2},
    }


def test_a_bridge_of_plain_rules_has_no_module_that_it_does_not_need(third: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(third, tmp_path / "root"))

    def plain(bridge: Json) -> None:
        bridge["rules"] = [rule for rule in bridge["rules"] if rule["rule"] not in ("table", "conforming")]
        bridge["residue"]["left"].append("state")
        bridge["residue"]["right"] += ["status", "input", "output"]
        bridge["defaults"]["left"]["state"] = "open"
        bridge["defaults"]["right"]["status"] = "pending"

    def without_lists(schema: Json) -> None:
        del schema["properties"]["resultList"], schema["properties"]["stepList"], schema["$defs"]

    edit(root, "third_bridge.json", plain)
    edit(root, "batch_job.schema.json", without_lists)
    assert main([], root, io.StringIO(), io.StringIO()) == 0
    bridge = {name for name in written(root) if name.startswith("third_bridge/")}
    assert bridge == {f"third_bridge/{name}" for name in BRIDGE_FILES}
    assert ruff("check", "src/runbridge/_generated", cwd=root) == ""
    assert ruff("format", "--check", "src/runbridge/_generated", cwd=root) == ""


PACKAGES = {"codegen": "runbridge", "src/runbridge": "codegen"}


def imports(folder: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""


@pytest.mark.parametrize(("folder", "other"), PACKAGES.items())
def test_the_two_packages_do_not_import_each_other(folder: str, other: str) -> None:
    found = {name.split(".")[0] for name in imports(folder)}
    assert other not in found
    assert folder.rpartition("/")[2] in found, "the walk sees imports"


def test_names_are_spelled_as_python_spells_them() -> None:
    names = ("durationMs", "resultList", "snake_case", "WorkflowRunModel", "URLItem", "a-b")
    assert [snake(name) for name in names] == [
        *("duration_ms", "result_list", "snake_case", "workflow_run_model", "url_item", "a_b"),
    ]
    assert in_order(["b", "A", "Bc", "ab", "A"]) == ["A", "Bc", "ab", "b"]


@pytest.mark.parametrize("length", [8, 30, 36, 37, 38, 48])
def test_a_member_with_a_long_name_is_gathered_as_ruff_lays_it_out(length: int, tmp_path: Path) -> None:
    name = "t" * length
    schema: Schema = {
        "title": "Visit",
        "required": [],
        "properties": {name: {"type": ["string", "null"], "format": "date-time"}},
    }
    text = batch_module(read_shape("visit", schema), schema, "published", {name: name})
    (tmp_path / "module.py").write_text(text, encoding="utf-8")
    assert ruff("format", "--check", "--line-length", "120", "module.py", cwd=tmp_path) == ""
