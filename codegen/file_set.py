"""A set of files on disk against the set that should be there: compare, show, write."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path


def differences(folder: Path, wanted: Mapping[str, str], meant: Callable[[str], bool]) -> Iterator[str]:
    """A unified diff for every file that differs, is missing or should not be there; nothing when all is well.

    Of the files that are there only those count whose names are `meant`.
    """
    for name in sorted(wanted.keys() | set(filter(meant, found(folder)))):
        old = _read(folder / name)
        new = wanted[name].encode() if name in wanted else None
        if old != new:
            # The heads of difflib's own diff would be missing where one of the two is empty.
            yield f"--- {name}{'' if old is not None else ' (missing)'}\n"
            yield f"+++ {name}{'' if new is not None else ' (not generated any more)'}\n"
            lines = list(difflib.unified_diff(_lines(old or b""), _lines(new or b""), lineterm=""))
            yield from (f"{line}\n" for line in lines[2:])


def write(folder: Path, wanted: Mapping[str, str], meant: Callable[[str], bool]) -> list[str]:
    """Make the folder hold exactly the wanted files; returns a line for each one that changed.

    Files whose names are not `meant` are left as they are.
    """
    changed: list[str] = []
    for name in sorted(wanted.keys() | set(filter(meant, found(folder)))):
        path = folder / name
        if name not in wanted:
            path.unlink()
            changed.append(f"removed {name}")
        elif _read(path) != wanted[name].encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[name].encode())
            changed.append(f"wrote {name}")
    return changed


def found(folder: Path) -> frozenset[str]:
    """The files below a folder, by their path from it; what Python itself leaves there does not count."""
    return frozenset(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _lines(data: bytes) -> list[str]:
    """The lines as a person can tell them apart: a carriage return and bytes that are no text are spelled out."""
    text = data.decode(errors="backslashreplace").replace("\r", "\\r")
    *lines, last = text.split("\n")
    return [*lines, f"{last}\\ no newline at the end"] if last else lines
