"""A plan converts as the straight-line code that is generated from the same bridge: bytes, losses and problems."""

from collections import Counter
from functools import cache
from types import ModuleType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge._generated import workflow_run_model
from runbridge._runtime.registry import NAME
from runbridge.codegen.format_sources import read_sources
from runbridge.codegen.package import build
from runbridge.errors import RecordError
from runbridge.known_formats import DIRECTIONS
from runbridge.laws.json_tokens import Record, read_tokens, write_tokens
from runbridge.laws.record_strategies import edited, edits, records
from runbridge.laws.residue_laws import hostile_residues
from runbridge.laws.subject import Subject, subject_of
from runbridge.laws.suite import subjects
from runbridge.record.convert import make_converter
from runbridge.record.converter import Conversion, Converter
from tests.laws.fast_path import check_fast_path, is_planned
from tests.laws.fields import MODEL, RUN

SUBJECTS = [
    subject_of(source, target, profile)
    for source, target in ((MODEL, RUN), (RUN, MODEL))
    for profile in ("published", "tolerant")
]


@cache
def planned() -> dict[tuple[str, str], Any]:
    """The plan of the bridge that ships, which is generated for the test only."""
    schemas = ROOT / "schemas"
    files = build(read_sources(schemas), schemas, every_fast_path=True)
    module = ModuleType("plan")
    module.__package__ = f"{workflow_run_model.__name__}.bridge"
    exec(files["workflow_run_model/bridge/plan.py"], vars(module))
    return {(MODEL, RUN): module.TO_RIGHT, (RUN, MODEL): module.TO_LEFT}


def outcome(converter: Converter, data: bytes) -> Conversion | list[rb.Problem]:
    """The conversion of a record, or its problems."""
    try:
        return converter.convert(data)
    except RecordError as error:
        return list(error.problems)


def convert(subject: Subject, record: Record, residue: Any, with_options: bool) -> Conversion | list[rb.Problem]:
    """The conversion of a record, which both ways have to agree about."""
    options = subject.options(residue, given="all" if with_options else "nothing")
    straight = make_converter(subject.source.name, options)
    assert isinstance(straight, Converter)
    ends = (subject.source.name, subject.target.name)
    by_plan = replace(straight, direction=replace(DIRECTIONS[ends], wire=planned()[ends]))
    done, planned_outcome = outcome(straight, write_tokens(record)), outcome(by_plan, write_tokens(record))
    assert _without_ignored(planned_outcome) == _without_ignored(done)
    if isinstance(done, Conversion) and isinstance(planned_outcome, Conversion):
        # Straight-line code does not look at entries that no conversion writes.
        assert set(planned_outcome.losses) >= set(done.losses)
    return done


def _without_ignored(done: Conversion | list[rb.Problem]) -> Conversion | list[rb.Problem]:
    if not isinstance(done, Conversion):
        return done
    return replace(done, losses=tuple(loss for loss in done.losses if loss.kind != "ignored"))


@given(
    subject=st.sampled_from(SUBJECTS),
    residue=st.sampled_from(["embed", "sidecar", "drop"]),
    with_options=st.booleans(),
    data=st.data(),
)
def test_a_plan_is_the_straight_line_conversion(
    subject: Subject, residue: str, with_options: bool, data: st.DataObject
) -> None:
    record = data.draw(records(subject))
    if data.draw(st.booleans()):
        record = {**record, NAME: data.draw(hostile_residues(subject, record))}
    there = convert(subject, record, residue, with_options)
    if isinstance(there, Conversion):
        back = subject.opposite
        converted = read_tokens(there.data)
        convert(back, edited(converted, data.draw(edits(back, converted))), residue, with_options)


PLANNED = [subject for subject in subjects() if is_planned(subject)]


@given(subject=st.sampled_from(PLANNED), data=st.data())
def test_the_fast_path_gives_what_the_rules_give(subject: Subject, data: st.DataObject) -> None:
    check_fast_path(subject, data, Counter())
