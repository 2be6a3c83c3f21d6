"""Completion in bash, zsh and fish."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from click.shell_completion import shell_complete

from runbridge.cli import cli
from tests.cli.commands import process

SHELLS = ["bash", "zsh", "fish"]
FORMATS = {"workflow-run", "workflow-run-model"}
PYTHON = {"python-dataclass", "python-msgspec", "python-pydantic", "python-typeddict"}
#: What is typed, its last word incomplete, and the completions.
LINES = [
    (["val"], {"validate"}),
    (["convert", "--to", "workflow-run"], FORMATS),
    (["stubs", "py"], PYTHON),
    (["explain", "unm"], {"unmapped-value"}),
    (["validate", "--output-format", "js"], {"json", "json-lines"}),
    (["validate", "--output-f"], {"--output-format"}),
    (["drift", "in.ndjson", "--qui"], {"--quiet"}),
]
#: Prints the completions of the words in $WORDS with the shell's own script.
SCRIPTS = {
    "bash": """
        eval "$(_RUNBRIDGE_COMPLETE=bash_source runbridge)"
        COMP_WORDS=($WORDS) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        compopt() { :; }
        _runbridge_completion runbridge
        printf '%s\\n' "${COMPREPLY[@]}"
    """,
    "zsh": """
        compdef() { :; }
        _describe() { local name=$argv[3]; print -l -- ${(P)name%%:*} }
        compadd() { local name=$argv[-1]; print -l -- ${(P)name} }
        _path_files() { print -l -- $words[-1]*(N) }
        words=(${=WORDS}) CURRENT=$#words
        (( $+commands[runbridge] ))
        eval "$(_RUNBRIDGE_COMPLETE=zsh_source runbridge)"
        _runbridge_completion
    """,
    "fish": """
        _RUNBRIDGE_COMPLETE=fish_source runbridge | source
        complete -C "$WORDS" | string split -f 1 \\t
    """,
}


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_script(shell: str) -> None:
    outcome = process(_RUNBRIDGE_COMPLETE=f"{shell}_source")
    assert (outcome.code, outcome.err) == (0, "")
    assert f"{shell}_complete" in outcome.out


Answer: TypeAlias = Callable[[str, list[str]], list[str]]


@pytest.fixture(name="answer")
def fixture_answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Answer:
    """What the command answers the script of a shell; it is asked in this process."""

    def answer(shell: str, words: list[str]) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", shlex.join(["runbridge", *words]))
        # fish gives the last word itself, the others its number.
        monkeypatch.setenv("COMP_CWORD", words[-1] if shell == "fish" else str(len(words)))
        code = shell_complete(cli, {}, "runbridge", "_RUNBRIDGE_COMPLETE", f"{shell}_complete")
        out, err = capsys.readouterr()
        assert (code, err) == (0, "")
        return out.splitlines()

    return answer


@pytest.mark.parametrize(("words", "expected"), LINES)
def test_commands_options_and_values_are_completed(words: list[str], expected: set[str], answer: Answer) -> None:
    assert set(answer("bash", words)) == {f"plain,{each}" for each in expected}
    lines = answer("zsh", words)
    assert ({*lines[::3]}, {*lines[1::3]}) == ({"plain"}, expected)
    assert {line.partition("\t")[0] for line in answer("fish", words)} == {f"plain,{each}" for each in expected}


@pytest.mark.parametrize(
    "words", [["validate", "in"], ["convert", "-o", "in"], ["diff", "in"], ["validate", "--input-schema", "in"]]
)
def test_files_are_completed_by_the_shell(words: list[str], answer: Answer) -> None:
    assert answer("bash", words) == ["file,in"]
    assert answer("zsh", words) == ["file", "in", "_"]
    assert answer("fish", words) == ["file,in"]


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_works_in_the_shell(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    command = tmp_path / "runbridge"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m runbridge "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    for words, expected in [*LINES, (["validate", "./run"], {"./runbridge"})]:
        done = subprocess.run(
            [shell, "-c", SCRIPTS[shell]],
            env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "WORDS": " ".join(["runbridge", *words])},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        found = {*done.stdout.split()}
        # bash completes files itself if there are no completions.
        assert found == (set() if shell == "bash" and words[-1].startswith("./") else expected), done.stderr
