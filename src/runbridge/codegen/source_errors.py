"""Checks of sources, whose errors are SourceErrors: values, and schemas with anything that codegen does not read."""

import json
import keyword as python
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match  # pyright: ignore[reportUnknownVariableType]  # it says no type

from runbridge._runtime.patterns import read_pattern
from runbridge._runtime.schema_node import ANNOTATIONS, DETECT, ENVELOPES
from runbridge._runtime.schema_validator import ASSERTIONS
from runbridge._runtime.times import is_time
from runbridge.codegen.typed_schemas import REFERENCE, Schema, as_schema


def _is_time_or_other(value: object) -> bool:
    """Whether a value is a date-time or no text, as jsonschema calls a check of a format."""
    return not isinstance(value, str) or is_time(value)


#: Formats but for patterns, which jsonschema reads as Python's.
_FORMATS = FormatChecker(set(Draft202012Validator.FORMAT_CHECKER.checkers) - {"regex"})
_FORMATS.checks("date-time")(_is_time_or_other)
#: A longer value is not part of a message.
_LONG = 60


def check_value(value: Any, schema: Mapping[str, Any], place: str) -> None:
    """Raise SourceError, with the place inside the value, if its schema does not accept it."""
    # Not `jsonschema.validate`, which checks the schema each time; a schema is checked once, when it is read.
    validator: Any = Draft202012Validator(schema, format_checker=_FORMATS)
    found = cast("Any", best_match(validator.iter_errors(value)))
    if found is not None:
        error = _closest(found)
        spot = place + "".join(f"/{step}" for step in error.absolute_path)
        raise SourceError(spot, _message(error), _choices(error))


def _closest(error: Any) -> Any:
    """The error itself or, in an `anyOf`, that of the branch with an enum."""
    return next((branch for branch in error.context if branch.validator == "enum"), error)


def _message(error: Any) -> str:
    """The message of jsonschema without the list of choices and without a long value."""
    shown = repr(error.instance)
    if error.validator == "enum":
        return f"{shown} is unknown"
    if error.validator == "additionalProperties":
        unknown = [name for name in error.instance if name not in error.schema["properties"]]
        return f"unknown key{'s' if len(unknown) > 1 else ''} {', '.join(map(repr, unknown))}"
    if error.validator == "maxItems":
        return f"there are {len(error.instance)} values, and may be at most {error.validator_value}"
    return str(error.message).replace(shown, "the value") if len(shown) > _LONG else str(error.message)


def _choices(error: Any) -> tuple[str, ...]:
    if error.validator == "additionalProperties":
        return tuple(error.schema["properties"])
    return tuple(str(choice) for choice in error.validator_value) if error.validator == "enum" else ()


class SourceError(Exception):
    """A schema or a bridge that codegen does not accept.

    `place` is a file name with a JSON Pointer, `choices` what is accepted there.
    """

    def __init__(self, place: str, message: str, choices: Iterable[str] = ()) -> None:
        self.place = place
        self.message = message
        self.choices = tuple(choices)
        super().__init__(place, message, self.choices)

    def __str__(self) -> str:
        hint = f" (choices: {', '.join(self.choices)})" if self.choices else ""
        return f"{self.place}: {self.message}{hint}"


#: Every keyword that codegen reads, and every annotation that it ignores; a record can be detected, its parts cannot.
KEYWORDS = tuple(sorted(ANNOTATIONS - {DETECT, ENVELOPES} | ASSERTIONS))
_ALIASES: Schema = {
    "type": "object",
    "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"]}},
}


def check_record_schema(stem: str, schema: Schema) -> None:
    """Refuse a record schema that the generated code would not follow exactly."""
    place = f"schemas/{stem}/schema.json#"
    _check_parts(schema, place)
    _check_name(stem, place)
    _check_name(schema["title"], f"{place}/title")
    for name in schema.get("$defs", {}):
        _check_name(name, f"{place}/$defs/{name}")
    check_keywords({keyword: value for keyword, value in schema.items() if keyword not in (DETECT, ENVELOPES)}, place)
    _check_record(schema, place)


