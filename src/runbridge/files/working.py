"""Blocks of records through a piece of work: all at once where that goes, else in groups, else one by one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from runbridge.files.blocks import Block, Entry
from runbridge.files.findings import Rejected, rejected
from runbridge.files.summary import Tally
from runbridge.problems import Problem

#: How many records are tried at once in a block with something out of the ordinary.
_GROUP = 8


class Work(Protocol):
    """What is done with records: they are validated, or converted and written."""

    @property
    def bridge(self) -> str | None:
        """The version of the bridge that the records cross, if they cross one."""
        ...

    @property
    def form(self) -> str | None:
        """The format that records are taken for; None where each tells its own."""
        ...

    def start(self, form: str | None) -> None:
        """Get ready for records of a format; None where no record can be read."""
        ...

    def together(self, text: bytes) -> int | None:
        """Do a text with a record on every line, and say how many; None, and nothing done, if that does not go."""
        ...

    def alone(self, data: bytes) -> Sequence[Problem]:
        """Do one record; its problems, if it cannot be done."""
        ...

    def flush(self) -> None:
        """Hand over what was done so far."""
        ...


def do_block(work: Work, file: str, block: Block, number: int, tally: Tally) -> Iterator[Rejected]:
    """Do the records of a block, the first of which has that number; gives those that cannot be done."""
    if block.text and (done := work.together(block.text)) is not None:
        tally.records += done
    else:
        yield from do_entries(work, file, block.entries(number), tally)


def do_entries(work: Work, file: str, entries: Sequence[Entry], tally: Tally) -> Iterator[Rejected]:
    """Do records that are not all ordinary; gives those that cannot be done."""
    for start in range(0, len(entries), _GROUP):
        group = entries[start : start + _GROUP]
        if len(group) < len(entries) and (text := _lines_of(group)) and work.together(text) is not None:
            tally.records += len(group)
        else:
            yield from _one_by_one(work, file, group, tally)


def _lines_of(entries: Sequence[Entry]) -> bytes:
    """The records a line each; empty if one has a flaw, or goes over lines: these may look like records then."""
    if any(entry.flaw for entry in entries):
        return b""
    text = b"".join([entry.data + b"\n" for entry in entries])
    return text if text.count(b"\n") == len(entries) else b""


def _one_by_one(work: Work, file: str, entries: Iterable[Entry], tally: Tally) -> Iterator[Rejected]:
    for entry in entries:
        tally.records += 1
        problems = (entry.flaw,) if entry.flaw else work.alone(entry.data)
        if problems:
            tally.rejected += 1
            yield rejected(file, entry, problems, work.form)
