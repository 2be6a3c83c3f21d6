"""The pre-commit hook and the step of a workflow are commands that there are, and do what the pages say."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.schemas.samples import MODEL, text

ROOT = Path(__file__).parents[2]
CI_GATE, PROBLEMS, TYPESCRIPT = (
    (ROOT / page).read_text(encoding="utf-8")
    for page in ("docs/how-to/ci-gate.md", "docs/problems.md", "docs/types/typescript.md")
)
HOOK, STUBS_HOOK = (
    dict(re.findall(r"^[- ] (\w+): (.*)$", hook, re.MULTILINE))
    for hook in re.findall(
        r"^- .*\n(?:  .*\n)*", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
)


def run(command: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    program, *arguments = shlex.split(command)
    assert program == "runbridge"
    return subprocess.run(
        [sys.executable, "-m", "runbridge", *arguments],
        cwd=folder,
        env={"PYTHONPATH": ":".join(sys.path), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_pre_commit_hook_for_records(tmp_path: Path) -> None:
    (ours,) = re.findall(r"- id: (.*)\n +files: (.*)\n +args: \[(.*)\]", PROBLEMS)
    assert ours[0] == HOOK["id"]
    assert re.search(ours[1], "runs/a/b.ndjson")
    assert re.search(HOOK["files"], "runs/a/b.ndjson")
    assert re.search(HOOK["exclude"], "web/package-lock.json")
    assert not re.search(HOOK["exclude"], "runs/packages.json")
    command = f"{HOOK['entry']} {ours[2].replace(',', '')} a.json b.json"
    (tmp_path / "a.json").write_bytes(text(MODEL))
    (tmp_path / "b.json").write_bytes(text(MODEL))
    assert run(command, tmp_path).returncode == 0
    broken = text(MODEL, status=5)
    (tmp_path / "b.json").write_bytes(broken)
    done = run(command, tmp_path)
    assert (done.returncode, done.stdout.partition(" ")[0]) == (
        1,
        f"b.json:1:{broken.index(b':5,') + 2}:",
    )


def test_the_pre_commit_hook_for_stubs(tmp_path: Path) -> None:
    (ours,) = re.findall(r"- id: (.*)\n +args: \[(typescript.*)\]", TYPESCRIPT)
    assert ours[0] == STUBS_HOOK["id"]
    assert STUBS_HOOK["pass_filenames"] == "false"
    command = f"{STUBS_HOOK['entry']} {ours[1].replace(',', '')}"
    (tmp_path / "src").mkdir()
    assert run(command, tmp_path).returncode == 1
    assert run(command.replace(" --check", ""), tmp_path).returncode == 0
    assert run(command, tmp_path).returncode == 0
    path = tmp_path / "src" / "runs.ts"
    path.write_text(path.read_text(encoding="utf-8").replace("  readonly id", "  id"), encoding="utf-8")
    done = run(command, tmp_path)
    assert (done.returncode, [line for line in done.stdout.splitlines()[2:] if line[0] in "-+"]) == (
        1,
        ["-  id: string;", "+  readonly id: string;"],
    )


@pytest.mark.parametrize(("bad", "code"), [(0, 0), (1, 1), (30, 1)])
def test_the_workflow_step(tmp_path: Path, bad: int, code: int) -> None:
    (command,) = re.findall(r"^ +(runbridge validate payloads .*--output-format github)$", CI_GATE, re.MULTILINE)
    (tmp_path / "payloads").mkdir()
    lines = [text(MODEL)] * 3 + [text(MODEL, status=5)] * bad
    (tmp_path / "payloads" / "a.ndjson").write_bytes(b"\n".join(lines))
    done = run(command, tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "summary"))
    assert (done.returncode, done.stdout.count("::error ")) == (code, min(bad, 10))
    assert (tmp_path / "summary").exists() == (bad > 10)
