"""Blocks of records through a piece of work: all at once where that goes, else one by one where it has to be."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from runbridge.inputs.chunks import Record
from runbridge.outputs.rejected import Rejected, reject
from runbridge.pipeline.stats import Tally
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable


class Processor(Protocol):
    """What is done with records: they are validated, or converted and written."""

    @property
    def block(self) -> int:
        """How many bytes of records are best done at once."""
        ...

    @property
    def bridge(self) -> str | None:
        """The version of the bridge that the records cross, if they cross one."""
        ...

    @property
    def form(self) -> str | None:
        """The format that records are taken for; None where each tells its own."""
        ...

    @property
    def can_batch(self) -> bool:
        """Whether many records can be done at once, if they are ordinary."""
        ...

    def start(self, form: str | None) -> None:
        """Get ready for records of a format; None where no record can be read."""
        ...

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """Do a text with a record on every line, and say how many; Odd, and nothing done, if that does not go.

        Only where each line is a record the odd one may be told.
        """
        ...

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Do one record; its problems, if it cannot be done."""
        ...

    def flush(self) -> None:
        """Hand over what was done so far."""
        ...


class Records(Protocol):
    """Records that are tried at once, as the blocks of a file are."""

    @property
    def text(self) -> bytes:
        """The records a line each; empty where they are not sure to be that."""
        ...

    def records(self, number: int) -> Sequence[Record]:
        """The records, where `number` is that of the first."""
        ...

    def split_at(self, at: int) -> "tuple[Records, Records, Records]":
        """The records before one, counted from 0, the record itself, and those behind it."""
        ...


def process_chunk(
    work: Processor, file: str, block: Records, number: int, tally: Tally, *, is_part: bool = False
) -> Iterator[Rejected]:
    """Do the records of a block, the first of which has that number; gives those that cannot be done."""
    text = block.text if work.can_batch else b""
    done = work.process_batch(text) if text else NotBatchable()
    if not isinstance(done, NotBatchable):
        tally.records += done
    elif done.line is None or is_part:
        # To be told of each odd line of a part would take a pass for each, which is too much where all are odd.
        yield from process_records(work, file, block.records(number), tally, refused=text)
    else:
        before, odd, behind = block.split_at(done.line)
        yield from process_chunk(work, file, before, number, tally, is_part=True)
        yield from _do_alone(work, file, odd.records(number + done.line), tally)
        yield from process_chunk(work, file, behind, number + done.line + 1, tally, is_part=True)


def process_records(
    work: Processor, file: str, entries: Sequence[Record], tally: Tally, *, refused: bytes = b""
) -> Iterator[Rejected]:
    """Do records; gives those that cannot be done. `refused` is a text that cannot be done at once."""
    if not work.can_batch:
        yield from _do_alone(work, file, entries, tally)
        return
    text = _lines_of(entries)
    if text == refused or not _do_together(work, entries, text, tally):
        yield from _do_halves(work, file, entries, tally)


def _do_together(work: Processor, entries: Sequence[Record], text: bytes, tally: Tally) -> bool:
    if not text or isinstance(work.process_batch(text), NotBatchable):
        return False
    tally.records += len(entries)
    return True


def _do_halves(work: Processor, file: str, entries: Sequence[Record], tally: Tally) -> Iterator[Rejected]:
    """Do records that cannot all be done at once, but maybe those before and behind one of them."""
    while len(entries) > 1:
        middle = (len(entries) + 1) // 2
        first, entries = entries[:middle], entries[middle:]
        if len(first) == 1 or not _do_together(work, first, _lines_of(first), tally):
            yield from _do_halves(work, file, first, tally)
            if len(entries) > 1 and _do_together(work, entries, _lines_of(entries), tally):
                return
    yield from _do_alone(work, file, entries, tally)


def _lines_of(entries: Sequence[Record]) -> bytes:
    """The records a line each; empty if one has a flaw, or goes over lines: these may look like records then."""
    if any(entry.flaw for entry in entries):
        return b""
    text = b"".join([entry.data + b"\n" for entry in entries])
    return text if text.count(b"\n") == len(entries) else b""


def _do_alone(work: Processor, file: str, entries: Iterable[Record], tally: Tally) -> Iterator[Rejected]:
    for entry in entries:
        tally.records += 1
        problems = (entry.flaw,) if entry.flaw else work.process_record(entry.data)
        if problems:
            tally.rejected += 1
            yield reject(file, entry, problems, work.form)
