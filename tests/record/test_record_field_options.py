"""The options `set` and `map` name fields of formats: which conversions they are for, and which names are refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

import runbridge as rb
from runbridge._runtime.registry import Table
from runbridge.known_formats import DIRECTIONS
from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter, make_converters
from runbridge.record.converter import Converter
from runbridge.record.field_options import make_options
from runbridge.record.routes import find_direction, find_route
from tests.laws.fields import MODEL, RUN
from tests.record.third_format import TWIN, add_twin

ARCHIVED = {"archived": "completed"}
#: The fields with a table on the way from one twin to the other.
WAY_TABLES = [f"{MODEL}.{field}" for field in DIRECTIONS[MODEL, RUN].tables]
STATUSES = ("pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting")


@pytest.fixture(autouse=True)
def third_format(monkeypatch: pytest.MonkeyPatch) -> None:
    add_twin(monkeypatch)


def options_of(source: str, target: str, **options: Any) -> list[tuple[Any, Any]]:
    """The options `set` and `map` of each conversion on the way."""
    made = make_options(find_route(source, target), options.get("set", {}), options.get("map", {}), "published")
    return [(each.set, each.map) for each in made]


def test_each_bridge_gets_the_options_for_its_fields() -> None:
    assert options_of(MODEL, TWIN, map={f"{MODEL}.status": ARCHIVED}) == [({}, {"status": ARCHIVED}), ({}, {})]
    assert options_of(MODEL, TWIN, map={f"{TWIN}.status": ARCHIVED}) == [({}, {}), ({}, {"status": ARCHIVED})]
    for name in ("userId", f"{RUN}.userId"):
        assert options_of(MODEL, TWIN, set={name: "u"}) == [({"userId": "u"}, {})] * 2
    assert options_of(MODEL, RUN, map={"status": ARCHIVED}) == [({}, {"status": ARCHIVED})]
    assert options_of(MODEL, RUN, map={f"{MODEL}.status": ARCHIVED}) == [({}, {"status": ARCHIVED})]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"map": {"status": ARCHIVED}},
            f"'status' is a field of several formats; choose {MODEL}.status or {TWIN}.status",
        ),
        (
            {"map": {"none": ARCHIVED}},
            f"'none' is not mapped by a table; choose {' or '.join(WAY_TABLES)}",
        ),
        ({"set": {f"{MODEL}.userId": "u"}}, f"'{MODEL}.userId' cannot be set; choose workspaceId or userId"),
        ({"set": {"userId": "u", f"{RUN}.userId": "v"}}, f"{RUN}.userId has two values; give one"),
        (
            {"map": {f"{MODEL}.status": {"archived": "gone"}}},
            f"{MODEL}.status:archived cannot become 'gone'; choose {', '.join(STATUSES)}",
        ),
        (
            {"map": {f"{TWIN}.status": {"queued": "failed"}}},
            f"{TWIN}.status:queued is already in the table, as 'pending'",
        ),
        ({"set": {"userId": 1}}, "'userId' can be set to text only, not to 1"),
    ],
)
def test_names_and_values_that_make_no_sense_are_refused(options: Mapping[str, Any], message: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        options_of(MODEL, TWIN, **options)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "word", "expected"),
    [
        ("b", "x", [{"b": "x"}, {}]),
        ("b", "y", [{"b": "y"}, {"b": "y"}]),
        ("b", "p", [{}, {"b": "p"}]),
        ("a", "y", [{}, {"a": "y"}]),
        ("a", "x", "workflow-run.status:a cannot become 'x'; choose p, y"),
        ("c", "y", "workflow-run.status:c is already in the table, as 'x'"),
    ],
)
def test_a_mapping_is_for_each_table_of_the_field_that_it_makes_sense_for(
    monkeypatch: pytest.MonkeyPatch, value: str, word: str, expected: Any
) -> None:
    for name, table in ((MODEL, Table({"a": "x", "c": "x"}, ("x", "y"))), (TWIN, Table({"c": "p"}, ("p", "y")))):
        direction = replace(DIRECTIONS[RUN, name], tables={"status": table})
        monkeypatch.setitem(DIRECTIONS, (RUN, name), direction)
    if isinstance(expected, str):
        with pytest.raises(rb.UsageError) as caught:
            options_of(MODEL, TWIN, map={"workflow-run.status": {value: word}})
        assert str(caught.value) == expected
        return
    done = options_of(MODEL, TWIN, map={"workflow-run.status": {value: word}})
    assert done == [({}, {"status": each} if each else {}) for each in expected]


def test_options_for_other_formats_are_left_out_unless_the_format_is_given() -> None:
    options = ConvertOptions(target=RUN, map={f"{TWIN}.status": ARCHIVED})
    converter = make_converter(MODEL, options)
    assert isinstance(converter, Converter)
    assert converter.options.map == {}
    with pytest.raises(rb.UsageError) as caught:
        make_converter(MODEL, replace(options, format_name=MODEL))
    assert str(caught.value) == f"'{TWIN}.status' is not mapped by a table; choose status or origin"


def test_formats_whose_fields_are_ambiguous_are_left_out() -> None:
    options = ConvertOptions(target=TWIN, map={"status": ARCHIVED})
    assert MODEL not in make_converters(options)
    with pytest.raises(rb.UsageError) as caught:
        make_converters(replace(options, map={"none": {"a": "b"}}))
    sources = [source for source, target in DIRECTIONS if target == RUN and source not in (MODEL, TWIN)]
    fields = [(source, field) for source in sources for field in DIRECTIONS[source, RUN].tables]
    ambiguous = [*DIRECTIONS[MODEL, RUN].tables]
    choices = [*(f"{source}.{field}" if field in ambiguous else field for source, field in fields), *WAY_TABLES]
    assert str(caught.value) == f"'none' is not mapped by a table; choose {' or '.join(choices)}"


def test_options_that_make_no_sense_together_are_refused() -> None:
    with pytest.raises(rb.UsageError) as caught:
        make_converters(ConvertOptions(target=RUN, set={"userId": "u", f"{RUN}.userId": "v"}))
    assert str(caught.value) == f"{RUN}.userId has two values; give one"


def test_a_value_has_to_make_sense_for_a_format_that_has_the_field() -> None:
    with pytest.raises(rb.UsageError) as caught:
        make_converters(ConvertOptions(target=RUN, map={"status": {"archived": "gone"}}))
    assert str(caught.value) == f"status:archived cannot become 'gone'; choose {', '.join(STATUSES)}"


def test_models_cross_one_bridge_only() -> None:
    with pytest.raises(rb.UsageError) as caught:
        find_direction(MODEL, TWIN)
    assert str(caught.value) == f"there is no conversion from {MODEL} to {TWIN}; choose {RUN}"
