"""L12: a record alone converts to the same bytes as among others, and every record is accounted for."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.jsontext import on_one_line
from tests.laws.fields import MODEL, RUN, other
from tests.laws.hops import conversion
from tests.laws.records import OPTIONS, formats, plain, records
from tests.laws.tokens import read, write


def _converted(lines: list[bytes], form: str, **options: Any) -> tuple[rb.Summary, list[bytes], list[rb.Rejected]]:
    """What a file of these lines gives: its summary, the converted lines and the rejected records."""
    rejected: list[rb.Rejected] = []
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in"), Path(folder, "out")
        source.write_bytes(b"\n".join(lines))
        summary = rb.convert_file(source, target, other(form), from_=form, on_reject=rejected.append, **options)
        return summary, target.read_bytes().split(b"\n")[:-1], rejected


@given(form=formats, data=st.data())
def test_l12_single_records_and_batches_give_the_same_bytes(form: str, data: st.DataObject) -> None:
    batch: list[Any] = data.draw(
        st.lists(records(form) | st.sampled_from([b"{", b"[1,2,3]", b"null", b'{"id": 1}', b"\xff"]), max_size=5)
    )
    # A lone line `[1,2,3]` would be an array of three records.
    batch = [plain(form), *batch]
    lines = [item if isinstance(item, bytes) else write(item) for item in batch]
    summary, out, rejected = _converted(lines, form, **OPTIONS)
    good = [item for item in batch if not isinstance(item, bytes)]
    bad = [item for item in batch if isinstance(item, bytes)]
    assert out == [on_one_line(conversion(item, form).data) for item in good]
    assert [each.data for each in rejected] == bad
    assert (summary.records, summary.passed, summary.rejected) == (len(batch), len(good), len(bad))


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
