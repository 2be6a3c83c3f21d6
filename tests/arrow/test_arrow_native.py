"""The native lane changes no column: rows of every kind become what they become in Python."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.arrow import convert_rows
from runbridge.arrow import rows as validate_rows
from runbridge.pipeline.stats import RunStats
from runbridge.record import native_batch
from tests.arrow.arrow_samples import OTHER, PRETTY, ROWS, Row, batch_of, pa, ra
from tests.native.fuzz import examples
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, model, run, without

HARD: Sequence[Row] = (
    None,
    b"",
    b" ",
    b"{}",
    b"[]",
    b"null",
    b"{",
    model(id="space") + b" ",
    b" " + model(id="space"),
    model(id="return").replace(b",", b",\r", 1),
    model(id="return") + b"\r",
    model(id="utf8").replace(b"utf8", b"\xff"),
    model(id="two") * 2,
    model(id="two") + b"," + model(id="two"),
    model(id="huge", workflow_inputs={"text": "x" * 300_000}),
    model(id="more", run_id="r", subjectId="s"),
    model(id="both", subjectId="s", workspaceId="w", parentRunId=None),
    without(model(id="tolerant", run_id="r"), "machine_id"),
    *PRETTY,
)
#: Valid records that the lane hands back: it does not move the point of a long number.
ODD = [each[:-1] + b',"duration":1.' + b"0" * 50 + b"}" for each in GOOD]
MIXED: Sequence[Row] = (*HARD, *GOOD, *MESSY, *BAD, *ROWS[RUN], run(id="again"))


def outcome(work: Callable[[], Any]) -> tuple[Any, ...]:
    """The result of some work with and without the native lane."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native_batch, "process_natively", lambda *_, **__: None)
        patch.setattr(native_batch, "load_library", lambda: None)
        for module, name in ((convert_rows, "convert_rows"), (validate_rows, "validate_rows")):
            patch.setattr(module, name, lambda *_, **__: None)
        without_lane = work()
    return work(), without_lane


def converted(rows: Sequence[Row], kind: Any = None, **options: Any) -> tuple[Any, ...]:
    """All that a conversion of rows says: its columns, its counts, and the rejected records."""
    stats, rejected = RunStats(), list[Any]()
    done = ra.BatchConverter(column="json", **options).counted(batch_of(rows, kind), stats, rejected.append)
    done.validate(full=True)
    return done.drop_columns("json").to_pylist(), stats, rejected


def validated(rows: Sequence[Row], **options: Any) -> tuple[Any, ...]:
    stats, rejected = RunStats(), list[Any]()
    done = ra.BatchValidator(column="json", **options).counted(batch_of(rows), stats, rejected.append, None)
    done.validate(full=True)
    return done.drop_columns("json").to_pylist(), stats, rejected


@given(
    target=st.sampled_from([MODEL, RUN]),
    is_named=st.booleans(),
    profile=st.sampled_from(["published", "tolerant"]),
    residue=st.sampled_from(["embed", "text", "column", "drop"]),
    max_record=st.none() | st.sampled_from([1, 2_000, 100_000]),
    data=st.data(),
)
def test_columns_convert_as_without_the_lane(
    target: str, is_named: bool, profile: str, residue: Any, max_record: int | None, data: st.DataObject
) -> None:
    source = OTHER[target]
    ordinary = st.sampled_from(ROWS[source][:3])
    rows = data.draw(st.lists(st.one_of(ordinary, ordinary, ordinary, st.sampled_from(MIXED)), max_size=40))
    kind = data.draw(st.sampled_from([pa.binary(), pa.large_binary(), pa.binary_view()]))
    from_ = source if is_named else None
    options = {"to": target, "from_": from_, "profile": profile, "residue": residue, "max_record": max_record}
    native, python = outcome(lambda: converted(rows, kind, **options))
    assert native == python


@given(
    format=st.none() | st.sampled_from([MODEL, RUN]),
    profile=st.sampled_from(["published", "tolerant"]),
    strict=st.booleans(),
    rows=st.lists(st.one_of(st.sampled_from(GOOD), st.sampled_from(MIXED)), max_size=40),
)
def test_columns_validate_as_without_the_lane(
    format: str | None, profile: Any, strict: bool, rows: Sequence[Row]
) -> None:
    native, python = outcome(lambda: validated(rows, format=format, profile=profile, strict=strict))
    assert native == python


@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("seed", range(4))
def test_columns_of_all_formats_convert_as_without_the_lane(profile: str, seed: int) -> None:
    rows: list[Row] = [line for lines in examples().values() for line in lines]
    rows += [*GOOD * 5, *ROWS[RUN]]
    Random(seed).shuffle(rows)
    native, python = outcome(lambda: converted(rows, to=RUN, profile=profile))
    assert native == python
    assert native[1].rejected < len(rows)


def test_rows_with_residues_convert_as_without_the_lane() -> None:
    there = ra.convert_batch(batch_of([*GOOD, *MESSY] * 3), column="json", to=RUN, residue="column")
    rows, residues = (there[name].to_pylist() for name in ("value", "residue"))
    batch = batch_of([*rows, run(id="own")], residue=pa.array([*residues, b"{}"], pa.binary()))

    def work() -> Any:
        return ra.convert_batch(batch, column="json", to=MODEL, residue_column="residue")

    native, python = outcome(work)
    assert native.equals(python)
    assert native["value"].null_count < len(rows) // 2


@pytest.mark.parametrize("from_", [MODEL, None])
def test_rows_that_the_lane_hands_back_keep_their_places(from_: str | None) -> None:
    rows = [*GOOD, *ODD, None, *ODD, *GOOD * 4, *ODD[:4], run(id="other")]
    native, python = outcome(lambda: converted(rows, to=RUN, from_=from_))
    assert native == python
    assert native[1].rejected == 1
    # Rows of another format are among those that are handed back.
    rows = [*GOOD * 5, *ODD, *(run(id=str(number)) for number in range(9))]
    native, python = outcome(lambda: converted(rows, to=RUN, from_=from_))
    assert native == python
