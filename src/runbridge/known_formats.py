"""The formats that runbridge knows: those that ship, and those of users.

Users name folders of formats in `RUNBRIDGE_FORMAT_PATH`, give them to `load_formats`, or install packages with an entry
point in the group `runbridge.formats`. Code is imported from these places only. A folder of formats has a folder for
each format, and the code that `runbridge codegen` generated from them.
"""

import json
import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any

import msgspec

from runbridge._generated import FORMATS as SHIPPED
from runbridge._runtime.registry import Direction, Format
from runbridge.errors import UsageError
from runbridge.problem_messages import escape
from runbridge.version import __version__

#: The environment variable with folders of formats, which are separated as those in PATH.
VARIABLE = "RUNBRIDGE_FORMAT_PATH"
#: The group of entry points; the value of each is a package that is a folder of formats.
_GROUP = "runbridge.formats"
#: The generated code in a folder of formats, and the file in it that says what it was generated from.
GENERATED, MANIFEST = "_generated", "manifest.json"
#: The files of a format that code is generated from.
_SOURCES = ("schema.json", "bridge.json", "tolerant.json")


class _Formats(MutableMapping[str, Format]):
    """The formats by name, those that ship first; those of users are loaded when they are needed."""

    def __init__(self) -> None:
        self._formats = dict(SHIPPED)
        #: The folder of each format of users.
        self.folders: dict[str, Path] = {}
        self._path: tuple[str, ...] | None = None
        self._is_installed = True
        self._is_complete = False
        self._lock = RLock()
        #: How often formats were added, replaced or removed.
        self.changes = 0

    def __getitem__(self, name: str) -> Format:
        if name not in self._formats:
            self._complete()
        return self._formats[name]

    def __setitem__(self, name: str, form: Format) -> None:
        self._formats[name] = form
        self.changes += 1

    def __delitem__(self, name: str) -> None:
        del self._formats[name]
        self.changes += 1

    def __iter__(self) -> Iterator[str]:
        self._complete()
        return iter(self._formats)

    def __len__(self) -> int:
        self._complete()
        return len(self._formats)

    @property
    def places(self) -> tuple[str, ...]:
        """The folders that formats of users were loaded from, for other processes."""
        self._complete()
        return tuple(dict.fromkeys(map(str, self.folders.values())))

    def set_path(self, folders: Sequence[str], *, is_installed: bool = True) -> None:
        """Load the formats of these folders instead of those in the environment, and those of installed packages."""
        self._path, self._is_installed = tuple(folders), is_installed
        self._is_complete = False
        self.changes += 1

    def _complete(self) -> None:
        """Load the formats of all places that the user named; raises UsageError."""
        if self._is_complete:
            return
        with self._lock:
            for package in _installed_packages() if self._is_installed else ():
                self.load(_folder_of(package), f"{package}.{GENERATED}")
            for folder in _from_environment() if self._path is None else self._path:
                self.load(Path(folder))
            self._is_complete = True

    def load(self, folder: Path, package: str | None = None) -> list[Format]:
        """The formats of a folder, or of a package with this name; raises UsageError."""
        place = folder.absolute()
        with self._lock:
            if place not in self.folders.values():
                _check_folder(folder)
                found: dict[str, Format] = _import(place, package).FORMATS
                for form in found.values():
                    self._check_names(form, folder)
                self._formats |= found
                self.folders |= dict.fromkeys(found, place)
                self.changes += 1
            return [self._formats[name] for name, other in self.folders.items() if other == place]

    def _check_names(self, form: Format, folder: Path) -> None:
        """Raise UsageError for a format with the name or the title of another."""
        for other in self._formats.values():
            where = escape(str(self.folders[other.name])) if other.name in self.folders else "runbridge"
            if other.name == form.name:
                raise UsageError(f"{escape(str(folder))}: {where} has a format {form.name} too; rename one")
            if other.title == form.title:
                raise UsageError(
                    f"{escape(str(folder))}: {form.name} has the title {form.title}, as {other.name} of {where}"
                )


class _Directions(MutableMapping[tuple[str, str], Direction]):
    """The conversions across one bridge, by the names of source and target, each imported on first use."""

    def __init__(self) -> None:
        self._directions: dict[tuple[str, str], Direction] = {}
        #: How often conversions were replaced or removed.
        self.changes = 0

    def __getitem__(self, names: tuple[str, str]) -> Direction:
        if names not in self._directions:
            if names not in self:
                raise KeyError(names)
            left = next(form for form in map(FORMATS.__getitem__, names) if form.hub in names)
            self._directions[names] = import_module(f"{left.package}.bridge").DIRECTIONS[names]
        return self._directions[names]

    def __setitem__(self, names: tuple[str, str], direction: Direction) -> None:
        self._directions[names] = direction
        self.changes += 1

    def __delitem__(self, names: tuple[str, str]) -> None:
        del self._directions[names]
        self.changes += 1

    def __contains__(self, names: object) -> bool:
        # Without an import.
        return any(each == names for each in self)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for form in FORMATS.values():
            if form.hub is not None:
                yield form.name, form.hub
                yield form.hub, form.name

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: All formats by name.
FORMATS = _Formats()
#: The two directions of each bridge, by the names of source and target.
DIRECTIONS = _Directions()


