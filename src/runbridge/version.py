"""The version of this package, which rejects and reports contain, and its native module, if it has one."""

import os
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

#: The environment variable that is `off` to go without the native lane, or `require` to insist on it.
VARIABLE = "RUNBRIDGE_NATIVE"
#: What plans of the native module are; a module that was compiled earlier may have another number. See native/module.c.
PLAN_VERSION = 5


def find_native() -> tuple[ModuleType | None, str]:
    """The compiled module of the native lane, or the reason why it cannot be used."""
    try:
        # Not `from runbridge import`, which asks the package for a public name and loads all of its models.
        library = import_module("runbridge._native")
    except ImportError as error:
        return None, str(error)
    if library.PLAN_VERSION != PLAN_VERSION:
        return None, "it was compiled for another version; install runbridge again"
    return library, ""


def version_text() -> str:
    """The name and version of this package, and whether the native lane is used."""
    is_native = os.environ.get(VARIABLE) != "off" and find_native()[0] is not None
    return f"runbridge {__version__} ({'native' if is_native else 'pure Python'})"
