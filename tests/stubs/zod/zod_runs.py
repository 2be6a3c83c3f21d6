"""Generated schemas of zod, compiled by TypeScript and asked in Node what they take."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.stubs import node_tools

_SCRIPT = Path(__file__).parent / "verdicts.mjs"


def compiled(folder: Path, texts: Mapping[str, str], flags: tuple[str, ...] = node_tools.STRICT) -> Path:
    """A folder of JavaScript modules, made of TypeScript texts by their names; the compiler has to be content."""
    files: list[Path] = []
    for name, text in texts.items():
        files.append(folder / f"{name}.ts")
        files[-1].write_text(text, encoding="utf-8", newline="\n")
    node_tools.project(folder)
    done = node_tools.tsc(files, *flags, "--declaration", cwd=folder, out=folder / "out")
    assert done.stdout + done.stderr == "", done.stdout + done.stderr
    return folder / "out"


def verdicts(module: Path, name: str, texts: Iterable[str]) -> list[bool]:
    """Whether the schema of that name takes each JSON text."""
    return verdicts_of((module, name, text) for text in texts)


def verdicts_of(questions: Iterable[tuple[Path, str, str]]) -> list[bool]:
    """Whether schemas of modules take JSON texts."""
    return _asked(questions)


def outputs(module: Path, name: str, texts: Iterable[str]) -> list[Any]:
    """What the schema of that name gives for each JSON text, None for what it does not take."""
    return _asked(((module, name, text) for text in texts), "output")


def _asked(questions: Iterable[tuple[Path, str, str]], *arguments: str) -> list[Any]:
    lines = "".join(f"{json.dumps([str(module), name, text])}\n" for module, name, text in questions)
    done = node_tools.node(_SCRIPT, *arguments, stdin=lines)
    assert done.stderr == "", done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
