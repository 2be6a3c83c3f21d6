"""What holds for the shortcuts of a plan, in any package."""

from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

import runbridge as rb
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


def check_shortcuts(subject: Subject, data: st.DataObject) -> None:
    """A record, and an edited one on the way back, are converted as by the rules alone."""
    residue, given = (
        data.draw(st.sampled_from(["embed", "drop"])),
        data.draw(st.sampled_from(["all", "set", "nothing"])),
    )
    record = data.draw(records(subject))
    if data.draw(st.booleans()):
        record = {**record, NAME: data.draw(hostile_residues(subject, record))}
    there = _convert(subject, record, residue, given)
    if isinstance(there, Conversion):
        back, converted = subject.opposite, read_tokens(there.data)
        changes = data.draw(st.just(Record()) | edits(back, converted))
        _convert(back, edited(converted, changes), residue, given)


def _convert(subject: Subject, record: Record, residue: Any, given: Any) -> Conversion | list[rb.Problem]:
    """The conversion of a record, twice, so that it may also be remembered; raises AssertionError if it is another."""
    converter = make_converter(subject.source.name, subject.options(residue, given=given))
    assert isinstance(converter, Converter)
    wire: Any = converter.direction.wire
    by_rules = replace(converter, direction=replace(converter.direction, wire=wire.convert_with_notes))
    expected = _outcome(by_rules, write_tokens(record))
    for _ in range(2):
        assert _outcome(converter, write_tokens(record)) == expected
    return expected


def _outcome(converter: Converter, data: bytes) -> Conversion | list[rb.Problem]:
    try:
        return converter.convert(data)
    except RecordError as error:
        return list(error.problems)