def check_keywords(schema: Schema, place: str) -> None:
    """Refuse every keyword, at any depth, that codegen does not know."""
    references = [f"{REFERENCE}{name}" for name in schema.get("$defs", {})]
    for spot, node in _nodes(schema, place):
        for keyword in node:
            _check_word(keyword, KEYWORDS, f"{spot}/{keyword}", f"codegen does not know the keyword {keyword!r}")
        if "$ref" in node:
            name = node["$ref"]
            _check_word(name, references, f"{spot}/$ref", f"there is no definition {name!r}")
            for keyword in sorted(node.keys() - ANNOTATIONS - {"$ref"}):
                raise SourceError(f"{spot}/{keyword}", "codegen reads nothing but annotations next to a $ref")
        _check_choices(node, spot)
        if "anyOf" in node and node.get("format") == "date-time":
            raise SourceError(f"{spot}/anyOf", "codegen does not read an anyOf next to a date-time")
        if "pattern" in node:
            _check_pattern(node["pattern"], f"{spot}/pattern")
        if "x-aliases" in node:
            _check_aliases(node, f"{spot}/x-aliases")
        for name in node.get("required", ()):
            if "properties" in node and name not in node["properties"]:
                raise SourceError(f"{spot}/required", f"{name!r} is not a field", node["properties"])


def _check_choices(node: Schema, place: str) -> None:
    """Refuse the values of an enum or a const that codegen or the validator does not take, and names with quotes."""
    for keyword, choices in (("enum", node.get("enum", ())), ("const", [node.get("const")])):
        if any(isinstance(choice, dict | list) for choice in choices):
            raise SourceError(f"{place}/{keyword}", "codegen reads texts, numbers, booleans and null here only")
    words = (*node.get("enum", ()), node.get("const"), *node.get("x-extensible-enum", ()))
    for text in (*node.get("properties", ()), *words):
        if isinstance(text, str) and text != json.dumps(text, ensure_ascii=False)[1:-1]:
            raise SourceError(place, f"{text!r} cannot stand between quotes as it is")


def _check_pattern(pattern: str, place: str) -> None:
    found = read_pattern(pattern)
    if found is None or found.reason:
        reason = f": {found.reason}" if found else ""
        raise SourceError(place, f"Python does not evaluate this pattern as JavaScript does{reason}")


def _check_aliases(node: Schema, place: str) -> None:
    """Refuse `x-aliases` that has no lists of other values for those of a vocabulary, each for one value.

    They are texts; for an enum of texts, they may be integers too.
    """
    words = [*node.get("enum", ()), *node.get("x-extensible-enum", ())]
    check_value(node["x-aliases"], _ALIASES, place)
    seen = set(words)
    for word, aliases in node["x-aliases"].items():
        _check_word(word, words, f"{place}/{word}", f"{word!r} is not a value of the vocabulary")
        for alias in aliases:
            if not isinstance(alias, str) and (node.get("type"), "enum" in node) != ("string", True):
                raise SourceError(f"{place}/{word}", f"{alias!r} is not text, so it needs an enum of type string")
            if alias in seen:
                raise SourceError(f"{place}/{word}", f"{alias!r} stands for another value already")
            seen.add(alias)


def _check_record(record: Any, place: str) -> None:
    if record["type"] != "object":
        raise SourceError(f"{place}/type", "a record is an object and never null", ("object",))
    if "additionalProperties" in record:
        raise SourceError(
            f"{place}/additionalProperties", "a record keeps the fields that its schema does not name; leave it out"
        )
    for keyword in sorted(record.keys() - ANNOTATIONS - {"type", "required", "properties"}):
        raise SourceError(f"{place}/{keyword}", "a record is described by its fields only", ("required", "properties"))
    for name, field in record["properties"].items():
        if as_schema(field) is None:
            raise SourceError(
                f"{place}/properties/{name}", "the schema of a field is an object, to hold its description"
            )


def _check_parts(record: Schema, place: str) -> None:
    for part in ("$id", "title", "type", "properties"):
        if part not in record:
            raise SourceError(place, f"the schema of a record needs {part!r}")


def _check_name(name: str, place: str) -> None:
    if not name.isidentifier() or python.iskeyword(name):
        raise SourceError(place, f"{name!r} cannot be a name in Python")


def _check_word(word: str, words: Iterable[str], place: str, message: str) -> None:
    if word not in words:
        raise SourceError(place, message, words)


def _nodes(schema: Any, place: str) -> Iterator[tuple[str, Schema]]:
    """Every schema object in a schema, starting with itself, with its place."""
    node = as_schema(schema)
    if node is None:
        return
    yield place, node
    for keyword, value in node.items():
        for step, child in _children(keyword, value):
            yield from _nodes(child, f"{place}/{step}")


def _children(keyword: str, value: Any) -> Iterator[tuple[str, Any]]:
    if keyword in ("properties", "$defs"):
        for name, child in value.items():
            yield f"{keyword}/{name}", child
    elif keyword == "anyOf":
        for index, child in enumerate(value):
            yield f"{keyword}/{index}", child
    elif keyword in ("items", "additionalProperties"):
        yield keyword, value
