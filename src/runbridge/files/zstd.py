"""The library for zstd: the standard one where Python has it, else the one that is the same for older Pythons."""

import sys
from importlib import import_module
from typing import Any


def load_zstd() -> Any:
    """The module. By name: a type checker and a coverage report each see only one of the two."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
