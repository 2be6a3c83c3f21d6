"""CONTRIBUTING.md and docs/architecture.md agree with the code: packages, levels, files to change, names of modules."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.api.test_api_imports import LEVELS

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_, CHANGES = CONTRIBUTING.split("## Where do I change ...\n")
#: The change, the files to touch, and their maximum number.
ROWS = re.findall(r"^\| (an? [^|]+|the [^|]+) \| ([^|]+) \| (\d+) \|$", CHANGES, re.MULTILINE)
#: The maxima that the project set itself.
LIMITS = {
    "a reporter": 2,
    "a compression": 1,
    "a rule kind of bridges": 4,
    "an engine": 2,
    "a column type of typed tables": 2,
    "the text of a message": 1,
    "an option of two commands": 3,
    "a format": 0,
}
PACKAGE = ROOT / "src" / "runbridge"
#: Modules with the same name: a command has the name of the function that it calls, and the targets of stubs have the
#: same parts.
SAME_NAMES = {
    "convert": {"cli", "record"},
    "validate": {"cli", "record"},
    "export": {"cli", "tables"},
    "import_": {"cli", "tables"},
    "module": {"stubs/python", "stubs/typescript", "stubs/zod"},
    "printer": {"stubs/python", "stubs/typescript", "stubs/zod"},
}
IDS = [what for what, _, _ in ROWS]


def files_in(text: str) -> list[str]:
    """The files and folders in a cell."""
    return [name for name in re.findall(r"`([^`]+)`", text) if "/" in name or name in {"pyproject.toml", "schemas"}]


def test_the_table_has_every_level_of_the_import_rules() -> None:
    rows = re.findall(r"^\| (\d+) \| `([\w.]+)` \| (.+) \|$", ARCHITECTURE, re.MULTILINE)
    assert [(int(level), name) for level, name, _ in rows] == [
        (level, name) for level, names in enumerate(LEVELS) for name in names
    ]


def test_every_change_has_a_row() -> None:
    assert len(ROWS) == CHANGES.count("\n| ") - 2


@pytest.mark.parametrize(("what", "files", "limit"), ROWS, ids=IDS)
def test_the_files_to_change_exist_and_are_few(what: str, files: str, limit: str) -> None:
    found = files_in(files)
    for file in found:
        assert (ROOT / file.replace("/NAME.py", "")).exists(), file
    outside = [file for file in found if what != "a format" or not file.startswith("schemas")]
    assert len(outside) <= int(limit)


def test_the_limits_are_those_of_the_project() -> None:
    limits = {what: int(limit) for what, _, limit in ROWS}
    assert limits == LIMITS | {
        "a JSON Schema keyword in stubs": 6,
        "the C code of a rule kind": 4,
        "the C code of a schema keyword": 4,
        "the meaning or the fix of a problem code": 1,
    }


def test_modules_share_a_name_only_in_parallel_packages() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for module in PACKAGE.rglob("*.py"):
        folder = module.parent.relative_to(PACKAGE).as_posix()
        if not folder.startswith("_generated") and module.name not in ("__init__.py", "__main__.py"):
            found[module.stem].add(folder)
    assert {name: folders for name, folders in found.items() if len(folders) > 1} == SAME_NAMES


def test_the_test_command_of_the_readme_is_described() -> None:
    assert "\npython3 -m venv .venv && .venv/bin/pip install --editable '.[dev]'\n.venv/bin/pytest\n" in CONTRIBUTING
    for option in ("-m deep", "-n 0 --pdb", '-m ""', "--hypothesis-profile=deep"):
        assert f"`pytest {option}`" in CONTRIBUTING
