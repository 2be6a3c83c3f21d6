"""The options `set` and `map` of a conversion, which name fields of its formats: `status` or `workflow-run.status`.

A name with a format is the one of a field of that format. Without a format it must be one of a single format.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from runbridge._runtime.addresses import steps_of
from runbridge._runtime.conversion import MissingOption, Options
from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.registry import Direction, Format
from runbridge._runtime.schema import accepts_at, load_schema
from runbridge._runtime.schema_node import read_schema
from runbridge.errors import UsageError
from runbridge.record.routes import Route, opposite, routes_to

#: Values for fields that need one. Anything is both a text and a JSON text.
_SOME_TEXTS = ("0", "1970-01-01T00:00:00Z")
_SOME_TOKENS = ("0", "false", "{}", "[]")


class FormatField(NamedTuple):
    """A field of a format, by their names."""

    format: str
    field: str

    @property
    def qualified(self) -> str:
        """The name of the field with its format."""
        return f"{self.format}.{self.field}"

    def is_named(self, name: str) -> bool:
        """Whether a name, with or without a format, is the one of this field."""
        return name in (self.field, self.qualified)


class Misnamed(NamedTuple):
    """Why a name in an option is not that of one field, and the names to choose from.

    `is_opposite` says that there are choices in the opposite directions only.
    """

    reason: str
    choices: Sequence[str]
    is_opposite: bool = False

    @property
    def message(self) -> str:
        """The reason and the choices."""
        names = " or ".join(dict.fromkeys(self.choices))
        return f"{self.reason}; choose {names}" if names else self.reason


def make_options(
    route: Route, set: Mapping[str, str], map: Mapping[str, Mapping[str, str]], profile: str, *, is_only: bool = True
) -> list[Options]:
    """The checked options for each direction of a route.

    Those of the opposite directions are allowed: they restore what they changed there. Unless the route is the only
    one, those for fields on other routes to the same target are allowed, too, and left out.

    Raises UsageError.
    """
    misnamed = find_misnamed(route, set, map, is_only=is_only)
    if misnamed is not None:
        raise UsageError(misnamed.message)
    sets: list[dict[str, str]] = [{} for _ in route]
    maps: list[dict[str, dict[str, str]]] = [{} for _ in route]
    for name, value in set.items():
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller checks types
            raise UsageError(f"{name!r} can be set to text only, not to {value!r}")
        for direction, values in zip(route, sets, strict=True):
            for each in _named(name, settable_fields(both_ways([direction]))):
                _check_word(direction, each, profile, name, value)
                _give(values, each.field, value, name)
    for name, entries in map.items():
        for value, word in entries.items():
            for index in _hops_of(route, name, value, word):
                for each in _named(name, mapped_fields(both_ways([route[index]]))):
                    _give(maps[index].setdefault(each.field, {}), value, word, f"{name}:{value}")
    return [Options(set=values, map=entries, profile=profile) for values, entries in zip(sets, maps, strict=True)]


def check_options(routes: Sequence[Route], set: Mapping[str, str], map: Mapping[str, Mapping[str, str]]) -> None:
    """Raise UsageError for an option that makes no sense on any of several routes."""
    for name, value in set.items():
        _check_option(routes, {name: value}, {})
    for name, entries in map.items():
        for value, word in entries.items():
            _check_option(routes, {}, {name: {value: word}})


def _check_option(routes: Sequence[Route], set: Mapping[str, str], map: Mapping[str, Mapping[str, str]]) -> None:
    """Raise the error for a route on which the name makes sense or, if there is none, one with all choices."""
    misnamed: list[Misnamed] = []
    errors: list[UsageError] = []
    for route in routes:
        found = find_misnamed(route, set, map)
        if found is not None:
            misnamed.append(found)
            continue
        try:
            make_options(route, set, map, "published")
        except UsageError as error:
            errors.append(error)
        else:
            return
    if errors:
        raise errors[0]
    reason = misnamed[0].reason
    same = [found for found in misnamed if found.reason == reason]
    forward = [found for found in same if not found.is_opposite] or same
    raise UsageError(Misnamed(reason, [name for found in forward for name in found.choices]).message)


def find_misnamed(route: Route, set: Collection[str], map: Collection[str], *, is_only: bool = True) -> Misnamed | None:
    """The first name in the options that is not the one of a field; None if there is none."""
    if not (set or map):
        return None
    others = [] if is_only else [each for other in routes_to(route[-1].target.name) for each in other]
    for names, fields_of, reason in (
        (set, settable_fields, "cannot be set"),
        (map, mapped_fields, "is not mapped by a table"),
    ):
        fields = fields_of(both_ways(route))
        for name in names:
            found = _named(name, fields)
            if len(found) > 1:
                choices = [each.qualified for each in found]
                return Misnamed(f"{name!r} is a field of several formats", choices)
            if not found and not _named(name, fields_of(both_ways(others))):
                # Those of the opposite directions are allowed, but are choices only where there are no others.
                own = fields_of(route)
                choices = [shortest_name(each, fields) for each in own or fields]
                return Misnamed(f"{name!r} {reason}", choices, is_opposite=not own)
    return None


def assume(options: Options, needed: MissingOption, direction: Direction) -> Options | None:
    """Options that also give what a conversion needs, some allowed values; None where none is known."""
    if needed.value is not None:
        known = options.map.get(needed.member, {})
        target = direction.tables[needed.member].targets[0]
        return replace(options, map={**options.map, needed.member: {**known, needed.value: target}})
    values = {name: _some_value(direction.target, options.profile, name) for name in (needed.member, *needed.others)}
    given = {name: value for name, value in values.items() if value is not None}
    return replace(options, set={**options.set, **given}) if given.keys() == values.keys() else None


@cache
def _some_value(form: Format, profile: str, name: str) -> str | None:
    """A value for a field as `set` gives it, text or else JSON text; None where no simple one is allowed."""
    path = steps_of(name)
    texts = [*_words_of(form, profile, name), *_SOME_TEXTS]
    allowed = [text for text in texts if accepts_at(form, profile, path, encode_json(text))]
    allowed += [token for token in _SOME_TOKENS if accepts_at(form, profile, path, token.encode())]
    return next(iter(allowed), None)


def both_ways(directions: Iterable[Direction]) -> list[Direction]:
    """Some directions, each with its opposite, whose options are allowed in the same conversion."""
    return [each for direction in directions for each in (direction, opposite(direction))]


def settable_fields(directions: Iterable[Direction]) -> list[FormatField]:
    """The fields that `set` can name in these directions."""
    return list(dict.fromkeys(FormatField(each.target.name, field) for each in directions for field in each.settable))


def mapped_fields(directions: Iterable[Direction]) -> list[FormatField]:
    """The fields that `map` can name in these directions."""
    return list(dict.fromkeys(FormatField(each.source.name, field) for each in directions for field in each.tables))


def shortest_name(field: FormatField, fields: Iterable[FormatField]) -> str:
    """The name of a field, with its format where another of the fields has the same name."""
    is_unique = all(each == field or each.field != field.field for each in fields)
    return field.field if is_unique else field.qualified


def _named(name: str, fields: Iterable[FormatField]) -> list[FormatField]:
    return [each for each in fields if each.is_named(name)]


def _hops_of(route: Route, name: str, value: str, word: str) -> list[int]:
    """The directions of a route that a mapping is for; raises UsageError if it is for none.

    Two bridges may have tables for one field of the hub. A mapping is for those that it makes sense for.
    """
    tables = [
        (index, table)
        for index, direction in enumerate(route)
        for each in both_ways([direction])
        for field, table in each.tables.items()
        if FormatField(each.source.name, field).is_named(name)
    ]
    known = [table.known[value] for _, table in tables if value in table.known]
    if tables and len(known) == len(tables):
        raise UsageError(f"{name}:{value} is already in the table, as {known[0]!r}")
    takers = [(index, table) for index, table in tables if table.takes(value)]
    if tables and not takers:
        asked = dict.fromkeys(each for _, table in tables for each in table.asked)
        raise UsageError(f"{name}:{value} cannot be mapped; choose {', '.join(asked)}")
    hops = [index for index, table in takers if word in table.targets]
    if tables and not hops:
        targets = dict.fromkeys(each for _, table in takers for each in table.targets)
        raise UsageError(f"{name}:{value} cannot become {word!r}; choose {', '.join(targets)}")
    return hops


def _check_word(direction: Direction, field: FormatField, profile: str, name: str, value: str) -> None:
    """Raise UsageError for a text that is none of the words that a field can have."""
    form = direction.target if field.format == direction.target.name else direction.source
    words = _words_of(form, profile, field.field)
    if words and value not in words and not accepts_at(form, profile, steps_of(field.field), encode_json(value)):
        raise UsageError(f"{name}={value} is not a value of {field.field}; choose {', '.join(words)}")


@cache
def _words_of(form: Format, profile: str, name: str) -> tuple[str, ...]:
    """The known texts of a field; () for a value inside of one, and where texts are not listed."""
    path = steps_of(name)
    node = read_schema(load_schema(form, profile)).fields.get(path[0]) if len(path) == 1 else None
    return () if node is None else node.vocabulary


def _give(values: dict[str, str], key: str, value: str, name: str) -> None:
    if values.setdefault(key, value) != value:
        raise UsageError(f"{name} has two values; give one")
