"""The lane converts ordinary records of every format, and to the same bytes as Python."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from runbridge.errors import RecordError
from runbridge.record.native_batch import process_natively
from runbridge.record.native_plan import make_conversion_plan
from tests.laws.fields import MODEL, RUN
from tests.native import fuzz
from tests.native.format_fuzz import Case, directions, ordinary, run

DIRECTIONS = [names for names in directions() if MODEL not in names]
#: Where the records of services have no value for a field, which an option gives.
_FILLED = {"kfp-run", "mlflow-run", "temporal-workflow-execution", "airflow-dag-run", "github-workflow-run"}


def converted(case: Case) -> Iterator[bool]:
    """Whether the lane takes each ordinary line that can be converted."""
    for line in ordinary(case.source, case.target, case.profile):
        try:
            case.converter().convert(line)
        except RecordError:
            continue
        yield fuzz.check_with(case.converter(), line, case)


@pytest.mark.parametrize("residue", ["embed", "drop", "text", "sidecar"])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_the_lane_takes_nearly_all_ordinary_records(source: str, target: str, profile: str, residue: str) -> None:
    taken = [*converted(Case(source, target, profile, residue))]  # type: ignore[arg-type]  # one of the modes
    assert len(taken) >= 6
    assert sum(taken) > (0.5 if {source, target} & _FILLED else 0.8) * len(taken)


@pytest.mark.parametrize("given", ["all", "set", "nothing"])
def test_every_direction_has_a_plan_with_any_options(given: str) -> None:
    for source, target in directions():
        for profile in ("published", "tolerant"):
            case = Case(source, target, profile, given=given)  # type: ignore[arg-type]  # what options give
            assert case.converter().native_plan is not None


@pytest.mark.deep
def test_mutants_that_the_lane_converts_are_the_same_in_python() -> None:
    number = 30_000
    lines, taken = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for case, is_taken in islice(run(2), number):
        lines[case.source, case.target] += 1
        taken[case.source, case.target] += is_taken
    assert lines.keys() == {*directions()}
    assert all(taken[ends] > number / 10 for ends, number in lines.items())


def _run(arguments: list[str], folder: Path, wanted: str) -> tuple[int, bytes, dict[str, bytes]]:
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "runbridge", *arguments],
        cwd=folder,
        capture_output=True,
        env={**os.environ, "RUNBRIDGE_NATIVE": wanted},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("source", "target", "options"),
    [
        ("github-workflow-run", RUN, "--set mode=async"),
        ("airflow-dag-run", RUN, "--set mode=async --set workspaceId=w --set userId=u --residue text"),
        ("prefect-flow-run", RUN, "--profile tolerant"),
        (RUN, "github-workflow-run", ""),
        (RUN, "mlflow-run", "--residue drop"),
        ("mlflow-run", RUN, "--set mode=async --set workspaceId=w --residue sidecar=side"),
        (RUN, "kfp-run", "--profile tolerant"),
        (RUN, "temporal-workflow-execution", "--residue text"),
        ("comfy-webhook-body", RUN, "--map status:odd=running"),
    ],
    ids=str,
)
def test_a_run_is_the_same_without_the_lane(source: str, target: str, options: str, tmp_path: Path) -> None:
    lines = [*ordinary(source, target, "published"), b'{"id":1', b"{}"] * 3
    records = tmp_path / "in.ndjson"
    records.write_bytes(b"\n".join(lines) + b"\n")
    arguments = ["convert", str(records), "--from", source, "--to", target, "-o", "out", *options.split()]
    arguments += ["--rejects", "rejects", "--summary", "summary"]
    found = [_run(arguments, tmp_path / wanted, wanted) for wanted in ("require", "off")]
    assert found[0] == found[1]
    assert found[0][2]["rejects"]


def test_fields_come_back_in_their_order() -> None:
    case = Case("prefect-flow-run", RUN, "published")
    line = fuzz.examples()["prefect-flow-run"][0]
    names = [*json.loads(line)]
    turned = json.dumps(dict(reversed(json.loads(line).items())), separators=(",", ":")).encode()
    for record, order in ((line, names), (turned, names[::-1])):
        there = process(case, record)
        back = process(Case(RUN, "prefect-flow-run", "published"), there)
        assert back == record
        assert [*json.loads(back)] == order


def process(case: Case, line: bytes) -> bytes:
    """What the lane makes of a line that it takes."""
    plan = case.converter().native_plan
    assert plan is not None
    result = process_natively(plan.plan, line + b"\n")
    assert result is not None
    assert not result[2]
    return result[0][:-1]


def test_a_bridge_of_an_earlier_version_has_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    converter = Case(MODEL, RUN, "published").converter()
    monkeypatch.setitem(sys.modules, "runbridge._generated.workflow_run_model.bridge.plan", None)
    assert make_conversion_plan(converter.direction, converter.options, "embed") is None
