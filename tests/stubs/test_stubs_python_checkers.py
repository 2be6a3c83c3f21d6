"""Types for Python under ruff, mypy and pyright, each of which runs once for all modules."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from runbridge.stubs.python import TARGETS, python
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.python.modules import HERE, all_hostile_text, hostile
from tests.stubs.stub_modules import FORMATS, canonical

#: Uses that every type checker has to refuse, by library.
WRONG = {
    "msgspec": (
        "Order(id='1').lines",
        "run.input.promt",
        "run.progress",
        "run.input.steps + 1",
        "run.status == 'faild' or Line(sku=1, count=1)",
        "Order.__init__(made, list=[])",
    ),
    "pydantic": (
        "Order(id='1').lines",
        "run.input.promt",
        "run.input.steps + 1",
        "Line(sku=1, count=1)",
        "run.started_at.year",
    ),
    "dataclass": (
        "Order(id='1').lines",
        "run.input.promt",
        "run.input.steps + 1",
        "Line(sku=1, count=1)",
        "run.started_at.year",
    ),
    "typeddict": (
        "run['input']['promt']",
        "run['input']['steps'] + '1'",
        "takes({'sku': 'AB1'})",
        "takes({'sku': 'AB1', 'count': '1'})",
        "takes({'sku': 'AB1', 'count': 1, 'more': 1})",
        "run['startedAt'].upper()",
    ),
}


class Checked(NamedTuple):
    """A folder of modules and the messages about the lines of its files."""

    folder: Path
    ruff: str
    mypy: set[tuple[str, int]]
    pyright: set[tuple[str, int]]


def _texts() -> Iterator[tuple[str, str]]:
    """The modules by name: of the formats, and of all hostile schemas together."""
    for target in TARGETS:
        for profile in ("published", "tolerant"):
            yield f"{profile}_{target[7:]}", python(canonical(profile=profile), target)
        yield f"hostile_{target[7:]}", all_hostile_text(target)


def _single_texts() -> Iterator[tuple[str, str]]:
    """The modules by name: of each format, and of each hostile schema."""
    for target in TARGETS:
        for form, profile in product(FORMATS, ("published", "tolerant")):
            yield f"{form.replace('-', '_')}_{profile}_{target[7:]}", python(canonical(form, profile=profile), target)
        for number, name in enumerate(HOSTILE):
            yield f"hostile_{number}_{target[7:]}", hostile(name, target)


def _check(folder: Path, texts: Iterable[tuple[str, str]]) -> Checked:
    # The uses import the types by their names in the repository.
    inside = folder / "tests" / "stubs" / "python"
    inside.mkdir(parents=True)
    for file in [*HERE.glob("order_*.py"), *HERE.glob("text_to_image_*.py"), *HERE.glob("uses_*.py")]:
        (inside / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    for name, text in texts:
        (folder / f"{name}.py").write_text(text, "utf-8")
    for kind, lines in WRONG.items():
        (folder / f"wrong_{kind}.py").write_text(_wrong(kind, lines), "utf-8")
    (folder / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "strict", "pythonVersion": "3.11"}))
    return Checked(folder, _ruff(folder), _mypy(folder), _pyright(folder))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return _check(tmp_path_factory.mktemp("checked"), _texts())


def _wrong(kind: str, lines: tuple[str, ...]) -> str:
    return (
        f"from tests.stubs.python.order_{kind} import Line, Order\n"
        f"from tests.stubs.python.text_to_image_{kind} import WorkflowRun\n\n\n"
        "def takes(line: Line) -> Line:\n    return line\n\n\n"
        "def wrong(run: WorkflowRun, made: Order) -> None:\n" + "".join(f"    print({line})\n" for line in lines)
    )


def _python(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def _ruff(folder: Path) -> str:
    options = ("--isolated", "--no-cache", "--line-length", "120", "--target-version", "py311")
    files = sorted(path.name for path in folder.glob("*.py") if not path.name.startswith("wrong_"))
    rules = ("--select", "E,F,I,UP", "--ignore", "E501")
    return _python(folder, "ruff", "check", *rules, "--output-format", "concise", *options, *files)


def _mypy(folder: Path) -> set[tuple[str, int]]:
    printed = _python(
        *(folder, "mypy", "--strict", "--python-version", "3.11", "--explicit-package-bases"),
        *("--config-file", "", "--cache-dir", str(folder / "cache"), "."),
    )
    return {(file, int(line)) for file, line in re.findall(r"^(.+?):(\d+): error:", printed, re.MULTILINE)}


def _pyright(folder: Path) -> set[tuple[str, int]]:
    printed: Any = json.loads(_python(folder, "pyright", "--outputjson", "--pythonpath", sys.executable))
    assert printed["summary"]["filesAnalyzed"] == len([*folder.rglob("*.py")])
    return {
        (str(Path(each["file"]).relative_to(folder.resolve())), each["range"]["start"]["line"] + 1)
        for each in printed["generalDiagnostics"]
    }


def wrong_lines(folder: Path) -> set[tuple[str, int]]:
    return {
        (path.name, number)
        for path in folder.glob("wrong_*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.startswith("    print(")
    }


def test_ruff_finds_nothing(checked: Checked) -> None:
    assert checked.ruff == "All checks passed!\n"


def test_mypy_finds_the_wrong_uses_and_nothing_else(checked: Checked) -> None:
    assert checked.mypy == wrong_lines(checked.folder)


def test_pyright_finds_the_wrong_uses_and_nothing_else(checked: Checked) -> None:
    assert checked.pyright == wrong_lines(checked.folder)


@pytest.mark.deep
def test_checkers_find_nothing_in_each_single_module(tmp_path: Path) -> None:
    found = _check(tmp_path, _single_texts())
    assert found == Checked(tmp_path, "All checks passed!\n", wrong_lines(tmp_path), wrong_lines(tmp_path))
