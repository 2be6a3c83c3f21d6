"""Ranges of files are processed in order; a file that cannot be read ends a run or is given to `on_error`."""

import errno
import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import BadInput, UnknownFormat, UsageError
from runbridge.options import ConvertOptions, RunOptions, ValidateOptions
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.convert_task import ConvertStreams, ConvertTask
from runbridge.pipeline.runner import FileRange, RangeCount, process_ranges
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.validate_task import ValidateTask
from tests.format_names import ALL_FORMATS, targets_of
from tests.pipeline.run_helpers import write
from tests.pipeline.sample_records import MODEL, RUN, model, run


@dataclass
class Outcome:
    """What became of ranges of files, up to an error."""

    processor: ValidateTask = field(default_factory=lambda: ValidateTask(ValidateOptions()))
    rejected: list[Rejected] = field(default_factory=list[Rejected])
    counts: list[RangeCount] = field(default_factory=list[RangeCount])
    steps: list[int] = field(default_factory=list[int])
    stats: RunStats = field(default_factory=RunStats)

    def process(self, *ranges: FileRange, step: Callable[[int], None] | None = None, **options: Any) -> "Outcome":
        rejected = process_ranges(
            self.processor,
            ranges,
            self.stats,
            RunOptions(**options),
            step=step or self.steps.append,
            counts=self.counts,
        )
        self.rejected.extend(rejected)
        return self


def places(done: Outcome) -> list[tuple[str, int, int, int]]:
    return [(each.file, each.number, each.line, each.offset) for each in done.rejected]


def test_each_range_is_counted_from_its_own_start(tmp_path: Path) -> None:
    lines = [model() + b"\n", b"{\n", b"\n", model() + b"\n", b"[]\n", model()]
    file, other = write(tmp_path, "in", b"".join(lines)), write(tmp_path, "other", b"[]\n" + run())
    start = len(b"".join(lines[:3]))
    end = len(b"".join(lines))
    done = Outcome().process(
        FileRange(file, MODEL, 0, start), FileRange(file, MODEL, start, end), FileRange(other), FileRange(file)
    )
    assert places(done) == [
        (file, 2, 2, len(lines[0])),
        (file, 2, 2, start + len(lines[3])),
        (other, 1, 1, 0),
        (file, 2, 2, len(lines[0])),
        (file, 4, 5, start + len(lines[3])),
    ]
    assert done.counts == [RangeCount(2, 1, 3), RangeCount(3, 1, 2), RangeCount(2, 1, 0), RangeCount(5, 2, 0)]
    assert [each.format for each in done.rejected] == [MODEL, MODEL, RUN, MODEL, MODEL]
    assert done.stats == RunStats(records=12, rejected=5)


def test_line_ends_are_counted_on_lines_without_a_record_too(tmp_path: Path) -> None:
    lines = [model() + b"\n", b" " * 5000 + b"\n", b"x" * 5000 + b"\n", b" " * 5000 + b"\n"]
    file = write(tmp_path, "in", b"".join(lines))
    done = Outcome().process(FileRange(file, MODEL, 0, Path(file).stat().st_size), max_record=1000)
    assert done.counts == [RangeCount(2, 1, 4)]


def test_steps_add_up_to_every_byte_read(tmp_path: Path) -> None:
    data = b"\n".join([model()] * 1000) + b"\n" * 100_000
    file, array = write(tmp_path, "in", data), write(tmp_path, "array", b"[" + model() + b"]" + b" " * 200_000)
    nothing = write(tmp_path, "nothing", b"")
    half = len(model()) * 500 + 500
    done = Outcome().process(
        FileRange(file), FileRange(array), FileRange(nothing), FileRange(file, MODEL, half, len(data))
    )
    assert sum(done.steps) == len(data) + len(model()) + 200_002 + len(data) - half
    assert len(done.steps) > 10


@pytest.mark.parametrize("is_part", [False, True])
def test_chunks_have_the_batch_size_of_the_processor(tmp_path: Path, is_part: bool) -> None:
    data = (model() + b"\n") * 2000
    file = write(tmp_path, "in", data)
    done = Outcome().process(FileRange(file, MODEL, 0, len(data)) if is_part else FileRange(file, MODEL))
    # The last step is what follows the last chunk.
    *chunks, rest = done.steps
    # The first chunk may be what was read to detect compression.
    assert set(chunks[1:-1]) == {ValidateTask(ValidateOptions()).batch_size}
    assert (sum(done.steps), rest) == (len(data), 0)


