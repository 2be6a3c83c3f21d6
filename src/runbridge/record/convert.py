"""Conversion of one record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Unpack, get_args

import msgspec
from msgspec import Raw

from runbridge._generated import DIRECTIONS
from runbridge._runtime.batch_structs import AdaptiveStructs, BatchStructs
from runbridge._runtime.conversion import ConvertedRecord, MissingOption, Options
from runbridge._runtime.json_codec import append_fields, encode_json
from runbridge._runtime.registry import NAME, Direction, Table
from runbridge._runtime.residue_text import encode_text
from runbridge.errors import InvalidRecord, Unconvertible, UnknownFormat, UsageError
from runbridge.formats import check_profile, find_format
from runbridge.losses import Loss
from runbridge.options import ConvertArguments, ConvertOptions, ResidueMode, show_arguments
from runbridge.problems import Fix, Problem, pointer, show
from runbridge.record.read_record import RecordData, detect, read_record, record_text
from runbridge.record.residue import OpenedResidue, approximated_fields, open_residue, preserved_fields, write_residue

_MODES: tuple[ResidueMode, ...] = get_args(ResidueMode)

#: How much of a value without counterpart its problem has.
_MAX_VALUE = 1000

#: Finds the residue of a record in a sidecar, by the id and the text of the record.
FindResidue = Callable[[str, bytes], bytes | None]


class Conversion(msgspec.Struct, frozen=True):
    """A converted record: its JSON text, its id, its losses, and the residue as JSON.

    `residue` is None if the rules alone restore everything, and with `residue="drop"`. With `residue="embed"` or
    `"text"` it is also in `data`. `preserved` has the fields of the source that are only in the residue, `approximated`
    those whose exact value is only in the residue. With `drop` both are among the losses.
    """

    data: bytes
    id: str
    losses: tuple[Loss, ...] = ()
    residue: bytes | None = None
    preserved: tuple[str, ...] = ()
    approximated: tuple[str, ...] = ()


class Converter(msgspec.Struct, frozen=True, dict=True):
    """A conversion with checked options, for any number of records."""

    direction: Direction
    options: Options
    residue: ResidueMode = "embed"
    apply_residue: bool = True

    @cached_property
    def structs(self) -> AdaptiveStructs:
        """The structs for batches, which learn the unknown fields of the input."""
        return AdaptiveStructs(BatchStructs(self.direction, self.options.profile))

    def convert(self, data: bytes, find: FindResidue | None = None) -> Conversion:
        """The conversion of one record; `find` returns the residue from a sidecar for an id and the text of the record.

        Raises InvalidRecord, and Unconvertible where a rule has no value.
        """
        direction, profile = self.direction, self.options.profile
        record = read_record(data, direction.source, profile)
        identity = getattr(record.wire, direction.source_id)
        found = None if find is None else find(identity, data)
        opened = open_residue(
            direction, identity, record.unknown, profile=profile, from_sidecar=found, apply=self.apply_residue
        )
        try:
            converted = ConvertedRecord(*direction.wire(record.wire, opened.restore, self.options))
        except MissingOption as needed:
            raise Unconvertible([missing_option_problem(needed, direction, data)]) from None
        except OverflowError:
            raise Unconvertible([Problem(code="excessive-exponent")]) from None
        identity = getattr(converted.record, direction.target_id)
        preserved, approximated = preserved_fields(converted, opened.unknown), approximated_fields(converted)
        losses = report_losses(direction, converted, opened)
        if self.residue == "drop":
            losses += tuple(Loss(kind="dropped", field=field) for field in preserved + approximated)
            return Conversion(append_fields(encode_json(converted.record), opened.restored), identity, losses)
        is_inside = self.residue in ("embed", "text")
        displaced = opened.restored.get(NAME) if is_inside else None
        residue = write_residue(direction, converted, opened.unknown, direction.source_own, displaced)
        fields = dict(opened.restored)
        if residue is not None and is_inside:
            fields[NAME] = Raw(residue if self.residue == "embed" else encode_text(residue))
        data = append_fields(encode_json(converted.record), fields)
        return Conversion(data, identity, losses, residue, tuple(preserved), tuple(approximated))


@show_arguments(ConvertArguments)
def convert(
    data: RecordData,
    to: str,
    from_: str | None = None,
    *,
    residue: ResidueMode = "embed",
    sidecar: bytes | None = None,
    **options: Unpack[ConvertArguments],
) -> Conversion:
    """One record converted to another format.

    `data` is the JSON text of the record, or a mapping. `to` and `from_` are names of formats; `from_` is detected from
    the record's fields by default. `residue` says where the data goes that the target has no field for: to the field
    `_residue` of the record (`embed`), to the same field as one JSON text, which data frames keep exactly (`text`), to
    `Conversion.residue` only (`sidecar`), or nowhere (`drop`). `sidecar` is the residue that an earlier conversion with
    `residue="sidecar"` returned. `apply_residue=False` restores nothing from a residue: for untrusted input. `set`
    gives values for fields of the target that no field of the source supplies (`{"userId": "u_1"}`), `map` the
    counterparts of values that are in no table (`{"status": {"paused": "running"}}`).

    Raises InvalidRecord, Unconvertible, UnknownFormat, UsageError, TypeError for data of another type, and
    NotRepresentable for a mapping with NaN or an infinity.
    """
    with record_text(data) as text:
        converter = make_converter(
            detect(text).name if from_ is None else from_, ConvertOptions(target=to, residue=residue, **options)
        )
        return converter.convert(text, None if sidecar is None else lambda identity, data: sidecar)


def make_converter(source: str, options: ConvertOptions) -> Converter:
    """A conversion of records in the format `source`; raises UsageError where an option makes no sense."""
    check_profile(options.profile)
    if options.residue not in _MODES:
        raise UsageError(f"invalid residue mode {options.residue!r}; choose {', '.join(_MODES)}")
    direction = find_direction(source, options.target)
    checked = make_options(direction, options.set or {}, options.map or {}, options.profile)
    return Converter(direction, checked, options.residue, options.apply_residue)


def make_converters(options: ConvertOptions) -> dict[str, Converter]:
    """The converter for the format of the records or, if that is unknown, one for each format with a conversion.

    Formats for which the options make no sense are left out. Raises UsageError if none is left.
    """
    if options.format_name is not None:
        return {options.format_name: make_converter(options.format_name, options)}
    converters: dict[str, Converter] = {}
    errors: dict[str, UsageError] = {}
    for name in sources_of(options.target):
        try:
            converters[name] = make_converter(name, options)
        except UsageError as error:
            errors[name] = error
    if not converters:
        raise _most_specific(errors, options)
    return converters


def _most_specific(errors: Mapping[str, UsageError], options: ConvertOptions) -> UsageError:
    """The error for options that suit no format: that for a format that has all fields which the options name."""
    directions = [find_direction(name, options.target) for name in errors]
    unknown = [_unknown_field(each, options.set or {}, options.map or {}) for each in directions]
    for error, found in zip(errors.values(), unknown, strict=True):
        if found is None:
            return error
    reasons: dict[str, list[str]] = {}
    for found in filter(None, unknown):
        reasons.setdefault(found[0], []).extend(found[1])
    reason, choices = next(iter(reasons.items()))
    return UsageError(_with_choices(reason, choices))


def choose_converter(converters: Mapping[str, Converter], data: bytes) -> Converter | Sequence[Problem]:
    """The converter for the format of a record; the record's problems where that cannot be said.

    A record whose fields are those of no format is taken for the only one in which it is valid.
    """
    with suppress(UnknownFormat):
        name = detect(data).name
        if name in converters:
            return converters[name]
    problems: dict[str, Sequence[Problem]] = {name: [] for name in converters}
    for name, converter in converters.items():
        try:
            read_record(data, converter.direction.source, converter.options.profile)
        except InvalidRecord as error:
            problems[name] = error.problems
    valid = [name for name, found in problems.items() if not found]
    if len(valid) == 1:
        return converters[valid[0]]
    if valid:
        return [Problem(code="unexpected-format", expected="one format", actual=" or ".join(valid))]
    # A format of which the record has some field is the more likely one.
    likely = [found for found in problems.values() if found[0].code != "unknown-format"]
    fewest = min(likely or problems.values(), key=len)
    codes = {problem.code for problem in fewest}
    if codes == {"unexpected-format"} or (codes == {"unknown-format"} and len(converters) > 1):
        return [msgspec.structs.replace(problem, expected=" or ".join(converters)) for problem in fewest]
    return fewest


def sources_of(target: str) -> list[str]:
    """The formats that can be converted to another, at least one; raises UsageError."""
    end = find_format(target).name
    sources = [source for source, to in DIRECTIONS if to == end]
    if not sources:
        raise UsageError(no_conversion_to(end))
    return sources


def no_conversion_to(target: str) -> str:
    """The message that no format can be converted to another."""
    return f"there is no conversion to {target}: it has no bridge"


def find_direction(source: str, target: str) -> Direction:
    """The direction from one format to another; raises UsageError."""
    start, end = find_format(source).name, find_format(target).name
    if (start, end) not in DIRECTIONS:
        targets = [to for (from_, to) in DIRECTIONS if from_ == start]
        choices = f"; choose {' or '.join(targets)}" if targets else f": {start} has no bridge"
        raise UsageError(f"there is no conversion from {start} to {end}{choices}")
    return DIRECTIONS[start, end]


def make_options(
    direction: Direction, set: Mapping[str, str], map: Mapping[str, Mapping[str, str]], profile: str
) -> Options:
    """The checked options; those of the opposite direction are allowed: they restore what they changed there."""
    unknown = _unknown_field(direction, set, map)
    if unknown is not None:
        raise UsageError(_with_choices(*unknown))
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


def _unknown_field(direction: Direction, set: Iterable[str], map: Iterable[str]) -> tuple[str, list[str]] | None:
    """Why a field cannot be named in an option, with the possible fields; None if all can."""
    settable = [*direction.settable, *_opposite(direction).settable]
    for field in set:
        if field not in settable:
            return f"{field!r} cannot be set", settable
    tables = _tables(direction)
    for field in map:
        if field not in tables:
            return f"{field!r} is not mapped by a table", [*tables]
    return None


def _with_choices(reason: str, choices: Iterable[str]) -> str:
    names = " or ".join(dict.fromkeys(choices))
    return f"{reason}; choose {names}" if names else reason


def _tables(direction: Direction) -> dict[str, Table]:
    return {**_opposite(direction).tables, **direction.tables}


def _opposite(direction: Direction) -> Direction:
    return DIRECTIONS[direction.target.name, direction.source.name]


def missing_option_problem(needed: MissingOption, direction: Direction, data: bytes = b"") -> Problem:
    """The problem of a record that no rule has a value for, with the option that fixes it.

    Its pointer is that of the field of the source, or of the record where no field of it is to blame.
    """
    name = needed.member
    if needed.value is None:
        return Problem(code="unfilled-field", target=name, expected=f"`{name}`", fix=Fix(kind="set", field=name))
    from runbridge.json_locations import locate

    span = locate(data.decode(), (name,))._asdict() if data else {}
    return Problem(
        code="unmapped-value",
        pointer=pointer([name]),
        actual=show(needed.value),
        expected=direction.target.name,
        fix=Fix(kind="map", field=name, value=needed.value[:_MAX_VALUE], choices=direction.tables[name].targets),
        **span,
    )


def report_losses(direction: Direction, converted: ConvertedRecord, opened: OpenedResidue) -> tuple[Loss, ...]:
    """What this conversion lost: nothing, for most records with a residue."""
    losses = list(opened.ignored)
    losses += [
        Loss(
            kind="ignored",
            field=member,
            reason="the value is not the converted one: it was changed, or an option gave it and must be given again",
        )
        for member in converted.refused
    ]
    if not opened.given:
        losses += [Loss(kind="defaulted", field=member) for member in direction.defaulted]
    return tuple(losses)
