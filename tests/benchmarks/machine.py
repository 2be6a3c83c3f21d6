"""The machine, the versions and the time of a run."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.programs import version_of


def describe(names: Iterable[str]) -> str:
    """One sentence: the machine, the versions of the packages and programs of these names, and the time."""
    versions = ", ".join(f"{name} {version_of(name) or 'missing'}" for name in sorted(names, key=str.lower))
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{now}, {_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}."


def _processor() -> str:
    """The model of the CPU, if the system reports it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
