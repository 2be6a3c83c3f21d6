"""Parts of files together are the files, whatever is in them and however many parts there are."""

import gzip
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.errors import UsageError
from runbridge.inputs.chunks import MAX_RECORD, Record
from runbridge.inputs.reader import iter_records, read_chunks, read_lines
from runbridge.inputs.sources import open_input, open_range
from runbridge.options import parse_jobs
from runbridge.pipeline.executor import partition
from runbridge.pipeline.runner import FileRange
from tests.pipeline.run_helpers import write
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, compact, model, run

LINES = st.lists(st.sampled_from(GOOD + MESSY + BAD), max_size=12)


@pytest.fixture(autouse=True)
def fixture_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runbridge.pipeline.executor.MIN_PART", 1)


def parts_of(
    *files: str,
    jobs: int,
    format_name: str | None = None,
    max_record: int = MAX_RECORD,
    native: tuple[str | None, ...] = (),
) -> list[list[FileRange]]:
    return partition(files, format_name, jobs, max_record=max_record, is_native=lambda name: name in native)


def records_of(ranges: list[FileRange]) -> list[Record]:
    """The records of ranges of one file, each with its place in the file."""
    found: list[Record] = []
    line = 1
    for range_ in ranges:
        if range_.end is None:
            with open_input(range_.file) as source:
                found += iter_records(source)
            continue
        with open_range(range_.file, range_.start, range_.end) as source:
            for chunk in read_lines(source, line=line, offset=range_.start):
                found += chunk.records(len(found) + 1)
        with open_range(range_.file, range_.start, range_.end) as source:
            line += source.read(1 << 30).count(b"\n")
    return found


@given(lines=LINES, end=st.sampled_from([b"", b"\n"]), jobs=st.integers(1, 9))
def test_parts_have_the_same_records_as_the_file(
    lines: list[bytes], end: bytes, jobs: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = write(tmp_path_factory.getbasetemp(), "shared", b"\n".join(lines) + end)
    parts = parts_of(file, format_name=MODEL, jobs=jobs)
    assert len(parts) <= jobs
    with open_input(file) as source:
        whole = list(iter_records(source))
    assert records_of([range_ for part in parts for range_ in part]) == whole


def test_parts_end_with_a_line_and_have_about_the_same_size(tmp_path: Path) -> None:
    line = run() + b"\n"
    file = write(tmp_path, "in", line * 10)
    size = len(line)
    assert parts_of(file, jobs=3) == [
        [FileRange(file, RUN, 0, 4 * size)],
        [FileRange(file, RUN, 4 * size, 8 * size)],
        [FileRange(file, RUN, 8 * size, 10 * size)],
    ]
    assert parts_of(file, jobs=2, format_name=MODEL) == [
        [FileRange(file, MODEL, 0, 5 * size)],
        [FileRange(file, MODEL, 5 * size, 10 * size)],
    ]


def test_the_first_file_with_content_decides_whether_threads_process_all(tmp_path: Path) -> None:
    line = model() + b"\n"
    one, other = write(tmp_path, "one", line * 3), write(tmp_path, "other", (run() + b"\n") * 5)
    packed, nothing = write(tmp_path, "packed", gzip.compress(line * 3)), write(tmp_path, "nothing", b"")
    assert parts_of(nothing, one, other, jobs=2, native=(MODEL,)) == [
        [FileRange(nothing), FileRange(one), FileRange(other)]
    ]
    assert len(parts_of(nothing, other, one, jobs=2, native=(MODEL,))) == 2
    assert len(parts_of(packed, one, jobs=2, format_name=MODEL, native=(MODEL,))) == 2
    assert parts_of(nothing, jobs=2, native=(MODEL,)) == [[FileRange(nothing)]]


def test_a_line_longer_than_a_part_is_not_split(tmp_path: Path) -> None:
    long = model(workflow_inputs="x" * 300_000) + b"\n"
    short = model() + b"\n"
    file = write(tmp_path, "in", short + long + short)
    end = len(short) + len(long)
    assert parts_of(file, jobs=3) == [[FileRange(file, MODEL, 0, end)], [FileRange(file, MODEL, end, end + len(short))]]
    alone = write(tmp_path, "alone", long.rstrip())
    assert parts_of(alone, jobs=3) == [[FileRange(alone, MODEL, 0, len(long) - 1)]]


def test_parts_may_span_files(tmp_path: Path) -> None:
    line = model() + b"\n"
    size = len(line)
    one, other = write(tmp_path, "one", line * 3), write(tmp_path, "other", line * 5)
    assert parts_of(one, other, jobs=2) == [
        [FileRange(one, MODEL), FileRange(other, MODEL, 0, size)],
        [FileRange(other, MODEL, size, 5 * size)],
    ]
    assert parts_of(one, one, jobs=2) == [[FileRange(one, MODEL)], [FileRange(one, MODEL)]]
    assert parts_of(one, other, one, jobs=9, format_name=MODEL) == [
        [FileRange(one, MODEL, 0, 2 * size)],
        [FileRange(one, MODEL, 2 * size, 3 * size), FileRange(other, MODEL, 0, size)],
        [FileRange(other, MODEL, size, 3 * size)],
        [FileRange(other, MODEL, 3 * size, 5 * size)],
        [FileRange(one, MODEL, 0, 2 * size)],
        [FileRange(one, MODEL, 2 * size, 3 * size)],
    ]


def test_small_files_are_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = model() + b"\n"
    file = write(tmp_path, "in", line * 10)
    monkeypatch.setattr("runbridge.pipeline.executor.MIN_PART", 5 * len(line) + 1)
    assert parts_of(file, jobs=2) == [[FileRange(file)]]
    monkeypatch.setattr("runbridge.pipeline.executor.MIN_PART", 5 * len(line))
    assert len(parts_of(file, jobs=2)) == len(parts_of(file, jobs=8)) == 2


def test_with_one_job_no_file_is_opened(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    assert parts_of(missing, jobs=1, format_name=RUN) == [[FileRange(missing, RUN)]]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + model() + b"\n" + model(),
        b"[\n" + model() + b",\n" + model() + b"\n]",
        b'{\n"a":1\n}\n{\n"b":2\n}\n',
        gzip.compress((model() + b"\n") * 99, mtime=0),
        b"\x81\xa1a\x01" * 99,
    ],
    ids=["byte order mark", "array", "pretty", "gzip", "MessagePack"],
)
def test_a_file_that_is_not_lines_is_not_split(tmp_path: Path, data: bytes) -> None:
    file, other = write(tmp_path, "in", data), write(tmp_path, "other", model() + b"\n")
    ((first, *_), *_) = parts_of(file, other, jobs=9, format_name=MODEL)
    assert first == FileRange(file, MODEL)


