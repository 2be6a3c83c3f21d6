"""The native lane makes the tables that Python makes: the same bytes, problems and counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.record import native_nodes
from runbridge.record.native_nodes import load_library
from runbridge.tables import native_table, parquet, table_writer
from runbridge.tables.export import export_file
from runbridge.tables.native_table import NativeTable
from runbridge.tables.table_options import UNITS, Unit
from runbridge.tables.table_schema import Layout, Table
from tests.laws.fields import MODEL
from tests.laws.records import formats, profiles, records
from tests.native.fuzz import mutant
from tests.native.table_fuzz import Setting, check, ordinary_lines, run
from tests.pipeline.sample_records import BAD, GOOD, MESSY, model

Outcome = tuple[bytes, rb.Summary, list[rb.Rejected]]


@contextmanager
def small_batches() -> Iterator[None]:
    """Each file is a batch, and few of them are a row group."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_writer, "_BATCH", 1)
        patch.setattr(parquet, "_MOST_BYTES", 3000)
        yield


def exported(folder: Path, files: list[bytes], form: str, *, natively: bool = True, **options: Any) -> Outcome:
    """The bytes of the table of some files, and what else there is."""
    rejected: list[rb.Rejected] = []
    paths = [folder / f"{number}.ndjson" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        if not natively:
            patch.setattr(native_table, "load_library", lambda: None)
        summary = export_file(paths, folder / "out.parquet", form, on_reject=rejected.append, **options)
    return (folder / "out.parquet").read_bytes(), summary, rejected


@given(
    form=formats,
    profile=profiles,
    presence=st.booleans(),
    unit=st.sampled_from(UNITS),
    end=st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"]),
    seed=st.integers(0, 999),
    data=st.data(),
)
def test_tables_are_the_same_without_the_lane(
    form: str, profile: str, presence: bool, unit: str, end: bytes, seed: int, data: st.DataObject
) -> None:
    random = Random(seed)
    lines = [write(record) for record in data.draw(st.lists(records(form, profile), min_size=1, max_size=5))]
    lines = [mutant(random, line, form) if random.random() < 0.3 else line for line in lines]
    cut = random.randrange(len(lines) + 1)
    files = [b"".join(line + end for line in part) for part in (lines[:cut], lines[cut:])]
    options: dict[str, Any] = {"profile": profile, "presence": presence, "time_unit": unit}
    with TemporaryDirectory() as folder, small_batches():
        found, expected = (exported(Path(folder), files, form, natively=each, **options) for each in (True, False))
    assert found == expected


@pytest.mark.parametrize("layout", ["lines", "array"])
def test_ordinary_and_other_records_keep_their_order(layout: str, tmp_path: Path) -> None:
    odd = model(gpu=None).replace(b'"gpu":null', b'"gpu":"A","gpu":"B"')
    lines = [line for _ in range(3) for line in (*GOOD, odd, odd, *MESSY, odd, *BAD[:1], odd)]
    text = b"".join(line + b"\n" for line in lines)
    if layout == "array":
        text = b"[" + b",".join([*GOOD, odd, GOOD[0], odd] * 3) + b"]"
    found = exported(tmp_path, [text, text], MODEL)
    assert found == exported(tmp_path, [text, text], MODEL, natively=False)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("profile", "presence", "unit"), [("published", True, "ns"), ("tolerant", False, "us")])
def test_the_lane_takes_nearly_all_ordinary_records(form: str, profile: str, presence: bool, unit: Unit) -> None:
    setting = Setting(form, profile, presence, unit)
    lines = ordinary_lines(setting)[:20]
    valid = [line for line in lines if not rb.validate(line, form, profile=profile)]
    taken = sum(check(setting, line) for line in valid)
    assert taken > 0.8 * len(valid) > 0


@pytest.mark.parametrize(
    ("seed", "number"), [(0, 100), *(pytest.param(seed, 2000, marks=pytest.mark.deep) for seed in range(3))]
)
def test_mutants_become_the_same_rows(seed: int, number: int) -> None:
    mutants = run(seed, only_ordinary=seed == 0)
    assert sum(next(mutants) for _ in range(number)) > number / 4
