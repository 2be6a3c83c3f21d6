"""`--jobs` with the native module: threads of one process, with the same results as one thread."""

import errno
import gzip
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.options import ConvertOptions, ValidateOptions
from runbridge.pipeline import runner
from runbridge.pipeline.convert_task import ConvertStreams, ConvertTask
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.validate_task import make_validate_task
from runbridge.record.native_batch import MOST_LOSSES, NativeResults, process_ahead
from tests.pipeline.output_helpers import NO_COVERAGE, names_in
from tests.pipeline.run_helpers import ConvertResult, convert_inputs, write
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, model, run

LINES = st.lists(st.sampled_from(GOOD) | st.sampled_from(GOOD + MESSY + BAD), max_size=25)
#: The size of chunks, of one or two records each.
SMALL = 1000


@pytest.fixture(name="ahead")
def fixture_ahead(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The chunks that were processed ahead; all chunks are small."""
    return watch(monkeypatch)


def watch(patch: pytest.MonkeyPatch) -> list[bytes]:
    chunks: list[bytes] = []

    def process(plans: Sequence[object], chunk: bytes) -> NativeResults:
        chunks.append(chunk)
        return process_ahead(plans, chunk)

    patch.setattr(runner, "process_ahead", process)
    patch.setattr("runbridge.record.native_batch._CHUNK_SIZE", SMALL)
    return chunks


def convert(folder: Path, *inputs: bytes | str, **options: Any) -> tuple[ConvertResult, list[rb.Progress]]:
    """What a conversion writes and reports."""
    reports: list[rb.Progress] = []
    return convert_inputs(folder, *inputs, progress=reports.append, **options), reports


def validate(folder: Path, *inputs: str, **options: Any) -> tuple[Any, ...]:
    """What a validation writes and reports, with the rejects and errors in their order."""
    events: list[object] = []
    accepted, rejects, summary = (folder / name for name in ("accepted", "rejects", "summary"))
    done = rb.validate_file(
        inputs,
        accepted=accepted,
        rejects=rejects,
        summary=summary,
        on_reject=events.append,
        on_error=lambda error: events.append(str(error)),
        progress=events.append,
        **options,
    )
    files = [path.read_bytes() for path in (accepted, rejects, summary)]
    return done, events, files


@given(lines=LINES, others=LINES, jobs=st.integers(2, 4), residue=st.sampled_from(["embed", "text", "drop"]))
def test_a_conversion_in_threads_is_that_of_one_thread(
    lines: list[bytes], others: list[bytes], jobs: int, residue: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("run")
    array = b"[" + b",\n".join(GOOD * 3) + b"]"
    inputs = [b"\n".join([*GOOD, *lines]), gzip.compress(b"\n".join([*GOOD, *others])), array]
    options: dict[str, Any] = {"from_": MODEL, "residue": residue}
    with pytest.MonkeyPatch.context() as patch:
        ahead = watch(patch)
        one = convert(folder, *inputs, **options)
        assert ahead == []
        assert convert(folder, *inputs, jobs=jobs, **options) == one
        assert len(ahead) >= 3


@given(
    lines=LINES,
    others=LINES,
    jobs=st.integers(2, 4),
    options=st.sampled_from([{}, {"format": MODEL}, {"strict": True}, {"to": RUN}, {"format": MODEL, "to": RUN}]),
)
def test_a_validation_in_threads_is_that_of_one_thread(
    lines: list[bytes],
    others: list[bytes],
    jobs: int,
    options: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("run")
    inputs = [
        write(folder, "one", b"\n".join([*GOOD, *lines])),
        str(folder / "missing"),
        write(folder, "cut.gz", gzip.compress(b"\n".join([*GOOD, *others]))[:-9]),
        write(folder, "other", b"\n".join([run(), *others])),
    ]
    with pytest.MonkeyPatch.context() as patch:
        ahead = watch(patch)
        one = validate(folder, *inputs, **options)
        assert ahead == []
        assert validate(folder, *inputs, jobs=jobs, **options) == one
        assert ahead


def test_threads_convert_back_to_the_same_records(tmp_path: Path, ahead: list[bytes]) -> None:
    data = convert_inputs(tmp_path, b"\n".join(GOOD * 9)).out
    back = convert_inputs(tmp_path, data, to=MODEL)
    assert back.summary.passed == len(GOOD * 9)
    assert convert_inputs(tmp_path, data, to=MODEL, jobs=3) == back
    assert sum(chunk.count(b"\n") for chunk in ahead) == len(GOOD * 9)


def test_records_in_documents_are_the_same_in_threads(tmp_path: Path, ahead: list[bytes]) -> None:
    document = b'{"total":3,"runs":[' + b",".join(GOOD) + b'],"next":null}\n'
    one = convert(tmp_path, document * 5, unwrap="/runs/*")
    assert one[0].summary.fields["outside"] == {"/total": 5, "/next": 5}
    assert convert(tmp_path, document * 5, unwrap="/runs/*", jobs=2) == one
    assert ahead


def test_many_kinds_of_losses_are_counted_as_in_one_thread(tmp_path: Path, ahead: list[bytes]) -> None:
    """With more than some, Python counts them."""
    data = b"\n".join(model(**{f"extra{number}": 1}) for number in range(MOST_LOSSES + 500))
    one = convert(tmp_path, data)
    assert one[0].summary.more > 0
    assert convert(tmp_path, data, jobs=2) == one
    assert ahead


@pytest.mark.parametrize("options", [{"residue": "sidecar"}, {"apply_residue": False}, {"to": "kfp-run"}])
def test_python_alone_works_in_no_other_thread(tmp_path: Path, options: dict[str, Any], ahead: list[bytes]) -> None:
    data = b"\n".join(GOOD * 9)
    one = convert(tmp_path, data, **options)
    assert convert(tmp_path, data, jobs=2, **options) == one
    assert ahead == []


@pytest.mark.parametrize("options", [{"input_schema": {"type": "object"}}, {"schema": {"type": "object"}}])
def test_a_schema_of_the_user_is_checked_in_no_other_thread(
    tmp_path: Path, options: dict[str, Any], ahead: list[bytes]
) -> None:
    file = write(tmp_path, "in", b"\n".join([*GOOD, *BAD] * 9))
    assert validate(tmp_path, file, jobs=2, **options) == validate(tmp_path, file, **options)
    assert ahead == []


@pytest.mark.parametrize(
    ("options", "format_name", "number"),
    [
        (ValidateOptions(), MODEL, 1),
        (ValidateOptions(), None, 0),
        (ValidateOptions(target=RUN), MODEL, 2),
        (ValidateOptions(target=RUN), RUN, 1),
        (ValidateOptions(target=MODEL), "kfp-run", 0),
    ],
)
def test_a_validation_has_plans_for_all_that_it_does(
    options: ValidateOptions, format_name: str | None, number: int
) -> None:
    assert len(make_validate_task(options).native_plans(format_name)) == number


def test_a_slow_pipe_is_not_read_ahead(tmp_path: Path) -> None:
    """What has arrived is written before more arrives."""
    command = [sys.executable, "-m", "runbridge", "convert", "-", "--to", RUN, "-o", "-", "--jobs", "2", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdin.write(GOOD[0] + b"\n")
            process.stdin.flush()
            assert process.stdout.readline() == rb.convert(GOOD[0], RUN).data + b"\n"
        process.stdin.close()
        assert process.stdout.read() == b""


def test_standard_input_that_is_a_file_is_the_same_in_threads(tmp_path: Path) -> None:
    data = b"\n".join([*GOOD, *BAD] * 40)
    file = write(tmp_path, "in", data)
    command = [sys.executable, "-m", "runbridge", "convert", "-", "--to", RUN, "-o", "-", "--jobs", "2", "--quiet"]
    with Path(file).open("rb") as stdin:
        done = subprocess.run(command, stdin=stdin, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, convert_inputs(tmp_path, data).out)


def untouched(folder: Path) -> bool:
    return names_in(folder) == ["in", "out"] and (folder / "out").read_bytes() == b"old"


@pytest.mark.parametrize("callback", ["on_reject", "progress"])
def test_an_interrupt_leaves_no_thread_and_no_file(tmp_path: Path, callback: str, ahead: list[bytes]) -> None:
    file, out = write(tmp_path, "in", b"\n".join([*GOOD, *BAD] * 99)), write(tmp_path, "out", b"old")
    before, seen = threading.active_count(), list[int]()

    def stop(_: object) -> None:
        seen.append(threading.active_count())
        if len(seen) == 20:
            raise KeyboardInterrupt

    options: dict[str, Any] = {callback: stop}
    with pytest.raises(KeyboardInterrupt):
        rb.convert_file(file, out, RUN, rejects=tmp_path / "rejects", jobs=3, **options)
    assert (seen[-1], threading.active_count()) == (before + 2, before)
    # No more than six chunks are ahead.
    assert len(ahead) <= 20 + 6
    assert untouched(tmp_path)


def test_too_many_rejects_end_threads(tmp_path: Path, ahead: list[bytes]) -> None:
    file, out = write(tmp_path, "in", b"\n".join([*GOOD, *BAD] * 99)), write(tmp_path, "out", b"old")
    reports: list[list[rb.Progress]] = []
    for jobs in (1, 2):
        reports.append([])
        with pytest.raises(rb.TooManyRejects) as caught:
            rb.convert_file(file, out, RUN, max_rejects=30, jobs=jobs, progress=reports[-1].append)
        assert str(caught.value) == "more rejected records than the limit of 30; the output files are unchanged"
    assert ahead
    assert reports[0] == reports[1]
    assert untouched(tmp_path)


def test_a_writer_that_fails_ends_threads(tmp_path: Path, ahead: list[bytes]) -> None:
    file, before = write(tmp_path, "in", b"\n".join(GOOD * 99)), threading.active_count()
    with pytest.raises(OSError, match="No space left on device") as caught:
        rb.convert_file(file, "/dev/full", RUN, jobs=3)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "/dev/full")
    assert 0 < len(ahead) <= 7
    assert threading.active_count() == before


def test_no_memory_in_a_thread_is_an_error_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: list[bytes]
) -> None:
    def process(plans: Sequence[object], chunk: bytes) -> NativeResults:
        if b"lossy" in chunk:
            raise MemoryError
        return process_ahead(plans, chunk)

    monkeypatch.setattr(runner, "process_ahead", process)
    file, out = write(tmp_path, "in", b"\n".join(GOOD * 9)), write(tmp_path, "out", b"old")
    with pytest.raises(MemoryError):
        rb.convert_file(file, out, RUN, jobs=2)
    assert ahead == []
    assert untouched(tmp_path)


def test_an_interrupt_from_the_keyboard_ends_threads(tmp_path: Path) -> None:
    # A carriage return is for Python, which is slow enough to be in the middle.
    line = model(workflow_inputs={"prompt": "a lighthouse " * 500}) + b"\r\n"
    write(tmp_path, "in", line * 10_000)
    write(tmp_path, "out", b"old")
    command = [sys.executable, "-m", "runbridge", "convert", "in", "--to", RUN, "-o", "out", "--jobs", "2"]
    with subprocess.Popen(
        command, env=NO_COVERAGE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        try:
            until = time.monotonic() + 30
            while not any(path.stat().st_size for path in tmp_path.glob(".*.part")) and time.monotonic() < until:
                time.sleep(0.001)
            os.kill(process.pid, signal.SIGINT)
            assert process.communicate(timeout=30) == (b"", b"error: interrupted\n")
            assert process.returncode == 130
        finally:
            process.kill()
    assert untouched(tmp_path)


def test_no_thread_works_for_a_run_that_has_many_losses() -> None:
    stats = RunStats(losses=Counter({("preserved", f"x{number}"): 1 for number in range(MOST_LOSSES)}))
    task = ConvertTask(ConvertOptions(target=RUN), ConvertStreams(io.BytesIO()), stats)
    assert len(task.native_plans(MODEL)) == 1
    stats.count("preserved", "y", 1)
    assert task.native_plans(MODEL) == ()
