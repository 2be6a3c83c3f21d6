"""The options `set` and `map` of a conversion, which name fields of its formats."""

from collections.abc import Iterable, Mapping

from runbridge._runtime.conversion import Options
from runbridge._runtime.registry import Direction, Table
from runbridge.errors import UsageError
from runbridge.record.routes import opposite


def make_options(
    direction: Direction, set: Mapping[str, str], map: Mapping[str, Mapping[str, str]], profile: str
) -> Options:
    """The checked options; those of the opposite direction are allowed: they restore what they changed there."""
    unknown = unknown_field(direction, set, map)
    if unknown is not None:
        raise UsageError(with_choices(*unknown))
    for member, value in set.items():
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller checks types
            raise UsageError(f"{member!r} can be set to text only, not to {value!r}")
    tables = _tables(direction)
    for member, entries in map.items():
        table = tables[member]
        for value, word in entries.items():
            if value in table.known:
                raise UsageError(f"{member}:{value} is already in the table, as {table.known[value]!r}")
            if word not in table.targets:
                raise UsageError(f"{member}:{value} cannot become {word!r}; choose {', '.join(table.targets)}")
    # Copies: the caller may change its mappings later.
    return Options(set={**set}, map={member: {**entries} for member, entries in map.items()}, profile=profile)


def unknown_field(direction: Direction, set: Iterable[str], map: Iterable[str]) -> tuple[str, list[str]] | None:
    """Why a field cannot be named in an option, with the possible fields; None if all can."""
    settable = [*direction.settable, *opposite(direction).settable]
    for field in set:
        if field not in settable:
            return f"{field!r} cannot be set", settable
    tables = _tables(direction)
    for field in map:
        if field not in tables:
            return f"{field!r} is not mapped by a table", [*tables]
    return None


def with_choices(reason: str, choices: Iterable[str]) -> str:
    """A message with what can be chosen instead."""
    names = " or ".join(dict.fromkeys(choices))
    return f"{reason}; choose {names}" if names else reason


def _tables(direction: Direction) -> dict[str, Table]:
    return {**opposite(direction).tables, **direction.tables}
