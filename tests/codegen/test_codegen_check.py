"""`python -m codegen` writes, `python -m codegen --check` compares bytes and the set of files."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from codegen.__main__ import ROOT, main
from runbridge.file_set import list_files
from tests.codegen.source_folders import Json, copy_sources, edit

STALE = "_generated is not what the sources say: run `python -m codegen`\n"


def run(root: Path, *arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return main(arguments, root, out, err), out.getvalue(), err.getvalue()


@pytest.fixture(name="written", scope="module")
def fixture_written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_sources(tmp_path_factory.mktemp("written"))
    assert run(root)[0] == 0
    return root


@pytest.fixture(name="root")
def fixture_root(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "root"))


def generated(root: Path) -> dict[str, bytes]:
    folder = root / "src" / "runbridge" / "_generated"
    names = list_files(folder)
    return {name: (folder / name).read_bytes() for name in names}


def stubs_last(names: Iterable[str]) -> list[str]:
    """The files in the order in which they are written: the stubs need the others."""
    return sorted(names, key=lambda name: ("stubs/" in name, name))


def test_the_committed_files_are_what_the_sources_say() -> None:
    command = [sys.executable, "-m", "codegen", "--check"]
    # The files are the same whatever the hash seed: this process has another.
    environment = {**os.environ, "PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_writing_names_every_file_and_then_there_is_nothing_to_do(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    code, out, err = run(root)
    assert (code, out) == (0, "")
    assert err == "".join(f"wrote {name}\n" for name in stubs_last(generated(root)))
    assert run(root) == (0, "", "")
    assert run(root, "--check") == (0, "", "")


def _remove(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _carriage_return(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n", 1))


def _byte(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Generated", b"Gener\xffted", 1))


def _no_end(path: Path) -> None:
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))


def _extra(path: Path) -> None:
    (path.parent / "old.py").write_bytes(b"x = 1\n")


def _extra_empty(path: Path) -> None:
    (path.parent / "old.py").write_bytes(b"")


OLD = "workflow_run_model/bridge/old.py"
NAME = "workflow_run_model/bridge/tables.py"
BAD = "Gener\\xffted"
HEAD = "# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`."
EDIT = "# Do not edit: change the source and run the command again."

BROKEN = {
    "a changed byte": (
        _byte,
        (
            f"--- {NAME}\n+++ {NAME}\n@@ -1,4 +1,4 @@\n"
            f"-{HEAD.replace('Generated', BAD)}\n+{HEAD}\n {EDIT}\n \n"
            " from collections.abc import Mapping\n"
        ),
    ),
    "a carriage return": (
        _carriage_return,
        (
            f"--- {NAME}\n+++ {NAME}\n@@ -1,4 +1,4 @@\n"
            f"-{HEAD}\\r\n+{HEAD}\n {EDIT}\n \n from collections.abc import Mapping\n"
        ),
    ),
    "no newline at the end": (
        _no_end,
        (
            "--- workflow_run_model/bridge/tables.py\n+++ workflow_run_model/bridge/tables.py\n@@ -41,4 +41,4 @@\n"
            '     "workflow": "api",\n     "agent": "api",\n     "swarm": "api",\n-}\\ no newline at the end\n+}\n'
        ),
    ),
    "an extra file": (
        _extra,
        f"--- {OLD}\n+++ {OLD} (not generated any more)\n@@ -1 +0,0 @@\n-x = 1\n",
    ),
    "an extra file without content": (
        _extra_empty,
        "--- workflow_run_model/bridge/old.py\n+++ workflow_run_model/bridge/old.py (not generated any more)\n",
    ),
}


@pytest.mark.parametrize(("harm", "diff"), BROKEN.values(), ids=BROKEN)
def test_check_shows_the_difference_and_writing_fixes_it(root: Path, harm: Callable[[Path], object], diff: str) -> None:
    before = generated(root)
    harm(root / "src/runbridge/_generated/workflow_run_model/bridge/tables.py")
    assert run(root, "--check") == (1, diff, STALE)
    assert generated(root) != before, "checking must not write"
    assert run(root)[0] == 0
    assert generated(root) == before


@pytest.mark.parametrize(
    ("harm", "head"),
    [
        (_remove, "--- workflow_run_model/bridge/tables.py (missing)\n+++ workflow_run_model/bridge/tables.py\n"),
        (_empty, "--- workflow_run_model/bridge/tables.py\n+++ workflow_run_model/bridge/tables.py\n"),
    ],
    ids=["missing", "empty"],
)
def test_check_shows_all_of_a_file_that_is_missing_or_empty(
    root: Path, harm: Callable[[Path], object], head: str
) -> None:
    path = root / "src/runbridge/_generated/workflow_run_model/bridge/tables.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    harm(path)
    added = "".join(f"+{line}\n" for line in lines)
    assert run(root, "--check") == (1, f"{head}@@ -0,0 +1,{len(lines)} @@\n{added}", STALE)
    assert run(root) == (0, "", "wrote workflow_run_model/bridge/tables.py\n")


def test_writing_removes_what_is_not_generated_any_more(root: Path) -> None:
    _extra(root / "src/runbridge/_generated/workflow_run_model/bridge/tables.py")
    assert run(root) == (0, "", "removed workflow_run_model/bridge/old.py\n")


def test_what_python_leaves_in_the_folder_is_not_looked_at(root: Path) -> None:
    cache = root / "src/runbridge/_generated/__pycache__"
    cache.mkdir()
    (cache / "tables.cpython-311.pyc").write_bytes(b"\0")
    assert run(root, "--check") == (0, "", "")


def test_a_changed_source_is_detected(root: Path) -> None:
    def describe(schema: Json) -> None:
        schema["properties"]["mode"]["description"] = "How it is executed."

    before = generated(root)
    edit(root, "workflow_run/schema.json", describe)
    code, diff, message = run(root, "--check")
    assert (code, message) == (1, STALE)
    assert '-    """Execution mode."""\n+    """How it is executed."""\n' in diff
    code, out, err = run(root)
    changed = stubs_last(name for name, data in generated(root).items() if before[name] != data)
    assert (code, out, err) == (0, "", "".join(f"wrote {name}\n" for name in changed))
    assert "workflow_run/model.py" in changed
    assert "workflow_run_model/bridge/wire.py" not in changed


def test_a_source_that_is_refused_leaves_the_files_alone(root: Path) -> None:
    before = generated(root)
    (root / "schemas" / "workflow_run_model/bridge.json").write_text("{", encoding="utf-8")
    reason = "not JSON: Expecting property name enclosed in double quotes"
    message = f"error: schemas/workflow_run_model/bridge.json:1:2: {reason}\n"
    assert run(root) == (2, "", message)
    assert run(root, "--check") == (2, "", message)
    assert generated(root) == before


WITHOUT_GENERATED = """
import sys
from pathlib import Path
import codegen.__main__ as entry
root = Path(sys.argv[1])
entry.ROOT = root
entry.use_bare_package()
sys.exit(entry.main([], root) or entry.main(["--check"], root))
"""


@pytest.mark.deep
def test_the_files_are_written_where_there_are_none_yet_and_are_the_same_in_a_second_run(
    written: Path, tmp_path: Path
) -> None:
    root = copy_sources(tmp_path)
    ignored = shutil.ignore_patterns("__pycache__", "_generated")
    shutil.copytree(ROOT / "src" / "runbridge", root / "src" / "runbridge", ignore=ignored)
    # Without the environment of this run, so that the coverage of the copy is not measured.
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_GENERATED, str(root)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert set(done.stderr.splitlines()) == {f"wrote {name}" for name in generated(root)}
    assert generated(root) == generated(written)
