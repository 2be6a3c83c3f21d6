"""A problem with its place in a file, and the opening of inputs."""

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from runbridge.errors import UnknownFormat
from runbridge.files.reading import Entry, read_entries
from runbridge.problems import Problem
from runbridge.records import detect

#: How many records are looked at to tell the format of a file.
_LOOKED_AT = 100


@dataclass(frozen=True)
class Finding:
    """A problem of the record with that number in a file; the problem's place is in the file."""

    file: str
    record: int
    problem: Problem


@contextmanager
def open_input(path: str) -> Generator[BinaryIO]:
    """A file to read from, standard input for `-`."""
    if path == "-":
        yield sys.stdin.buffer
    else:
        with Path(path).open("rb") as file:
            yield file


def entries_of(stream: BinaryIO, form: str | None) -> tuple[str | None, Iterator[Entry]]:
    """The name of the format and the records of a stream; the format is told from the first record that tells it.

    None for a stream without a record that can be read. Raises UnknownFormat when none of the first 100 records tells
    it although one of them can be read.
    """
    entries = read_entries(stream)
    if form is not None:
        return form, entries
    seen: list[Entry] = []
    reason: UnknownFormat | None = None
    for entry in islice(entries, _LOOKED_AT):
        seen.append(entry)
        try:
            return detect(entry.data).name, chain(seen, entries)
        except UnknownFormat as error:
            from runbridge.explain import flaws

            # What cannot be read is no reason: it gets a finding of its own.
            if reason is None and not flaws(entry.data):
                reason = error
    if reason is not None:
        raise reason
    return None, chain(seen, entries)


def finding(file: str, entry: Entry, problem: Problem) -> Finding:
    """The problem of an entry with its place in the file."""
    return Finding(file, entry.number, entry.place(problem))
