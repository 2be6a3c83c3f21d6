"""Libraries of optional extras; the error for a missing library says how to install it."""

from importlib import import_module
from typing import Any

from runbridge.errors import UsageError


class MissingExtra(UsageError, ImportError):
    """The library of an extra is not installed or cannot be used."""


def load(name: str, *, extra: str) -> Any:
    """Import a module from the library of an extra; raises MissingExtra."""
    try:
        return import_module(name)
    except ImportError as error:
        library = name.partition(".")[0].replace("_", "-")
        raise MissingExtra(f"this needs {library}: pip install 'runbridge[{extra}]' ({error})") from None
