"""The structs that chunks of lines are read and written with, and wider ones for members that no schema names.

The wider ones name what an input has shown so far, as raw values: msgspec reads and writes those as fast as any other.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime.registry import Direction
from runbridge.problems import brief

#: Structs do not grow beyond so many names: an input could have another in each record.
MAX_UNKNOWN_FIELDS = 32
NAME = "_residue"
_MEMBERS: msgspec.json.Decoder[dict[str, Raw]] = msgspec.json.Decoder(dict[str, Raw])


class BatchStructs(msgspec.Struct, frozen=True, dict=True):
    """The structs of one direction and profile, with room for some unknown members.

    `unknown` are names in the source, `restored` in the residue inside of it, which go to the target.
    """

    direction: Direction
    profile: str
    unknown: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Any]:
        """Reads a source, which may have a residue inside."""
        narrow, own = self.direction.embedded[self.profile], self.direction.own[self.profile].decoder.type
        if not (self.unknown or self.restored):
            return narrow
        wide_own = _widened(own, self.restored)
        residue = _derived(self.direction.incoming[self.profile], [("own", wide_own, wide_own())])
        place = ("residue", residue | UnsetType, msgspec.field(name=NAME, default=UNSET))
        return msgspec.json.Decoder(_widened(_derived(narrow.type, [place]), self.unknown))

    @cached_property
    def own(self) -> Any:
        """Makes the `own` of a source's residue of its members and those in `unknown`."""
        return _widened(self.direction.source_own.__class__, self.unknown)

    @cached_property
    def written(self) -> Any:
        """Makes a target of its members, those in `restored`, and a residue."""
        place = ("residue", Any, msgspec.field(name=NAME, default=UNSET))
        return _derived(_widened(self.direction.written.__base__, self.restored), [place])

    @cached_property
    def unknown_fields(self) -> Any:
        """Makes a struct of values of `unknown` alone."""
        return _widened(msgspec.Struct, self.unknown)

    @cached_property
    def restored_fields(self) -> Any:
        """Makes a struct of values of `restored` alone."""
        return _widened(msgspec.Struct, self.restored)

    @cached_property
    def unknown_in(self) -> Callable[[Any], tuple[Any, ...]]:
        """The values of `unknown` in a source, UNSET where it has none."""
        return _getter(self.unknown)

    @cached_property
    def restored_in(self) -> Callable[[Any], tuple[Any, ...]]:
        """The values of `restored` in the `own` of a residue, UNSET where it has none."""
        return _getter(self.restored)

    def with_fields_of(self, line: bytes) -> "BatchStructs | None":
        """The structs that have room for what a line has too; None where a name in it cannot or must not be one's."""
        source, target = self.direction.source, self.direction.target
        members = _MEMBERS.decode(line)
        own = _own_of(members)
        unknown = _with_new(self.unknown, members, source.members | {NAME})
        restored = _with_new(self.restored, own, self.direction.own_members)
        if not (target.members | {NAME}).isdisjoint(restored):
            return None
        # Reports shorten and escape names, which is for the record-by-record path.
        if any(brief(name) != name for name in unknown):
            return None
        structs = BatchStructs(self.direction, self.profile, unknown, restored)
        return None if structs == self else structs


def _own_of(members: Mapping[str, Raw]) -> Mapping[str, Raw]:
    """The `own` of the residue among a record's members."""
    residue = _MEMBERS.decode(members[NAME]) if NAME in members else {}
    return _MEMBERS.decode(residue["own"]) if "own" in residue else {}


def _with_new(names: tuple[str, ...], found: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    return (*names, *(name for name in found if name not in known and name not in names))


def field_names(line: bytes) -> list[str]:
    """The names of a record's members in their order."""
    return list(_MEMBERS.decode(line))


def own_field_names(line: bytes) -> list[str]:
    """The names in the `own` of the residue in a record, in their order."""
    return list(_own_of(_MEMBERS.decode(line)))


def _attributes(names: tuple[str, ...]) -> list[str]:
    # Names that no schema has been asked about are no Python names.
    return [f"unknown_{number}" for number in range(len(names))]


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*_attributes(names))
    return lambda struct: tuple(getattr(struct, attribute) for attribute in _attributes(names))


def _widened(struct: Any, names: tuple[str, ...]) -> Any:
    return _derived(
        struct,
        [
            (attribute, Raw | UnsetType, msgspec.field(name=name, default=UNSET))
            for attribute, name in zip(_attributes(names), names, strict=True)
        ],
    )


def _derived(struct: Any, fields: Iterable[tuple[str, Any, Any]]) -> Any:
    """The struct with more fields, or others in the place of its own."""
    config = struct.__struct_config__
    return msgspec.defstruct(
        struct.__name__,
        fields,
        bases=(struct,),
        frozen=True,
        gc=False,
        forbid_unknown_fields=True,
        omit_defaults=config.omit_defaults,
    )


class AdaptiveStructs(msgspec.Struct):
    """The width of one conversion, which grows with the input until there are too many names in it."""

    structs: BatchStructs
    is_full: bool = False

    def learn(self, line: bytes) -> bool:
        """Make room for the members of a line; no where that is not possible."""
        try:
            with_fields_of = self.structs.with_fields_of(line)
            if with_fields_of is None:
                return False
            if len(with_fields_of.unknown) + len(with_fields_of.restored) > MAX_UNKNOWN_FIELDS:
                self.is_full = True
                return False
            # They are made here: a name that msgspec does not take shows only then.
            _ = with_fields_of.decoder, with_fields_of.own, with_fields_of.written
        except (ValueError, TypeError, RecursionError):
            return False
        self.structs = with_fields_of
        return True
