"""The Parquet files in folders, and the columns whose values are in the names of folders.

`day=2026-03-14/a.parquet` is a partition: its rows have the value of the column `day` in the name of the folder, as
Hive, Spark, DuckDB and pyarrow write it.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from runbridge._pyarrow import Array, DataType, Schema, pa
from runbridge.errors import UsageError
from runbridge.inputs.sources import STDIN
from runbridge.outputs.atomic import PARQUET, is_parquet
from runbridge.problem_messages import brief, escape

#: The name of a folder whose rows have null.
_NULL = "__HIVE_DEFAULT_PARTITION__"


class TableFile(NamedTuple):
    """A Parquet file; `partitions` are the columns that the names of its folders add, with the text of their values."""

    path: str
    folder: str = ""
    partitions: tuple[tuple[str, str | None], ...] = ()

    def missing(self, columns: Collection[str]) -> dict[str, str | None]:
        """The partitions whose columns are not in the file itself."""
        return {name: text for name, text in self.partitions if name not in columns}

    def constants(self, types: Mapping[str, DataType], columns: Collection[str]) -> dict[str, Any]:
        """The value of each such column, a scalar of its type. Raises UsageError for a text that is not of the type."""
        return {name: _scalar(self, name, text, types[name]) for name, text in self.missing(columns).items()}


def _scalar(file: TableFile, name: str, text: str | None, type_: DataType) -> Any:
    if text is None:
        return pa.scalar(None, type_)
    try:
        return pa.scalar(text).cast(type_)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise UsageError(
            f"{escape(file.path)}: the folder says that `{brief(name)}` is {brief(text)}, which is not"
            f" {escape(str(type_))}"
        ) from None


def add_constants(batch: Array, constants: Mapping[str, Any]) -> Array:
    """The rows with a column for each constant."""
    for name, scalar in constants.items():
        batch = batch.append_column(pa.field(name, scalar.type), pa.repeat(scalar, batch.num_rows))
    return batch


def with_partitions(schema: Schema, file: TableFile, types: Mapping[str, DataType]) -> Schema:
    """The schema of a file with the columns of its partitions."""
    for name in file.missing(schema.names):
        schema = schema.append(pa.field(name, types[name]))
    return schema


def partition_types(files: Iterable[TableFile]) -> dict[str, DataType]:
    """The type of each partition: integers or dates if all values are the same text as such, and strings otherwise."""
    texts: dict[str, list[str]] = {}
    for file in files:
        for name, text in file.partitions:
            texts.setdefault(name, []).extend([] if text is None else [text])
    return {name: _type_of(found) for name, found in texts.items()}


def _type_of(texts: list[str]) -> DataType:
    for type_ in (pa.int64(), pa.date32()):
        try:
            if texts and [str(pa.scalar(text).cast(type_).as_py()) for text in texts] == texts:
                return type_
        except pa.ArrowInvalid:
            pass
    return pa.string()


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
        folders[:] = [name for name in folders if not _is_hidden(name)]
        partitions = _partitions(parent, folder)
        found += [
            TableFile(str(Path(parent, name)), folder, partitions)
            for name in names
            if is_parquet(name) and not _is_hidden(name)
        ]
    if not found:
        raise UsageError(f"{escape(folder)} has no file named *{PARQUET}")
    return sorted(found, key=lambda file: file.path)


def _is_hidden(name: str) -> bool:
    """Whether a name is one that systems give to files and folders that are not part of the table."""
    # `_day=1` has rows: a column may have such a name.
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def _partitions(parent: str, folder: str) -> tuple[tuple[str, str | None], ...]:
    """The columns whose values are in the names of folders. Raises UsageError for a column that two of them name."""
    pairs = dict[str, str | None]()
    for name, text in _pairs(Path(parent).relative_to(folder)):
        if name in pairs:
            raise UsageError(f"{escape(parent)} has two values of `{brief(name)}`")
        pairs[name] = text
    return tuple(pairs.items())


def _pairs(folders: Path) -> Iterator[tuple[str, str | None]]:
    for each in folders.parts:
        name, is_partition, text = each.partition("=")
        if name and is_partition:
            # Characters that file systems do not allow are written as `%3A`.
            yield unquote(name), None if text == _NULL else unquote(text)


def _refuse(error: OSError) -> None:
    # By default os.walk skips a folder that it may not read.
    raise error
