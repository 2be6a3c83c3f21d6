"""Finds the location of the first value with each kind of drift."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from runbridge._runtime.schema_validator import Path as ExactPath
from runbridge.diagnosis.explain import read
from runbridge.drift.counting import FirstOccurrence
from runbridge.drift.report import Location
from runbridge.errors import InvalidRecord
from runbridge.inputs.chunks import Record
from runbridge.json_locations import Spans, find
from runbridge.schemas.record_schema import Path, Step

#: How many values of a record are compared to find the first ones; a value that is not among them gets the location of
#: the record.
_MOST_VALUES = 100_000
#: What may follow a value; the empty text at the end.
_BEHIND = ("", ",", "]", "}", " ", "\t", "\n", "\r")


def location_in_file(file: str, record_in_file: Record, line: int = 1, column: int = 1) -> Location:
    """The location in a file of a line and column in one of its records."""
    return Location(
        file=file,
        record=record_in_file.number,
        line=record_in_file.line + line - 1,
        column=column + (record_in_file.column - 1 if line == 1 else 0),
        offset=record_in_file.offset,
    )


def find_first_locations(file: str, first_occurrences: Iterable[FirstOccurrence]) -> None:
    """Set the location of the first value of each drift counter."""
    by_record: dict[int, list[FirstOccurrence]] = {}
    for each in first_occurrences:
        by_record.setdefault(each.record_in_file.number, []).append(each)
    for group in by_record.values():
        _find_in_record(file, group[0].record_in_file, group)


def _find_in_record(file: str, record_in_file: Record, first_occurrences: Sequence[FirstOccurrence]) -> None:
    for each in first_occurrences:
        each.drift_counter.first = location_in_file(file, record_in_file)
    try:
        text, value = read(record_in_file.data)
        most = _MOST_VALUES // len(first_occurrences)
        paths = {each.path: list(_exact_paths(value, each.path, iter(range(most)))) for each in first_occurrences}
        places = find(text, {path for some in paths.values() for path in some})
    except (InvalidRecord, RecursionError):
        # msgspec reads values that are nested a little deeper than the parser that finds locations.
        return
    spans = Spans(text)
    for each in first_occurrences:
        token = each.token.decode()
        there = (places[path] for path in paths[each.path] if _is_value_at(text, places[path].value, token))
        if (first := next(there, None)) is not None:
            each.drift_counter.first = location_in_file(
                file, record_in_file, *spans.position(first.name if each.at_name else first.value)
            )


def _is_value_at(text: str, index: int, token: str) -> bool:
    """Whether a value is at an index, and not only the first digits of one."""
    end = index + len(token)
    return text.startswith(token, index) and text[end : end + 1] in _BEHIND


def _exact_paths(value: Any, path: Path, room: Iterator[int]) -> Iterator[ExactPath]:
    """The exact paths in a value that match a path, up to a limit."""
    if not path:
        yield ()
        return
    for (name, child), _ in zip(_children(value, path[0]), room, strict=False):
        for deeper in _exact_paths(child, path[1:], room):
            yield (name, *deeper)


def _children(value: Any, step: str | Step) -> Iterable[tuple[str | int, Any]]:
    match value, step:
        case dict(), Step.VALUE:
            return cast("dict[str, Any]", value).items()
        case dict(), str(name):
            members = cast("dict[str, Any]", value)
            return [(name, members[name])] if name in members else ()
        case list(), Step.ITEM:
            return enumerate(cast("Iterable[Any]", value))
        case _:
            return ()
