"""Notes about what the types of a target do not check, although the schema asks for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from runbridge.stubs.generate import TARGETS, Request, generate_stubs

#: A schema with every constraint, of which targets miss different ones.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "factor": {"type": "number", "multipleOf": 0.001},
        "steps": {"type": "integer", "minimum": 1, "multipleOf": 2},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "number"}},
        "tags": {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True, "maxItems": 9},
        "tree": {"$ref": "#/$defs/Tree"},
        "when": {"type": "string", "format": "date-time", "pattern": "Z$"},
        "ratio": {"enum": [0.5, 1]},
        "large": {"type": "integer", "maximum": 2**70},
        "labels": {"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "string"}},
    },
    "$defs": {"Tree": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Tree"}}},
}
PAIR = "`Input.pair`: Only `validate` checks the types of its elements by position."
RATIO = "`InputRatio`: Only `validate` checks which of the listed values it is."
FACTOR = "`Input.factor`: Only `validate` checks that it is a multiple of 0.001: binary fractions are not exact."
TAGS = "`Input.tags`: Only `validate` checks that its elements are unique."
WHEN = "`Input.when`: Only `validate` checks the pattern and the length of its text."
LABELS = "`InputLabels`: Only `validate` checks the types of other fields."
COUNTS = {"multipleOf": 2, "minimum": 1, "maxItems": 1, "uniqueItems": 1, "minLength": 1, "pattern": 1, "maximum": 1}


def counted(target: str, **counts: int) -> str:
    """A note about constraints with the number of places of each, in alphabetic order."""
    found = [f"`{keyword}` ({count} place{'s' * (count > 1)})" for keyword, count in sorted(counts.items())]
    return f"checked by `validate` only, because the types of {target} cannot express them: {', '.join(found)}"


EXPECTED = {
    "python-msgspec": {
        *(PAIR, RATIO, FACTOR, TAGS, WHEN, LABELS),
        "`Tree`: Only `validate` checks the nested `Tree`.",
        f"`Input.large`: `le` is checked by `validate` only: the library supports bounds up to {2**63 - 2}.",
    },
    "python-pydantic": {
        *(PAIR, RATIO, FACTOR, TAGS, WHEN),
        f"`Input.large`: `le` is checked by `validate` only: the library supports bounds up to {2**63 - 1}.",
    },
    "python-dataclass": {PAIR, RATIO, LABELS, counted("python-dataclass", **COUNTS)},
    "python-typeddict": {PAIR, RATIO, LABELS, counted("python-typeddict", **COUNTS, format=1)},
    "typescript": {counted("typescript", **COUNTS, format=1, **{"type: integer": 2})},
    "zod": set[str](),
}


def notes(folder: Path, target: str, schema: Any) -> list[str]:
    file = folder / "input.json"
    file.write_text(json.dumps(schema), encoding="utf-8")
    result = generate_stubs(Request(target=target, form="workflow-run", payloads={"input": str(file)}))
    return [note.removeprefix(f"{file}: ") for note in result.notes]


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_lists_the_constraints_that_its_types_cannot_express(tmp_path: Path, target: str) -> None:
    found = notes(tmp_path, target, SCHEMA)
    assert {*found} == EXPECTED[target]
    assert len(found) == len(EXPECTED[target])


@pytest.mark.parametrize("target", TARGETS)
def test_types_without_losses_have_no_notes(tmp_path: Path, target: str) -> None:
    schema = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "pair": {"type": "array", "prefixItems": [{"type": "number"}], "items": {"type": "number"}},
            "kind": {"enum": ["a", "b"]},
        },
    }
    assert notes(tmp_path, target, schema) == []


@pytest.mark.parametrize("target", TARGETS)
def test_what_nothing_checks_is_not_left_to_validation(tmp_path: Path, target: str) -> None:
    schema = {
        "type": "object",
        "properties": {"id": {"type": "string", "format": "uuid"}, "x": {"type": "string", "nullable": True}},
        "discriminator": {"propertyName": "id"},
    }
    assert notes(tmp_path, target, schema) == [
        "the schema: nothing checks `discriminator`, which is not a keyword of JSON Schema 2020-12",
        "`/properties/id`: nothing checks the format `uuid`",
        "`/properties/x`: nothing checks `nullable`, which is not a keyword of JSON Schema 2020-12",
    ]
