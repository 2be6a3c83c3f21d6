"""TypeScript sources, compiled together: one run of the compiler for each set of flags."""

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.stubs.node_tools import project, tsc

#: The texts of files by name.
Sources: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Compilation:
    """A folder of cases, each a folder of sources, with what the compiler made of them."""

    folder: Path

    def source(self, case: str, file: str) -> Path:
        """A source file."""
        return self.folder / case / file

    def output(self, case: str, file: str) -> Path:
        """A file that the compiler wrote, JavaScript or declarations."""
        return self.folder / "out" / case / file

    def errors(self, case: str) -> str:
        """The errors in a case, one per line; a place is a file and a line."""
        return self.all_errors().get(case, "")

    def all_errors(self) -> dict[str, str]:
        """The errors of all cases that have some."""
        found: dict[str, str] = json.loads((self.folder / "errors.json").read_text(encoding="utf-8"))
        return found


def compile_cases(folder: Path, cases: Mapping[str, Sources], *flags: str) -> Compilation:
    """Compile cases to JavaScript and declarations."""
    files: list[Path] = []
    for case, sources in cases.items():
        (folder / case).mkdir()
        for name, text in sources.items():
            path = folder / case / name
            path.write_text(text, encoding="utf-8", newline="\n")
            files.append(path.relative_to(folder))
    project(folder)
    done = tsc(files, *flags, "--declaration", "--rootDir", ".", cwd=folder, out=Path("out"))
    errors: dict[str, str] = {}
    for line in _messages(done.stdout):
        case, _, message = line.partition("/")
        errors[case] = errors.get(case, "") + f"{message}\n"
    assert errors.keys() <= cases.keys(), done.stdout
    (folder / "errors.json").write_text(json.dumps(errors), encoding="utf-8")
    return Compilation(folder)


def _messages(text: str) -> Iterator[str]:
    """The messages of the compiler, without the indented lines that explain them."""
    yield from (line for line in text.splitlines() if not line.startswith(" "))


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first process which needs it makes, for all processes of a test run."""
    base = factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            half = Path(tempfile.mkdtemp(dir=root))
            make(half)
            half.rename(place)
    return place
