"""Many lines at once: read, checked, converted and written together, to the very bytes of one record at a time.

A chunk that is out of the ordinary is refused, and then its records are taken one by one: that path says what is wrong
and does what is rare. So this one only needs to be right about what it does not refuse.
"""

from collections import Counter
from typing import Any

import msgspec
from msgspec import UNSET

from runbridge._runtime import NULL
from runbridge._runtime.crossing import Crossing, NeedsOption, Restore
from runbridge._runtime.registry import Direction
from runbridge._runtime.wire import read
from runbridge.convert import Converter
from runbridge.residue import lost_members

_REFUSALS = (msgspec.DecodeError, UnicodeError, RecursionError, NeedsOption, OverflowError)
_encode = msgspec.json.Encoder().encode


def convert_lines(converter: Converter, chunk: bytes, losses: Counter[tuple[str, str]]) -> list[bytes] | None:
    """The converted records of a chunk of whole lines, a line each; None, and no loss counted, when it is refused."""
    direction, options = converter.direction, converter.options
    if converter.residue == "sidecar" or not converter.apply_residue or not is_a_record_a_line(chunk):
        return None
    counts: Counter[tuple[str, str]] = Counter()
    lines: list[bytes] = []
    try:
        _check_utf8(chunk)
        records = direction.embedded[options.profile].decode_lines(chunk)
        if len(records) != chunk.count(b"\n") or not direction.source.variants[options.profile].fits_all(records):
            return None
        nothing = direction.residue("", "", "").own
        restorer = _Restorer(direction, options.profile)
        for record in records:
            restore = restorer.restore(record)
            if restore is None:
                return None
            crossing = direction.wire(record, restore, options)
            if crossing.refused:
                return None
            lines.append(_line(converter, crossing, nothing, counts))
            if record.residue is UNSET:
                counts["defaulted", ""] += 1
    except _REFUSALS:
        return None
    alone = counts.pop(("defaulted", ""), 0)
    losses.update(counts)
    losses.update({("defaulted", member): alone for member in direction.defaulted if alone})
    return lines


def _check_utf8(chunk: bytes) -> None:
    """Raise UnicodeDecodeError for what is not UTF-8: msgspec does not look inside of Raw.

    The text is read line by line: one of the whole chunk would be new memory every time.
    """
    if not chunk.isascii():
        for line in chunk.split(b"\n"):
            line.decode()


def is_a_record_a_line(chunk: bytes) -> bool:
    """Whether every line opens and closes with a brace: no record can end or go on anywhere else then.

    Inside of a JSON value no closing brace is followed by an opening one without a comma between them.
    """
    if b"\r" in chunk or not chunk.endswith(b"\n"):
        return False
    lines = chunk[:-1].split(b"\n")
    return all(line[:1] == b"{" and line[-1:] == b"}" for line in lines)


def _line(converter: Converter, crossing: Crossing, nothing: Any, counts: Counter[tuple[str, str]]) -> bytes:
    """The converted record with its residue; `nothing` is the very `own` that a residue leaves out."""
    direction = converter.direction
    text = _encode(crossing.record)
    own, via, absent = crossing.own, crossing.via, crossing.absent
    if converter.residue == "drop":
        counts.update(("dropped", member) for member in lost_members(crossing, ()))
        return text
    if own == nothing:
        if not (via or absent):
            return text
        own = nothing
    elif absent and _encode(own) == b"{}":
        own = nothing
    identity = getattr(crossing.record, direction.target_id)
    residue = direction.residue(direction.source.name, direction.bridge, identity, own, via, absent)
    return text[:-1] + b',"_residue":' + _encode(residue) + b"}"


class _Restorer:
    """Opens typed residues; what is not all as runbridge writes it is refused."""

    def __init__(self, direction: Direction, profile: str) -> None:
        variant = direction.target.variants[profile]
        self._direction = direction
        self._own = direction.own[profile]
        self._empty = Restore(own=self._own.empty, read=read)
        self._mapped = direction.target.members - direction.own_members
        self._nullable = variant.nullable
        self._omittable = variant.omittable & self._mapped

    def restore(self, record: Any) -> Restore[Any] | None:
        """What a record's residue restores; None where it must be looked at member by member."""
        residue = record.residue
        direction = self._direction
        if residue is UNSET:
            return self._empty
        if (
            residue.of != direction.target.name
            or residue.bridge != direction.bridge
            or residue.id != getattr(record, direction.source_id)
            or not self._own.fits(residue.own)
        ):
            return None
        for name, entry in residue.via.items():
            if name not in self._mapped or (name not in self._nullable and entry.was == NULL):
                return None
        if residue.absent and not self._omittable.issuperset(residue.absent):
            return None
        return Restore(own=residue.own, read=read, via=residue.via, absent=frozenset(residue.absent))
