"""A bridge for the format of GitHub Actions, in a package of its own: examples and recordings convert exactly.

The bridge is not shipped yet: messages and help of commands would list all fields of all formats that options can set.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.__main__ import ROOT
from tests.five_formats.package import make_package, run_checks

FOLDER = Path(__file__).parent
FORMAT = "github_workflow_run"


def source(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def both(folder: Path) -> tuple[Any, Any]:
    """The schema and the bridge of a format."""
    return source(folder, "schema.json"), source(folder, "bridge.json")


def formats() -> dict[str, tuple[Any, Any]]:
    """The sources of the formats, with the bridge."""
    schemas = ROOT / "schemas"
    return {
        "workflow_run": (source(schemas / "workflow_run", "schema.json"), None),
        "workflow_run_model": both(schemas / "workflow_run_model"),
        FORMAT: (source(schemas / FORMAT, "schema.json"), source(FOLDER, "bridge.json")),
    }


def test_records_of_github_convert_exactly(package_cache: Path, pytestconfig: pytest.Config) -> None:
    checks = [str(FOLDER / name) for name in ("check_examples.py", "check_recordings.py")]
    run_checks(make_package(formats(), package_cache), checks, pytestconfig)
