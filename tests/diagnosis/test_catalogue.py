"""Each code has a page whose example reports what the page shows."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.diagnosis.catalogue import Example, explained, explanations
from runbridge.problem_messages import CODES
from tests.schemas.samples import RECORDS


def record_of(example: Example) -> bytes:
    """The record of an example as bytes."""
    repeated = example.repeat * example.count
    if example.record:
        return example.record.replace("…", repeated).encode(example.encoding)
    changes = example.set.replace("…", repeated)
    changed = {name for name in RECORDS[example.sample] if changes.startswith(f'"{name}":')} | {example.remove}
    kept = json.dumps({name: value for name, value in RECORDS[example.sample].items() if name not in changed})
    return (f"{kept[:-1]}, {changes}}}" if changes else kept).encode()


def reported(example: Example, folder: Path) -> list[rb.Problem]:
    """The problems that the call of an example reports, or raises."""
    record = record_of(example)
    (folder / "runs.ndjson").write_bytes(record)
    rejected: list[rb.Rejected] = []
    try:
        result: Any = eval(example.call, {"rb": rb, "record": record, "report": rejected.append})
    except rb.RecordError as error:
        return [*error.problems]
    return [problem for each in rejected for problem in each.problems] if rejected else result


def test_each_code_has_a_page_in_order() -> None:
    assert tuple(explanations()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_each_example_reports_what_its_page_shows(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = explanations()[code].example
    *others, problem = reported(example, tmp_path)
    # Only the last of too many problems says that there are more.
    assert len(others) == (10_000 if code == "too-many-problems" else 0)
    fix = problem.fix.text if problem.fix is not None else ""
    assert (problem.code, problem.message, fix) == (code, example.message, example.hint)


@pytest.mark.parametrize("code", CODES)
def test_each_page_has_sentences(code: str) -> None:
    each = explanations()[code]
    texts = (each.meaning, each.cause, each.fix)
    assert len({*texts}) == 3
    assert all(text.endswith((".", "`.")) and text[0].isupper() for text in texts)
    assert all(text in explained(code) for text in (*texts, each.example.call, each.example.message))
