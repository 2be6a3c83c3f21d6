"""Where the values stand in which drift was met first: looked for once, when it was met."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from runbridge._runtime.schema_validator import Path as Exact
from runbridge.diagnosis.explain import read
from runbridge.drift.counting import Met
from runbridge.drift.report import Place
from runbridge.errors import InvalidRecord
from runbridge.inputs.chunks import Record
from runbridge.json_locations import Spans, find
from runbridge.schemas.record_schema import Path, Step

#: So many values of a record are looked at to find those that are wanted; for one that is not among them, the place is
#: that of the record.
_MOST_VALUES = 100_000
#: What may stand behind a value: nothing at the end of a text.
_BEHIND = ("", ",", "]", "}", " ", "\t", "\n", "\r")


def place(file: str, entry: Record, line: int = 1, column: int = 1) -> Place:
    """A place in a file, given as the line and column in one of its records."""
    return Place(
        file=file,
        record=entry.number,
        line=entry.line + line - 1,
        column=column + (entry.column - 1 if line == 1 else 0),
        offset=entry.offset,
    )


def find_places(file: str, met: Iterable[Met]) -> None:
    """Give each hit the place of its first value, in the record of that file where it was met."""
    by_record: dict[int, list[Met]] = {}
    for each in met:
        by_record.setdefault(each.entry.number, []).append(each)
    for group in by_record.values():
        _find_in_record(file, group[0].entry, group)


def _find_in_record(file: str, entry: Record, met: Sequence[Met]) -> None:
    for each in met:
        each.hit.first = place(file, entry)
    try:
        text, value = read(entry.data)
        most = _MOST_VALUES // len(met)
        paths = {each.path: list(_exact(value, each.path, iter(range(most)))) for each in met}
        places = find(text, {path for some in paths.values() for path in some})
    except (InvalidRecord, RecursionError):
        # msgspec goes a little deeper than the parser that finds places.
        return
    spans = Spans(text)
    for each in met:
        token = each.token.decode()
        there = (places[path] for path in paths[each.path] if _stands_at(text, places[path].value, token))
        if (first := next(there, None)) is not None:
            each.hit.first = place(file, entry, *spans.position(first.name if each.at_name else first.value))


def _stands_at(text: str, index: int, token: str) -> bool:
    """Whether a value stands at a place, and not only the first digits of one."""
    end = index + len(token)
    return text.startswith(token, index) and text[end : end + 1] in _BEHIND


def _exact(value: Any, path: Path, room: Iterator[int]) -> Iterator[Exact]:
    """The exact paths that a path stands for in a value, as long as there is room."""
    if not path:
        yield ()
        return
    for (name, child), _ in zip(_children(value, path[0]), room, strict=False):
        for deeper in _exact(child, path[1:], room):
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
