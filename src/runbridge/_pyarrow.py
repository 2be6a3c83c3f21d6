"""pyarrow, which is an extra and has no type annotations: these names say what a value is."""

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
