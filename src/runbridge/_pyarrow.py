"""pyarrow as it is used here: it is an extra, and ships no types, so these names say at least what a value is."""

from typing import Any, TypeAlias

from runbridge import extras

Array: TypeAlias = Any
DataType: TypeAlias = Any
Schema: TypeAlias = Any


def load(name: str) -> Any:
    """A module of pyarrow; raises MissingExtra."""
    return extras.load(name, extra="arrow")


pa = load("pyarrow")
pc = load("pyarrow.compute")
