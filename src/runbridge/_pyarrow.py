"""pyarrow as it is used here: it is an extra, and ships no types, so these names say at least what a value is."""

from importlib import import_module
from typing import Any, TypeAlias

from runbridge.errors import WrongUse

Array: TypeAlias = Any
DataType: TypeAlias = Any
Schema: TypeAlias = Any


class NoPyarrow(WrongUse, ImportError):
    """pyarrow is not installed, or cannot be used."""


def load(name: str) -> Any:
    """A module of pyarrow; raises NoPyarrow."""
    try:
        return import_module(name)
    except ImportError as error:
        raise NoPyarrow(f"this needs pyarrow: pip install 'runbridge[arrow]' ({error})") from None


pa = load("pyarrow")
pc = load("pyarrow.compute")
