"""Libraries that come with an extra: whoever needs one without it is reported how to get it."""

from importlib import import_module
from typing import Any

from runbridge.errors import UsageError


class MissingExtra(UsageError, ImportError):
    """A library of an extra is not installed, or cannot be used."""


def load(name: str, *, extra: str) -> Any:
    """A module of a library that an extra brings; raises MissingExtra."""
    try:
        return import_module(name)
    except ImportError as error:
        library = name.partition(".")[0].replace("_", "-")
        raise MissingExtra(f"this needs {library}: pip install 'runbridge[{extra}]' ({error})") from None
