"""Envelopes: documents around records, such as an answer with a page of runs, from which the records are cut out."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from runbridge._runtime.addresses import ITEMS, steps_to_records
from runbridge._runtime.json_slices import REFUSALS, split_array, split_object
from runbridge.errors import UsageError
from runbridge.inputs.chunks import Chunk, Record, Slice, Values
from runbridge.problem_messages import pointer

#: The names of the fields that lead to a record. The last step can be `ITEMS`.
EnvelopePath: TypeAlias = tuple[str, ...]
#: The values of the option `unwrap` that are not a pointer: paths that formats declare, and no path.
AUTO, NONE = "auto", "none"


def parse_unwrap(text: str) -> EnvelopePath | None:
    """The path of the option `unwrap`, () for `none`, None for `auto`; raises UsageError."""
    if text in (AUTO, NONE):
        return None if text == AUTO else ()
    try:
        return steps_to_records(text)
    except ValueError as error:
        raise UsageError(f"{error}, or {AUTO} or {NONE}") from None


class Unwrapped(NamedTuple):
    """The records in an envelope, and the pointers of the fields of the envelope that are in none of them."""

    records: list[Slice]
    outside: list[str]


def unwrap(record: Record, path: EnvelopePath) -> Unwrapped | None:
    """The records at a path, each with its place in the file; None for a text that has nothing there."""
    # Its regular expressions are not needed for most inputs.
    from runbridge.json_locations import locate

    names, has_items = (path[:-1], True) if path[-1] == ITEMS else (path, False)
    value, outside = record.data, list[str]()
    try:
        for depth, name in enumerate(names):
            fields = split_object(value)
            value = bytes(fields.pop(name))
            outside += [pointer((*names[:depth], other)) for other in fields]
        items = [bytes(item) for item in split_array(value)] if has_items else [value]
        span = locate(record.data.decode(), names)
    except (*REFUSALS, ValueError, KeyError):
        return None
    if span is None or not all(item.startswith(b"{") for item in items):
        return None
    column = span.column + (record.column - 1 if span.line == 1 else 0)
    start = Slice(record.data, record.line + span.line - 1, column, span.offset)
    return Unwrapped([*_placed(items, start, record.offset)], outside)


def _placed(items: Iterable[bytes], start: Slice, offset: int) -> Iterator[Slice]:
    """The items, which follow each other from a place in a text on, with their places in the file."""
    text, line, column, at, _ = start
    for item in items:
        # Between items there are only commas and white space.
        found = text.index(item, at)
        line, column = _moved(text[at:found], line, column)
        yield Slice(item, line, column, offset + found)
        line, column = _moved(item, line, column)
        at = found + len(item)


def _moved(text: bytes, line: int, column: int) -> tuple[int, int]:
    """The place after a text that starts at a place."""
    before, newline, last = text.rpartition(b"\n")
    return line + before.count(b"\n") + len(newline), len(last.decode()) + (1 if newline else column)


def unwrap_chunks(
    chunks: Iterable[Chunk], path: EnvelopePath, outside: Callable[[str], object] = lambda name: None
) -> Iterator[Chunk]:
    """The records in the envelopes of some chunks; what is no such envelope stays a record.

    `outside` is called with the pointer of each field of an envelope that is in no record.
    """
    for chunk in chunks:
        values: list[Slice] = []
        for record in chunk.records(1):
            found = None if record.flaw else unwrap(record, path)
            if found is None:
                values.append(Slice(record.data, record.line, record.column, record.offset, record.flaw))
            else:
                values += found.records
                for name in found.outside:
                    outside(name)
        yield Values(values)
