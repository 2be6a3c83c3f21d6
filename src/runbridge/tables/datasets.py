"""The Parquet files that paths stand for, and the columns that only the names of folders hold."""

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from runbridge.errors import UsageError
from runbridge.inputs.sources import STDIN
from runbridge.outputs.atomic import PARQUET, is_parquet
from runbridge.problems import brief, escape


class TableFile(NamedTuple):
    """A Parquet file; where a folder stands for it, that folder, and the partitions by which its rows are in there."""

    path: str
    folder: str = ""
    partitions: tuple[str, ...] = ()

    def check(self, columns: Collection[str]) -> None:
        """Raise UsageError where a partition is none of the columns of the file: nobody would miss its values."""
        missing = [f"`{brief(name)}`" for name in self.partitions if name not in columns]
        if missing:
            which = "a column that is" if len(missing) == 1 else "columns that are"
            raise UsageError(
                f"{escape(self.folder)} has partitions by {' and '.join(missing)}, {which} not in the files; give files"
                " one by one, or use DuckDB or Spark"
            )


def tables_in(paths: Iterable[str]) -> list[TableFile]:
    """The files that paths stand for: for a folder all in it and below that are named like Parquet, sorted.

    Hidden files and folders are skipped, those that begin with `_`, and symbolic links to folders. Raises UsageError
    for a folder without such a file, and for standard input.
    """
    files: list[TableFile] = []
    for path in paths:
        if path == STDIN:
            raise UsageError("a Parquet file is read from its end, which standard input does not have; give a file")
        files += files_below(path) if Path(path).is_dir() else [TableFile(path)]
    return files


def files_below(folder: str) -> list[TableFile]:
    """The files that a folder stands for. Raises UsageError where there are none, and OSError."""
    found: list[TableFile] = []
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not _is_aside(name)]
        partitions = tuple(_partitions(Path(parent).relative_to(folder)))
        found += [
            TableFile(str(Path(parent, name)), folder, partitions)
            for name in names
            if is_parquet(name) and not _is_aside(name)
        ]
    if not found:
        raise UsageError(f"{escape(folder)} has no file named *{PARQUET}")
    return sorted(found)


def _is_aside(name: str) -> bool:
    """Whether systems that write folders of files call what is none of the table's like this."""
    # `_day=1` holds rows: a column may have such a name.
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def _partitions(folders: Path) -> Iterator[str]:
    """The columns whose values are in the names of folders, as `day=1`."""
    for each in folders.parts:
        name, is_partition, _ = each.partition("=")
        if name and is_partition:
            # Spark writes what file systems do not take as `%3A`.
            yield unquote(name)


def _refuse(error: OSError) -> None:
    # Without this a folder that may not be read would be as good as empty.
    raise error
