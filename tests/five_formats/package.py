"""A copy of the package with other formats: its hand-written modules are the real ones, by symbolic links."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from codegen.__main__ import ROOT
from runbridge.codegen.package import run

SOURCE = ROOT / "src" / "runbridge"
#: What the generated modules depend on, besides the formats.
GENERATORS = ("codegen", "schemas", "stubs", "version.py")


def write_sources(folder: Path, formats: Mapping[str, tuple[Any, ...]]) -> Path:
    """A folder with the sources of formats, as `schemas` has those that ship.

    Each has a schema, a bridge or None, and maybe what live services send otherwise.
    """
    folder.mkdir(parents=True)
    for name in ("bridge.schema.json", "residue.schema.json"):
        shutil.copy(ROOT / "schemas" / name, folder)
    for name, (schema, bridge, *tolerance) in formats.items():
        (folder / name).mkdir()
        (folder / name / "schema.json").write_text(json.dumps(schema, indent=2), encoding="utf-8")
        if bridge is not None:
            (folder / name / "bridge.json").write_text(json.dumps(bridge, indent=2), encoding="utf-8")
        for document in tolerance:
            (folder / name / "tolerant.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    return folder


def digest(formats: Mapping[str, tuple[Any, ...]]) -> str:
    """What the generated modules are made of: the formats, the shared schemas and the generators."""
    found = hashlib.sha256(json.dumps(formats).encode())
    paths = [*(ROOT / "schemas").glob("*.json")]
    for name in GENERATORS:
        path = SOURCE / name
        paths += [path] if path.is_file() else [each for each in path.rglob("*") if each.suffix in (".py", ".jinja2")]
    for path in sorted(paths):
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:32]


def run_checks(home: Path, checks: Iterable[str], config: pytest.Config) -> None:
    """Run files of checks with the package in a folder, in a process of its own; raises AssertionError if one fails.

    `config` are the options of the run that this is a part of.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-o", "python_files=check_*.py", "-m", config.getoption("-m")]
    profile = config.getoption("--hypothesis-profile")
    options += [f"--hypothesis-profile={profile}"] if profile else []
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *checks],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def make_package(formats: Mapping[str, tuple[Any, ...]], cache: Path) -> Path:
    """A folder to import `runbridge` with these formats from; its generated modules are made once for a digest."""
    home = cache / digest(formats)
    package = home / "runbridge"
    if not home.exists():
        made = cache / f"{home.name}.{os.getpid()}"
        schemas = write_sources(made / "schemas", formats)
        err = io.StringIO()
        if run(schemas, made / "runbridge" / "_generated", check=False, out=io.StringIO(), err=err):
            raise AssertionError(err.getvalue())
        try:
            made.rename(home)
        except OSError:
            # Another process was faster.
            shutil.rmtree(made)
    for path in SOURCE.iterdir():
        link = package / path.name
        if path.name not in ("_generated", "__pycache__") and not link.is_symlink():
            try:
                link.symlink_to(path)
            except FileExistsError:
                continue
    return home
