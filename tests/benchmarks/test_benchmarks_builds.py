"""Comparing two builds: the same records, in turns, with equal outputs."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks import compare_builds
from tests.benchmarks.compare_builds import Comparison, compare, main, run_once
from tests.benchmarks.records import make_records


@pytest.fixture(name="source")
def make_source(tmp_path: Path) -> Path:
    source, lines = tmp_path / "model.ndjson", make_records(size="2 KB", kind="everything")
    source.write_bytes(next(lines) + next(lines))
    return source


def test_ratio_is_the_median_over_turns() -> None:
    done = Comparison(title="", ours=[1.0, 2.0, 9.0], others=[2.0, 2.0, 3.0], same_output=True)
    assert done.ratio == 1.0


def test_run_prints_the_first_record_and_then_all(source: Path) -> None:
    seconds, output = run_once(sys.executable, "convert", source, "--to", "workflow-run", "--residue", "drop")
    lines = output.splitlines()
    assert seconds > 0
    assert len(lines) == 3
    assert lines[0] == lines[1] != lines[2]


def test_run_fails_if_the_command_fails(source: Path) -> None:
    with pytest.raises(RuntimeError, match=r"validate failed: (?s:.*)--no-such-option"):
        run_once(sys.executable, "validate", source, "--no-such-option")


def test_a_build_has_the_same_output_as_itself(source: Path) -> None:
    done = compare("title", (sys.executable, sys.executable), 1, "validate", source)
    assert (done.title, done.same_output, len(done.ours), len(done.others)) == ("title", True, 1, 1)


@pytest.mark.parametrize("same", [True, False])
def test_command_prints_each_ratio_and_fails_for_other_bytes(
    same: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fake(title: str, pythons: Sequence[str], repeats: int, command: str, source: Path, *options: str) -> Comparison:
        assert (pythons, repeats) == ((sys.executable, sys.executable), 7)
        return Comparison(
            title=f"{title} ({command} {source.name} {' '.join(options)})", ours=[2], others=[4], same_output=same
        )

    monkeypatch.setattr(compare_builds, "compare", fake)
    monkeypatch.setattr(compare_builds, "run_once", lambda *_: (1.0, b""))
    assert main([sys.executable, "--size", "0.001"]) == (0 if same else 1)
    lines = capsys.readouterr().out.splitlines()
    assert len({*lines}) == 24
    first = "0.500  2 KB, plain, published: convert to workflow-run"
    options = "(convert model.ndjson --to workflow-run --profile published)"
    assert lines[0] == f"{first} {options}{'' if same else '  (OUTPUT DIFFERS)'}"
