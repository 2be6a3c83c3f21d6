"""Conversion of one record, with options that are checked once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Unpack, get_args

import msgspec

from runbridge.errors import InvalidRecord, UnknownFormat, UsageError
from runbridge.formats import check_profile
from runbridge.options import ConvertArguments, ConvertOptions, ResidueMode, show_arguments
from runbridge.problems import Problem
from runbridge.record.converter import Conversion, Converter, RecordConverter
from runbridge.record.field_options import check_options, make_options
from runbridge.record.hub import HubConverter
from runbridge.record.read_record import RecordData, detect, read_record, record_text
from runbridge.record.remembered import earlier_calls
from runbridge.record.routes import find_route, routes_to, sources_of

_MODES: tuple[ResidueMode, ...] = get_args(ResidueMode)


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
    """One record converted to another format, directly or by way of the one that both have a bridge to.

    `data` is the JSON text of the record, or a mapping. `to` and `from_` are names of formats; `from_` is detected from
    the record's fields by default. `residue` says where the data goes that the target has no field for: to the field
    `_residue` of the record (`embed`), to the same field as one JSON text, which data frames keep exactly (`text`), to
    `Conversion.residue` only (`sidecar`), or nowhere (`drop`). `sidecar` is the residue that an earlier conversion with
    `residue="sidecar"` returned. `apply_residue=False` restores nothing from a residue: for untrusted input. The
    residue is then data, which the new residue keeps and a later conversion can restore, unless it is `drop`. `set`
    gives values for fields that no field of the source supplies (`{"userId": "u_1"}`), `map` the counterparts of values
    that are in no table (`{"status": {"paused": "running"}}`). Where several formats have such a field, it is named
    with its format: `"workflow-run.status"`. A record that was converted with `profile="tolerant"` needs it on the way
    back, too.

    Raises InvalidRecord, Unconvertible, UnknownFormat, UsageError, TypeError for data of another type, and
    NotRepresentable for a mapping with NaN, an infinity, or keys that are equal as text, such as 1 and "1".
    """
    earlier = earlier_calls({"to": to, "from_": from_, "residue": residue, **options})
    with record_text(data) as text:
        done = earlier.convert(text, is_detected=from_ is None) if sidecar is None else None
        if done is not None:
            return done
        source = detect(text).name if from_ is None else from_
        converter = earlier.converters.get(source)
        if converter is None:
            checked = ConvertOptions(target=to, format_name=from_, residue=residue, **options)
            converter = earlier.converters[source] = make_converter(source, checked)
        earlier.last = converter
        return converter.convert(text, None if sidecar is None else lambda identity, data: sidecar)


def make_converter(source: str, options: ConvertOptions) -> RecordConverter:
    """A conversion of records in the format `source`; raises UsageError where an option makes no sense."""
    _check_modes(options)
    route = find_route(source, options.target)
    is_only = options.format_name is not None
    checked = make_options(route, options.set or {}, options.map or {}, options.profile, is_only=is_only)
    last = Converter(route[-1], route, checked[-1], options.residue, options.apply_residue)
    if len(route) == 1:
        return last
    return HubConverter(Converter(route[0], route, checked[0], "sidecar", options.apply_residue), last)


def _check_modes(options: ConvertOptions) -> None:
    """Raise UsageError for options that make no sense for any format."""
    check_profile(options.profile)
    if options.residue not in _MODES:
        raise UsageError(f"invalid residue mode {options.residue!r}; choose {', '.join(_MODES)}")


class _Converters(Mapping[str, RecordConverter]):
    """The converter for each format, which is made on first use: it imports the code for the format."""

    def __init__(self, names: Sequence[str], options: ConvertOptions) -> None:
        self._made: dict[str, RecordConverter | None] = dict.fromkeys(names)
        self._options = options

    def __getitem__(self, name: str) -> RecordConverter:
        made = self._made[name]
        if made is None:
            made = self._made[name] = make_converter(name, self._options)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def make_converters(options: ConvertOptions) -> Mapping[str, RecordConverter]:
    """The converter for the format of the records or, if that is unknown, one for each format with a conversion.

    Formats for which the options make no sense are left out. Raises UsageError if none is left, and for an option
    that makes no sense for any format.
    """
    if options.format_name is not None:
        return {options.format_name: make_converter(options.format_name, options)}
    names = sources_of(options.target)
    if not (options.set or options.map):
        _check_modes(options)
        return _Converters(names, options)
    check_options(routes_to(options.target), options.set or {}, options.map or {})
    converters: dict[str, RecordConverter] = {}
    errors: list[UsageError] = []
    for name in names:
        try:
            converters[name] = make_converter(name, options)
        except UsageError as error:
            errors.append(error)
    if not converters:
        raise errors[0]
    return converters


def choose_converter(converters: Mapping[str, RecordConverter], data: bytes) -> RecordConverter:
    """The converter for the format of a record; raises InvalidRecord where that cannot be said.

    A record whose fields are those of no format is taken for the only one in which it is valid, of those that require
    fields: the others accept almost everything.
    """
    with suppress(UnknownFormat, InvalidRecord):
        name = detect(data).name
        if name in converters:
            return converters[name]
    choices = {name: each for name, each in converters.items() if each.source.required} or converters
    problems: dict[str, Sequence[Problem]] = {name: [] for name in choices}
    for name, converter in choices.items():
        try:
            read_record(data, converter.source, converter.profile)
        except InvalidRecord as error:
            problems[name] = error.problems
    valid = [name for name, found in problems.items() if not found]
    if len(valid) == 1:
        return converters[valid[0]]
    if valid:
        raise InvalidRecord([Problem(code="unexpected-format", expected="one format", actual=" or ".join(valid))])
    # A format of which the record has some field is the more likely one.
    likely = [found for found in problems.values() if found[0].code != "unknown-format"]
    fewest = min(likely or problems.values(), key=len)
    codes = {problem.code for problem in fewest}
    if codes == {"unexpected-format"} or (codes == {"unknown-format"} and len(converters) > 1):
        fewest = [msgspec.structs.replace(problem, expected=" or ".join(converters)) for problem in fewest]
    raise InvalidRecord(fewest)
