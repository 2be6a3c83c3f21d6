"""Many lines at once: decoded, checked, converted and encoded together, to the same bytes as one record at a time.

A chunk with anything unusual is not processed here. Its records are then processed one by one, which explains problems
and handles rare cases. So this module only needs to be right about the chunks that it accepts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import astuple, force_setattr, replace

from runbridge._runtime import NULL
from runbridge._runtime.batch_structs import BatchStructs, field_names, own_field_names
from runbridge._runtime.conversion import MissingOption, ResidueContent, UnrepresentableValue, decode_text, encode_text
from runbridge._runtime.json_codec import append_fields
from runbridge._runtime.json_slices import check_utf8
from runbridge._runtime.registry import NAME, Direction, Format, Variant
from runbridge.record.converter import Converter, RecordConverter
from runbridge.record.field_order import Lines, UnknownFields, in_order, unusual_order
from runbridge.record.residue import count_nulls, null_fields, nulls_in_own, nulls_in_via, own_fields
from runbridge.record.residue_forms import PROBE, is_null_entry

_OPEN, _CLOSE = b"{}"
_LINE = re.compile(r" - at `\$\[(\d+)\][^`]*`$")
_UNKNOWN_FIELD = "Object contains unknown field"
_REFUSALS = (msgspec.DecodeError, UnicodeError, RecursionError, MissingOption, UnrepresentableValue, OverflowError)
_encoder = msgspec.json.Encoder()
_encode = _encoder.encode


class Gap(NamedTuple):
    """A line of a chunk that must be processed alone: its index, its start and end, and where its output belongs.

    Start and end are offsets in the chunk, without the line feed; `place` is one in the output of the others.
    """

    line: int
    start: int
    end: int
    place: int = 0


class NotBatchable(NamedTuple):
    """Some record of a chunk must be processed alone; `line` is its index where that is known.

    Where there are `gaps`, they are all such lines, and every other one is valid.
    """

    line: int | None = None
    gaps: Sequence[Gap] = ()


class ConvertedBatch(NamedTuple):
    """The converted records of a chunk, one line each, and how many there are.

    For a sidecar, `ids` and `residues` have the id and the residue of each record as JSON texts, `null` for no residue.
    `gaps` are the lines that are not among the records.
    """

    data: bytes
    records: int
    ids: Sequence[bytes] = ()
    residues: Sequence[bytes] = ()
    gaps: Sequence[Gap] = ()

    def parts(self) -> "Iterator[tuple[ConvertedBatch, Gap | None]]":
        """The records before each gap, and the gap; the last part has none."""
        done = place = 0
        for number, gap in enumerate(self.gaps):
            records = gap.line - number
            yield self._part(self.data[place : gap.place], done, records), gap
            done, place = records, gap.place
        yield self._part(self.data[place:], done, self.records), None

    def _part(self, data: bytes, start: int, end: int) -> "ConvertedBatch":
        return ConvertedBatch(data, end - start, self.ids[start:end], self.residues[start:end])


def validate_lines(form: Format, chunk: bytes, profile: str) -> int | NotBatchable:
    """How many records a chunk of whole lines has, if every line is a valid one; NotBatchable if one may be invalid."""
    count, variant = len(_line_ends(chunk)), form.variants[profile]
    if not count:
        return NotBatchable()
    try:
        records = variant.checker.decode_lines(chunk)
        # Only now: where msgspec refuses the chunk, its records are checked again one by one.
        check_utf8(chunk)
    except msgspec.ValidationError as error:
        return NotBatchable(_line_of(error, count))
    except _REFUSALS:
        return NotBatchable()
    if count != len(records):
        return NotBatchable()
    return count if variant.checks_all(records) else NotBatchable(_refused(records, variant.checks_all))


def _refused(records: Sequence[Any], checks_all: Callable[[Any], bool]) -> int:
    """The index of the first record that fails a check which all of them together fail."""
    start, end = 0, len(records)
    while end - start > 1:
        middle = (start + end) // 2
        if checks_all(records[start:middle]):
            start = middle
        else:
            end = middle
    return start


def _line_of(error: msgspec.ValidationError, count: int) -> int | None:
    """The index of the line that msgspec refuses; None where the records are not one a line."""
    match = _LINE.search(str(error))
    line = int(match[1]) if match else count
    return line if line < count else None


def convert_lines(converter: RecordConverter, chunk: bytes, losses: Counter[tuple[str, str]]) -> ConvertedBatch | None:
    """The converted records of a chunk of whole lines; None, and no loss counted, when one must be converted alone."""
    direct, ends = converter.batch_converter, _line_ends(chunk)
    if direct is None or not ends:
        return None
    direction, options, count = direct.direction, direct.options, len(ends)
    try:
        records = _read(direct, chunk)
        check_utf8(chunk)
        if records is None or len(records) != count or not direction.source.variants[options.profile].fits_all(records):
            return None
        given = [record for record in records if record.residue is not UNSET]
        if given and not _have_usable_residues(given, direct.structs.structs):
            return None
        batch = _BatchConversion(direct, Lines(chunk, ends, records))
        targets = batch.convert(records)
    except _REFUSALS:
        return None
    if targets is None:
        return None
    losses.update(batch.losses)
    alone = count - len(given)
    if alone:
        losses.update({("defaulted", member): alone for member in direction.defaulted})
    return ConvertedBatch(_encoder.encode_lines(targets), count, batch.ids, batch.residues)


def _line_ends(chunk: bytes) -> list[int]:
    """The index of the newline of each line; [] where a line is not an object from its first to its last character.

    Then each line is one record: inside a JSON value, no closing brace is followed by an opening one without a comma.
    """
    ends: list[int] = []
    start, find = 0, chunk.find
    if b"\r" in chunk:
        return []
    while start < len(chunk):
        end = find(b"\n", start)
        if end < 0 or chunk[start] != _OPEN or chunk[end - 1] != _CLOSE:
            return []
        start = end + 1
        ends.append(end)
    return ends


def _read(converter: Converter, chunk: bytes) -> list[Any] | None:
    """The decoded records of a chunk, with their unknown fields; None where the structs cannot have all of these."""
    structs = converter.structs
    try:
        return _decode(structs.structs, chunk)
    except msgspec.ValidationError as error:
        if structs.is_full or not str(error).startswith(_UNKNOWN_FIELD):
            raise
    for line in chunk.splitlines():
        try:
            _decode(structs.structs, line)
        except msgspec.ValidationError:
            if not structs.learn(line):
                return None
    return _decode(structs.structs, chunk)


def _decode(structs: BatchStructs, chunk: bytes) -> list[Any] | None:
    """The records of a chunk, with residues in place of their texts; None where a text is not one of a residue."""
    records = structs.decoder.decode_lines(chunk)
    for record in [record for record in records if record.residue.__class__ is str]:
        residue = decode_text(record.residue)
        if residue is None:
            return None
        force_setattr(record, "residue", structs.residue_decoder.decode(residue))
    return records


def _have_usable_residues(records: Sequence[Any], structs: BatchStructs) -> bool:
    """Whether all residues have the form that runbridge writes, and belong to their records."""
    direction = structs.direction
    identify, residues = direction.source_id, [record.residue for record in records]
    return (
        [residue.id for residue in residues] == list(map(identify, records))
        and [residue.probe for residue in residues].count(PROBE) == len(residues)
        and direction.own[structs.profile].fits_all([residue.own for residue in residues])
        and _have_usable_entries(residues, direction, direction.target.variants[structs.profile])
    )


def _have_usable_entries(residues: Sequence[Any], direction: Direction, variant: Variant) -> bool:
    """Whether all entries are of fields that they may restore, and each residue lists the fields that are null.

    Few fields are null, so all nulls are counted, and only the residues that list some are compared one by one.
    """
    mapped = direction.target.fields - direction.own_fields
    listing: list[Any] = []
    null_entries = 0
    for residue in residues:
        if residue.via:
            if not mapped.issuperset(residue.via):
                return False
            for name, entry in residue.via.items():
                if entry.was == NULL:
                    if name not in variant.nullable:
                        return False
                    null_entries += is_null_entry(entry)
        if residue.absent and not (variant.omittable & mapped).issuperset(residue.absent):
            return False
        if residue.null:
            listing.append(residue)
    nulls = null_entries + count_nulls([residue.own for residue in residues])
    return nulls == sum([len(residue.null) for residue in listing]) and all(
        sorted(residue.null) == sorted(null_fields(residue.own, {}, residue.via)) for residue in listing
    )


def _after_own(residue: Any) -> bytes:
    """The text from the `own` of a residue to the end of the line, if the residue is the last field of the record."""
    via = b',"via":' + _encode(residue.via) if residue.via else b""
    absent = b',"absent":' + _encode(residue.absent) if residue.absent else b""
    order = b',"order":' + _encode(residue.order) if residue.order else b""
    null = b',"null":' + _encode(residue.null) if residue.null else b""
    return via + absent + order + null + b',"probe":' + bytes(residue.probe) + b"}}"


def _with_fields_in_order(target: Any, fields: Mapping[str, Raw]) -> Raw:
    """A converted record with unknown fields in an order that no struct has, and its residue after them."""
    residue = target.residue
    force_setattr(target, "residue", UNSET)
    more = {} if residue is UNSET else {NAME: _encode(residue)}
    return Raw(append_fields(_encode(target), {**fields, **more}))


def _in_order(target: Any, record: Any) -> Any:
    """A converted record with its fields in the order that the residue of its record has."""
    order = record.residue.order if record.residue else ()
    return Raw(in_order(_encode(target), order)) if order else target


class _Columns(NamedTuple):
    """The parts of all converted records of a chunk, each part in a tuple: `zip` of their ConvertedParts."""

    targets: tuple[Any, ...]
    owns: tuple[Any, ...]
    vias: tuple[dict[str, dict[str, Any]], ...]
    absents: tuple[tuple[str, ...], ...]
    fragiles: tuple[tuple[str, ...], ...]
    refused: tuple[tuple[str, ...], ...]


class _BatchConversion:
    """The conversion of one chunk: its losses, and its residues where they go to a sidecar."""

    def __init__(self, converter: Converter, lines: Lines) -> None:
        self._converter = converter
        self._structs = converter.structs.structs
        self._lines = lines
        self.losses = Counter[tuple[str, str]]()
        self.ids: Sequence[bytes] = ()
        self.residues: Sequence[bytes] = ()

    def convert(self, records: Sequence[Any]) -> list[Any] | None:
        """The converted records, with embedded residues; None where one must be converted alone."""
        direction, options, structs = self._converter.direction, self._converter.options, self._structs
        if direction.all_conform is not None and direction.all_conform(records, options):
            options = replace(options, conforming=True)
        nothing_given, cross = ResidueContent(direction.own[options.profile].empty), direction.wire
        # Most of the time of a conversion is spent here.
        converted = [cross(record, record.residue or nothing_given, options) for record in records]
        columns = _Columns(*zip(*converted, strict=True))
        if any(columns.refused):
            return None
        unknown = UnknownFields(self._lines, structs.unknown, structs.unknown_fields, map(structs.unknown_in, records))
        fields = list(zip(*map(astuple, columns.owns), strict=True))
        self._count_losses(fields, columns, unknown)
        if self._converter.residue != "drop":
            self._write_residues(fields, columns, unknown)
        targets = self._restore_unknown(records, columns.targets) if structs.restored else list(columns.targets)
        return list(map(_in_order, targets, records)) if direction.keeps_order else targets

    def _write_residues(self, fields: Sequence[tuple[Any, ...]], columns: _Columns, unknown: UnknownFields) -> None:
        """Make the residues and put them where they go."""
        residues, direction = self._make_residues(columns, unknown), self._converter.direction
        nulls = defaultdict[int, list[str]](list)
        for number, name in chain(nulls_in_own(columns.owns[0], fields), unknown.nulls(), nulls_in_via(columns.vias)):
            nulls[number].append(name)
        for number, names in nulls.items():
            force_setattr(residues[number], "null", tuple(names))
        match self._converter.residue:
            case "sidecar":
                self.ids = tuple([_encode(direction.target_id(target)) for target in columns.targets])
                self.residues = tuple(map(_encode, residues))
            case "text":
                for target, residue in zip(columns.targets, residues, strict=True):
                    if residue is not None:
                        force_setattr(target, "residue", Raw(encode_text(_encode(residue))))
            case _:
                for target, residue in zip(columns.targets, residues, strict=True):
                    if residue is not None:
                        force_setattr(target, "residue", residue)

    def _make_residues(self, columns: _Columns, unknown: UnknownFields) -> list[Any]:
        """The residue of each record, None where it is empty."""
        direction, rows, residues = self._converter.direction, unknown.rows, list[Any]()
        make, identify = direction.residue, direction.target_id
        of, bridge = direction.source.name, direction.bridge
        # The default of `own`, which is not written.
        nothing = make("", "", "").own
        nothing_unknown = (UNSET,) * len(unknown.names)
        orders = self._orders() if direction.writes_order else repeat(())
        for number, (order, target, own, via, absent) in enumerate(zip(orders, *columns[:4], strict=False)):
            if nothing_unknown and rows[number] != nothing_unknown:
                preserved = self._with_unknown(own, unknown, number)
            # Where fields are missing, `own` may differ from its default and still have nothing to write.
            elif own == nothing or (absent and _encode(own) == b"{}"):
                if not (via or absent or order):
                    residues.append(None)
                    continue
                preserved = nothing
            else:
                preserved = own
            residues.append(make(of, bridge, identify(target), preserved, via, absent, order, (), PROBE))
        return residues

    def _orders(self) -> Iterator[tuple[str, ...]]:
        """The order of the fields of each record for its residue."""
        known = self._converter.source.variants[self._converter.profile].record.__struct_encode_fields__
        return (unusual_order(tuple(field_names(line)), known) for line in self._lines)

    def _restore_unknown(self, records: Sequence[Any], targets: Sequence[Any]) -> list[Any]:
        """The targets with the unknown fields that the residues of their records restore."""
        written, restored = self._structs.written, self._restored_in(records)
        complete: list[Any] = []
        for number, (record, target) in enumerate(zip(records, targets, strict=True)):
            if not record.residue:
                complete.append(target)
            elif (order := restored.order(number, own_field_names)) is None:
                complete.append(written(*astuple(target)[:-1], *restored.rows[number], target.residue))
            else:
                complete.append(_with_fields_in_order(target, restored.in_order(number, order)))
        return complete

    def _restored_in(self, records: Sequence[Any]) -> UnknownFields:
        """The unknown fields that residues restore."""
        structs, residues = self._structs, [record.residue for record in records]
        nowhere = (UNSET,) * len(structs.restored)
        rows = (structs.restored_in(residue.own) if residue else nowhere for residue in residues)
        suffixes = (_after_own(residue) if residue else b"" for residue in residues)
        return UnknownFields(self._lines, structs.restored, structs.restored_fields, rows, suffixes)

    def _count_losses(self, fields: Sequence[tuple[Any, ...]], columns: _Columns, unknown: UnknownFields) -> None:
        """Count what residues preserve, or would, field by field, which is faster than record by record."""
        tolerant, total = self._converter.options.tolerant, len(columns.owns)
        preserved = Counter[str]()
        only_uncertain = Counter(chain.from_iterable(columns.fragiles))
        for (name, default), values in zip(own_fields(columns.owns[0].__class__), fields, strict=True):
            preserved[name] = total - values.count(default) - only_uncertain[name]
            if tolerant and default is not UNSET:
                # Only there may a field be missing that the published profile requires.
                preserved[name] -= values.count(UNSET)
        for name, values in zip(unknown.names, zip(*unknown.rows, strict=True), strict=True):
            preserved[name] = total - values.count(UNSET)
        approximated = Counter(
            name
            for via, absent, fragile in zip(columns.vias, columns.absents, columns.fragiles, strict=True)
            for name in (*via, *absent)
            if name not in fragile
        )
        kinds = ("dropped", "dropped") if self._converter.residue == "drop" else ("preserved", "approximated")
        for kind, counts in zip(kinds, (preserved, approximated), strict=True):
            self.losses.update({(kind, name): number for name, number in counts.items() if number})

    def _with_unknown(self, own: Any, unknown: UnknownFields, number: int) -> Any:
        """The `own` of a residue with the unknown fields of a record, in the order of the record."""
        order = unknown.order(number, field_names)
        if order is None:
            return self._structs.own(*astuple(own), *unknown.rows[number])
        return Raw(append_fields(_encode(own), unknown.in_order(number, order)))
