"""Formats with few rules each, those of the bridge with every rule, so that most records have nothing unusual."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.every_rule.sources import BRIDGE, EVERY_RULE, HUB, HUB_RUN, Json


def _texts(addresses: str | Sequence[str]) -> Sequence[str]:
    return [addresses] if isinstance(addresses, str) else addresses


def _fields(rule: Json, side: str) -> set[str]:
    """The fields of the format on one side of a rule."""
    return {each.strip("/").replace("[", "/").split("/")[0] for each in _texts(rule[side])}


def _groups(rules: Sequence[Json]) -> list[list[Json]]:
    """The rules, with those together that read or write the same field."""
    groups: list[list[Json]] = []
    for rule in rules:
        found = [each for each in groups if any(_fields(rule, "left") & _fields(other, "left") for other in each)]
        groups = [each for each in groups if each not in found]
        groups.append([*(other for each in found for other in each), rule])
    return groups


def _sources(default: Any) -> set[str]:
    """The fields that a default is computed from."""
    if not isinstance(default, Mapping):
        return set()
    found = [default[key] for key in ("copy", "difference") if key in default]
    return {name for each in found for name in _texts(each)} | {*default.get("when", {})}


def _format(number: int, rules: Sequence[Json]) -> tuple[Any, ...]:
    """A format with the fields of some rules, and its bridge."""
    name = f"few-rules-{number}"
    fields = {side: {field for rule in rules for field in _fields(rule, side)} for side in ("left", "right")}
    computed = {each for each, default in BRIDGE["defaults"]["left"].items() if _sources(default)}
    is_kept = {
        each: each in fields["left"]
        or (_sources(BRIDGE["defaults"]["left"][each]) <= fields["left"] if each in computed else rules == [IDENTITY])
        for each in BRIDGE["residue"]["left"]
    }
    kept = [each for each, keeps in is_kept.items() if keeps]
    left = fields["left"] | {*kept}
    others = [each for each in HUB_RUN["properties"] if each not in fields["right"]]
    given = {each: default for each, default in BRIDGE["defaults"]["right"].items() if each in others}
    defaults = {each: default for each, default in given.items() if _sources(default) <= fields["right"]}
    for each in others:
        is_there = each in HUB_RUN["required"] and "null" not in HUB_RUN["properties"][each].get("type", "null")
        if is_there and each not in defaults:
            defaults[each] = {"set": True}
    schema = {
        **EVERY_RULE,
        "$id": f"urn:every-rule:{name}",
        "title": f"FewRules{number}",
        "required": [each for each in EVERY_RULE["required"] if each in left],
        "properties": {each: child for each, child in EVERY_RULE["properties"].items() if each in left},
    }
    bridge = {
        **BRIDGE,
        "left": name,
        "rules": list(rules),
        "residue": {"left": kept, "right": others},
        "defaults": {
            "left": {each: default for each, default in BRIDGE["defaults"]["left"].items() if each in left},
            "right": defaults,
        },
    }
    return schema, bridge


IDENTITY: Json = BRIDGE["rules"][0]


def _formats() -> Iterator[tuple[str, tuple[Any, ...]]]:
    for number, rules in enumerate([[], *_groups(BRIDGE["rules"][1:])], 1):
        schema, bridge = _format(number, [IDENTITY, *rules])
        tolerance = {"aliases": {"grade": "These values stand for the tests."}}
        yield f"few_rules_{number}", (schema, bridge, *([tolerance] if "grade" in schema["properties"] else []))


FEW_RULES: dict[str, tuple[Any, ...]] = {**dict(_formats()), HUB.replace("-", "_"): (HUB_RUN, None)}
