"""Ratios of samples of the same turn, and the exact text of the table."""

from pathlib import Path

from tests.benchmarks.measuring import Measured, Sample, Trouble, compare, interleave
from tests.benchmarks.subjects import FLOOR, STARTS, SUBJECTS, WORKS, Subject, choose
from tests.benchmarks.table import as_markdown, row_of, start_row

FLOOR_SUBJECT = Subject(work="right", name=FLOOR)
TOOL = Subject(work="right", name="tool", command=("tool",), share=5)
EXPECTED = r"""<!-- the output of `python -m tests.benchmarks` -->

| work | tool | 2 KB | 7 KB | cores | remarks |
| --- | --- | --- | --- | --- | --- |
| to workflow-run | floor (msgspec) | 1.00 (20 MiB) | 1.00 (20 MiB) | 1.0 | 500, 500 MB/s |
| to workflow-run | tool | 1.43 (31 MiB) | 17 (31 MiB) | 1.8 | with start-up; on 1/5 of the records |
| to workflow-run | tool | 1.43 (31 MiB) | failed | 1.8 | failed: a \| b; with start-up; on 1/5 of the records |
| to workflow-run | tool | missing | missing |  | missing: tool not installed; with start-up; on 1/5 of the records |
| start, CPU time | `python -c pass` | 12 ms (10 MiB) |  |  |  |
| start, CPU time | `runbridge --version` | +58 ms (10 MiB) |  |  |  |
| start, CPU time | `runbridge --version` | failed |  |  | failed: no |

Some notes.

<!-- end of the benchmarks -->
"""


def measured(ratio: float, peak: float = 31.4, cores: float = 1.84) -> Measured:
    return Measured(ratio=ratio, peak=peak, cores=cores, rate=5e8)


def sample(seconds: float, cpu: float = 0.0, peak: float = 10.0) -> Sample:
    return Sample(seconds=seconds, cpu=cpu, peak=peak)


def test_the_table() -> None:
    bare = [sample(1, 0.012), sample(1, 0.011), sample(1, 0.5)]
    floor = measured(1, 20, 1)
    rows = [
        row_of(FLOOR_SUBJECT, [floor, floor]),
        row_of(TOOL, [measured(1.434), measured(17.2)]),
        row_of(TOOL, [measured(1.434), Trouble("failed: a |\nb")]),
        row_of(TOOL, [Trouble("missing: tool not installed"), Trouble("missing: tool not installed")]),
        start_row(STARTS[0], bare, None, 2),
        start_row(STARTS[1], [sample(1, 0.07)], bare, 2),
        start_row(STARTS[1], Trouble("failed: no"), bare, 2),
    ]
    assert as_markdown(["2 KB", "7 KB"], rows, "Some notes.") == EXPECTED


def test_a_ratio_is_of_the_same_turn_and_per_record(tmp_path: Path) -> None:
    whole, share = tmp_path / "whole", tmp_path / "share"
    whole.write_bytes(b"{}\n" * 10)
    share.write_bytes(b"{}\n" * 2)
    # The machine was slow in the second turn, for both subjects.
    floor = [sample(1, 1), sample(4, 4), sample(2, 2)]
    tool = [sample(0.5, 1, 7), sample(2, 2, 9), sample(1, 1, 8)]
    result = compare(tool, floor, source=share, floor_source=whole)
    assert result == Measured(ratio=2.5, peak=8, cores=1, rate=6)


def test_subjects_take_turns_and_a_failed_one_is_not_repeated() -> None:
    other = Subject(work="right", name="other")
    turns: list[str] = []

    def run(subject: Subject) -> Sample | Trouble:
        turns.append(subject.name)
        return Trouble("failed: no") if subject is TOOL and len(turns) > 3 else sample(len(turns))

    results = interleave([FLOOR_SUBJECT, TOOL, other], 3, run)
    assert turns == [FLOOR, "tool", "other", FLOOR, "tool", "other", FLOOR, "other"]
    assert results == {
        FLOOR_SUBJECT: [sample(1), sample(4), sample(7)],
        TOOL: Trouble("failed: no"),
        other: [sample(3), sample(6), sample(8)],
    }


def test_every_work_has_a_floor_and_runbridge() -> None:
    assert choose([]) == SUBJECTS
    for work in WORKS:
        names = [subject.name for subject in SUBJECTS if subject.work == work]
        assert names[:2] == [FLOOR, "runbridge"]


def test_chosen_subjects_include_their_floors() -> None:
    chosen = [(subject.work, subject.name) for subject in choose(["DuckDB, 1", "validate: runb"])]
    assert chosen == [
        ("right", FLOOR),
        ("right", "DuckDB, 1 thread"),
        ("left", FLOOR),
        ("left", "DuckDB, 1 thread"),
        ("validate", FLOOR),
        ("validate", "runbridge"),
    ]
    assert {subject.work for subject in choose([], large=False)} == {"right", "left", "validate"}
    assert choose(["start"]) == ()
