"""A dictionary that is no plan is refused: the C code relies on every number in a plan."""

from collections.abc import Callable
from functools import reduce
from importlib import import_module
from operator import getitem
from random import Random
from typing import Any

import pytest
from msgspec import Raw
from msgspec.structs import replace

import runbridge as rb
from runbridge._runtime.addresses import Address, Item, Level
from runbridge._runtime.computed_defaults import Constant, Copy, Difference, FromOption, OwnField
from runbridge._runtime.conversion import Options
from runbridge._runtime.rule_steps import Steps
from runbridge._runtime.value_rules import Json, Shift, Time
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.record import native_nodes, native_plan
from runbridge.record.native_nodes import load_library, validation_plan
from runbridge.record.native_plan import make_conversion_plan
from tests import in_python
from tests.laws.fields import MODEL, RUN
from tests.native.plans import Recorder, lines_for, specs, table_spec
from tests.pipeline.sample_records import model

_WRONG: list[Any] = [None, -2, 10**6, 1 << 70, "x", b"\x00", [], {}, [None], -1, 0, 1, 3, 63]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all values in a plan."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in items for place in _places(each, (*path, key)))]


def _make_changed(library: Any, spec: dict[str, Any], path: tuple[Any, ...], value: Any) -> object:
    """The plan with another value at a place. The dictionary is changed for that time: to copy it takes longer."""
    *before, last = path
    inner: Any = reduce(getitem, before, spec)
    original, inner[last] = inner[last], value
    try:
        return library.make_plan(spec)
    finally:
        inner[last] = original


@pytest.mark.parametrize("places", [100, pytest.param(400, marks=pytest.mark.deep)])
@pytest.mark.parametrize("number", range(8))
def test_a_plan_with_one_wrong_value_is_refused_or_harmless(number: int, places: int) -> None:
    library, spec = load_library(), specs()[number]
    assert library is not None
    chunk = b"".join(line + b"\n" for line in (*lines_for(number)[::41], *lines_for(0)[::97], *lines_for(1)[::97]))
    refused = taken = 0
    random = Random(number)
    found = _places(spec)[1:]
    for path in random.sample(found, min(places, len(found))):
        for value in random.sample(_WRONG, 2):
            try:
                plan = _make_changed(library, spec, path, value)
            except (ValueError, TypeError, OverflowError):
                refused += 1
            else:
                taken += 1
                library.process_lines(plan, chunk)
    assert refused > taken > 0


@pytest.mark.parametrize("places", [60, pytest.param(400, marks=pytest.mark.deep)])
def test_a_table_with_one_wrong_value_is_refused_or_harmless(places: int) -> None:
    library, spec = load_library(), table_spec()
    assert library is not None
    chunk = b"".join(line + b"\n" for line in lines_for(0)[::29])
    refused = taken = 0
    random = Random(0)
    found = _places(spec)[1:]
    columns = [
        place for place in found if place[0] == "columns" or place[-1] in ("column", "unknown", "missing", "group")
    ]
    for path in [*random.sample(columns, min(places, len(columns))), *random.sample(found, min(places, len(found)))]:
        for value in random.sample([*_WRONG, *range(2, 12)], 4):
            try:
                plan = _make_changed(library, spec, path, value)
            except (ValueError, TypeError, OverflowError):
                refused += 1
                continue
            taken += 1
            library.process_lines(plan, chunk)
            if path != ("columns",):
                library.undo_rows(plan)
                library.take_rows(plan)
    assert refused > taken > 0


@pytest.mark.parametrize("name", ["take_rows", "undo_rows"])
def test_only_tables_have_rows(name: str) -> None:
    function = getattr(load_library(), name)
    with pytest.raises(ValueError, match=r"^the plan has no table$"):
        function(validation_plan(FORMATS[MODEL], "published"))
    with pytest.raises(ValueError, match="PyCapsule_GetPointer"):
        function(None)


@pytest.mark.parametrize("spec", [None, [], {}, {"nodes": []}, {"nodes": [{}]}, {"nodes": [None], "root": 0}], ids=repr)
def test_what_is_no_plan_is_refused(spec: Any) -> None:
    library = load_library()
    assert library is not None
    with pytest.raises(ValueError, match=r"^the plan has no usable `\w+`$"):
        library.make_plan(spec)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 1},
        {"type": "string", "format": "uuid"},
        {"type": "string", "anyOf": [{"format": "date-time"}, {"type": "null"}]},
        {"type": "string", "enum": [1]},
        {"const": 1},
        {"const": "a", "enum": ["a"]},
        {"const": "a", "type": "string"},
        {"type": "object", "required": ["x"]},
        {"$ref": "#/$defs/x"},
        {"$ref": "other.json"},
        {"$ref": "#/$defs/y", "type": "string", "$defs": {"y": {}}},
        {"$ref": "#/$defs/z", "$defs": {"z": {"type": "array", "items": {"$ref": "#/$defs/z"}}}},
        {"anyOf": [{"type": "string"}, {"type": ["string", "null"]}]},
        {"anyOf": [{"type": "string"}], "enum": ["a"]},
        {"enum": ["a"]},
        {"type": "object", "properties": {f"x{number}": {} for number in range(65)}},
    ],
    ids=str,
)
def test_a_schema_that_the_lane_does_not_know_has_no_plan(schema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_nodes, "load_library", Recorder)
    monkeypatch.setattr(native_nodes, "load_schema", lambda *_, **__: schema)
    assert validation_plan.__wrapped__(FORMATS[MODEL], "published") is None


_WORDS = [f"word{number}" for number in range(257)]
_NESTED = {"type": "object", "properties": {f"f{number}": {"$ref": "#/$defs/b"} for number in range(64)}}
_DEEP: dict[str, Any] = {"properties": {f"f{number}": {"$ref": "#/$defs/a"} for number in range(64)}}


