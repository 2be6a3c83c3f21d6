"""Which fields of two formats the rules of their bridge join."""

import json
from collections.abc import Mapping

from runbridge._runtime.registry import Direction
from runbridge.known_formats import FORMATS


def counterparts(direction: Direction) -> Mapping[str, tuple[str, ...]]:
    """The fields of the source that rules join to each field of the target; a field that no rule joins is left out."""
    # Its imports are those of files in packages, which most conversions do not need.
    from runbridge.bridge_table import as_json

    left = direction.bridge.partition("/")[0]
    joined: dict[str, list[str]] = {}
    for rule in json.loads(as_json([FORMATS[left]]))["rules"]:
        sides = [_fields(rule[side]) for side in ("left", "right")]
        sources, targets = sides if direction.source.name == left else reversed(sides)
        for target in targets:
            joined.setdefault(target, []).extend(sources)
    return {target: tuple(dict.fromkeys(sources)) for target, sources in joined.items()}


def _fields(side: str | list[str]) -> list[str]:
    return [side] if isinstance(side, str) else side
