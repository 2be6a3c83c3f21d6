"""Installed programs and packages, and their versions."""

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, version

from tests.benchmarks.subjects import Subject


def find_program(name: str) -> str | None:
    """The path of a program, first in this environment, then on the PATH; `python` is the running interpreter."""
    if name == "python":
        return sys.executable
    return shutil.which(name, path=os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", ""))))


def need_program(name: str) -> str:
    """The path of a required program; exits with a message if it is not installed."""
    path = find_program(name)
    if path is None:
        raise SystemExit(f"{name} is not installed: pip install -e '.[bench]'")
    return path


def missing(subject: Subject) -> str | None:
    """A remark that lists what the subject needs and is not installed; None if everything is."""
    lacking = [name for name in subject.needs if version_of(name) is None]
    program = subject.command[:1]
    lacking += [name for name in program if find_program(name) is None and name not in lacking]
    return f"missing: {', '.join(lacking)} not installed" if lacking else None


def version_of(name: str) -> str | None:
    """The version of a distribution or of another program; None if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        program = find_program(name)
        if program is None:
            return None
        said = subprocess.run((program, "--version"), capture_output=True, text=True, check=False).stdout
        return said.strip().removeprefix(f"{name}-")
