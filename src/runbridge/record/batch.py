"""Many lines at once: decoded, checked, converted and encoded together, to the same bytes as one record at a time.

A chunk with anything unusual is not processed here. Its records are then processed one by one, which explains problems
and handles rare cases. So this module only needs to be right about the chunks that it accepts.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import astuple, force_setattr, replace

from runbridge._runtime import NULL
from runbridge._runtime.batch_structs import BatchStructs, field_names, own_field_names
from runbridge._runtime.conversion import ConvertedParts, ConvertedRecord, MissingOption, ResidueContent
from runbridge._runtime.json_codec import append_fields
from runbridge._runtime.registry import Format
from runbridge._runtime.residue_text import decode_text, encode_text
from runbridge.jsontext import check_utf8
from runbridge.record.convert import Converter
from runbridge.record.field_order import Lines, UnknownFields
from runbridge.record.residue import (
    approximated_fields,
    null_fields,
    optional_fields,
    own_fields,
    preserved_fields,
)
from runbridge.record.residue_forms import PROBE

_OPEN, _CLOSE = b"{}"
_LINE = re.compile(r" - at `\$\[(\d+)\][^`]*`$")
_UNKNOWN_FIELD = "Object contains unknown field"
_REFUSALS = (msgspec.DecodeError, UnicodeError, RecursionError, MissingOption, OverflowError)
_encoder = msgspec.json.Encoder()
_encode = _encoder.encode


class NotBatchable(NamedTuple):
    """Some record of a chunk must be processed alone; `line` is its index where that is known."""

    line: int | None = None


class ConvertedBatch(NamedTuple):
    """The converted records of a chunk, one line each, and how many there are.

    `residues` are the residues for a sidecar, one line each, with `null` for a record without one.
    """

    data: bytes
    records: int
    residues: bytes = b""


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


def convert_lines(converter: Converter, chunk: bytes, losses: Counter[tuple[str, str]]) -> ConvertedBatch | None:
    """The converted records of a chunk of whole lines; None, and no loss counted, when one must be converted alone."""
    ends = _line_ends(chunk)
    if not converter.apply_residue or not ends:
        return None
    direction, options, count = converter.direction, converter.options, len(ends)
    try:
        records = _read(converter, chunk)
        check_utf8(chunk)
        if records is None or len(records) != count or not direction.source.variants[options.profile].fits_all(records):
            return None
        given = [record for record in records if record.residue is not UNSET]
        if given and not _have_usable_residues(given, converter.structs.structs):
            return None
        batch = _BatchConversion(converter, Lines(chunk, ends, records))
        targets = batch.convert(records)
    except _REFUSALS:
        return None
    if targets is None:
        return None
    losses.update(batch.losses)
    alone = count - len(given)
    if alone:
        losses.update({("defaulted", member): alone for member in direction.defaulted})
    return ConvertedBatch(_encoder.encode_lines(targets), count, _encoder.encode_lines(batch.residues))


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
    direction, profile = structs.direction, structs.profile
    variant = direction.target.variants[profile]
    mapped = direction.target.fields - direction.own_fields
    identify, residues = attrgetter(direction.source_id), [record.residue for record in records]
    if [residue.id for residue in residues] != list(map(identify, records)):
        return False
    if [residue.probe for residue in residues].count(PROBE) != len(residues):
        return False
    if not direction.own[profile].fits_all([residue.own for residue in residues]):
        return False
    for residue in residues:
        if residue.via and not mapped.issuperset(residue.via):
            return False
        for name, entry in residue.via.items():
            if name not in variant.nullable and entry.was == NULL:
                return False
        if residue.absent and not (variant.omittable & mapped).issuperset(residue.absent):
            return False
    return _list_their_nulls(residues)


def _list_their_nulls(residues: Sequence[Any]) -> bool:
    """Whether all residues list exactly the fields that are null."""
    attributes = [attribute for _, attribute in optional_fields(residues[0].own.__class__)]
    owns = [residue.own for residue in residues]
    values = [value for attribute in attributes for value in map(attrgetter(attribute), owns)]
    was = [entry.was for residue in residues if residue.via for entry in residue.via.values()]
    if NULL not in was and None not in values and NULL not in values and not any(map(attrgetter("null"), residues)):
        return True
    return all({*residue.null} == {*null_fields(residue.own, {}, residue.via)} for residue in residues)


def _after_own(residue: Any) -> bytes:
    """The text from the `own` of a residue to the end of the line, if the residue is the last field of the record."""
    via = b',"via":' + _encode(residue.via) if residue.via else b""
    absent = b',"absent":' + _encode(residue.absent) if residue.absent else b""
    null = b',"null":' + _encode(residue.null) if residue.null else b""
    return via + absent + null + b',"probe":' + bytes(residue.probe) + b"}}"


class _BatchConversion:
    """The conversion of one chunk: its losses, and its residues where they go to a sidecar."""

    def __init__(self, converter: Converter, lines: Lines) -> None:
        self._converter = converter
        self._structs = converter.structs.structs
        self._lines = lines
        self.losses = Counter[tuple[str, str]]()
        self.residues: list[Any] = []

    def convert(self, records: Sequence[Any]) -> list[Any] | None:
        """The converted records, with embedded residues; None where one must be converted alone."""
        direction, options, structs = self._converter.direction, self._converter.options, self._structs
        if direction.all_conform is not None and direction.all_conform(records, options):
            options = replace(options, conforming=True)
        # The loop below takes most of the time of a conversion, so what does not change is looked up before it.
        cross, mode = direction.wire, self._converter.residue
        is_inside = mode in ("embed", "text")
        nothing_given = ResidueContent(direction.own[options.profile].empty)
        restored = self._restored_in(records)
        unknown = UnknownFields(self._lines, structs.unknown, structs.unknown_fields, map(structs.unknown_in, records))
        make_residue, has_restored = self._residue_maker(unknown), bool(structs.restored)
        targets: list[Any] = []
        converted: list[ConvertedParts] = []
        residues: list[Any] = []
        for number, record in enumerate(records):
            parts = cross(record, record.residue or nothing_given, options)
            if parts[-1]:
                return None
            converted.append(parts)
            target = parts[0]
            if make_residue is not None:
                residue = make_residue(number, parts)
                residues.append(residue)
                if is_inside and residue is not None:
                    force_setattr(target, "residue", residue)
            if has_restored and record.residue:
                if restored.order(number, own_field_names) is not None:
                    return None
                target = structs.written(*astuple(target)[:-1], *restored.rows[number], target.residue)
            targets.append(target)
        self._finish(targets, residues, converted, unknown)
        return targets

    def _finish(
        self, targets: list[Any], residues: list[Any], converted: list[ConvertedParts], unknown: UnknownFields
    ) -> None:
        """Complete the residues, put them where they go, and count what happened to fields."""
        mode = self._converter.residue
        if mode == "drop":
            self._count_lost(converted, unknown)
            return
        columns = list(zip(*map(astuple, [parts[1] for parts in converted]), strict=True))
        self._list_nulls(residues, columns, converted, unknown)
        self._count_preserved(columns, converted, unknown)
        if mode == "sidecar":
            self.residues = residues
        if mode == "text":
            for target, residue in zip(targets, residues, strict=True):
                if residue is not None:
                    force_setattr(target, "residue", Raw(encode_text(_encode(residue))))

    def _list_nulls(
        self,
        residues: Sequence[Any],
        columns: Sequence[tuple[Any, ...]],
        converted: Sequence[ConvertedParts],
        unknown: UnknownFields,
    ) -> None:
        """List in the residues which fields are null; `columns` are the values of each field of `own`."""
        fields = own_fields(converted[0][1].__class__)
        optional = [column for (_, default), column in zip(fields, columns, strict=True) if default is UNSET]
        nulls_in_own = any(None in column or NULL in column for column in optional)
        saw = [entry.get("saw") for parts in converted if parts[2] for entry in parts[2].values()]
        nulls_in_via = None in saw or NULL in saw
        nulls_in_rows = NULL in chain.from_iterable(unknown.rows)
        if not (nulls_in_own or nulls_in_via or nulls_in_rows):
            return
        for number, residue in enumerate(residues):
            _, own, via, *_ = converted[number]
            row = unknown.rows[number] if nulls_in_rows else ()
            if residue is not None and (nulls_in_own or (nulls_in_via and via) or row.count(NULL) > 1):
                force_setattr(residue, "null", tuple(null_fields(own, unknown.ordered(number), via)))
            elif residue is not None and NULL in row:
                force_setattr(residue, "null", (unknown.names[row.index(NULL)],))

    def _residue_maker(self, unknown: UnknownFields) -> Callable[[int, ConvertedParts], Any] | None:
        """A function that makes the residue of a record from its index and parts; None where the residue is empty."""
        if self._converter.residue == "drop":
            return None
        direction, rows, with_unknown = self._converter.direction, unknown.rows, self._with_unknown
        make, identify = direction.residue, attrgetter(direction.target_id)
        of, bridge = direction.source.name, direction.bridge
        # The default of `own`, which is not written.
        nothing = make("", "", "").own
        nothing_unknown = (UNSET,) * len(unknown.names)

        def make_residue(number: int, parts: ConvertedParts) -> Any:
            target, own, via, absent, _, _ = parts
            if nothing_unknown and rows[number] != nothing_unknown:
                own = with_unknown(own, unknown, number)
            # Where fields are missing, `own` may differ from its default and still have nothing to write.
            elif own == nothing or (absent and _encode(own) == b"{}"):
                if not (via or absent):
                    return None
                own = nothing
            return make(of, bridge, identify(target), own, via, absent, (), PROBE)

        return make_residue

    def _restored_in(self, records: Sequence[Any]) -> UnknownFields:
        """The unknown fields that residues restore."""
        structs, residues = self._structs, [record.residue for record in records]
        nowhere = (UNSET,) * len(structs.restored)
        rows = (structs.restored_in(residue.own) if residue else nowhere for residue in residues)
        suffixes = (_after_own(residue) if residue else b"" for residue in residues)
        return UnknownFields(self._lines, structs.restored, structs.restored_fields, rows, suffixes)

    def _count_lost(self, converted: Sequence[ConvertedParts], unknown: UnknownFields) -> None:
        """Count the fields that do not come back."""
        for number, parts in enumerate(converted):
            record = ConvertedRecord(*parts)
            lost = preserved_fields(record, unknown.given(number)) + approximated_fields(record)
            self.losses.update([("dropped", member) for member in lost])

    def _count_preserved(
        self, columns: Sequence[tuple[Any, ...]], converted: Sequence[ConvertedParts], unknown: UnknownFields
    ) -> None:
        """Count what residues preserve, field by field, which is faster than record by record."""
        tolerant, total = self._converter.options.tolerant, len(converted)
        counts: dict[tuple[str, str], int] = {}
        for (name, default), column in zip(own_fields(converted[0][1].__class__), columns, strict=True):
            counts["preserved", name] = total - column.count(default)
            if tolerant and default is not UNSET:
                # Only there may a field be missing that the published profile requires.
                counts["preserved", name] -= column.count(UNSET)
        for name, column in zip(unknown.names, zip(*unknown.rows, strict=True), strict=True):
            counts["preserved", name] = total - column.count(UNSET)
        approximated = [
            name for _, _, via, absent, fragile, _ in converted for name in (*via, *absent) if name not in fragile
        ]
        counts |= {("approximated", name): number for name, number in Counter(approximated).items()}
        self.losses.update({key: number for key, number in counts.items() if number})

    def _with_unknown(self, own: Any, unknown: UnknownFields, number: int) -> Any:
        """The `own` of a residue with the unknown fields of a record, in the order of the record."""
        if unknown.order(number, field_names) is None:
            return self._structs.own(*astuple(own), *unknown.rows[number])
        return Raw(append_fields(_encode(own), unknown.ordered(number)))
