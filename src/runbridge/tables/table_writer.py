"""A table that is being written: rows of the native lane and of Python, joined to batches."""

from collections import Counter
from collections.abc import Sequence

from runbridge.pipeline.processor import ProcessAlone
from runbridge.pipeline.stats import RunStats
from runbridge.record.native_batch import Work, process_others, process_together
from runbridge.tables.column import Rounded
from runbridge.tables.native_table import NativeTable
from runbridge.tables.parquet import Writer, joined
from runbridge.tables.table_schema import Batch, Row, Table

#: How much text of records becomes a batch; each has its price, which is that of a few hundred records.
_BATCH = 2 << 20
#: The kind of a loss where the column has the nearest value.
ROUNDED = "rounded"


class TableWriter:
    """A table that is being written: rows are collected until there are enough for a batch.

    Most of them are those of the native lane, if there is one. Any other row has a place among these.
    """

    def __init__(self, table: Table, profile: str, writer: Writer, stats: RunStats) -> None:
        self.table = table
        self.writer = writer
        self._native = NativeTable.of(table, profile)
        self._stats = stats
        self._rows: list[Row] = []
        self._places: list[int] = []
        #: That of the line that is processed alone.
        self._place: int | None = None
        self._size = 0

    def add(self, rows: Sequence[Row], size: int) -> None:
        """Add rows in the place of the line that is processed alone, or behind all others.

        `size` is the bytes of their lines, each with one byte for its end.
        """
        place = self._place
        if place is None:
            place = 0 if self._native is None else self._native.rows
        self._rows += rows
        self._places += [place] * len(rows)
        self._size += size

    def add_lines(self, text: bytes, work: Work[Row], alone: ProcessAlone | None) -> int | None:
        """Add the lines of a text that the lane takes, and the rows of the others by `work`, or else by `alone`.

        Returns the number of lines without those of `alone`; None if nothing was added.
        """
        native = self._native
        result = None if native is None else native.add(text)
        if native is None or result is None:
            return None
        _, lines, others, *_ = result
        size = len(text) - sum([end - start + 1 for _, start, end, _ in others])
        done = process_together(others, work) if alone is None else process_others(others, work)
        if done is None:
            native.undo(result)
            return None
        for gap, row in done:
            self._place = gap.place
            if row is None:
                assert alone is not None  # noqa: S101  # without it, all rows are made together
                alone(gap)
            else:
                self.add([row], gap.end - gap.start + 1)
        self._place = None
        self._size += size
        return lines - [row for _, row in done].count(None)

    def flush(self) -> None:
        """Write the collected rows, if there are enough."""
        # Only between two chunks, so that the batches are the same without the lane.
        if self._size >= _BATCH:
            self.write()

    def write(self) -> None:
        """Write the collected rows as a batch."""
        rounded: Rounded = Counter()
        self.writer.add(self._batch(rounded))
        for member, count in rounded.items():
            self._stats.count(ROUNDED, member, count)
        self._rows, self._places, self._size = [], [], 0

    def _batch(self, rounded: Rounded) -> Batch:
        if self._native is None or not self._native.rows:
            return self.table.batch(self._rows, rounded)
        native = self._native.take(rounded)
        if not self._rows:
            return native
        rows = self.table.batch(self._rows, rounded)
        parts: list[Batch] = []
        start = 0
        for row, place in enumerate(self._places):
            parts += [native.slice(start, place - start), rows.slice(row, 1)]
            start = place
        return joined([*parts, native.slice(start)])
