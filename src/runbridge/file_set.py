"""Generated files on disk compared with their expected bytes: show the differences, write them."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path


def differences(folder: Path, expected: Mapping[str, str], belongs: Callable[[str], bool]) -> Iterator[str]:
    """A unified diff for every file that differs, is missing or should not be there; nothing if there is none.

    Of the other files in the folder only those are compared whose names `belongs` accepts.
    """
    for name in sorted(expected.keys() | set(filter(belongs, list_files(folder)))):
        new = expected[name].encode() if name in expected else None
        yield from difference(name, read(folder / name), new, "" if new is not None else " (not generated any more)")


def difference(name: str, old: bytes | None, new: bytes | None, remark: str) -> Iterator[str]:
    """A unified diff, line by line, with a remark behind the name of the new file; nothing for equal bytes."""
    if old == new:
        return
    # difflib leaves its own two head lines out where one of the files is empty.
    yield f"--- {name}{'' if old is not None else ' (missing)'}\n"
    yield f"+++ {name}{remark}\n"
    yield from (
        f"{line}\n" for line in [*difflib.unified_diff(_lines(old or b""), _lines(new or b""), lineterm="")][2:]
    )


def write(folder: Path, expected: Mapping[str, str], belongs: Callable[[str], bool]) -> list[str]:
    """Make the folder hold exactly the expected files; returns a line for each file that changed.

    Files whose names `belongs` does not accept are left as they are.
    """
    changed: list[str] = []
    for name in sorted(expected.keys() | set(filter(belongs, list_files(folder)))):
        path = folder / name
        if name not in expected:
            path.unlink()
            _remove_empty(path.parent)
            changed.append(f"removed {name}")
        elif read(path) != expected[name].encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(expected[name].encode())
            changed.append(f"wrote {name}")
    return changed


def list_files(folder: Path) -> frozenset[str]:
    """The files below a folder by their relative paths, without those that Python itself writes."""
    return frozenset(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def read(path: Path) -> bytes | None:
    """The bytes of a file; None if there is none."""
    return path.read_bytes() if path.is_file() else None


def _remove_empty(folder: Path) -> None:
    """Remove a folder, and those above it, where nothing is left in them."""
    while not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _lines(data: bytes) -> list[str]:
    """The lines, with carriage returns, bytes that are not UTF-8 and a missing newline at the end made visible."""
    text = data.decode(errors="backslashreplace").replace("\r", "\\r")
    *lines, last = text.split("\n")
    return [*lines, f"{last}\\ no newline at the end"] if last else lines
