"""Reads and checks how the format of a record is detected, and where its records are in documents around them.

`x-detect` and `x-envelopes` in the schema of the format say that; without the former its required fields do.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from runbridge._runtime.addresses import Item, steps_to_records
from runbridge._runtime.registry import Detection
from runbridge._runtime.schema_node import DETECT, ENVELOPES
from runbridge.codegen.bridge_addresses import find_address, steps_of
from runbridge.codegen.shapes import Shape
from runbridge.codegen.source_errors import SourceError, check_value
from runbridge.codegen.typed_schemas import Schema

Path = tuple[str, ...]

_TEXTS: Schema = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "minLength": 1}}
_DECLARATION: Schema = {
    "type": "object",
    "properties": {
        "fields": _TEXTS,
        "at_least": {"type": "integer", "minimum": 1},
        "without": _TEXTS,
        "values": {"type": "object", "minProperties": 1, "additionalProperties": _TEXTS},
    },
    "dependentRequired": {"at_least": ["fields"]},
    "additionalProperties": False,
}


def read_detection(shape: Shape) -> Detection:
    """How a format is detected; raises SourceError for a declaration that no record or any record could meet.

    Without a declaration a record has every field that is always there, and hardly any that the format does not know.
    """
    if DETECT not in shape.schema:
        always = tuple((name,) for name in shape.always)
        return Detection(fields=always, at_least=max(1, len(always)), mostly_known=True)
    place = f"{shape.file}#/{DETECT}"
    declared: Mapping[str, Any] = shape.schema[DETECT]
    check_value(declared, _DECLARATION, place)
    if not declared.keys() & {"fields", "values"}:
        raise SourceError(place, "names nothing that a record has", ("fields", "values"))
    fields = [_known(text, shape, f"{place}/fields/{index}") for index, text in enumerate(declared.get("fields", ()))]
    at_least = declared.get("at_least", len(fields))
    if at_least > len(fields):
        raise SourceError(f"{place}/at_least", f"{at_least} is more than the number of fields, {len(fields)}")
    return Detection(
        fields=tuple(fields),
        at_least=at_least,
        without=tuple(
            _unknown(text, shape, f"{place}/without/{index}") for index, text in enumerate(declared.get("without", ()))
        ),
        values=tuple(
            (_known(text, shape, f"{place}/values/{text}"), _values(text, words, shape, f"{place}/values/{text}"))
            for text, words in declared.get("values", {}).items()
        ),
    )


def read_envelopes(shape: Shape) -> tuple[Path, ...]:
    """The paths to records in documents around them; raises SourceError."""
    place, declared = f"{shape.file}#/{ENVELOPES}", shape.schema.get(ENVELOPES)
    if declared is None:
        return ()
    check_value(declared, _TEXTS, place)
    return tuple(_envelope(text, f"{place}/{index}") for index, text in enumerate(declared))


def _envelope(text: str, place: str) -> Path:
    try:
        steps = steps_to_records(text)
    except ValueError as error:
        raise SourceError(place, str(error)) from None
    if any(map(str.isdecimal, steps)):
        raise SourceError(place, f"{text!r} has the index of an item; give `*` for all items of an array")
    return steps


def check_detections(shapes: Iterable[Shape]) -> None:
    """Refuse a declaration that is not valid, and two that a record with only known fields can meet at once."""
    shapes = [*shapes]
    for shape in shapes:
        read_envelopes(shape)
    declared = [(shape, read_detection(shape)) for shape in shapes if DETECT in shape.schema]
    for shape, own in declared:
        for other, detection in declared:
            if other is not shape and _are_met(shape, own, detection):
                raise SourceError(
                    f"{other.file}#/{DETECT}",
                    f"a record of {shape.format} can be detected as {other.format} too; name fields that"
                    f" {shape.format} does not have, or exclude one of its fields in 'without'",
                )


def _are_met(shape: Shape, own: Detection, other: Detection) -> bool:
    """Whether a record with all fields of a format but those that `other` excludes meets both declarations."""

    def has(path: Path) -> bool:
        return _has(shape, path) and not any(path[: len(no)] == no for no in other.without)

    theirs = dict(other.values)
    return (
        all(sum(map(has, each.fields)) >= each.at_least for each in (own, other))
        and all(has(path) for each in (own, other) for path, _ in each.values)
        and not any(set(words).isdisjoint(theirs.get(path, words)) for path, words in own.values)
    )


def _known(text: str, shape: Shape, place: str) -> Path:
    """The path of a field that the format has."""
    path = _path(text, place)
    find_address(text, shape, place)
    return path


def _unknown(text: str, shape: Shape, place: str) -> Path:
    """The path of a field that the format does not have."""
    path = _path(text, place)
    if _has(shape, path):
        raise SourceError(place, f"{text!r} is a field of {shape.format}, so its records can have it")
    return path


def _values(text: str, words: list[str], shape: Shape, place: str) -> tuple[str, ...]:
    leaf = find_address(text, shape, place).leaf
    if leaf.kind not in ("string", "enum"):
        raise SourceError(place, f"{text!r} is not a text")
    for word in words:
        _check_quotes(word, place)
        if leaf.kind == "enum" and word not in leaf.values:
            raise SourceError(place, f"{word!r} is not a value of {text!r}", leaf.values)
    return tuple(words)


def _path(text: str, place: str) -> Path:
    _check_quotes(text, place)
    steps = steps_of(text, place)
    if any(isinstance(step, Item) for step in steps):
        raise SourceError(place, f"{text!r} leads into a list", ("field", "/field/inner"))
    return tuple(map(str, steps))


def _check_quotes(text: str, place: str) -> None:
    if text != json.dumps(text, ensure_ascii=False)[1:-1]:
        raise SourceError(place, f"{text!r} cannot stand between quotes as it is")


def _has(shape: Shape, path: Path) -> bool:
    """Whether the schema of a format names a field."""
    node = shape.node
    for step in path:
        if step not in node.value.fields:
            return False
        node = node.value.fields[step]
    return True
