"""Conversion of records by the rules of one bridge."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from runbridge._runtime.addresses import steps_of
from runbridge._runtime.batch_structs import AdaptiveStructs, BatchStructs
from runbridge._runtime.conversion import (
    ConvertedRecord,
    MissingOption,
    Options,
    UnrepresentableNumber,
    UnrepresentableValue,
    encode_text,
)
from runbridge._runtime.json_codec import append_fields, decode_json, encode_json
from runbridge._runtime.json_slices import split_object
from runbridge._runtime.registry import NAME, Direction, Format
from runbridge.errors import Unconvertible
from runbridge.losses import Loss
from runbridge.options import ResidueMode
from runbridge.problem_messages import pointer, show, show_number
from runbridge.problems import Fix, Problem
from runbridge.record.field_options import (
    FormatField,
    assume,
    both_ways,
    mapped_fields,
    settable_fields,
    shortest_name,
)
from runbridge.record.field_order import unusual_order
from runbridge.record.native_demand import Demand
from runbridge.record.native_nodes import load_library
from runbridge.record.read_record import Record, read_record
from runbridge.record.residue import (
    OpenedResidue,
    approximated_fields,
    open_residue,
    preserved_fields,
    refused_field,
    tolerated_fields,
    write_residue,
)
from runbridge.record.routes import Route

if TYPE_CHECKING:
    from runbridge.record.native_plan import ConversionPlan

#: What a conversion raises for a record that has no counterpart.
NO_COUNTERPART = (MissingOption, UnrepresentableValue, UnrepresentableNumber, OverflowError)

#: How much of a value without counterpart its problem has.
_MAX_VALUE = 1000

#: Finds the residue of a record in a sidecar, by the id and the text of the record.
FindResidue = Callable[[str, bytes], bytes | None]


class Conversion(msgspec.Struct, frozen=True):
    """A converted record: its JSON text, its id, its losses, and the residue as JSON.

    `residue` is None if the rules alone restore everything, and with `residue="drop"`. With `residue="embed"` or
    `"text"` it is also in `data`. `preserved` has the fields of the source that are only in the residue, `approximated`
    those whose exact value is only in the residue. `carried` has the formats of other residues, for other conversions,
    that are in the residue as a whole. With `drop` all of them are among the losses. `is_restored` says whether a
    residue of the record was applied.
    """

    data: bytes
    id: str
    losses: tuple[Loss, ...] = ()
    residue: bytes | None = None
    preserved: tuple[str, ...] = ()
    approximated: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    is_restored: bool = False


class RecordConverter(Protocol):
    """A conversion with checked options, for any number of records: what runs over records need to know of it."""

    @property
    def source(self) -> Format:
        """The format of the records."""
        ...

    @property
    def profile(self) -> str:
        """The profile that the records are read by."""
        ...

    @property
    def bridge(self) -> str:
        """The name and version of the bridge."""
        ...

    @property
    def batch_converter(self) -> "Converter | None":
        """What converts many ordinary records at once; None where they are converted one by one."""
        ...

    def convert(self, data: bytes, find: FindResidue | None = None) -> Conversion:
        """The conversion of one record; `find` returns the residue from a sidecar for an id and the text of the record.

        Raises InvalidRecord, and Unconvertible where a rule has no value.
        """
        ...


class Converter(msgspec.Struct, frozen=True, dict=True):
    """A conversion in one direction of a bridge, which may be a part of a `route` with several."""

    direction: Direction
    route: Route
    options: Options
    residue: ResidueMode = "embed"
    apply_residue: bool = True

    @property
    def source(self) -> Format:
        """The format of the records."""
        return self.direction.source

    @property
    def profile(self) -> str:
        """The profile that the records are read by."""
        return self.options.profile

    @property
    def bridge(self) -> str:
        """The name and version of the bridge."""
        return self.direction.bridge

    @property
    def batch_converter(self) -> "Converter | None":
        """The converter itself; None if residues are ignored, which every record reports for itself."""
        return self if self.apply_residue else None

    @cached_property
    def structs(self) -> AdaptiveStructs:
        """The structs for batches, which learn the unknown fields of the input."""
        return AdaptiveStructs(BatchStructs(self.direction, self.options.profile))

    @cached_property
    def native_plan(self) -> "ConversionPlan | None":
        """What the native lane needs to know of this conversion; None if it cannot do it, or is not there."""
        if load_library() is None:
            return None
        from runbridge.record.native_plan import make_conversion_plan

        return make_conversion_plan(self.direction, self.options, self.residue)

    def plan_for(self, size: int) -> "ConversionPlan | None":
        """The same for the next chunk, which has so many bytes; None as long as the plan is not worth making."""
        is_made = "native_plan" in vars(self)
        return self.native_plan if is_made or (load_library() is not None and self._demand.is_met(size)) else None

    @cached_property
    def _demand(self) -> Demand:
        return Demand()

    def convert(self, data: bytes, find: FindResidue | None = None, *, previous: bytes | None = None) -> Conversion:
        """The conversion of one record; `find` returns the residue from a sidecar for an id and the text of the record.

        `previous` is the residue of an earlier direction of the route, which becomes a part of that of this one.

        Raises InvalidRecord, and Unconvertible where a rule has no value.
        """
        direction = self.direction
        record, opened = self._read(data, find)
        try:
            converted = ConvertedRecord(*direction.wire(record.wire, opened.restore, self.options))
        except NO_COUNTERPART as error:
            cause = error if isinstance(error, UnrepresentableValue) else None
            raise Unconvertible(self._explain(error, record, opened, data).problems) from cause
        identity = direction.target_id(converted.record)
        preserved, approximated = preserved_fields(converted, opened.unknown), approximated_fields(converted)
        if opened.carried:
            preserved.remove(NAME)
        carried = (opened.carried,) if opened.carried else ()
        losses = report_losses(direction, converted, opened, self.options.profile)
        if self.residue == "drop":
            dropped = [*preserved, *approximated, *([NAME] if carried else [])]
            losses += tuple(Loss(kind="dropped", field=field) for field in dropped)
            data = opened.in_order(append_fields(encode_json(converted.record), opened.restored))
            return Conversion(data, identity, losses, is_restored=opened.given)
        if previous is not None:
            other = {"displaced": opened.unknown[NAME]} if NAME in opened.unknown else {}
            opened.unknown[NAME] = Raw(append_fields(previous, other))
        is_inside = self.residue in ("embed", "text")
        displaced = opened.restored.get(NAME) if is_inside else None
        order = self._order(record, data) if direction.writes_order else ()
        residue = write_residue(direction, converted, opened.unknown, direction.source_own, displaced, order)
        fields = dict(opened.restored)
        if residue is not None and is_inside:
            fields[NAME] = Raw(residue if self.residue == "embed" else encode_text(residue))
        data = opened.in_order(append_fields(encode_json(converted.record), fields))
        return Conversion(data, identity, losses, residue, tuple(preserved), tuple(approximated), carried, opened.given)

    def _read(self, data: bytes, find: FindResidue | None) -> tuple[Record, OpenedResidue]:
        """A record, and its residue."""
        direction, profile = self.direction, self.options.profile
        record = read_record(data, direction.source, profile)
        identity = direction.source_id(record.wire)
        found = None if find is None else find(identity, data)
        return record, open_residue(
            direction, identity, record.unknown, profile=profile, from_sidecar=found, apply=self.apply_residue
        )

    def _explain(
        self, error: BaseException | None, record: Record, opened: OpenedResidue, data: bytes
    ) -> "Unconverted":
        def convert(options: Options) -> object:
            return self.direction.wire(record.wire, opened.restore, options)

        done = explain_error(error, convert, self.options, self.direction, self.route, data)
        tolerated = tolerated_fields(opened)
        return done._replace(
            problems=[_tolerated(each) if each.target in tolerated else each for each in done.problems]
        )

    def assuming_options(
        self, error: BaseException | None, data: bytes, find: FindResidue | None
    ) -> "Converter | None":
        """The same conversion with some value for each option that a record needs; None if that does not convert it.

        The conversion of the record raised Unconvertible because of an `error`.
        """
        options = self._explain(error, *self._read(data, find), data).assumed
        return None if options is None else replace(self, options=options)

    def _order(self, record: Record, data: bytes) -> tuple[str, ...]:
        """The names of the fields of a record; () where they come back in their order anyway."""
        if not record.unknown and encode_json(record.wire) == data:
            return ()
        known = self.direction.source.variants[self.options.profile].record.__struct_encode_fields__
        return unusual_order(tuple(split_object(data)), known)


class Unconverted(NamedTuple):
    """Why a record was not converted: its problems, and options with which there are none, if some are known."""

    problems: Sequence[Problem]
    assumed: Options | None = None


def explain_error(
    error: BaseException | None,
    convert: Callable[[Options], object],
    options: Options,
    direction: Direction,
    route: Route,
    data: bytes = b"",
) -> Unconverted:
    """Every problem of a record, of which a conversion raised the first as an error.

    The conversion ends at the first value that an option has to give. Its next problem is what it raises with some
    value for that one.
    """
    problems: list[Problem] = []
    while isinstance(error, MissingOption):
        problems += _missing_option_problems(error, direction, route, data)
        assumed = assume(options, error, direction)
        if assumed is None:
            return Unconverted(problems)
        options = assumed
        try:
            convert(options)
        except NO_COUNTERPART as another:
            error = another
        else:
            return Unconverted(problems, options)
    return Unconverted([*problems, *_problems_of(error, data)])


def _tolerated(problem: Problem) -> Problem:
    """A problem that the residue of the record would not leave under the tolerant profile."""
    return problem if problem.fix is None else replace(problem, fix=replace(problem.fix, accepted_by="tolerant"))


def _shown_value(value: str, name: str, direction: Direction, *, is_missing: bool) -> str:
    if value != "null" or value not in direction.tables[name].asked:
        return show(value)
    return f"null for `{name}`" if is_missing else "null"


def _problems_of(error: BaseException | None, data: bytes) -> list[Problem]:
    match error:
        case UnrepresentableValue():
            return [_unrepresentable_problem(each, data) for each in (error, *error.others)]
        case UnrepresentableNumber():
            return [Problem(code="unrepresentable-value", expected="a Python float", actual=show_number(error.token))]
        case _:
            return [Problem(code="excessive-exponent")]


def _missing_option_problems(
    needed: MissingOption, direction: Direction, route: Route, data: bytes
) -> Iterator[Problem]:
    """The problems of a record that no rule has a value for, with the option that fixes each on a route.

    A pointer is that of the field of the source, or of the record where no field of it is to blame.
    """
    name = needed.member
    if needed.value is not None:
        yield _unmapped_problem(name, needed.value, direction, route, data)
        return
    for each in (name, *needed.others):
        form = direction.target.name
        option = shortest_name(FormatField(form, each), settable_fields(both_ways(route)))
        fix = Fix(kind="set", field=option)
        yield Problem(code="unfilled-field", target=each, expected=f"`{each}`", actual=form, fix=fix)


def _unmapped_problem(name: str, value: str, direction: Direction, route: Route, data: bytes) -> Problem:
    option = shortest_name(FormatField(direction.source.name, name), mapped_fields(both_ways(route)))
    # A table of two fields may have a row where one of them is missing.
    places = [steps_of(each) for each in name.split("+")]
    steps = next((each for each in places if not data or value_at(data, each) is not None), ())
    return Problem(
        code="unmapped-value",
        pointer=pointer(steps),
        actual=_shown_value(value, name, direction, is_missing=not steps),
        expected=direction.target.name,
        fix=Fix(kind="map", field=option, value=value[:_MAX_VALUE], choices=direction.tables[name].targets),
        **span_of(steps, data),
    )


def _unrepresentable_problem(error: UnrepresentableValue, data: bytes) -> Problem:
    """The problem of a value that a rule cannot convert, or of a converted one that the target does not allow."""
    steps = steps_of(error.address) if error.address else ()
    return Problem(
        code="unrepresentable-value",
        pointer=pointer(steps),
        expected=error.expected,
        actual=show_json(bytes(error.text)),
        **span_of(steps, data),
    )


def show_json(text: bytes) -> str:
    """A JSON text for a message: a number with its literal text, a container by its size."""
    return show_number(text.decode()) if text[0] in b"-0123456789" else show(decode_json(text))


def value_at(data: bytes, steps: tuple[str, ...]) -> Raw | None:
    """The value that some names of fields lead to in a record; None where there is none."""
    raw: Raw | None = Raw(data)
    for step in steps:
        raw = split_object(raw).get(step) if raw is not None and bytes(raw).lstrip()[:1] == b"{" else None
    return raw


def span_of(steps: tuple[str, ...], data: bytes) -> dict[str, Any]:
    """The attributes of a problem with the location of a value, if it is in the record."""
    from runbridge.json_locations import locate

    span = locate(data.decode(), steps) if data and steps else None
    return {} if span is None else span._asdict()


def report_losses(
    direction: Direction, converted: ConvertedRecord, opened: OpenedResidue, profile: str
) -> tuple[Loss, ...]:
    """What this conversion lost: nothing, for most records with a residue."""
    losses = list(opened.ignored)
    losses += [refused_field(direction, opened, member, profile) for member in converted.refused]
    if not opened.given:
        losses += [Loss(kind="defaulted", field=member) for member in direction.defaulted]
    return tuple(losses)
