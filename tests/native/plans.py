"""The dictionaries that plans of the native module are made from."""

from typing import Any

import pytest

from runbridge.drift.counting import Column, Counting, FieldCounters
from runbridge.drift.native_slots import counting_plan
from runbridge.inputs.chunks import Record
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.options import ResidueMode
from runbridge.record import native_nodes, native_plan
from runbridge.record.native_nodes import validation_plan
from runbridge.record.native_plan import make_conversion_plan
from runbridge.schemas.record_schema import shape_of
from runbridge.tables.native_table import NativeTable
from runbridge.tables.table_schema import Layout, Table
from tests.drift.drift_samples import output
from tests.laws.fields import MODEL, RUN
from tests.native.format_fuzz import Case, ordinary
from tests.native.fuzz import samples
from tests.pipeline.sample_records import model


class Recorder:
    """In place of the native module: the plans that it would get."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    def make_plan(self, spec: dict[str, Any]) -> object:
        self.made.append(spec)
        return spec


#: The conversions that have dictionaries here: the straight ones, and with paths, items, tables of two and times.
ENDS = [
    (MODEL, RUN),
    (RUN, MODEL),
    ("github-workflow-run", RUN),
    (RUN, "github-workflow-run"),
    ("mlflow-run", RUN),
    (RUN, "mlflow-run"),
]


def specs(residue: ResidueMode = "embed", *, only_straight: bool = False) -> list[dict[str, Any]]:
    """The dictionaries of conversions and, as the third one, of a validation; the last one counts lines."""
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        for module in (native_nodes, native_plan):
            patch.setattr(module, "load_library", lambda: recorder)
        for names in ENDS[: 2 if only_straight else None]:
            assert make_conversion_plan(DIRECTIONS[names], Case(*names, "published").converter().options, residue)
        assert validation_plan.__wrapped__(FORMATS[MODEL], "published")
    return [*recorder.made[:2], recorder.made[-1], *recorder.made[2:-1], counting_spec()]


#: The number of the plan that counts lines, if all plans are there.
COUNTING = 7


def counting_spec() -> dict[str, Any]:
    """The dictionary of a plan that has seen some records."""
    root = FieldCounters(shape_of(FORMATS[MODEL], "published"))
    lines = [*samples(MODEL)[:200], *(model(outputs=[output(mime=number)], queue=number) for number in range(5))]
    Counting().count(root, Column([Record(line, number, number) for number, line in enumerate(lines)], lines))
    return counting_plan(root).spec


def table_spec(form: str = MODEL, *, presence: bool = True) -> dict[str, Any]:
    """The dictionary of a table."""
    recorder = Recorder()
    NativeTable(Table.of(FORMATS[form], Layout(presence=presence)), "tolerant", recorder)
    return recorder.made[0]


def lines_for(number: int) -> list[bytes]:
    """Records that the plan with a number is for."""
    if number in (2, COUNTING):
        return samples(MODEL)
    source, target = ENDS[number if number < 2 else number - 1]
    return ordinary(source, target, "published") if number > 2 else samples(source)