def test_a_file_with_an_error_stays_whole_for_its_reader(tmp_path: Path) -> None:
    line = model() + b"\n"
    good, bad = write(tmp_path, "good", line * 4), write(tmp_path, "bad", b'{"a":1}\n')
    broken = write(tmp_path, "broken", gzip.compress(b"")[:11])
    missing, nothing = str(tmp_path / "missing"), write(tmp_path, "nothing", b"")
    unknown = write(tmp_path, "unknown", b"{\n{\n")
    size = len(line)
    assert parts_of(good, bad, broken, missing, nothing, unknown, jobs=2) == [
        [FileRange(good, MODEL, 0, 3 * size)],
        [
            FileRange(good, MODEL, 3 * size, 4 * size),
            FileRange(bad),
            FileRange(broken),
            FileRange(missing),
            FileRange(nothing),
            FileRange(unknown),
        ],
    ]
    assert parts_of(good, missing, jobs=2, format_name=MODEL)[-1][-1] == FileRange(missing, MODEL)


def test_empty_files_make_no_part_of_their_own(tmp_path: Path) -> None:
    good, nothing = write(tmp_path, "good", model() + b"\n"), write(tmp_path, "nothing", b"")
    assert parts_of(nothing, good, nothing, good, nothing, jobs=2) == [
        [FileRange(nothing), FileRange(good, MODEL), FileRange(nothing)],
        [FileRange(good, MODEL), FileRange(nothing)],
    ]


def test_the_format_is_detected_from_records_within_the_limit(tmp_path: Path) -> None:
    long = model(workflow_inputs="x" * 1000)
    file = write(tmp_path, "in", long + b"\n" + run() + b"\n")
    assert parts_of(file, jobs=2)[0][0].format_name == MODEL
    assert parts_of(file, jobs=2, max_record=len(run()))[0][0].format_name == RUN


@pytest.mark.parametrize("stream", ["-", os.devnull, "fifo", "socket"])
def test_a_stream_is_not_opened(tmp_path: Path, stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        file = write(tmp_path, "in", (model() + b"\n") * 9)
        # To open the pipe would wait for a writer.
        assert parts_of(file, stream, jobs=2) == [[FileRange(file), FileRange(stream)]]


def test_a_file_that_shrinks_ends_where_it_ends_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "in", (model() + b"\n") * 4)
    size = Path(file).stat().st_size

    def shrink_first(chunks: object, _formats: object) -> tuple[str, object]:
        Path(file).write_bytes(model())
        return MODEL, chunks

    monkeypatch.setattr("runbridge.pipeline.executor.detect_format", shrink_first)
    assert parts_of(file, jobs=2) == [[FileRange(file, MODEL, 0, size)]]


@pytest.mark.parametrize(("jobs", "number"), [(1, 1), ("1", 1), ("16", 16), (3, 3)])
def test_a_number_of_jobs_may_be_text(jobs: int | str, number: int) -> None:
    assert parse_jobs(jobs) == number


def test_auto_jobs_are_the_available_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(os, "sched_getaffinity"):
        assert parse_jobs("auto") == len(os.sched_getaffinity(0))
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert parse_jobs("auto") == os.cpu_count()


@pytest.mark.parametrize("jobs", [0, -1, "0", "", "two", "1.5", "AUTO"])
def test_an_invalid_number_of_jobs_is_refused(jobs: int | str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_jobs(jobs)
    assert str(caught.value) == f"{jobs!r} is not a valid number of jobs; give 1 or more, or auto"


def test_a_file_that_can_be_split_is_read_as_lines(tmp_path: Path) -> None:
    """Both ways to detect lines must agree, or a part would be read differently from the whole file."""
    for index, line in enumerate([*GOOD, *MESSY, *BAD, compact([1]), b'{"a":\n1}']):
        file = write(tmp_path, str(index), line + b"\n" + model() + b"\n")
        (*_, part) = parts_of(file, jobs=9, format_name=MODEL)
        if part[0].end is not None:
            with open_input(file) as source, open_range(file, 0, Path(file).stat().st_size) as same:
                assert list(read_chunks(source)) == list(read_lines(same))
