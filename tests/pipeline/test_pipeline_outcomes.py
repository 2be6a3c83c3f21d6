"""However a run ends, its outputs are complete or unchanged, and no file or process is left behind."""

import errno
import gzip
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.errors import BadInput
from runbridge.pipeline import pool
from runbridge.pipeline.executor import partition
from tests.format_names import ANY_FORMAT, targets_of
from tests.pipeline.output_helpers import NO_COVERAGE, names_in
from tests.pipeline.run_helpers import split_small_files, without_coverage, worker_ids, write
from tests.pipeline.sample_records import MODEL, RUN, model, run

GOOD, BAD = model() + b"\n", model(status=1) + b"\n"
OUTPUTS = ["out", "rejects", "summary"]


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with records, one in 100 invalid, and old outputs; small files are split among workers."""
    split_small_files(monkeypatch)
    write(tmp_path, "in", (GOOD * 99 + BAD) * 50)
    for name in OUTPUTS:
        write(tmp_path, name, b"old\n")
    return tmp_path


def convert(folder: Path, *files: str, **options: Any) -> rb.Summary:
    return rb.convert_file(
        [folder / file for file in files or ["in"]],
        folder / "out",
        RUN,
        **{"rejects": folder / "rejects", "summary": folder / "summary", **options},
    )


def check_untouched(folder: Path, *others: str) -> None:
    assert worker_ids() == []
    assert names_in(folder) == sorted(["in", *OUTPUTS, *others])
    assert [(folder / name).read_bytes() for name in OUTPUTS] == [b"old\n"] * 3


def raising(error: BaseException) -> Callable[[object], None]:
    def stop(_: object) -> None:
        raise error

    return stop


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("callback", ["on_reject", "progress"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.EIO, "the terminal is gone"), ValueError()])
def test_an_error_in_a_callback_of_a_conversion_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, callback: str, jobs: int, error: BaseException
) -> None:
    without_coverage(monkeypatch)
    with pytest.raises(type(error)) as caught:
        convert(folder, jobs=jobs, **{callback: raising(error)})
    # The error keeps the frames of the run alive.
    assert caught.value is error
    check_untouched(folder)


@pytest.mark.parametrize("callback", ["on_reject", "progress"])
def test_an_error_in_a_callback_of_a_validation_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, callback: str
) -> None:
    without_coverage(monkeypatch)
    error = KeyboardInterrupt()
    options: dict[str, Any] = {callback: raising(error), "summary": folder / "summary"}
    with pytest.raises(KeyboardInterrupt) as caught:
        rb.validate_file(folder / "in", jobs=3, on_error=raising(AssertionError()), **options)
    assert caught.value is error
    check_untouched(folder)


def test_a_killed_worker_ends_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_coverage(monkeypatch)

    def kill(_: rb.Progress) -> None:
        for pid in worker_ids():
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(rb.JobDied) as caught:
        convert(folder, jobs=3, progress=kill)
    assert str(caught.value) == "a job was killed by signal 9; the output files are unchanged"
    check_untouched(folder)


def test_a_killed_worker_ends_the_run_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records of this process are not all processed first."""
    without_coverage(monkeypatch)
    write(folder, "much", GOOD * 40_000)
    reports: list[rb.Progress] = []

    def kill(progress: rb.Progress) -> None:
        reports.append(progress)
        for pid in worker_ids():
            os.kill(pid, signal.SIGKILL)
            # Until the thread that listens to it has noticed.
            time.sleep(0.2)

    with pytest.raises(rb.JobDied):
        convert(folder, "much", jobs=2, progress=kill)
    assert reports[-1].records < 20_000
    check_untouched(folder, "much")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("limit", "shown"), [(20, "20"), ("20", "20"), ("0.5%", "0.5%")])
def test_too_many_rejects_end_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, limit: int | str, shown: str
) -> None:
    without_coverage(monkeypatch)
    with pytest.raises(rb.TooManyRejects) as caught:
        convert(folder, jobs=jobs, max_rejects=limit)
    message = f"more rejected records than the limit of {shown}; the output files are unchanged"
    assert str(caught.value) == message
    check_untouched(folder)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("limit", [50, "1%", None])
