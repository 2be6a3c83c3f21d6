"""What a format and a direction between two formats are; the generated code makes one value of each."""

from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, cast

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime.conversion import ConvertedParts, Options
from runbridge._runtime.json_codec import VisitRecord

#: Stands in tables for any text that they do not have. A record with this very text becomes what all others become.
OTHER_TEXT = "(other)"

#: The field that an embedded residue stands under.
NAME = "_residue"


class Variant(msgspec.Struct, frozen=True, dict=True):
    """A format under one profile: how to read a record and which fields may be null or missing.

    `fits` looks into what `decoder` leaves alone, `fits_all` into that of many records at once. `checker` reads a
    record only to check it, with fields that it does not name, and leaves to `checks_all` what it cannot check.
    """

    record: type[msgspec.Struct]
    fits: Callable[[Any], bool]
    fits_all: Callable[[Any], bool]
    checker: msgspec.json.Decoder[Any]
    checks_all: Callable[[Any], bool]
    nullable: frozenset[str]
    omittable: frozenset[str]

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """Python's name for each field."""
        return dict(zip(self.record.__struct_encode_fields__, self.record.__struct_fields__, strict=True))

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Any]:
        """Decodes a record that may have a residue, its most common unknown field, as `residue`."""
        place = ("residue", Raw | UnsetType, msgspec.field(name=NAME, default=UNSET))
        struct = msgspec.defstruct(self.record.__name__, [place], bases=(self.record,), frozen=True, gc=False)
        return msgspec.json.Decoder(struct)


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are detected as those of a format, as its schema declares it.

    A path has the name of a field and of those in it. A record has at least `at_least` of `fields`, none of `without`,
    and one of some texts at each path of `values`. Where `mostly_known`, at least half of its fields are the format's.
    """

    fields: tuple[tuple[str, ...], ...]
    at_least: int
    without: tuple[tuple[str, ...], ...] = ()
    values: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    mostly_known: bool = False


class _Variants(dict[str, Variant]):
    """The variants of a format by profile, each imported on first use."""

    def __init__(self, package: str) -> None:
        super().__init__()
        self._package = package

    def __missing__(self, profile: str) -> Variant:
        variant: Variant = import_module(f"{self._package}.{profile}_variant").VARIANT
        self[profile] = variant
        return variant


class Format(msgspec.Struct, frozen=True, dict=True, eq=False):
    """A record shape, whose structs and functions are imported on first use.

    `package` is the dotted name of its generated package, where its schemas and stubs are too. `hub` is the
    name of the format that its bridge leads to, `envelopes` are the paths to records in documents around them.
    """

    name: str
    package: str
    title: str
    fields: frozenset[str]
    required: frozenset[str]
    detection: Detection
    hub: str | None = None
    envelopes: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def variants(self) -> Mapping[str, Variant]:
        """The variant of each profile."""
        return _Variants(self.package)

    @cached_property
    def model(self) -> type[msgspec.Struct]:
        """The struct for people."""
        return getattr(import_module(f"{self.package}.model"), self.title)  # type: ignore[no-any-return]  # a struct

    @cached_property
    def walk(self) -> Callable[[dict[str, Any], VisitRecord], None]:
        """A function that visits the records in a record, innermost first."""
        return import_module(f"{self.package}.fields").walk  # type: ignore[no-any-return]  # such a function


class OwnVariant(msgspec.Struct, frozen=True, dict=True):
    """The `own` part of a residue under one profile."""

    decoder: msgspec.json.Decoder[Any]
    fits: Callable[[Any], bool]
    fits_all: Callable[[Any], bool]

    @property
    def record(self) -> type[Any]:
        """The struct of the part."""
        # The annotations of msgspec allow decoders of types that are no classes.
        return cast("type[Any]", self.decoder.type)

    @cached_property
    def empty(self) -> Any:
        """The part with nothing in it."""
        return self.record()

    def read(self, members: Mapping[str, Raw]) -> Any:
        """The part of fields that it knows; None where msgspec refuses one, on which the schema has the last word."""
        try:
            own = self.decoder.decode(msgspec.json.encode(members))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return own if self.fits(own) else None


def own_variant(own: type[msgspec.Struct], fits: Callable[[Any], bool]) -> OwnVariant:
    """The `own` part of a residue, with the check of one part."""
    return OwnVariant(decoder=msgspec.json.Decoder(own), fits=fits, fits_all=lambda several: all(map(fits, several)))


class Table(msgspec.Struct, frozen=True):
    """A table rule: what it says for the values that it knows, and the words that it may give.

    `asked` are values of the schema that only the option `map` has a counterpart for, and `is_open` says whether there
    may be others.
    """

    known: Mapping[str, str]
    targets: tuple[str, ...]
    asked: tuple[str, ...] = ()
    is_open: bool = True

    def takes(self, value: str) -> bool:
        """Whether the option `map` may give a counterpart for a value."""
        if self.is_open:
            return value not in self.known
        # A part can stand for any text.
        parts = (each.partition(OTHER_TEXT) for each in self.asked)
        return value in self.asked or any(
            other and value.startswith(before) and value.endswith(after) for before, other, after in parts
        )


class Direction(msgspec.Struct, frozen=True, kw_only=True):
    """A conversion from one format to another.

    `own_fields` are the target's fields that the source does not have, `source_own` and `source_own_model` the
    source's with nothing to say; `source_id` and `target_id` find the text that names the run. `embedded` has a
    decoder a profile for a source with a typed residue inside, which `incoming` is; `residue` is the typed residue of
    a source, `written` what `wire` makes: a target with room for one. `all_conform` does in one go what the rules would
    look at record by record; None where they look at nothing. `tables` (by the source's field) and `settable` (the
    target's fields) are what `--map` and `--set` may speak of, `defaulted` the target's fields that get a default
    when no residue supplies them. With `keeps_order`, records of the format that the bridge is of come back
    with their fields in order. Without `plain`, models are converted by way of their wire structs.
    """

    source: Format
    target: Format
    bridge: str
    keeps_order: bool
    source_id: Callable[[Any], str]
    target_id: Callable[[Any], str]
    wire: Callable[..., ConvertedParts]
    own: Mapping[str, OwnVariant]
    embedded: Mapping[str, msgspec.json.Decoder[Any]]
    incoming: Mapping[str, type[Any]]
    residue: type[Any]
    written: type[Any]
    own_fields: frozenset[str]
    source_own: msgspec.Struct
    tables: Mapping[str, Table]
    settable: tuple[str, ...]
    defaulted: tuple[str, ...]
    all_conform: Callable[[Any, Options], bool] | None = None
    plain: Callable[..., ConvertedParts] | None = None
    own_model: type[msgspec.Struct] | None = None
    source_own_model: msgspec.Struct | None = None

    @property
    def writes_order(self) -> bool:
        """Whether residues have the order of the fields; never that of the hub's, which tools on the way may sort."""
        return self.keeps_order and self.source.hub == self.target.name
