"""A package with five formats of very different shapes: every command, the Python API, Arrow and DuckDB on each."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.__main__ import ROOT
from runbridge.codegen.package import run
from tests.five_formats.package import make_package, write_sources
from tests.five_formats.sources import SOURCES

FOLDER = "tests/five_formats"


@pytest.mark.parametrize("checks", [("check_every_interface.py", "check_two_bridges.py"), ("check_laws.py",)])
def test_every_interface_and_law_works_with_five_formats(
    checks: tuple[str, ...], package_cache: Path, request: pytest.FixtureRequest
) -> None:
    home = make_package(SOURCES, package_cache)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-o", "python_files=check_*.py"]
    profile = request.config.getoption("--hypothesis-profile")
    options += [f"--hypothesis-profile={profile}"] if profile else []
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *(f"{FOLDER}/{name}" for name in checks)],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_generated_files_of_five_formats_are_reproducible(package_cache: Path, tmp_path: Path) -> None:
    home = make_package(SOURCES, package_cache)
    out, err = io.StringIO(), io.StringIO()
    schemas = write_sources(tmp_path / "schemas", SOURCES)
    assert run(schemas, home / "runbridge" / "_generated", check=True, out=out, err=err) == 0
    assert (out.getvalue(), err.getvalue()) == ("", "")
