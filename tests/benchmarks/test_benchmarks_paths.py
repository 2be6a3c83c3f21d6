"""The comparison of paths has a row for each work and kind of data, and refuses paths with different results."""

import pytest

from runbridge.record.native_nodes import load_library
from tests.benchmarks import paths
from tests.benchmarks.paths import BEGIN, END, chunks_of, main, works_of
from tests.benchmarks.records import KINDS, SIZES, make_records

pytestmark = pytest.mark.skipif(load_library() is None, reason="the native module is not there")


def test_the_command_prints_a_row_for_each_work_and_kind_of_data(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--records", "40", "--repeats", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[-1]) == (BEGIN, END)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert [row[:2] for row in rows[2:]] == [
        [work, f"{size}, {kind}"]
        for work in ("to workflow-run", "and back", "validate")
        for kind in KINDS
        for size in SIZES
    ]


def test_chunks_have_whole_lines() -> None:
    lines = [b"x" * 40_000, b"y" * 40_000, b"z"]
    assert chunks_of(lines, 60_000) == [b"\n".join(lines[:2]) + b"\n", b"z\n"]
    assert chunks_of(lines[:2], 60_000) == [b"\n".join(lines[:2]) + b"\n"]


def test_paths_with_different_results_are_no_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [next(make_records(size="2 KB", kind="plain")).removesuffix(b"\n")]
    monkeypatch.setattr(paths, "validate_each", lambda _: [0])
    with pytest.raises(ValueError, match="validate: the paths give different results"):
        works_of(lines)


def test_records_that_the_module_hands_back_are_no_measurement() -> None:
    record = next(make_records(size="2 KB", kind="plain")).removesuffix(b"\n")
    odd = record.replace(b'"duration":', b'"duration":1e400,"other":')
    with pytest.raises(ValueError, match="the module did not convert all records"):
        works_of([odd])
