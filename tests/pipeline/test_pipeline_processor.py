"""A record that no batch may have costs its neighbours little, and does not change their result."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.inputs.chunks import Chunk, Lines, Slice, Values
from runbridge.inputs.reader import read_chunks
from runbridge.options import ConvertOptions, ValidateOptions
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.convert_task import ConvertStreams, ConvertTask
from runbridge.pipeline.processor import ProcessAlone, process_chunk, process_records
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.validate_task import ValidateTask
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, model

REFUSED = Problem(code="invalid-json", line=1, column=2)
FLAW = Problem(code="oversized-record", expected="9 bytes")


class RecordingProcessor:
    """Records its calls; it rejects records with a `?`, and no batch may have a `!`, whose line it names."""

    format_name = MODEL
    batch_size = 100

    def __init__(self, *, can_batch: bool = True) -> None:
        self.can_batch = can_batch
        self.calls: list[bytes] = []

    record_format = MODEL

    def process_batch(self, text: bytes, alone: ProcessAlone | None = None) -> int | NotBatchable:
        self.calls.append(text)
        lines = text.splitlines()
        if all(lines) and b"?" not in text and b"!" not in text:
            return len(lines)
        marked = [number for number, line in enumerate(lines) if b"!" in line]
        return NotBatchable(marked[0] if marked and all(lines) else None)

    def process_record(self, data: bytes) -> Sequence[Problem]:
        self.calls.append(data)
        return [REFUSED] if b"?" in data else []


def processed(chunk: Chunk, number: int = 1, *, can_batch: bool = True) -> tuple[list[bytes], list[Rejected], RunStats]:
    processor, stats = RecordingProcessor(can_batch=can_batch), RunStats()
    return processor.calls, list(process_chunk(processor, "f", chunk, number, stats)), stats


def numbered(count: int, **others: bytes) -> list[bytes]:
    """Lines with their numbers, except for some others."""
    return [others.get(f"at{number}", b"%d" % number) for number in range(count)]


def joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def test_ordinary_records_are_one_batch() -> None:
    calls, rejected, stats = processed(Lines(b"a\nb\n", 1, 0))
    assert (calls, rejected, stats) == ([b"a\nb\n"], [], RunStats(records=2))


def test_the_neighbours_of_a_rejected_record_are_batches() -> None:
    lines = numbered(20, at9=b"?")
    text = joined(lines)
    calls, rejected, stats = processed(Lines(text, 5, 100), number=50)
    tried = [joined(lines[:10]), joined(lines[:5]), joined(lines[5:8]), lines[8], lines[9], joined(lines[10:])]
    assert calls == [text, *tried]
    assert rejected == [
        Rejected("f", 59, 14, 1, 118, b"?", (Problem(code="invalid-json", line=14, column=2, offset=118),), MODEL),
    ]
    assert stats == RunStats(records=20, rejected=1)


def test_a_named_line_is_processed_on_its_own_at_once() -> None:
    lines = numbered(20, at9=b"?!")
    calls, rejected, stats = processed(Lines(joined(lines), 5, 100), number=50)
    assert calls == [joined(lines), joined(lines[:9]), lines[9], joined(lines[10:])]
    assert rejected == [
        Rejected("f", 59, 14, 1, 118, b"?!", (Problem(code="invalid-json", line=14, column=2, offset=118),), MODEL),
    ]
    assert stats == RunStats(records=20, rejected=1)


def test_only_three_named_lines_of_a_chunk_are_taken_out_of_it() -> None:
    lines = numbered(8, at1=b"!", at2=b"!", at4=b"!", at6=b"?!")
    calls, rejected, stats = processed(
        Values([Slice(line, 1, 2 * at, 2 * at) for at, line in enumerate(lines, start=1)])
    )
    taken_out = [
        joined(lines[:1]),
        lines[1],
        joined(lines[2:]),
        lines[2],
        joined(lines[3:]),
        joined(lines[3:4]),
        lines[4],
    ]
    halves = [joined(lines[5:7]), lines[5], lines[6], lines[7]]
    assert calls == [joined(lines), *taken_out, joined(lines[5:]), *halves]
    assert [(each.number, each.column, each.offset) for each in rejected] == [(7, 14, 14)]
    assert stats == RunStats(records=8, rejected=1)


@pytest.mark.parametrize(("at", "rest"), [(0, [b"1\n2\n"]), (2, [b"0\n1\n"])])
def test_a_named_line_may_be_the_first_or_the_last(at: int, rest: list[bytes]) -> None:
    lines = numbered(3, **{f"at{at}": b"!"})
    calls, rejected, stats = processed(Lines(joined(lines), 1, 0))
    assert (sorted(calls), rejected, stats) == (sorted([joined(lines), b"!", *rest]), [], RunStats(records=3))


def test_without_can_batch_no_batch_is_tried() -> None:
    lines = numbered(3, at1=b"?")
    calls, rejected, stats = processed(Lines(joined(lines), 1, 0), can_batch=False)
    assert (calls, [each.number for each in rejected], stats) == (lines, [2], RunStats(records=3, rejected=1))


def test_a_chunk_of_two_records_is_tried_once() -> None:
    text = b"a\n?\n"
    assert processed(Lines(text, 1, 0))[0] == [text, b"a", b"?"]


def test_records_are_processed_one_by_one_where_none_is_ordinary() -> None:
    lines = [b"?"] * 1000
    calls, rejected, stats = processed(Lines(joined(lines), 1, 0))
    # The whole chunk, and the first part in 64, 32, 16, 8, 4 and 2 lines at a time.
    assert sum(call.count(b"\n") for call in calls) == 1000 + 6 * 64
    assert [each.number for each in rejected] == [*range(1, 1001)]
    assert stats == RunStats(records=1000, rejected=1000)


def test_batches_grow_again_behind_a_rejected_record() -> None:
    lines = numbered(1000, at70=b"?")
    calls, rejected, stats = processed(Lines(joined(lines), 1, 0))
    assert [call.count(b"\n") for call in calls] == [
        *(1000, 64, 128, 64, 32, 16, 8, 4, 2, 0, 0, 8, 16, 32, 64, 128, 256, 424)
    ]
    assert [each.number for each in rejected] == [71]
    assert stats == RunStats(records=1000, rejected=1)


def test_batches_stay_small_where_few_records_are_ordinary() -> None:
    lines = [b"?"] * 100 + [b"a", b"?", b"a", b"b", b"c", b"?"]
    calls, rejected, stats = processed(Lines(joined(lines), 1, 0))
    assert calls[-8:] == [b"a", b"?\na\n", b"?", b"a", b"b", b"c\n?\n", b"c", b"?"]
    assert (len(rejected), stats) == (102, RunStats(records=106, rejected=102))


def test_blank_lines_are_left_out_of_the_second_try() -> None:
    calls, rejected, stats = processed(Lines(b"a\n\n\nb\r\n", 1, 0))
    assert (calls, rejected, stats) == ([b"a\n\n\nb\r\n", b"a\nb\n"], [], RunStats(records=2))


def test_a_record_with_a_flaw_is_rejected_without_processing() -> None:
    slices = [Slice(b"%d" % number, 1, number + 1, number) for number in range(10)]
    slices[3] = Slice(b"", 2, 4, 33, FLAW)
    calls, rejected, stats = processed(Values(slices))
    assert calls == [b"0\n1\n2\n", b"4", b"5\n6\n7\n8\n9\n"]
    flaw = Problem(code="oversized-record", expected="9 bytes", line=2, column=4, offset=33)
    assert rejected == [Rejected("f", 4, 2, 4, 33, b"", (flaw,), MODEL)]
    assert stats == RunStats(records=10, rejected=1)


def test_a_chunk_without_records_has_no_result() -> None:
    assert processed(Lines(b"\n", 1, 0)) == ([b"\n"], [], RunStats())
    assert processed(Values([])) == ([], [], RunStats())
    assert list(process_records(RecordingProcessor(), "f", [], RunStats())) == []


def test_a_value_of_two_records_is_one_rejected_record() -> None:
    two = model(id="one") + b"\n" + model(id="two")
    data = b"[" + b",".join([model(id="first")] * 8 + [two]) + b"]"
    output, stats = io.BytesIO(), RunStats()
    task = ConvertTask(ConvertOptions(target=RUN), ConvertStreams(output), stats)
    (chunk,) = read_chunks(io.BytesIO(data))
    found = list(process_chunk(task, "f", chunk, 1, stats))
    assert [(each.number, each.data) for each in found] == [(9, two)]
    assert (stats.records, stats.rejected, output.getvalue().count(b"\n")) == (9, 1, 8)


def outcome(lines: list[bytes], sizes: list[int]) -> tuple[bytes, list[Rejected], RunStats]:
    """The result of converting lines in chunks of some sizes."""
    output, stats = io.BytesIO(), RunStats()
    task = ConvertTask(ConvertOptions(target=RUN), ConvertStreams(output), stats)
    found: list[Rejected] = []
    line, offset = 1, 0
    while lines:
        size = (sizes or [len(lines)]).pop()
        text = b"".join(each + b"\n" for each in lines[:size])
        found += process_chunk(task, "f", Lines(text, line, offset), stats.records + 1, stats)
        line, offset, lines = line + size, offset + len(text), lines[size:]
    return output.getvalue(), found, stats


@given(
    lines=st.lists(st.sampled_from(GOOD) | st.sampled_from(GOOD + MESSY + BAD), max_size=30),
    sizes=st.lists(st.integers(1, 30), max_size=10),
    part=st.sampled_from([1, 2, 3, 8, 64]),
)
def test_records_convert_the_same_in_chunks_of_any_size(lines: list[bytes], sizes: list[int], part: int) -> None:
    alone = outcome(lines, [1] * len(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("runbridge.pipeline.processor._PART", part)
        assert outcome(lines, sizes) == alone
    output, found, stats = alone
    assert output.count(b"\n") + len(found) == stats.records == len([line for line in lines if line.strip()])
    for each in found:
        assert each.data == lines[each.line - 1].removesuffix(b"\r")


@given(lines=st.lists(st.sampled_from(GOOD) | st.sampled_from(GOOD + MESSY + BAD), max_size=30))
def test_records_validate_the_same_in_chunks_of_any_size(lines: list[bytes]) -> None:
    def found_in(chunks: list[Lines]) -> tuple[list[Rejected], RunStats]:
        task, stats = ValidateTask(ValidateOptions(format_name=MODEL)), RunStats()
        found = [each for chunk in chunks for each in process_chunk(task, "f", chunk, stats.records + 1, stats)]
        return found, stats

    texts = [line + b"\n" for line in lines]
    alone = [Lines(text, line, sum(map(len, texts[: line - 1]))) for line, text in enumerate(texts, start=1)]
    assert found_in([Lines(b"".join(texts), 1, 0)]) == found_in(alone)
