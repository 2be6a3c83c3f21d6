"""A dictionary that is no plan is refused: the C code relies on every number in a plan."""

from copy import deepcopy
from random import Random
from typing import Any

import pytest

from runbridge._runtime.schema import load_bridge
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.record import native_nodes, native_plan
from runbridge.record.native_nodes import load_library, validation_plan
from runbridge.record.native_plan import make_conversion_plan
from tests.laws.fields import MODEL, RUN
from tests.native.fuzz import Settings, samples
from tests.native.plans import Recorder, specs

_WRONG: list[Any] = [None, -2, 10**6, 1 << 70, "x", b"\x00", [], {}, [None], -1, 0, 1, 3, 63]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all values in a plan."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in items for place in _places(each, (*path, key)))]


def _changed(spec: dict[str, Any], path: tuple[Any, ...], value: Any) -> Any:
    changed = deepcopy(spec)
    *before, last = path
    inner: Any = changed
    for step in before:
        inner = inner[step]
    inner[last] = value
    return changed


@pytest.mark.parametrize("number", range(3))
def test_a_plan_with_one_wrong_value_is_refused_or_harmless(number: int) -> None:
    library, spec = load_library(), specs()[number]
    assert library is not None
    chunk = b"".join(line + b"\n" for form in (MODEL, RUN) for line in samples(form)[::97])
    refused = taken = 0
    random = Random(number)
    for path in random.sample(_places(spec)[1:], 400):
        for value in random.sample(_WRONG, 2):
            try:
                plan = library.make_plan(_changed(spec, path, value))
            except (ValueError, TypeError, OverflowError):
                refused += 1
            else:
                taken += 1
                library.process_lines(plan, chunk)
    assert refused > taken > 0


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


def _bridge(**changes: Any) -> dict[str, Any]:
    """The bridge of the lane's formats, with one rule changed, or a default."""
    bridge = deepcopy(load_bridge(FORMATS[MODEL]))
    bridge["defaults"]["left"] |= changes.pop("default", {})
    for rule in bridge["rules"]:
        if rule["left"] == changes.get("left"):
            rule.update(changes.get("rule", {}))
    return bridge


@pytest.mark.parametrize(
    "bridge",
    [
        _bridge(left="duration", rule={"rule": "time"}),
        _bridge(left="duration", rule={"places": 9}),
        _bridge(left="duration", rule={"more": 1}),
        _bridge(left="duration", rule={"right": "error"}),
        _bridge(left="workflow_id", rule={"right": "error"}),
        _bridge(left="workflow_id", rule={"right": "input/x"}),
        _bridge(left="outputs", rule={"right": "error"}),
        _bridge(left="outputs", rule={"rule": "same"}),
        _bridge(left="started_at", rule={"right": "error"}),
        _bridge(left="status", rule={"right": "error"}),
        _bridge(left="is_realtime", rule={"to_left": [{"when": {"mode": "a", "x": 1}, "then": {"is_realtime": True}}]}),
        _bridge(left=["org_id", "user_id"], rule={"left": ["org_id", "user_id", "gpu"]}),
        _bridge(left=["org_id", "user_id"], rule={"left": ["org_id", "number"]}),
        _bridge(default={"number": {"from": "x"}}),
    ],
    ids=range(14),
)
def test_a_bridge_that_the_lane_does_not_know_has_no_plan(
    bridge: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_plan, "load_library", Recorder)
    monkeypatch.setattr(native_plan, "load_bridge", lambda _: bridge)
    for names in ((MODEL, RUN), (RUN, MODEL)):
        assert make_conversion_plan(DIRECTIONS[names], Settings(names[0]).converter().options, "embed") is None
