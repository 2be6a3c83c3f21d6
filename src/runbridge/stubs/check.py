"""A file of stubs as somebody keeps it against what would be written today."""

import difflib
from collections.abc import Iterator
from pathlib import Path


def read_kept(path: str) -> str | None:
    """The text of a file of stubs, bytes that are no text spelled out; None where there is none."""
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    return data.decode(errors="backslashreplace")


def differences(path: str, kept: str | None, wanted: str) -> Iterator[str]:
    """A unified diff from what is kept to what is wanted, line by line; nothing when they are the same."""
    old, new = (_lines(kept or ""), _lines(wanted))
    if old != new or kept is None:
        yield f"--- {path}{'' if kept is not None else ' (missing)'}\n"
        yield f"+++ {path} (as the schemas are now)\n"
        yield from (f"{line}\n" for line in [*difflib.unified_diff(old, new, lineterm="")][2:])


def _lines(text: str) -> list[str]:
    """The lines as a person can tell them apart: a carriage return is spelled out, and a last line without an end."""
    *lines, last = text.replace("\r", "\\r").split("\n")
    return [*lines, f"{last}\\ no newline at the end"] if last else lines
