"""The structs that batches are decoded and encoded with, extended by the unknown fields of the input.

An unknown field becomes a raw field of the struct: msgspec reads and writes those as fast as any other.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime.conversion import decode_text
from runbridge._runtime.json_codec import decode_json
from runbridge._runtime.registry import NAME, Direction
from runbridge.problem_messages import brief

#: Structs have at most so many unknown fields: an input could have another one in each record.
MAX_UNKNOWN_FIELDS = 32
_FIELDS: msgspec.json.Decoder[dict[str, Raw]] = msgspec.json.Decoder(dict[str, Raw])


class BatchStructs(msgspec.Struct, frozen=True, dict=True):
    """The structs of one direction and profile, extended by some unknown fields.

    `unknown` are names in the source, `restored` names in its embedded residue, which the target gets back.
    """

    direction: Direction
    profile: str
    unknown: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Any]:
        """Decodes a source, which may have an embedded residue."""
        narrow = self.direction.embedded[self.profile]
        if not (self.unknown or self.restored):
            return narrow
        place = ("residue", self._residue | str | UnsetType, msgspec.field(name=NAME, default=UNSET))
        return msgspec.json.Decoder(_extended(_derived(narrow.type, [place]), self.unknown))

    @cached_property
    def residue_decoder(self) -> msgspec.json.Decoder[Any]:
        """Decodes the residue in the text that a source may have instead."""
        return msgspec.json.Decoder(self._residue)

    @cached_property
    def _residue(self) -> Any:
        residue = self.direction.incoming[self.profile]
        if not self.restored:
            return residue
        own = _extended(self.direction.own[self.profile].record, self.restored)
        return _derived(residue, [("own", own, own())])

    @cached_property
    def own(self) -> Any:
        """Makes the `own` of the residue of a source from its fields and those in `unknown`."""
        return _extended(self.direction.source_own.__class__, self.unknown)

    @cached_property
    def written(self) -> Any:
        """Makes a target from its fields, those in `restored`, and a residue."""
        place = ("residue", Any, msgspec.field(name=NAME, default=UNSET))
        return _derived(_extended(self.direction.written.__base__, self.restored), [place])

    @cached_property
    def unknown_fields(self) -> Any:
        """Makes a struct that has the fields of `unknown` only."""
        return _extended(msgspec.Struct, self.unknown)

    @cached_property
    def restored_fields(self) -> Any:
        """Makes a struct that has the fields of `restored` only."""
        return _extended(msgspec.Struct, self.restored)

    @cached_property
    def unknown_in(self) -> Callable[[Any], tuple[Any, ...]]:
        """The values of `unknown` in a source, UNSET where it has none."""
        return _getter(self.unknown)

    @cached_property
    def restored_in(self) -> Callable[[Any], tuple[Any, ...]]:
        """The values of `restored` in the `own` of a residue, UNSET where it has none."""
        return _getter(self.restored)

    def with_fields_of(self, line: bytes) -> "BatchStructs | None":
        """The structs extended by the unknown fields of a line; None where a struct cannot have one of the names."""
        source, target = self.direction.source, self.direction.target
        fields = _FIELDS.decode(line)
        own = _own_of(fields)
        unknown = _with_new(self.unknown, fields, source.fields | {NAME})
        restored = _with_new(self.restored, own, self.direction.own_fields)
        if not (target.fields | {NAME}).isdisjoint(restored):
            return None
        # Only the path for single records shortens and escapes such names in reports.
        if any(brief(name) != name for name in unknown):
            return None
        structs = BatchStructs(self.direction, self.profile, unknown, restored)
        return None if structs == self else structs


def _own_of(fields: Mapping[str, Raw]) -> Mapping[str, Raw]:
    """The `own` of the embedded residue among the fields of a record."""
    raw = fields.get(NAME, Raw(b"{}"))
    text = decode_text(decode_json(raw)) if bytes(raw).startswith(b'"') else raw
    residue = _FIELDS.decode(text or b"{}")
    return _FIELDS.decode(residue["own"]) if "own" in residue else {}


def _with_new(names: tuple[str, ...], found: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    return (*names, *(name for name in found if name not in known and name not in names))


def field_names(line: bytes) -> list[str]:
    """The names of the fields of a record, in their order."""
    return list(_FIELDS.decode(line))


def own_field_names(line: bytes) -> list[str]:
    """The names in the `own` of the residue in a record, in their order."""
    return list(_own_of(_FIELDS.decode(line)))


def _attributes(names: tuple[str, ...]) -> list[str]:
    # Unknown names may not be Python names.
    return [f"unknown_{number}" for number in range(len(names))]


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*_attributes(names))
    return lambda struct: tuple(getattr(struct, attribute) for attribute in _attributes(names))


def _extended(struct: Any, names: tuple[str, ...]) -> Any:
    return _derived(
        struct,
        [
            (attribute, Raw | UnsetType, msgspec.field(name=name, default=UNSET))
            for attribute, name in zip(_attributes(names), names, strict=True)
        ],
    )


def _derived(struct: Any, fields: Iterable[tuple[str, Any, Any]]) -> Any:
    """The struct with more fields, or with its own replaced."""
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
    """The structs of one conversion, which are extended as the input shows more unknown fields, up to a limit."""

    structs: BatchStructs
    is_full: bool = False

    def learn(self, line: bytes) -> bool:
        """Extend the structs by the unknown fields of a line; False where that is not possible."""
        try:
            with_fields_of = self.structs.with_fields_of(line)
            if with_fields_of is None:
                return False
            if len(with_fields_of.unknown) + len(with_fields_of.restored) > MAX_UNKNOWN_FIELDS:
                self.is_full = True
                return False
            # The structs are made here, since only that shows whether msgspec takes a name.
            _ = with_fields_of.decoder, with_fields_of.own, with_fields_of.written
        except (ValueError, TypeError, RecursionError):
            return False
        self.structs = with_fields_of
        return True
