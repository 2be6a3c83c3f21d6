"""Many lines at once: read, checked, converted and written together, to the very bytes of one record at a time.

A chunk that is out of the ordinary is refused, and then its records are taken one by one: that path says what is wrong
and does what is rare. So this one only needs to be right about what it does not refuse.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import astuple, force_setattr, replace

from runbridge._runtime import NULL
from runbridge._runtime.batch_structs import field_names, own_field_names
from runbridge._runtime.conversion import ConvertedParts, ConvertedRecord, MissingOption, ResidueContent
from runbridge._runtime.json_codec import append_fields
from runbridge._runtime.registry import Direction, Format
from runbridge.jsontext import check_utf8
from runbridge.record.convert import Converter
from runbridge.record.field_order import Lines, UnknownFields
from runbridge.record.residue import approximated_fields, own_fields, preserved_fields

_OPEN, _CLOSE = b"{}"
_LINE = re.compile(r" - at `\$\[(\d+)\][^`]*`$")
_UNKNOWN_MEMBER = "Object contains unknown field"
_REFUSALS = (msgspec.DecodeError, UnicodeError, RecursionError, MissingOption, OverflowError)
_encoder = msgspec.json.Encoder()
_encode = _encoder.encode


class NotBatchable(NamedTuple):
    """Why the lines of a block were not done together: one is out of the ordinary, this one where that is known."""

    line: int | None = None


class ConvertedBatch(NamedTuple):
    """The converted lines of a chunk, each ended by a newline, and how many records they are.

    `residues` are theirs where they stand apart, a line each too, with `null` for a record that has none.
    """

    data: bytes
    records: int
    residues: bytes = b""


def validate_lines(form: Format, chunk: bytes, profile: str) -> int | NotBatchable:
    """How many records a chunk of whole lines holds, when each line is a valid one; Odd when one may not be."""
    count, variant = len(_line_ends(chunk)), form.variants[profile]
    if not count:
        return NotBatchable()
    try:
        records = variant.checker.decode_lines(chunk)
        # Only now: the parts of what msgspec refuses are all looked at again.
        check_utf8(chunk)
    except msgspec.ValidationError as error:
        return NotBatchable(_line_of(error, count))
    except _REFUSALS:
        return NotBatchable()
    if count != len(records):
        return NotBatchable()
    return count if variant.checks_all(records) else NotBatchable(_refused(records, variant.checks_all))


def _refused(records: Sequence[Any], checks_all: Callable[[Any], bool]) -> int:
    """The first of some records that is refused by what refuses them all."""
    start, end = 0, len(records)
    while end - start > 1:
        middle = (start + end) // 2
        if checks_all(records[start:middle]):
            start = middle
        else:
            end = middle
    return start


def _line_of(error: msgspec.ValidationError, count: int) -> int | None:
    """The line that msgspec refuses, as it says; None where records are not what stands on lines."""
    match = _LINE.search(str(error))
    line = int(match[1]) if match else count
    return line if line < count else None


def convert_lines(converter: Converter, chunk: bytes, losses: Counter[tuple[str, str]]) -> ConvertedBatch | None:
    """The converted records of a chunk of whole lines, a line each; None, and no loss counted, when it is refused."""
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
        if given and not _have_usable_residues(given, direction, options.profile):
            return None
        lane = _Chunk(converter, Lines(chunk, ends, records))
        targets = lane.convert(records)
    except _REFUSALS:
        return None
    if targets is None:
        return None
    losses.update(lane.losses)
    alone = count - len(given)
    if alone:
        losses.update({("defaulted", member): alone for member in direction.defaulted})
    return ConvertedBatch(_encoder.encode_lines(targets), count, _encoder.encode_lines(lane.residues))


def _line_ends(chunk: bytes) -> list[int]:
    """Where each line ends; [] where one does not open and close with a brace, or with a newline.

    No record can end or go on anywhere else then: inside of a JSON value no closing brace is followed by an opening
    one without a comma between them.
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
    """The records of a chunk, read with structs that have room for their members; None where there is no room."""
    structs = converter.structs
    try:
        return structs.structs.decoder.decode_lines(chunk)
    except msgspec.ValidationError as error:
        if structs.is_full or not str(error).startswith(_UNKNOWN_MEMBER):
            raise
    for line in chunk.splitlines():
        try:
            structs.structs.decoder.decode(line)
        except msgspec.ValidationError:
            if not structs.learn(line):
                return None
    return structs.structs.decoder.decode_lines(chunk)


def _have_usable_residues(records: Sequence[Any], direction: Direction, profile: str) -> bool:
    """Whether the records' residues are all as runbridge writes them, each for its record."""
    variant = direction.target.variants[profile]
    mapped = direction.target.members - direction.own_members
    identify, residues = attrgetter(direction.source_id), [record.residue for record in records]
    if [residue.id for residue in residues] != list(map(identify, records)):
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
    return True


def _after_own(residue: Any) -> bytes:
    """What follows the `own` of a residue, up to the end of the line if the residue is the last field."""
    via = b',"via":' + _encode(residue.via) if residue.via else b""
    absent = b',"absent":' + _encode(residue.absent) if residue.absent else b""
    return via + absent + b"}}"


