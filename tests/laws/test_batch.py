"""L12: a record alone converts to the same bytes as among others, and every record is accounted for."""

import io
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.convert import make_converter
from runbridge.files.converting import Report, Streams, convert_entries, on_one_line
from runbridge.files.findings import Finding
from runbridge.files.lanes import convert_lines
from runbridge.files.reading import read_entries
from tests.laws.fields import MODEL, RUN, other
from tests.laws.hops import conversion, hop
from tests.laws.records import OPTIONS, plain, records
from tests.laws.tokens import Num, read, write


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


@pytest.mark.parametrize("form", [MODEL, RUN])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("residue", ["embed", "drop"])
@given(data=st.data())
def test_l12_a_chunk_of_lines_gives_the_same_bytes_or_is_refused(
    form: str, profile: str, residue: Any, data: st.DataObject
) -> None:
    batch = data.draw(st.lists(records(form, profile, unknown=data.draw(st.booleans())), min_size=1, max_size=4))
    if data.draw(st.booleans()):
        # The way back, where every record has a residue.
        batch, form = [hop(record, form, profile=profile) for record in batch], other(form)
    converter = make_converter(form, other(form), profile=profile, residue=residue, **OPTIONS)
    one_by_one = [converter.convert(write(record)) for record in batch]
    losses: Counter[tuple[str, str]] = Counter()
    lines = convert_lines(converter, b"".join(write(record) + b"\n" for record in batch), losses)
    if lines is not None:
        assert lines == [done.data for done in one_by_one]
        assert losses == Counter((loss.kind, loss.member) for done in one_by_one for loss in done.losses)


@pytest.mark.parametrize("form", [MODEL, RUN])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_l12_a_chunk_of_ordinary_lines_is_not_refused(form: str, profile: str) -> None:
    there = make_converter(form, other(form), profile=profile)
    back = make_converter(other(form), form, profile=profile)
    own = {"machine_id": "m", "status": "queued"} if form == MODEL else {"error": "x", "status": "waiting"}
    originals = [plain(form), {**plain(form), **own}]
    lines = convert_lines(there, b"".join(write(record) + b"\n" for record in originals), Counter())
    assert lines is not None
    again = convert_lines(back, b"".join(line + b"\n" for line in lines), Counter())
    assert again is not None
    assert [read(line) for line in again] == originals


@pytest.mark.parametrize(
    "chunk",
    [
        b"",
        b"%s",
        b"%s\r\n",
        b"%s %s\n\n",
        b"%s\n\n%s\n",
        b"[%s,\n%s]\n",
        b"%s\n{}\n",
        b"%s\n{\xff}\n",
        b"%s\n[]\n",
    ],
)
def test_l12_a_chunk_that_is_not_a_record_a_line_is_refused_and_nothing_is_counted(chunk: bytes) -> None:
    record = write(plain(MODEL))
    losses: Counter[tuple[str, str]] = Counter()
    text = chunk.replace(b"%s", record)
    assert convert_lines(make_converter(MODEL, RUN), text, losses) is None
    assert not losses


@pytest.mark.parametrize(
    "change",
    [
        {"status": "paused"},
        {"user_id": None},
        {"queue_position": Num("3")},
        {"duration": Num("1e" + "9" * 5000)},
        {"workflow_inputs": "\ud800"},
        {"_residue": {"of": RUN, "bridge": "1", "id": "other"}},
        {"_residue": {"of": RUN, "bridge": "2", "id": "run-1"}},
        {"_residue": {"of": MODEL, "bridge": "1", "id": "run-1"}},
        {"_residue": {"of": RUN, "bridge": "1", "id": "run-1", "own": {"status": "x"}}},
        {"_residue": {"of": RUN, "bridge": "1", "id": "run-1", "absent": ["status"]}},
        {"_residue": {"of": RUN, "bridge": "1", "id": "run-1", "via": {"error": {"was": "x"}}}},
        {"_residue": {"of": RUN, "bridge": "1", "id": "run-1", "via": {"status": {"was": None, "saw": "success"}}}},
        {"_residue": {"of": RUN, "bridge": "1", "id": "run-1", "via": {"status": {"was": "x", "saw": "success"}}}},
    ],
)
def test_l12_a_chunk_with_a_record_out_of_the_ordinary_is_refused(change: Any) -> None:
    lines = [write(plain(MODEL)), write({**plain(MODEL), **change})]
    assert convert_lines(make_converter(MODEL, RUN), b"".join(line + b"\n" for line in lines), Counter()) is None


def test_l12_a_residue_with_an_invalid_member_of_its_own_refuses_the_chunk() -> None:
    residue = {"of": MODEL, "bridge": "1", "id": "run-1", "own": {"queued_at": "yesterday"}}
    line = write({**plain(RUN), "_residue": residue}) + b"\n"
    assert convert_lines(make_converter(RUN, MODEL), line, Counter()) is None


@pytest.mark.parametrize("options", [{"residue": "sidecar"}, {"apply_residue": False}])
def test_l12_what_chunks_do_not_do_is_left_to_one_by_one(options: Any) -> None:
    chunk = write(plain(MODEL)) + b"\n"
    assert convert_lines(make_converter(MODEL, RUN, **options), chunk, Counter()) is None


def test_l12_one_bad_record_costs_only_its_neighbours_the_fast_way() -> None:
    lines = [write({**plain(MODEL), "id": f"run-{number}"}) for number in range(20)]
    lines[10] = b'{"id": 1}'
    out, report, findings = io.BytesIO(), Report(), list[Finding]()
    convert_entries(
        make_converter(MODEL, RUN),
        "batch",
        read_entries(io.BytesIO(b"\n".join(lines))),
        streams=Streams(out, None, None, None),
        report=report,
        tell=findings.append,
    )
    ids = [read(line)["id"] for line in out.getvalue().splitlines()]
    assert ids == [f"run-{number}" for number in range(20) if number != 10]
    assert {found.record for found in findings} == {11}
    assert (report.records, report.rejected) == (20, 1)
    assert report.losses == {("defaulted", name): 19 for name in ("parentRunId", "error", "cfWorkflowId")}