def test_as_many_rejects_as_allowed_do_not_end_the_run(folder: Path, jobs: int, limit: int | str | None) -> None:
    assert convert(folder, jobs=jobs, max_rejects=limit).rejected == 50


def test_too_many_rejects_end_a_replay(folder: Path) -> None:
    convert(folder)
    (folder / "rejects").rename(folder / "again")
    for name in OUTPUTS:
        write(folder, name, b"old\n")
    with pytest.raises(rb.TooManyRejects):
        convert(folder, "again", replay=True, max_rejects="99%")
    check_untouched(folder, "again")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("text", [random.Random(1).randbytes(99), b"\x97\x46\x12\xc1" + bytes(95)])
def test_truncated_compressed_data_ends_the_run_with_one_error(folder: Path, text: bytes, jobs: int) -> None:
    """Also where the text is malformed MessagePack, which cannot be read to its end."""
    broken = write(folder, "broken", gzip.compress(text, mtime=0)[:-9])
    with pytest.raises(BadInput) as caught:
        convert(folder, "in", "broken", jobs=jobs, from_=MODEL)
    size = Path(broken).stat().st_size
    assert caught.value.args == (errno.EIO, f"truncated gzip data after {size} bytes")
    assert caught.value.filename == broken
    check_untouched(folder, "broken")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_missing_file_ends_the_run_at_once(folder: Path, jobs: int) -> None:
    reports: list[rb.Progress] = []
    with pytest.raises(FileNotFoundError) as caught:
        convert(folder, "in", "missing", jobs=jobs, progress=reports.append)
    assert (str(caught.value.filename), reports) == (str(folder / "missing"), [])
    check_untouched(folder)


