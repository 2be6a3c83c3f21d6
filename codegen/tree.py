"""A set of files on disk against the set that should be there: compare, show, write."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path


def differences(folder: Path, wanted: Mapping[str, str]) -> Iterator[str]:
    """A unified diff for every file that differs, is missing or should not be there; nothing when all is well."""
    for name in sorted(wanted.keys() | found(folder)):
        old = _read(folder / name)
        new = wanted.get(name, "").encode()
        if name not in wanted or old != new:
            yield from difflib.unified_diff(
                (old or b"").decode(errors="replace").splitlines(keepends=True),
                new.decode().splitlines(keepends=True),
                name if old is not None else f"{name} (missing)",
                name if name in wanted else f"{name} (not generated any more)",
            )


def write(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Make the folder hold exactly the wanted files; returns the names of those that changed."""
    changed = []
    for name in sorted(wanted.keys() | found(folder)):
        path = folder / name
        if name not in wanted:
            path.unlink()
        elif _read(path) == wanted[name].encode():
            continue
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[name].encode())
        changed.append(name)
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
