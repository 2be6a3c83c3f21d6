"""Files shared out among jobs: consecutive parts of about the same size, cut between two lines."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from stat import S_ISREG

import msgspec

from runbridge.errors import UnknownFormat, WrongUse
from runbridge.inputs.reader import read_chunks
from runbridge.inputs.sniffing import HEAD, is_ndjson
from runbridge.inputs.sources import STDIN, Source, open_input
from runbridge.pipeline.detection import tell_format
from runbridge.pipeline.runner import FileRange

#: A part that is smaller is not worth a process, which takes as long to start as it takes to do this much.
LEAST = 32 << 20
_LOOK = 1 << 16


class Shareable(msgspec.Struct, frozen=True):
    """A file to be shared out: its size in bytes, and whether it may be cut between lines."""

    span: FileRange
    size: int
    cuttable: bool


def jobs_of(jobs: int | str) -> int:
    """How many jobs a number or `auto` stands for: as many as there are processors for us. Raises WrongUse."""
    if jobs == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        number = int(jobs)
    except ValueError:
        number = 0
    if number < 1:
        raise WrongUse(f"{jobs!r} is no number of jobs; give 1 or more, or auto")
    return number


def partition(files: Sequence[str], form: str | None, jobs: int, *, max_record: int) -> list[list[FileRange]]:
    """The files in at most so many parts, in order; one part if they are small, or if one can be opened only once."""
    if jobs > 1 and not any(map(_is_stream, files)):
        shareable = [_look_at(file, form, max_record) for file in files]
        total = sum(each.size for each in shareable)
        if total >= 2 * LEAST:
            return list(_fill(shareable, max(LEAST, -(-total // jobs))))
    return [[FileRange(file, form) for file in files]]


def _is_stream(file: str) -> bool:
    """Whether it is standard input, a pipe or a device: what was read of it is gone, and a job may not have it."""
    try:
        return file == STDIN or not S_ISREG(Path(file).stat().st_mode)
    except OSError:
        return False


def _look_at(file: str, form: str | None, max_record: int) -> Shareable:
    try:
        with open_input(file) as source:
            size = source.size or 0
            cuttable = not source.compressed and is_ndjson(_head(source))
        if cuttable and form is None:
            with open_input(file) as source:
                form, _ = tell_format(read_chunks(source, max_record=max_record))
    except (OSError, UnknownFormat):
        # Whoever is to read the file says so.
        return Shareable(FileRange(file, form), 0, cuttable=False)
    return Shareable(FileRange(file, form), size, cuttable and form is not None)


def _head(source: Source) -> bytes:
    head = b""
    while len(head) < HEAD and (more := source.read(HEAD - len(head))):
        head += more
    return head


def _fill(files: Iterable[Shareable], size: int) -> Iterator[list[FileRange]]:
    """The files in parts of about that size."""
    part: list[FileRange] = []
    room = size
    for file in files:
        # A file without records that takes no room goes with those before it.
        if file.size and room <= 0:
            yield part
            part, room = [], size
        for span, taken in _cut(file, room, size):
            if room <= 0 and taken:
                yield part
                part, room = [], size
            part.append(span)
            room -= taken
    yield part


def _cut(file: Shareable, room: int, size: int) -> Iterator[tuple[FileRange, int]]:
    """A file in spans with their sizes: the first as there is room, each other of the given size."""
    if not file.cuttable or file.size <= room:
        yield file.span, file.size
        return
    start = 0
    while start < file.size:
        end = _line_start(file.span.file, start + room, file.size)
        yield FileRange(file.span.file, file.span.form, start, end), end - start
        start, room = end, size


def _line_start(file: str, offset: int, size: int) -> int:
    """Where the first line starts that starts at an offset or after it; the end of the file if none does."""
    with Path(file).open("rb") as lines:
        at = max(offset - 1, 0)
        lines.seek(at)
        while at < size and (text := lines.read(_LOOK)):
            found = text.find(b"\n")
            if found >= 0:
                return min(at + found + 1, size)
            at += len(text)
    return size
