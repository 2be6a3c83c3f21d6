"""Envelopes: documents around records, such as an answer with a page of runs, from which the records are cut out."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from msgspec import Raw

from runbridge._runtime import NULL
from runbridge._runtime.addresses import ITEMS, steps_to_records
from runbridge._runtime.json_slices import REFUSALS, split_array, split_object
from runbridge.errors import UsageError
from runbridge.inputs.chunks import Chunk, Record, Slice, Values
from runbridge.problem_messages import pointer, show
from runbridge.problems import Problem

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


def unwrap(record: Record, path: EnvelopePath) -> Unwrapped | Problem:
    """The records at a path, each with its place in the file, or why there are none."""
    # Its regular expressions are not needed for most inputs.
    from runbridge.json_locations import locate

    names, has_items = (path[:-1], True) if path[-1] == ITEMS else (path, False)
    value, outside = Raw(record.data), list[str]()
    try:
        text = record.data.decode()
        for depth, name in enumerate(names):
            if bytes(value).startswith(b"["):
                return _array(value, names[:depth])
            fields = split_object(value)
            if has_items and not depth and not fields and bytes(value).startswith(b"{"):
                # A page without items: the JSON form of protobuf leaves out empty arrays.
                return Unwrapped([], [])
            if name not in fields:
                return _missing(names[: depth + 1])
            value = fields.pop(name)
            outside += [pointer((*names[:depth], other)) for other in fields]
        if has_items and value != NULL and not bytes(value).startswith(b"["):
            return _missing(path)
        if not has_items and bytes(value).startswith(b"["):
            return _array(value, names)
        items = (split_array(value) if value != NULL else []) if has_items else [value]
        span = None if _is_repeated(text, names) else locate(text, names)
    except (*REFUSALS, ValueError):
        return _missing(path)
    if span is None:
        return Problem(code="duplicate-field", pointer=pointer(names[:-1]), actual=show(names[-1]))
    column = span.column + (record.column - 1 if span.line == 1 else 0)
    start = Slice(record.data, record.line + span.line - 1, column, span.offset)
    return Unwrapped([*_placed(map(bytes, items), start, record.offset)], outside)


def _missing(path: EnvelopePath) -> Problem:
    """The problem of a document that has nothing at a path."""
    return Problem(code="missing-field", expected=f"`{pointer(path)}`")


def _array(value: Raw, path: EnvelopePath) -> Problem:
    """The problem of a document that has an array where a record or an object around it should be."""
    expected = f"an object (unwrap `{pointer((*path, ITEMS))}` for the items of the array)" if path else "an object"
    return Problem(
        code="invalid-type", pointer=pointer(path), expected=expected, actual=f"an array of {len(split_array(value))}"
    )


def _is_repeated(text: str, names: EnvelopePath) -> bool:
    """Whether a field on the way to the records occurs more than once: only the last one would be read."""
    if "\\" not in text and all(text.count(f'"{name}"') == 1 for name in names):
        return False
    # Numbers with thousands of digits stay text.
    value = json.loads(text, object_pairs_hook=_Fields, parse_int=str, parse_float=str)
    for name in names:
        found = [child for other, child in value if other == name]
        if len(found) > 1:
            return True
        value = found[0]
    return False


class _Fields(list[tuple[str, Any]]):
    """The fields of an object with those that are repeated."""


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
    chunks: Iterable[Chunk],
    path: EnvelopePath,
    *,
    is_record: Callable[[bytes], bool] = lambda data: False,
    outside: Callable[[str], object] = lambda name: None,
) -> Iterator[Chunk]:
    """The records in the envelopes of some chunks, and the documents that are records themselves.

    Any other document becomes a record with a flaw. `outside` is called with the pointer of each field of an envelope
    that is in no record.
    """
    for chunk in chunks:
        values: list[Slice] = []
        for record in chunk.records(1):
            if record.flaw or is_record(record.data):
                values.append(Slice(record.data, record.line, record.column, record.offset, record.flaw))
                continue
            found = unwrap(record, path)
            if isinstance(found, Problem):
                values.append(Slice(record.data, record.line, record.column, record.offset, found))
                continue
            values += found.records
            for name in found.outside:
                outside(name)
        yield Values(values)