def test_a_file_that_disappears_is_the_same_error_in_a_worker(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = write(folder, "last", (folder / "in").read_bytes())

    def partition_and_remove(*arguments: Any, **options: Any) -> Any:
        parts = partition(*arguments, **options)
        Path(last).unlink()
        return parts

    monkeypatch.setattr("runbridge.pipeline.executor.partition", partition_and_remove)
    with pytest.raises(FileNotFoundError) as caught:
        convert(folder, "in", "last", jobs=2)
    assert caught.value.filename == last
    check_untouched(folder)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_in_the_target_format_is_refused(folder: Path, jobs: int) -> None:
    write(folder, "other", run() + b"\n" + run() * 3000)
    with pytest.raises(rb.UsageError) as caught:
        convert(folder, "in", "other", jobs=jobs)
    assert str(caught.value) == f"there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}"
    check_untouched(folder, "other")


#: Converts with a limit for files that the second part of the sidecar exceeds.
LIMITED = """
import resource, sys
from pathlib import Path
import runbridge as rb
from runbridge.pipeline import executor
executor.MIN_PART = 1
resource.setrlimit(resource.RLIMIT_FSIZE, (230_000, 230_000))
try:
    rb.convert_file("records", "out", "workflow-run", residue="sidecar", sidecar="side", jobs=int(sys.argv[1]))
except OSError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_sidecar_beyond_a_file_size_limit_is_an_error(folder: Path, jobs: int) -> None:
    # The part of the worker exceeds it, the part of this process does not.
    long = model(extra="x" * 4000) + b"\n"
    write(folder, "records", GOOD * 320 + long * 100)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(jobs)],
        cwd=folder,
        env=NO_COVERAGE,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("OSError [Errno 27] File too large: 'side'\n", "")
    check_untouched(folder, "records")


@pytest.mark.parametrize(("jobs", "compressed"), [(1, False), (1, True), (3, False), (3, True)])
def test_progress_grows_and_ends_with_the_total(
    folder: Path, jobs: int, compressed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_INTERVAL", 0.01)
    data = (folder / "in").read_bytes()
    write(folder, "other", gzip.compress(data) if compressed else data + b"\n" * 100_000)
    write(folder, "array", b"[" + model() + b"]" + b" " * 100_000)
    reports: list[rb.Progress] = []
    summary = convert(folder, "in", "other", "array", jobs=jobs, progress=reports.append)
    size = sum((folder / name).stat().st_size for name in ("in", "other", "array"))
    assert {each.size for each in reports} == {size}
    for before, after in pairwise(reports):
        assert before.done <= after.done
        assert before.records <= after.records
        assert before.rejected <= after.rejected
    assert reports[-1] == rb.Progress(done=size, size=size, records=summary.records, rejected=summary.rejected)
    assert summary.records == 10_001


def test_progress_of_a_replay_ends_with_the_total(folder: Path) -> None:
    convert(folder)
    again = write(folder, "again", (folder / "rejects").read_bytes() * 20 + b"\n" * 200_000)
    reports: list[rb.Progress] = []
    convert(folder, "again", replay=True, progress=reports.append)
    size = Path(again).stat().st_size
    assert reports[-1] == rb.Progress(done=size, size=size, records=1000, rejected=1000)
    assert [each.done for each in reports] == sorted(each.done for each in reports)
    assert len(reports) > 5


def test_standard_input_is_read_and_standard_output_written(folder: Path) -> None:
    script = f"import sys, runbridge as rb; print(rb.convert_file('-', '-', {RUN!r}, jobs=4), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], input=GOOD * 2 + b"{\n", capture_output=True, check=True)
    assert done.stdout == (rb.convert(model(), RUN).data + b"\n") * 2
    assert done.stderr.startswith(b"Summary(records=3, rejected=1,")
    check_untouched(folder)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"residue": "sidecar"}, 'residue="sidecar" and the file `sidecar` belong together; give both or neither'),
        ({"sidecar": "side"}, 'residue="sidecar" and the file `sidecar` belong together; give both or neither'),
        (
            {"inputs": "-", "residue_from": "-"},
            "standard input cannot be both the records and the sidecar; give one of them as a file",
        ),
        ({"inputs": ["-", "-"]}, "standard input is given twice"),
        ({"jobs": 0}, "0 is not a valid number of jobs; give 1 or more, or auto"),
        ({"jobs": "x", "residue_from": "in"}, "'x' is not a valid number of jobs; give 1 or more, or auto"),
        ({"max_rejects": "x"}, "'x' is not a valid limit; give a number of records, or a percentage like 5%"),
        ({"to": "odd"}, f"unknown format 'odd'; choose {ANY_FORMAT}"),
        ({"from_": RUN}, f"there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}"),
        ({"profile": "odd"}, "unknown profile 'odd'; choose published or tolerant"),
        ({"residue": "odd"}, "invalid residue mode 'odd'; choose embed, text, sidecar, drop"),
        ({"set": {"odd": "x"}}, "'odd' cannot be set; choose "),
        ({"rejects": "out"}, "two outputs would be written to out; give each its own file"),
    ],
)
def test_invalid_options_of_a_conversion_leave_outputs_unchanged(
    folder: Path, options: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(rb.UsageError) as caught:
        rb.convert_file(**{"inputs": "in", "output": "out", "to": RUN, **options})
    assert str(caught.value) == message or (message.endswith(" ") and str(caught.value).startswith(message))
    check_untouched(folder)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "odd"}, "unknown profile 'odd'; choose published or tolerant"),
        ({"format": "odd"}, f"unknown format 'odd'; choose {ANY_FORMAT}"),
        ({"jobs": "x"}, "'x' is not a valid number of jobs; give 1 or more, or auto"),
    ],
)
def test_invalid_options_of_a_validation_leave_outputs_unchanged(
    folder: Path, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.validate_file(folder / "in", summary=folder / "summary", **options)
    assert str(caught.value) == message
    check_untouched(folder)


def test_a_write_error_names_its_output(folder: Path) -> None:
    with pytest.raises(OSError, match="No space left on device") as caught:
        rb.convert_file(folder / "in", "/dev/full", RUN, jobs=2)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "/dev/full")
    check_untouched(folder)


#: Prints that it has started, and waits.
STARTED = """
import sys, time
import runbridge as rb
from runbridge.pipeline import executor
executor.MIN_PART = 1
executor._is_for_threads = lambda file, is_native: False

def show(progress):
    print("started", flush=True)
    time.sleep(60)

try:
    rb.convert_file("in", "out", "workflow-run", rejects="rejects", summary="summary", jobs=3, progress=show)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_ends_the_run_and_its_workers_silently(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTED],
        cwd=folder,
        env=NO_COVERAGE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        # The terminal sends it to the foreground process group.
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=60) == (b"interrupted\n", b"")
    check_untouched(folder)