class _Chunk:
    """The conversion of one chunk, the losses in it, and its residues where they stand apart."""

    def __init__(self, converter: Converter, lines: Lines) -> None:
        self._converter = converter
        self._structs = converter.structs.structs
        self._lines = lines
        self.losses = Counter[tuple[str, str]]()
        self.residues: list[Any] = []

    def convert(self, records: Sequence[Any]) -> list[Any] | None:
        """The targets, with the residues inside that are to be there; None where one has to be looked at by itself."""
        direction, options, structs = self._converter.direction, self._converter.options, self._structs
        if direction.all_conform is not None and direction.all_conform(records, options):
            options = replace(options, conforming=True)
        # What does not change is looked up once: this is the loop that everything waits for.
        cross, mode = direction.wire, self._converter.residue
        embed, sidecar, drop = mode == "embed", mode == "sidecar", mode == "drop"
        nothing_given = ResidueContent(direction.own[options.profile].empty)
        restored = self._restored_in(records)
        unknown = UnknownFields(self._lines, structs.unknown, structs.unknown_fields, map(structs.unknown_in, records))
        make_residue, has_restored = self._residue_maker(unknown), bool(structs.restored)
        targets: list[Any] = []
        converted: list[ConvertedParts] = []
        for number, record in enumerate(records):
            parts = cross(record, record.residue or nothing_given, options)
            if parts[-1]:
                return None
            converted.append(parts)
            target = parts[0]
            residue = None if drop else make_residue(number, parts)
            if embed and residue is not None:
                force_setattr(target, "residue", residue)
            if sidecar:
                self.residues.append(residue)
            if has_restored and record.residue:
                if restored.order(number, own_field_names) is not None:
                    return None
                target = structs.written(*astuple(target)[:-1], *restored.rows[number], target.residue)
            targets.append(target)
        count = self._count_lost if drop else self._count_carried
        count(converted, unknown)
        return targets

    def _residue_maker(self, unknown: UnknownFields) -> Callable[[int, ConvertedParts], Any]:
        """What makes the residue of a record of its number and its parts; None where there is nothing in it."""
        direction, rows, with_unknown = self._converter.direction, unknown.rows, self._with_unknown
        make, identify = direction.residue, attrgetter(direction.target_id)
        of, bridge = direction.source.name, direction.bridge
        # The very `own` that a residue leaves out.
        nothing = make("", "", "").own
        nothing_unknown = (UNSET,) * len(unknown.names)

        def make_residue(number: int, parts: ConvertedParts) -> Any:
            target, own, via, absent, _, _ = parts
            if nothing_unknown and rows[number] != nothing_unknown:
                own = with_unknown(own, unknown, number)
            # With members absent, an `own` may say so and still have nothing in it.
            elif own == nothing or (absent and _encode(own) == b"{}"):
                if not (via or absent):
                    return None
                own = nothing
            return make(of, bridge, identify(target), own, via, absent)

        return make_residue

    def _restored_in(self, records: Sequence[Any]) -> UnknownFields:
        """What residues bring back of members that no schema names."""
        structs, residues = self._structs, [record.residue for record in records]
        nowhere = (UNSET,) * len(structs.restored)
        rows = (structs.restored_in(residue.own) if residue else nowhere for residue in residues)
        suffixes = (_after_own(residue) if residue else b"" for residue in residues)
        return UnknownFields(self._lines, structs.restored, structs.restored_fields, rows, suffixes)

    def _count_lost(self, converted: Sequence[ConvertedParts], unknown: UnknownFields) -> None:
        """Count what does not come back."""
        for number, parts in enumerate(converted):
            record = ConvertedRecord(*parts)
            lost = preserved_fields(record, unknown.given(number)) + approximated_fields(record)
            self.losses.update([("dropped", member) for member in lost])

    def _count_carried(self, converted: Sequence[ConvertedParts], unknown: UnknownFields) -> None:
        """Count what residues have, member by member, which is quicker than record by record."""
        tolerant, total = self._converter.options.tolerant, len(converted)
        counts: dict[tuple[str, str], int] = {}
        owns = [own for _, own, _, _, _, _ in converted]
        columns = zip(*map(astuple, owns), strict=True)
        for (name, default), column in zip(own_fields(owns[0].__class__), columns, strict=True):
            counts["carried", name] = total - column.count(default)
            if tolerant and default is not UNSET:
                # Only there can a member be absent that is null or given otherwise.
                counts["carried", name] -= column.count(UNSET)
        for name, column in zip(unknown.names, zip(*unknown.rows, strict=True), strict=True):
            counts["carried", name] = total - column.count(UNSET)
        approximated = [
            name for _, _, via, absent, fragile, _ in converted for name in (*via, *absent) if name not in fragile
        ]
        counts |= {("approximated", name): number for name, number in Counter(approximated).items()}
        self.losses.update({key: number for key, number in counts.items() if number})

    def _with_unknown(self, own: Any, unknown: UnknownFields, number: int) -> Any:
        """The `own` of a residue with the members of a record that no schema names, in the record's order."""
        row = unknown.rows[number]
        order = unknown.order(number, field_names)
        if order is None:
            return self._structs.own(*astuple(own), *row)
        members = dict(zip(unknown.names, row, strict=True))
        return Raw(append_fields(_encode(own), {name: members[name] for name in order}))
