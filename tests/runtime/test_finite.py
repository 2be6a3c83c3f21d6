"""NaN and the infinities in models: found wherever they are, and whatever the quick looks say."""

from math import inf, isnan, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Struct, UnsetType, field, json

from runbridge._runtime.finite import not_finite, surely_finite
from runbridge._runtime.json_codec import UNKNOWN


class Part(Struct, frozen=True, kw_only=True):
    """A record in a record."""

    size: float | None = None
    note: Any = None


class Whole(Struct, frozen=True, kw_only=True, rename="camel"):
    """A record with fields of all sorts."""

    run_time: float | None = None
    free: Any = None
    parts: list[Part] | UnsetType = UNSET
    unknown: dict[str, Any] | UnsetType = field(name=UNKNOWN, default=UNSET)


def found(run: Struct) -> list[tuple[tuple[str | int, ...], str]]:
    return [(path, repr(number)) for path, number in not_finite(run)]


def test_each_is_found_with_its_path_in_the_order_of_the_text() -> None:
    run = Whole(
        run_time=nan,
        free={"b": [1.5, inf, {"a": -inf}], "a": (nan, {nan})},
        parts=[Part(), Part(size=nan, note=[None, inf])],
        unknown={UNKNOWN: nan, "x": {"y": inf}},
    )
    assert not surely_finite(run)
    assert found(run) == [
        (("runTime",), "nan"),
        (("free", "b", 1), "inf"),
        (("free", "b", 2, "a"), "-inf"),
        (("free", "a", 0), "nan"),
        (("free", "a", 1, 0), "nan"),
        (("parts", 1, "size"), "nan"),
        (("parts", 1, "note", 1), "inf"),
        ((UNKNOWN,), "nan"),
        (("x", "y"), "inf"),
    ]


def test_a_field_that_is_never_written_is_ignored() -> None:
    run = Whole(unknown={"runTime": nan, "run_time": inf})
    assert found(run) == [(("run_time",), "inf")]


LONG_TEXT = "null" + "x" * 5000


@pytest.mark.parametrize(
    "run",
    [
        Whole(),
        Whole(run_time=1.7976931348623157e308, free=[-5e-324, True, "nan", None]),
        Whole(free="x" * 5000),
        Whole(free=LONG_TEXT, run_time=1.5),
        Whole(free=["x" * 5000, None], parts=[Part(), Part(size=0.0, note={"a": None})]),
        Whole(free="x" * 5000, parts=[Part(), Part(size=0.5)]),
    ],
)
def test_finite_models_pass_the_quick_check(run: Whole) -> None:
    assert surely_finite(run)
    assert surely_finite(run, json.encode(run))
    assert found(run) == []


def test_nones_outside_opaque_values_are_counted() -> None:
    # No binary form has this integer: the text alone tells.
    wide = {"wide": 10**30, "text": "x" * 5000}
    run = Whole(free=wide, parts=[Part(), Part(size=0.5)])
    assert surely_finite(run, json.encode(run))
    assert not surely_finite(run)
    less = Whole(free={**wide, "none": None})
    assert not surely_finite(less, json.encode(less))
    assert found(less) == []


@pytest.mark.parametrize("beside", [10**30, "\ud800", object()])
def test_models_without_messagepack_form_are_checked_exactly(beside: object) -> None:
    run = Whole(free=[beside, nan])
    assert not surely_finite(run)
    assert found(run) == [(("free", 1), "nan")]


def test_very_deep_models_are_checked_exactly() -> None:
    value: object = nan
    for _ in range(100_000):
        value = [value]
    assert not surely_finite(Whole(free=value))


_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
_runs = st.builds(
    Whole,
    run_time=st.none() | st.floats(),
    free=_values | st.just(LONG_TEXT),
    parts=st.lists(st.builds(Part, size=st.none() | st.floats(), note=_values), max_size=3),
    unknown=st.just(UNSET) | st.dictionaries(st.sampled_from(["x", "runTime", UNKNOWN]), _values, max_size=3),
)


@given(_runs)
def test_the_quick_check_never_misses_one(run: Whole) -> None:
    text = json.encode(run)
    if surely_finite(run) or surely_finite(run, text):
        assert found(run) == []
    assert all(isnan(number) or abs(number) == inf for _, number in not_finite(run))