@pytest.mark.parametrize(
    ("schema", "has_plan"),
    [
        ({"type": "string", "enum": _WORDS[1:]}, True),
        ({"type": "string", "enum": _WORDS}, False),
        ({"type": "object", **_DEEP, "$defs": {"a": {"type": "object", "properties": {"b": {"type": "null"}}}}}, True),
        ({"type": "object", **_DEEP, "$defs": {"a": _NESTED, "b": {"type": "object", "properties": {"c": {}}}}}, False),
        ({"type": "object", "properties": {f"group_{number}_of_values": {} for number in range(9)}}, True),
    ],
    ids=["256 words", "257 words", "few nodes", "too many nodes", "names that differ in the middle"],
)
def test_a_schema_that_is_too_large_for_the_c_code_has_no_plan(
    schema: Any, has_plan: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_nodes, "load_schema", lambda *_, **__: schema)
    assert (validation_plan.__wrapped__(FORMATS[MODEL], "published") is not None) == has_plan


def test_an_option_that_is_too_long_for_the_c_code_has_no_plan() -> None:
    record, given = model(), {"workspaceId": "x" * 70_000}
    direction, options = DIRECTIONS[MODEL, RUN], Options(given, {}, "published")
    assert make_conversion_plan(direction, options, "embed") is None
    assert rb.convert(record, RUN, MODEL, set=given) == in_python.convert(record, RUN, MODEL, set=given)


def _steps(package: str, rightward: bool, change: Callable[[Any], Any]) -> Steps:
    """The steps of a bridge with each rule, and each field without one, changed."""
    plan = import_module(f"runbridge._generated.{package}.bridge.plan")
    left, right = (
        replace(side, own_fields=tuple(filter(None, map(change, side.own_fields)))) for side in (plan.LEFT, plan.RIGHT)
    )
    rules = tuple(filter(None, map(change, plan.RULES)))
    return Steps.of(*((left, right) if rightward else (right, left)), rules, rightward=rightward)


def _of(name: str, **changes: Any) -> Callable[[Any], Any]:
    """A change of the rule with an address on the left, or of the field with that name: of `rule`, or of an address."""

    def change(value: Any) -> Any:
        if isinstance(value, OwnField):
            return replace(value, **changes) if value.address.name == name else value
        if value.left[0].name != name:
            return value
        rule = changes.get("rule", value.rule)
        sides = {
            side: tuple(replace(each, **changes.get(side, {})) for each in getattr(value, side))
            * changes.get("times", 1)
            for side in ("left", "right")
        }
        return replace(value, rule=rule, **sides)

    return change


_ITEM = Item("key", "a")
_DATE = Address(name="startedAt", field="startedAt", attribute="started_at", path=("x",))


@pytest.mark.parametrize(
    ("package", "rightward", "change"),
    [
        ("airflow_dag_run", True, _of("duration", rule=Json())),
        ("airflow_dag_run", True, _of("duration", rule=Shift(places=9))),
        ("airflow_dag_run", True, _of("duration", rule=Time(places=3, whole=False))),
        ("airflow_dag_run", True, _of("dag_id", right={"bounded": True})),
        ("airflow_dag_run", True, _of("dag_id", right={"name": "id"})),
        ("airflow_dag_run", True, _of("last_scheduling_decision", times=2)),
        ("airflow_dag_run", False, _of("last_scheduling_decision", left={"kind": "raw"})),
        ("airflow_dag_run", False, _of("conf", right={"name": "status", "field": "status"})),
        ("airflow_dag_run", True, _of("note", default=FromOption(_DATE))),
        ("airflow_dag_run", True, _of("note", default=Copy(_DATE))),
        ("airflow_dag_run", True, _of("note", default=Difference(_DATE, _DATE, 3))),
        ("airflow_dag_run", True, _of("dag_versions", default=Difference(_DATE, _DATE, 9))),
        ("airflow_dag_run", True, _of("dag_versions", default=Constant(Raw(b"{}")))),
        ("airflow_dag_run", False, _of("note", default=object())),
        ("mlflow_run", True, _of("/info/run_id", left={"path": ("other",)})),
        ("mlflow_run", True, _of("/info/run_id", left={"path": ("run_id", "more")})),
        ("mlflow_run", True, _of("/info/run_id", left={"path": (_ITEM, "value")})),
        ("mlflow_run", True, _of("/data/params", left={"path": (_ITEM, "value")})),
        ("mlflow_run", True, _of("/data/params", left={"path": ("tags", "more")})),
        ("mlflow_run", True, _of("/data/params", left={"path": ("tags", Item("value", "a"), "key")})),
        ("mlflow_run", True, _of("/data/params", left={"path": ("tags", _ITEM, "value", "more")})),
        ("mlflow_run", False, _of("/info/run_id", left={"levels": (Level(), Level()), "kind": "boolean"})),
        ("mlflow_run", False, _of("/info/end_time", left={"levels": (Level(omittable=True), Level(nullable=True))})),
        ("mlflow_run", False, _of("/info/end_time", left={"builds": False})),
    ],
    ids=range(24),
)
def test_a_bridge_that_the_lane_does_not_know_has_no_plan(
    package: str, rightward: bool, change: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = (package.replace("_", "-"), RUN)
    monkeypatch.setattr(native_plan, "load_library", Recorder)
    for changed in (lambda value: value, change):
        steps = _steps(package, rightward, changed)
        monkeypatch.setattr(native_plan, "steps_of", lambda _, steps=steps: steps)
        made = make_conversion_plan(DIRECTIONS[ends if rightward else ends[::-1]], Options(), "embed")
        assert (made is None) is (changed is change)
