"""L12: a record alone converts to the same bytes as among others, and every record is accounted for."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.convert import make_converter
from runbridge.files.converting import Report, Streams, convert_entries, on_one_line
from runbridge.files.findings import Finding
from runbridge.files.reading import read_entries
from tests.laws.fields import MODEL, RUN, other
from tests.laws.hops import conversion
from tests.laws.records import OPTIONS, plain, records
from tests.laws.tokens import write


@pytest.mark.parametrize("form", [MODEL, RUN])
@given(data=st.data())
def test_l12_alone_and_in_a_batch_give_the_same_bytes(form: str, data: st.DataObject) -> None:
    batch: list[Any] = data.draw(
        st.lists(records(form) | st.sampled_from([b"{", b"[1,2,3]", b"null", b'{"id": 1}', b"\xff"]), max_size=5)
    )
    # A lone line `[1,2,3]` would be an array of three records.
    batch = [plain(form), *batch]
    lines = [item if isinstance(item, bytes) else write(item) for item in batch]
    out, rejects = io.BytesIO(), io.BytesIO()
    report, findings = Report(), list[Finding]()
    convert_entries(
        make_converter(form, other(form), **OPTIONS),
        "batch",
        read_entries(io.BytesIO(b"\n".join(lines))),
        streams=Streams(out, rejects, None, None),
        report=report,
        tell=findings.append,
    )
    good = [item for item in batch if not isinstance(item, bytes)]
    bad = [item for item in batch if isinstance(item, bytes)]
    assert out.getvalue().splitlines() == [on_one_line(conversion(item, form).data) for item in good]
    assert rejects.getvalue().splitlines() == bad
    assert (report.records, report.converted, report.rejected) == (len(batch), len(good), len(bad))


def test_the_input_of_a_conversion_is_not_changed() -> None:
    data = bytearray(b'{"id": 1}')
    with pytest.raises(rb.InvalidRecord):
        rb.convert(bytes(data), RUN, MODEL)
    assert data == b'{"id": 1}'
