"""pyarrow, which is an extra and has no type annotations: these names say what a value is."""

from typing import Any, TypeAlias

from runbridge.extras import load as load_library

Array: TypeAlias = Any
DataType: TypeAlias = Any
Schema: TypeAlias = Any


def load(name: str) -> Any:
    """A module of pyarrow; raises MissingExtra."""
    return load_library(name, extra="arrow")


pa = load("pyarrow")
pc = load("pyarrow.compute")