def load_formats(folder: str | os.PathLike[str]) -> dict[str, type[msgspec.Struct]]:
    """Make the formats of a folder known to all functions of runbridge in this process; returns their models by name.

    The folder has a folder for each format, and the code that `runbridge codegen` generated. Raises UsageError if the
    code is missing or out of date, and for a format with the name of another.
    """
    return {form.name: form.model for form in FORMATS.load(Path(folder))}


def format_folders(folder: Path) -> list[str]:
    """The names of the folders of formats in a folder: those with a schema or a bridge."""
    return sorted(
        path.name
        for path in folder.iterdir()
        if not path.name.startswith(("_", ".")) and any((path / name).is_file() for name in _SOURCES)
    )


def manifest_of(folder: Path) -> dict[str, str]:
    """What the manifest of generated code has to say: the version that generates it, and a digest of its sources."""
    # Imported where it is needed: many commands need it for no format.
    from hashlib import sha256

    digest = sha256()
    for file in (folder / stem / name for stem in format_folders(folder) for name in _SOURCES):
        if file.is_file():
            # Git may write other ends of lines.
            data = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{file.relative_to(folder).as_posix()} {sha256(data).hexdigest()}\n".encode())
    return {"runbridge": __version__, "sources": f"sha256:{digest.hexdigest()}"}


def check_formats(folder: Path) -> list[str]:
    """The names of the folders of formats in a folder; raises UsageError if there is none."""
    if not folder.is_dir():
        raise UsageError(f"{escape(str(folder))}: there is no such folder of formats")
    stems = format_folders(folder)
    if not stems:
        raise _no_formats(folder)
    return stems


def is_generated(folder: Path) -> bool:
    """Whether the code in a folder of formats was generated by some version of runbridge."""
    return _read_manifest(folder / GENERATED / MANIFEST) is not None


def _no_formats(folder: Path) -> UsageError:
    name = escape(str(folder))
    if (folder / _SOURCES[0]).is_file():
        return UsageError(f"{name} is the folder of one format; give the folder that contains it")
    return UsageError(f"{name} has no formats: a format is a folder with a schema.json")


def _check_folder(folder: Path) -> None:
    """Raise UsageError for a folder that this version has not generated the code for."""
    name = escape(str(folder))
    if not folder.is_dir():
        raise UsageError(f"{name}: there is no such folder of formats")
    has_sources = bool(format_folders(folder))
    if not (folder / GENERATED).is_dir():
        if not has_sources:
            raise _no_formats(folder)
        raise UsageError(f"{name} has no generated code; run `runbridge codegen {name}`")
    found = _read_manifest(folder / GENERATED / MANIFEST)
    if found is None:
        raise foreign_code(folder)
    if found.get("runbridge") != __version__:
        raise UsageError(
            f"{name}/{GENERATED} was generated by runbridge {escape(str(found.get('runbridge')))}, and this is"
            f" {__version__}; run `runbridge codegen {name}`"
        )
    # An installed package may have the generated code only.
    if has_sources and found != manifest_of(folder):
        raise UsageError(
            f"{name}/{GENERATED} is out of date: a schema or a bridge was changed; run `runbridge codegen {name}`"
        )


def foreign_code(folder: Path) -> UsageError:
    """The error for a folder whose code something else generated."""
    name = escape(str(folder))
    return UsageError(
        f"{name}/{GENERATED} was not written by `runbridge codegen`; remove it and run `runbridge codegen {name}`"
    )


def _read_manifest(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "runbridge" in found else None  # pyright: ignore[reportUnknownVariableType]  # JSON


def _import(folder: Path, package: str | None) -> ModuleType:
    """The package with the generated code of a folder."""
    if package is not None:
        return import_module(package)
    from importlib.util import module_from_spec, spec_from_file_location
    from zlib import crc32

    path = folder / GENERATED
    name = f"runbridge_formats_{crc32(os.fsencode(path)):08x}"
    spec = spec_from_file_location(name, path / "__init__.py", submodule_search_locations=[str(path)])
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018  # the name of the file is that of a module
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _from_environment() -> list[str]:
    return [folder for folder in os.environ.get(VARIABLE, "").split(os.pathsep) if folder]


def _folder_of(package: str) -> Path:
    """The folder of an installed package; raises UsageError."""
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except ImportError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise UsageError(f"the entry point {escape(package)} of the group {_GROUP} is not a package")
    return Path(next(iter(spec.submodule_search_locations)))


def _installed_packages() -> Iterator[str]:
    """The values of the entry points of the group, from the metadata of installed distributions.

    importlib.metadata finds more, such as those in archives; but its import takes longer than most commands.
    """
    # With `python -m`, the first place is the current directory, from which nothing is imported.
    places = sys.path[1:] if sys.path[0] in ("", str(Path.cwd())) else sys.path
    for place in dict.fromkeys(places):
        for file in sorted(Path(place).glob("*.dist-info/entry_points.txt")):
            text = file.read_text(encoding="utf-8", errors="replace")
            if _GROUP in text:
                yield from _values(text)


def _values(text: str) -> Iterator[str]:
    """The values of the entry points of the group in a file."""
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[]")
        elif section == _GROUP and "=" in line:
            yield line.partition("=")[2].strip()
