"""What CONTRIBUTING.md and docs/architecture.md say of the code: packages and their levels, and the files to change."""

import re
from pathlib import Path

import pytest

from tests.api.test_api_imports import LEVELS

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_, CHANGES = CONTRIBUTING.split("## Where do I change ...\n")
#: What changes, the files to touch, and how many they are at most.
ROWS = re.findall(r"^\| (an? [^|]+|the [^|]+) \| ([^|]+) \| (\d+) \|$", CHANGES, re.MULTILINE)
IDS = [what for what, _, _ in ROWS]


def files_in(text: str) -> list[str]:
    """The files and folders that a cell names."""
    return [name for name in re.findall(r"`([^`]+)`", text) if "/" in name or name in {"pyproject.toml", "schemas"}]


def test_the_table_has_every_level_of_the_import_rules() -> None:
    rows = re.findall(r"^\| (\d+) \| `([\w.]+)` \| (.+) \|$", ARCHITECTURE, re.MULTILINE)
    assert [(int(level), name) for level, name, _ in rows] == [
        (level, name) for level, names in enumerate(LEVELS) for name in names
    ]


def test_every_change_has_a_row() -> None:
    assert len(ROWS) == CHANGES.count("\n| ") - 2
    assert {"a reporter", "a compression", "a format", "an engine", "the text of a message"} <= {*IDS}


@pytest.mark.parametrize(("what", "files", "limit"), ROWS, ids=IDS)
def test_the_files_to_change_exist_and_are_few(what: str, files: str, limit: str) -> None:
    found = files_in(files)
    for file in found:
        assert (ROOT / file.replace("/NAME.py", "")).exists(), file
    outside = [file for file in found if what != "a format" or not file.startswith("schemas")]
    assert len(outside) <= int(limit)


def test_the_test_command_of_the_readme_is_described() -> None:
    assert (
        "\n$ python3 -m venv .venv && .venv/bin/pip install --editable '.[dev]'\n$ .venv/bin/pytest\n" in CONTRIBUTING
    )
    for option in ("-m deep", "-n 0 --pdb", '-m ""', "--hypothesis-profile=deep"):
        assert f"`pytest {option}`" in CONTRIBUTING
