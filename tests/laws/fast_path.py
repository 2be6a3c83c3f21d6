"""What holds for the fast path of a plan, in any package."""

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

import runbridge as rb
from runbridge._runtime.conversion import ConvertedParts
from runbridge._runtime.plan import PlannedDirection
from runbridge._runtime.registry import NAME
from runbridge.errors import RecordError
from runbridge.laws.json_tokens import Record, read_tokens, write_tokens
from runbridge.laws.record_strategies import edited, edits, records
from runbridge.laws.residue_laws import hostile_residues
from runbridge.laws.subject import Subject
from runbridge.record.convert import make_converter
from runbridge.record.converter import Conversion, Converter


def is_planned(subject: Subject) -> bool:
    """Whether a plan converts the records."""
    return isinstance(subject.direction.wire, PlannedDirection)


def check_fast_path(subject: Subject, data: st.DataObject, taken: Counter[str]) -> None:
    """A record, and an edited one on the way back, are converted as by the rules alone.

    Counts the formats of the records that the fast path converted.
    """
    residue, given = (
        data.draw(st.sampled_from(["embed", "drop"])),
        data.draw(st.sampled_from(["set", "set", "set", "all", "nothing"])),
    )
    record = data.draw(records(subject))
    if data.draw(st.sampled_from([False, False, False, True])):
        record = {**record, NAME: data.draw(hostile_residues(subject, record))}
    there = _convert(subject, record, residue, given, taken)
    if isinstance(there, Conversion):
        back, converted = subject.opposite, read_tokens(there.data)
        changes = data.draw(st.just(Record()) | edits(back, converted))
        _convert(back, edited(converted, changes), residue, given, taken)


def _convert(
    subject: Subject, record: Record, residue: Any, given: Any, taken: Counter[str]
) -> Conversion | list[rb.Problem]:
    """The conversion of a record; raises AssertionError if it is another by the rules alone."""
    converter = make_converter(subject.source.name, subject.options(residue, given=given))
    assert isinstance(converter, Converter)
    wire: Any = converter.direction.wire
    done = _outcome(counting(converter, taken), write_tokens(record))
    assert done == _outcome(_with(converter, wire.by_rules), write_tokens(record))
    return done


def counting(converter: Converter, taken: Counter[str]) -> Converter:
    """The same converter, which counts the records that its fast path converts."""
    direction = converter.direction
    wire = direction.wire
    assert isinstance(wire, PlannedDirection)
    fast_path = wire.fast_path
    assert fast_path is not None

    def count(*arguments: Any) -> ConvertedParts | None:
        parts = fast_path(*arguments)
        taken[f"{direction.source.name} to {direction.target.name}"] += parts is not None
        return parts

    return _with(converter, wire.with_fast_path(count))


def _with(converter: Converter, wire: Any) -> Converter:
    return replace(converter, direction=replace(converter.direction, wire=wire))


def _outcome(converter: Converter, data: bytes) -> Conversion | list[rb.Problem]:
    try:
        return converter.convert(data)
    except RecordError as error:
        return list(error.problems)
