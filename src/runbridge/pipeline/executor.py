"""Runs a processor over files: in threads where the native module does most of the work, else in processes.

For processes, large files are split into ranges.
"""

from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

import msgspec

from runbridge.errors import UnknownFormat
from runbridge.inputs.envelopes import AUTO
from runbridge.inputs.reader import read_chunks
from runbridge.inputs.sniffing import HEAD, is_ndjson
from runbridge.inputs.sources import STDIN, Source, open_input
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.processor import FileProcessor
from runbridge.pipeline.run_context import Run
from runbridge.pipeline.runner import FileRange, detect_format, find_path, process_ranges

if TYPE_CHECKING:
    from runbridge.pipeline.crew import Crew

#: The minimum size of a part in bytes: a smaller one is processed faster than a process starts.
MIN_PART = 32 << 20
_READ_SIZE = 1 << 16


class _SizedFile(msgspec.Struct, frozen=True):
    """A file with its size in bytes, and whether it can be split between lines."""

    range: FileRange
    size: int
    can_split: bool


def partition(
    files: Sequence[str],
    format_name: str | None,
    jobs: int,
    *,
    max_record: int,
    unwrap: str = AUTO,
    formats: Container[str] | None = None,
    is_native: Callable[[str | None], bool] = lambda _: False,
) -> list[list[FileRange]]:
    """The files in at most `jobs` parts for processes, in order.

    One part if they are small, if one can be opened only once, and if threads do the work, which the first file with
    content decides. `formats` are those that records can have, if not all; empty if records have no format. `is_native`
    says whether the native module processes most records of a format.
    """
    whole = [[FileRange(file, format_name) for file in files]]
    if jobs == 1 or any(map(_is_stream, files)):
        return whole
    sized: list[_SizedFile] = []
    total = 0
    for file in files:
        each = _measure(file, format_name, max_record, unwrap, formats)
        # To look into each of many small files would take longer than to process it.
        if each.size and not total and _is_for_threads(each, is_native):
            return whole
        sized.append(each)
        total += each.size
    return list(_fill(sized, max(MIN_PART, -(-total // jobs)))) if total >= 2 * MIN_PART else whole


def _is_stream(file: str) -> bool:
    """Whether it is standard input, a pipe or a device, which cannot be read twice and not by a worker."""
    try:
        return file == STDIN or not S_ISREG(Path(file).stat().st_mode)
    except OSError:
        return False


def _is_for_threads(file: _SizedFile, is_native: Callable[[str | None], bool]) -> bool:
    """Whether the native module processes a file; a compressed one takes as long to read as to process."""
    return file.can_split and is_native(file.range.format_name)


def _measure(
    file: str, format_name: str | None, max_record: int, unwrap: str, formats: Container[str] | None
) -> _SizedFile:
    try:
        with open_input(file) as source:
            size = source.size or 0
            can_split = not source.compressed and is_ndjson(_head(source))
        if can_split:
            with open_input(file) as source:
                path, chunks = find_path(read_chunks(source, max_record=max_record), unwrap, format_name, formats)
                can_split = not path
                if can_split and format_name is None:
                    format_name, _ = detect_format(chunks, formats)
    except (OSError, UnknownFormat):
        # The process that reads the file reports the error.
        return _SizedFile(FileRange(file, format_name), 0, can_split=False)
    return _SizedFile(FileRange(file, format_name), size, can_split and (format_name is not None or formats == ()))


def _head(source: Source) -> bytes:
    head = b""
    while len(head) < HEAD and (more := source.read(HEAD - len(head))):
        head += more
    return head


def _fill(files: Iterable[_SizedFile], size: int) -> Iterator[list[FileRange]]:
    """The files in parts of about that size."""
    part: list[FileRange] = []
    room = size
    for file in files:
        # An empty file belongs to the part before it.
        if file.size and room <= 0:
            yield part
            part, room = [], size
        for range_, length in _split(file, room, size):
            if room <= 0 and length:
                yield part
                part, room = [], size
            part.append(range_)
            room -= length
    yield part


def _split(file: _SizedFile, room: int, size: int) -> Iterator[tuple[FileRange, int]]:
    """A file in ranges with their lengths: the first takes the room that is left, each other the given size."""
    if not file.can_split or file.size <= room:
        yield file.range, file.size
        return
    start = 0
    while start < file.size:
        end = _line_start(file.range.file, start + room, file.size)
        yield FileRange(file.range.file, file.range.format_name, start, end), end - start
        start, room = end, size


def _line_start(file: str, offset: int, size: int) -> int:
    """The start of the first line that starts at an offset or after it; the end of the file if there is none."""
    with Path(file).open("rb") as lines:
        at = max(offset - 1, 0)
        lines.seek(at)
        while at < size and (text := lines.read(_READ_SIZE)):
            found = text.find(b"\n")
            if found >= 0:
                return min(at + found + 1, size)
            at += len(text)
    return size


def run_files(processor: FileProcessor, run: Run, format_name: str | None) -> Generator[Rejected]:
    """Process all records of the files of a run and yield those that are rejected, in order.

    `format_name` is the format of the records; None where it is detected for each file. Raises OSError, UnknownFormat,
    UsageError, TooManyRejects and JobDied; if `on_error` is set, it receives what keeps a file from being read.
    """
    options, spec = run.options, processor.parallel_spec()
    parts = partition(
        run.files,
        format_name,
        options.jobs if spec else 1,
        max_record=options.max_record,
        unwrap=options.unwrap,
        formats=processor.formats,
        is_native=lambda name: bool(processor.native_plans(name)),
    )
    if spec is None or len(parts) == 1:
        with nullcontext() if options.jobs == 1 else _make_crew(options.jobs) as crew:
            yield from process_ranges(
                processor,
                parts[0],
                run.stats,
                options,
                step=run.tracker.step,
                counts=[],
                crew=crew,
            )
        return
    # Most runs need no module that starts processes.
    from runbridge.pipeline.pool import run_parallel

    yield from run_parallel(processor, spec, parts, run)


def _make_crew(size: int) -> "Crew":
    # Most runs need no module for threads either.
    from runbridge.pipeline.crew import Crew

    return Crew(size)
