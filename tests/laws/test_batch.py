"""L12: a record alone converts to the same bytes as among others, and every record is accounted for."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from tests.laws.fields import MODEL, RUN, other
from tests.laws.records import plain


def _converted(lines: list[bytes], form: str, **options: Any) -> tuple[rb.Summary, list[bytes], list[rb.Rejected]]:
    """What a file of these lines gives: its summary, the converted lines and the rejected records."""
    rejected: list[rb.Rejected] = []
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in"), Path(folder, "out")
        source.write_bytes(b"\n".join(lines))
        summary = rb.convert_file(source, target, other(form), from_=form, on_reject=rejected.append, **options)
        return summary, target.read_bytes().split(b"\n")[:-1], rejected


def test_the_input_of_a_conversion_is_not_changed() -> None:
    data = bytearray(b'{"id": 1}')
    with pytest.raises(rb.InvalidRecord):
        rb.convert(bytes(data), RUN, MODEL)
    assert data == b'{"id": 1}'


def test_l12_a_broken_record_does_not_affect_its_neighbours() -> None:
    lines = [write({**plain(MODEL), "id": f"run-{number}"}) for number in range(20)]
    lines[10] = b'{"id": 1}'
    summary, out, rejected = _converted(lines, MODEL)
    assert [read(line)["id"] for line in out] == [f"run-{number}" for number in range(20) if number != 10]
    assert [each.number for each in rejected] == [11]
    assert (summary.records, summary.rejected) == (20, 1)
    assert summary.fields == {"defaulted": dict.fromkeys(("parentRunId", "error", "cfWorkflowId"), 19)}
