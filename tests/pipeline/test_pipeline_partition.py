"""Files are cut into parts that are the files again, whatever is in them and however many parts there are."""

import gzip
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.errors import WrongUse
from runbridge.inputs.chunks import MAX_RECORD, Record
from runbridge.inputs.reader import iter_records, read_chunks, read_lines
from runbridge.inputs.sources import open_input, open_range
from runbridge.options import parse_jobs
from runbridge.pipeline.partition import partition
from runbridge.pipeline.runner import FileRange
from tests.pipeline.run_helpers import share_small, write
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, compact, model, run

LINES = st.lists(st.sampled_from(GOOD + MESSY + BAD), max_size=12)


@pytest.fixture(autouse=True)
def fixture_small(monkeypatch: pytest.MonkeyPatch) -> None:
    share_small(monkeypatch)


def parts_of(*files: str, jobs: int, form: str | None = None, max_record: int = MAX_RECORD) -> list[list[FileRange]]:
    return partition(files, form, jobs, max_record=max_record)


def entries_of(ranges: list[FileRange]) -> list[Record]:
    """The records of spans of one file, each with its place in the file."""
    found: list[Record] = []
    line = 1
    for span in ranges:
        if span.end is None:
            with open_input(span.file) as source:
                found += iter_records(source)
            continue
        with open_range(span.file, span.start, span.end) as source:
            for block in read_lines(source, line=line, offset=span.start):
                found += block.records(len(found) + 1)
        with open_range(span.file, span.start, span.end) as source:
            line += source.read(1 << 30).count(b"\n")
    return found