def test_a_file_that_cannot_be_read_raises_its_error(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    with pytest.raises(FileNotFoundError) as caught:
        Outcome().process(FileRange(missing))
    assert caught.value.filename == missing


def test_with_on_error_the_other_files_are_processed(tmp_path: Path) -> None:
    missing, broken = str(tmp_path / "missing"), write(tmp_path, "broken", b"\x1f\x8b" + b"?" * 20)
    unknown, good = write(tmp_path, "unknown\x1b", b'{"a":1}'), write(tmp_path, "good", model())
    errors: list[Exception] = []
    done = Outcome().process(*map(FileRange, [missing, broken, unknown, good]), on_error=errors.append)
    assert done.stats == RunStats(records=1)
    assert done.counts == [RangeCount(0, 0, 0)] * 3 + [RangeCount(1, 0, 0)]
    no_file, no_gzip, no_format = errors
    assert (type(no_file), type(no_gzip), type(no_format)) == (FileNotFoundError, BadInput, UnknownFormat)
    assert isinstance(no_format, UnknownFormat)
    assert no_format.filename == unknown
    assert str(no_format) == (
        f"{tmp_path}/unknown\\u001b: the record's fields match no format ({ALL_FORMATS}); give the format"
    )


def test_records_read_before_an_error_are_counted(tmp_path: Path) -> None:
    data = gzip.compress(b"\n".join([model(id=os.urandom(30).hex()) for _ in range(3000)]))
    file = write(tmp_path, "in.gz", data[: len(data) // 2])
    errors: list[Exception] = []
    bad = write(tmp_path, "bad", b"[]\n" + model())
    done = Outcome().process(FileRange(file), FileRange(bad), on_error=errors.append)
    assert [error.args[0] for error in errors] == [errno.EIO]
    (cut, other) = done.counts
    assert (0 < cut.records < 3000, cut.rejected, other) == (True, 0, RangeCount(2, 1, 0))
    assert done.stats == RunStats(records=cut.records + 2, rejected=1)
    assert places(done) == [(bad, 1, 1, 0)]


def test_an_unknown_format_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, "in", b"{}")
    message = f"{file}: the record's fields match no format ({ALL_FORMATS}); give the format"
    with pytest.raises(UnknownFormat) as caught:
        Outcome().process(FileRange(file))
    assert (str(caught.value), caught.value.__cause__) == (message, None)


def test_after_100_unreadable_records_each_format_is_detected(tmp_path: Path) -> None:
    file = write(tmp_path, "in", b"\xff\n" * 100 + model() + b"\n" + run() + b"\n")
    done = Outcome().process(FileRange(file))
    assert done.stats == RunStats(records=102, rejected=100)
    assert {each.format for each in done.rejected} == {None}
    unknown = write(tmp_path, "unknown", b"\xff\n" * 100 + b"{}\n" + model())
    errors: list[Exception] = []
    again = Outcome().process(FileRange(unknown), FileRange(write(tmp_path, "good", model())), on_error=errors.append)
    assert [str(error) for error in errors] == [
        f"{unknown}: the record's fields match no format ({ALL_FORMATS}); give the format"
    ]
    assert again.counts == [RangeCount(101, 100, 0), RangeCount(1, 0, 0)]


@pytest.mark.parametrize("error", [OSError(errno.EIO, "the terminal is gone"), BrokenPipeError(), KeyboardInterrupt()])
def test_an_error_of_a_callback_is_not_given_to_on_error(tmp_path: Path, error: BaseException) -> None:
    def fail(_: int) -> None:
        raise error

    errors: list[Exception] = []
    with pytest.raises(type(error)) as caught:
        Outcome().process(FileRange(write(tmp_path, "in", model())), on_error=errors.append, step=fail)
    assert caught.value is error
    assert errors == []


def test_a_file_in_the_target_format_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as output:
        task = ConvertTask(ConvertOptions(target=RUN), ConvertStreams(output), RunStats())
        ranges = [FileRange(write(tmp_path, "in", run()))]
        rejected = process_ranges(task, ranges, RunStats(), RunOptions(), step=lambda _: None, counts=[])
        with pytest.raises(UsageError) as caught:
            list(rejected)
    assert str(caught.value) == f"there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}"
