"""Compares a file of stubs with the text that would be written now."""

import difflib
from collections.abc import Iterator
from pathlib import Path


def read_existing(path: str) -> str | None:
    """The text of a file, with invalid UTF-8 as escapes; None if there is no such file."""
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    return data.decode(errors="backslashreplace")


def differences(path: str, existing: str | None, expected: str) -> Iterator[str]:
    """A unified diff from the existing to the expected text, line by line; nothing if they are equal."""
    old, new = (_lines(existing or ""), _lines(expected))
    if old != new or existing is None:
        yield f"--- {path}{'' if existing is not None else ' (missing)'}\n"
        yield f"+++ {path} (as the schemas are now)\n"
        yield from (f"{line}\n" for line in [*difflib.unified_diff(old, new, lineterm="")][2:])


def _lines(text: str) -> list[str]:
    """The lines of a text, with carriage returns and a missing last line break made visible."""
    *lines, last = text.replace("\r", "\\r").split("\n")
    return [*lines, f"{last}\\ no newline at the end"] if last else lines
