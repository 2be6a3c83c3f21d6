"""The two ends of whole runs: the inputs that they are given, and who is told of the records that they reject."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from runbridge.errors import WrongUse
from runbridge.inputs.sources import STDIN
from runbridge.outputs.atomic import is_parquet
from runbridge.outputs.rejected import Rejected
from runbridge.outputs.rejects import reject_line
from runbridge.problems import escape

#: A file or directory to read, or several; `-` is standard input.
Inputs = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
PathLike = str | os.PathLike[str]


class Bridged(Protocol):
    """A work that takes records across a bridge, or across none."""

    @property
    def bridge(self) -> str | None:
        """The version of the bridge; it need not be known before a record is rejected."""
        ...


def paths_of(inputs: Inputs) -> list[str]:
    """The inputs as text."""
    return [os.fspath(path) for path in ([inputs] if isinstance(inputs, str | os.PathLike) else inputs)]


def check_inputs(files: Iterable[str]) -> None:
    """Raise OSError for a file that is not there: that is told of before hours of work."""
    for file in files:
        if file != STDIN:
            Path(file).stat()


def refuse_table(path: str) -> None:
    """Raise WrongUse for an output of lines whose name is that of a Parquet file."""
    if is_parquet(path):
        raise WrongUse(
            f"{escape(path)}: no Parquet file is made of records in lines; `runbridge export` writes typed tables, and"
            " `convert --column NAME` converts the records in a column of a Parquet file"
        )


def tell(
    found: Iterable[Rejected],
    streams: Iterable[BinaryIO],
    on_reject: Callable[[Rejected], None] | None,
    work: Bridged | None = None,
) -> None:
    """Write records that some work rejected to the streams, and hand them over to whoever wants to know."""
    for rejected in found:
        for stream in streams:
            stream.write(reject_line(rejected, None if work is None else work.bridge))
        if on_reject is not None:
            on_reject(rejected)
