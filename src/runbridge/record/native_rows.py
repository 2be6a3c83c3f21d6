"""Rows of a column of text by the native lane, as `native_batch` has it for lines: no Python object for each row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runbridge._runtime.registry import Format
from runbridge.record import batch
from runbridge.record.batch import Gap, NotBatchable
from runbridge.record.converter import RecordConverter
from runbridge.record.native_batch import MOST_LOSSES, IsCertain, count_losses, process_others
from runbridge.record.native_nodes import load_library, validation_plan
from runbridge.record.read_record import detect_lines


class TextRows(NamedTuple):
    """Consecutive rows of a column of text in the memory layout of Arrow: `size` rows from `first`.

    `data` has the text of all rows of the column; row N is from the offset N to the offset N + 1. The offsets have 64
    bits if `is_large`, else 32. `validity` has a bit for each row, 0 for a null row, or there is none.
    """

    data: memoryview
    offsets: memoryview
    validity: memoryview | None
    first: int
    size: int
    is_large: bool

    @property
    def length(self) -> int:
        """The bytes of the text of these rows."""
        offsets = self.offsets.cast("B").cast("q" if self.is_large else "i")
        length: int = offsets[self.first + self.size] - offsets[self.first]
        return length

    def lines(self, rows: Sequence[Gap]) -> bytes:
        """Some rows as lines; empty if one has a line feed of its own."""
        text = b"".join([bytes(self.data[row.start : row.end]) + b"\n" for row in rows])
        return text if text.count(b"\n") == len(rows) else b""


class ConvertedPart(NamedTuple):
    """Texts of converted records that follow each other in `data`, where they end, and what comes after them.

    `ends` has integers of 64 bits, from which `start` must be subtracted. After the texts comes the `line` of a record
    that Python converted, or else a `gap`, or nothing.
    """

    data: memoryview
    ends: memoryview
    start: int
    line: bytes | None = None
    gap: Gap | None = None


class ConvertedRows(NamedTuple):
    """The converted records of some rows, and how many there are without those that must be converted alone."""

    data: bytes
    ends: bytes
    records: int
    others: Sequence[tuple[Gap, bytes | None]]

    def parts(self) -> Iterator[ConvertedPart]:
        """The records in their order."""
        data, ends = memoryview(self.data), memoryview(self.ends).cast("q")
        start = row = 0
        for number, (gap, line) in enumerate(self.others):
            end = gap.line - number
            yield ConvertedPart(data[start : gap.place], ends[row:end], start, line, None if line is not None else gap)
            start, row = gap.place, end
        yield ConvertedPart(data[start:], ends[row:], start)


def convert_rows(
    converter: RecordConverter, rows: TextRows, losses: Counter[tuple[str, str]], is_certain: IsCertain | None = None
) -> ConvertedRows | None:
    """The converted records of rows; None, and no loss counted, where the lane cannot do it.

    `is_certain` is that of `native_batch.convert_lines`.
    """
    direct = converter.batch_converter
    plan = None if direct is None or len(losses) > MOST_LOSSES else direct.plan_for(rows.length)
    # Residues that are kept aside are those of lines.
    found = None if plan is None or plan.keeps_residues else load_library().process_rows(plan.plan, *rows)
    if direct is None or plan is None or found is None:
        return None
    result, ends = found
    data, records, others, _, unknown, *_ = result
    if is_certain is not None and not (len(others) <= records // 2 and is_certain([name for name, _ in unknown])):
        return None

    def convert(gaps: Sequence[Gap]) -> Sequence[bytes] | None:
        text = rows.lines(gaps)
        if is_certain is not None and detect_lines(text) != converter.source.name:
            return None
        done = batch.convert_lines(converter, text, losses)
        return None if done is None else done.data.split(b"\n")[:-1]

    done = process_others(others, convert)
    count_losses(plan, result, losses)
    return ConvertedRows(data, ends, records - [line for _, line in done].count(None), done)


def validate_rows(form: Format, rows: TextRows, profile: str, *, strict: bool) -> tuple[int, Sequence[Gap]] | None:
    """How many rows have valid records, and the rows whose records may be invalid; None if the lane cannot do it."""
    plan = validation_plan(form, profile, strict=strict)
    found = None if plan is None else load_library().process_rows(plan, *rows)
    if found is None:
        return None
    (_, records, others, *_), _ = found

    def validate(gaps: Sequence[Gap]) -> Sequence[bool] | None:
        done = NotBatchable() if strict else batch.validate_lines(form, rows.lines(gaps), profile)
        return None if isinstance(done, NotBatchable) else [True] * done

    gaps = [gap for gap, is_valid in process_others(others, validate) if not is_valid]
    return records - len(gaps), gaps
