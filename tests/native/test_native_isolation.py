"""The native module in forked processes and other interpreters, without memory, and with chunks that are cut off."""

import pickle
import shutil
import subprocess
import sys
import threading
from itertools import islice
from pathlib import Path

import pytest

from runbridge.laws.json_tokens import write_tokens as write
from runbridge.record.native_nodes import load_library
from tests.benchmarks.records import make_records
from tests.laws.fields import MODEL
from tests.laws.records import plain
from tests.native import hard_cases
from tests.native.plans import COUNTING, lines_for, specs
from tests.native.rows import column_of
from tests.native.sanitize import build, run_sanitized
from tests.pipeline.output_helpers import NO_COVERAGE


def _run(*arguments: str) -> None:
    # Coverage, which starts in each interpreter, does not work in several of one process.
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=NO_COVERAGE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_forked_processes_use_the_module() -> None:
    _run("-m", "tests.native.forks")


@pytest.mark.parametrize(
    "kind",
    [
        "shared",
        pytest.param(
            "isolated",
            marks=pytest.mark.skipif(
                sys.version_info < (3, 12), reason="interpreters have one lock before Python 3.12"
            ),
        ),
    ],
)
def test_other_interpreters_use_the_module_if_they_share_the_lock(kind: str, tmp_path: Path) -> None:
    library, data = load_library(), tmp_path / "data"
    assert library is not None
    spec, chunk = specs()[0], b"".join(islice(make_records(size="2 KB", kind="everything"), 100))
    data.write_bytes(pickle.dumps((spec, chunk, library.process_lines(library.make_plan(spec), chunk))))
    _run(str(Path(__file__).parent / "subinterpreters.py"), library.__file__, str(data), kind)


def test_a_buffer_may_change_while_it_is_processed() -> None:
    library = load_library()
    assert library is not None
    plan = library.make_plan(specs()[0])
    columns = [column_of([write({**plain(MODEL), "gpu": word})] * 3_000) for word in ("one", "two")]
    data, *others = columns[0]
    buffer, is_ended = bytearray(data), threading.Event()

    def change() -> None:
        while not is_ended.is_set():
            for changed, *_ in columns:
                memoryview(buffer)[:] = changed

    thread = threading.Thread(target=change)
    thread.start()
    try:
        results = [library.process_rows(plan, buffer, *others)[0] for _ in range(50)]
    finally:
        is_ended.set()
        thread.join()
    # Each row is one of the two, or of both.
    assert {(records, len(handed_back)) for _, records, handed_back, *_ in results} == {(3_000, 0)}


@pytest.mark.parametrize("number", [*range(6), COUNTING])
def test_a_chunk_may_be_cut_off_anywhere(number: int) -> None:
    library, (spec, chunk) = load_library(), hard_cases.cases()[number]
    assert library is not None
    assert hard_cases.check_prefixes(library, library.make_plan(spec), hard_cases.last_lines(chunk)) > 2_000


def test_a_table_is_as_it_was_after_a_chunk_that_is_cut_off() -> None:
    chunk = b"".join(line + b"\n" for line in [*lines_for(0)[::61], *lines_for(0)[:1]])
    assert hard_cases.check_table(load_library(), chunk) > 500


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("g++") is None, reason="it compiles the module with gcc")
@pytest.mark.parametrize("is_sanitized", [False, True])
def test_each_allocation_may_fail(is_sanitized: bool, tmp_path: Path) -> None:
    if is_sanitized:
        assert run_sanitized("tests.native.hard_cases", str(build(tmp_path))) == 0
    else:
        _run("-m", "tests.native.hard_cases", str(build(tmp_path, ["-O1"])))