@given(lines=LINES, end=st.sampled_from([b"", b"\n"]), jobs=st.integers(1, 9))
def test_any_lines_in_any_number_of_parts_are_the_same_records(
    lines: list[bytes], end: bytes, jobs: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = write(tmp_path_factory.getbasetemp(), "shared", b"\n".join(lines) + end)
    parts = parts_of(file, form=MODEL, jobs=jobs)
    assert len(parts) <= jobs
    with open_input(file) as source:
        whole = list(iter_records(source))
    assert entries_of([span for part in parts for span in part]) == whole


def test_a_part_ends_with_a_line_and_is_about_as_long_as_the_others(tmp_path: Path) -> None:
    line = run() + b"\n"
    file = write(tmp_path, "in", line * 10)
    size = len(line)
    assert parts_of(file, jobs=3) == [
        [FileRange(file, RUN, 0, 4 * size)],
        [FileRange(file, RUN, 4 * size, 8 * size)],
        [FileRange(file, RUN, 8 * size, 10 * size)],
    ]
    assert parts_of(file, jobs=2, form=MODEL) == [
        [FileRange(file, MODEL, 0, 5 * size)],
        [FileRange(file, MODEL, 5 * size, 10 * size)],
    ]


def test_a_line_longer_than_a_part_is_not_cut(tmp_path: Path) -> None:
    long = model(workflow_inputs="x" * 300_000) + b"\n"
    short = model() + b"\n"
    file = write(tmp_path, "in", short + long + short)
    end = len(short) + len(long)
    assert parts_of(file, jobs=3) == [[FileRange(file, MODEL, 0, end)], [FileRange(file, MODEL, end, end + len(short))]]
    alone = write(tmp_path, "alone", long.rstrip())
    assert parts_of(alone, jobs=3) == [[FileRange(alone, MODEL, 0, len(long) - 1)]]


def test_parts_go_over_files(tmp_path: Path) -> None:
    line = model() + b"\n"
    size = len(line)
    one, other = write(tmp_path, "one", line * 3), write(tmp_path, "other", line * 5)
    assert parts_of(one, other, jobs=2) == [
        [FileRange(one, MODEL), FileRange(other, MODEL, 0, size)],
        [FileRange(other, MODEL, size, 5 * size)],
    ]
    assert parts_of(one, one, jobs=2) == [[FileRange(one, MODEL)], [FileRange(one, MODEL)]]
    assert parts_of(one, other, one, jobs=9, form=MODEL) == [
        [FileRange(one, MODEL, 0, 2 * size)],
        [FileRange(one, MODEL, 2 * size, 3 * size), FileRange(other, MODEL, 0, size)],
        [FileRange(other, MODEL, size, 3 * size)],
        [FileRange(other, MODEL, 3 * size, 5 * size)],
        [FileRange(one, MODEL, 0, 2 * size)],
        [FileRange(one, MODEL, 2 * size, 3 * size)],
    ]


def test_what_is_small_is_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = model() + b"\n"
    file = write(tmp_path, "in", line * 10)
    share_small(monkeypatch, 5 * len(line) + 1)
    assert parts_of(file, jobs=2) == [[FileRange(file)]]
    share_small(monkeypatch, 5 * len(line))
    assert len(parts_of(file, jobs=2)) == len(parts_of(file, jobs=8)) == 2


def test_one_job_looks_at_nothing(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    assert parts_of(missing, jobs=1, form=RUN) == [[FileRange(missing, RUN)]]


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
def test_what_is_not_lines_is_not_cut(tmp_path: Path, data: bytes) -> None:
    file, other = write(tmp_path, "in", data), write(tmp_path, "other", model() + b"\n")
    ((span, *_), *_) = parts_of(file, other, jobs=9, form=MODEL)
    assert span == FileRange(file, MODEL)


def test_what_has_no_format_or_cannot_be_read_is_for_whoever_reads_it(tmp_path: Path) -> None:
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
    assert parts_of(good, missing, jobs=2, form=MODEL)[-1][-1] == FileRange(missing, MODEL)


def test_files_without_a_size_make_no_part_of_their_own(tmp_path: Path) -> None:
    good, nothing = write(tmp_path, "good", model() + b"\n"), write(tmp_path, "nothing", b"")
    assert parts_of(nothing, good, nothing, good, nothing, jobs=2) == [
        [FileRange(nothing), FileRange(good, MODEL), FileRange(nothing)],
        [FileRange(good, MODEL), FileRange(nothing)],
    ]


def test_the_format_is_told_from_records_that_may_be_read(tmp_path: Path) -> None:
    long = model(workflow_inputs="x" * 1000)
    file = write(tmp_path, "in", long + b"\n" + run() + b"\n")
    assert parts_of(file, jobs=2)[0][0].format_name == MODEL
    assert parts_of(file, jobs=2, max_record=len(run()))[0][0].format_name == RUN


@pytest.mark.parametrize("stream", ["-", os.devnull, "fifo", "socket"])
def test_what_can_be_read_only_once_is_not_looked_at(
    tmp_path: Path, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        file = write(tmp_path, "in", (model() + b"\n") * 9)
        # To open the pipe would wait for somebody who writes to it.
        assert parts_of(file, stream, jobs=2) == [[FileRange(file), FileRange(stream)]]


def test_a_file_that_shrinks_is_cut_where_it_ends_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "in", (model() + b"\n") * 4)
    size = Path(file).stat().st_size

    def shrink_first(chunks: object) -> tuple[str, object]:
        Path(file).write_bytes(model())
        return MODEL, chunks

    monkeypatch.setattr("runbridge.pipeline.partition.detect_format", shrink_first)
    assert parts_of(file, jobs=2) == [[FileRange(file, MODEL, 0, size)]]


@pytest.mark.parametrize(("jobs", "number"), [(1, 1), ("1", 1), ("16", 16), (3, 3)])
def test_a_number_of_jobs_is_what_it_is(jobs: int | str, number: int) -> None:
    assert parse_jobs(jobs) == number


def test_auto_is_as_many_jobs_as_there_are_processors_for_us(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(os, "sched_getaffinity"):
        assert parse_jobs("auto") == len(os.sched_getaffinity(0))
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert parse_jobs("auto") == os.cpu_count()


@pytest.mark.parametrize("jobs", [0, -1, "0", "", "two", "1.5", "AUTO"])
def test_what_is_no_number_of_jobs_is_refused(jobs: int | str) -> None:
    with pytest.raises(WrongUse) as caught:
        parse_jobs(jobs)
    assert str(caught.value) == f"{jobs!r} is no number of jobs; give 1 or more, or auto"


def test_what_may_be_cut_is_read_as_lines_when_it_is_whole(tmp_path: Path) -> None:
    """The two ways to tell lines must agree, or a part would be read otherwise than the whole."""
    for index, line in enumerate([*GOOD, *MESSY, *BAD, compact([1]), b'{"a":\n1}']):
        file = write(tmp_path, str(index), line + b"\n" + model() + b"\n")
        (*_, part) = parts_of(file, jobs=9, form=MODEL)
        if part[0].end is not None:
            with open_input(file) as source, open_range(file, 0, Path(file).stat().st_size) as same:
                assert list(read_chunks(source)) == list(read_lines(same))
