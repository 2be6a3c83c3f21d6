"""Asks Node which JSON texts compiled zod schemas accept."""

import atexit
import json
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tests.stubs import node_tools

_SCRIPT = Path(__file__).parent / "verdicts.mjs"


def verdicts(module: Path, name: str, texts: Iterable[str]) -> list[bool]:
    """Whether the schema of that name in a JavaScript module accepts each JSON text."""
    return verdicts_of((module, name, text) for text in texts)


def verdicts_of(questions: Iterable[tuple[Path, str, str]]) -> list[bool]:
    """Whether schemas accept JSON texts: a module, a schema's name and a text each."""
    return _asked(questions)


def outputs(module: Path, name: str, texts: Iterable[str]) -> list[Any]:
    """The output of the schema of that name for each JSON text, None for a text that it refuses."""
    return _asked(((module, name, text) for text in texts), "output")


def _asked(questions: Iterable[tuple[Path, str, str]], what: str = "verdict") -> list[Any]:
    process = _node()
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps([what, [(str(module), name, text) for module, name, text in questions]]) + "\n")
    process.stdin.flush()
    answer: list[Any] = json.loads(process.stdout.readline())
    return answer


@cache
def _node() -> subprocess.Popen[str]:
    """Node, which answers until the tests end; its errors are on the standard error of the tests."""
    process = subprocess.Popen(
        [node_tools.programs().node, str(_SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    atexit.register(process.communicate)
    return process
