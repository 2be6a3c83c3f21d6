"""Directions that have no fast path, because there is no straight-line code for something in them."""

import copy
from pathlib import Path
from typing import Any

import pytest

from runbridge.codegen.format_sources import read_sources
from runbridge.codegen.package import build
from tests.every_rule.few_rules import FEW_RULES
from tests.five_formats.package import write_sources

HUB = FEW_RULES["hub_run"][0]
TEXT: Any = {"description": "A text.", "type": "string"}
NUMBER: Any = {"description": "A number.", "type": ["number", "null"]}
WORD: Any = {"description": "A word.", "type": "string", "enum": ["a", "b"], "x-aliases": {"a": [1]}}
TWO = {
    "rule": "table",
    "left": ["/place/one", "/place/two"],
    "right": "mode",
    "to_right": [{"when": {"/place/one": "a"}, "then": {"mode": "live"}}, {"when": {}, "then": {"mode": "batch"}}],
    "to_left": [
        {"when": {"mode": "live"}, "then": {"/place/one": "a", "/place/two": "a"}},
        {"when": {"mode": "batch"}, "then": {"/place/one": "b", "/place/two": "b"}},
    ],
}


def small(properties: dict[str, Any], rules: list[Any], kept: list[str], left: dict[str, Any], **right: Any) -> Any:
    """A format with an identity and some fields, and its bridge to the hub."""
    schema, bridge = copy.deepcopy(FEW_RULES["few_rules_1"][:2])
    schema["properties"] = {"meta": schema["properties"]["meta"], **properties}
    schema["required"] = ["meta", *(name for name in properties if name == "place")]
    bridge["rules"] = [bridge["rules"][0], *rules]
    mapped = {"runId", *(rule["right"] for rule in rules)}
    bridge["residue"] = {"left": kept, "right": [name for name in HUB["properties"] if name not in mapped]}
    defaults = {name: value for name, value in bridge["defaults"]["right"].items() if name not in mapped}
    bridge["defaults"] = {"left": left, "right": {**defaults, **right}}
    return schema, bridge


PLACE: Any = {
    "description": "A place.",
    "type": "object",
    "required": ["one", "two"],
    "properties": {"one": WORD, "two": WORD},
}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        # A number that is copied, an option for an optional field, a default of a field that no rule brings back.
        (small({"one": NUMBER, "two": NUMBER}, [], ["one", "two"], {"two": {"copy": "one"}}), (False, False)),
        (small({"one": TEXT}, [], ["one"], {"one": {"set": True}}), (False, True)),
        (small({}, [], [], {}, copiedAt={"copy": "changedAt"}), (True, False)),
        # A word that may be an integer.
        (small({"one": WORD}, [], ["one"], {}), (False, True)),
        # A table of two values inside of a field, and one of a word that may be an integer.
        (small({"place": PLACE}, [TWO], [], {}), (False, False)),
    ],
)
def test_a_direction_without_a_fast_path_is_left_to_the_plan(
    parts: Any, expected: tuple[bool, bool], tmp_path: Path
) -> None:
    schema, bridge = parts
    schema["title"], schema["$id"], bridge["left"] = "SmallRun", "urn:every-rule:small-run", "small-run"
    tolerance = [{"aliases": {"one": "Here."}}] if WORD in schema["properties"].values() else []
    folder = write_sources(tmp_path / "schemas", {"small_run": (schema, bridge, *tolerance), "hub_run": (HUB, None)})
    text = build(read_sources(folder), folder)["small_run/bridge/fast_path.py"]
    assert (
        "TO_RIGHT = plan.TO_RIGHT.with_fast_path(" in text,
        "TO_LEFT = plan.TO_LEFT.with_fast_path(" in text,
    ) == expected
