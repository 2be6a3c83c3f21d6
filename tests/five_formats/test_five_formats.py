"""A package with five formats of very different shapes: every command, the Python API, Arrow and DuckDB on each."""

import io
from pathlib import Path

import pytest

from runbridge.codegen.package import run
from tests.five_formats.package import make_package, run_checks, write_sources
from tests.five_formats.sources import SOURCES


def test_every_interface_and_law_works_with_five_formats(package_cache: Path, pytestconfig: pytest.Config) -> None:
    home = make_package(SOURCES, package_cache)
    checks = ("check_every_interface.py", "check_two_bridges.py", "check_laws.py")
    run_checks(home, (f"tests/five_formats/{name}" for name in checks), pytestconfig)


def test_the_generated_files_of_five_formats_are_reproducible(package_cache: Path, tmp_path: Path) -> None:
    home = make_package(SOURCES, package_cache)
    out, err = io.StringIO(), io.StringIO()
    schemas = write_sources(tmp_path / "schemas", SOURCES)
    assert run(schemas, home / "runbridge" / "_generated", check=True, out=out, err=err) == 0
    assert (out.getvalue(), err.getvalue()) == ("", "")
