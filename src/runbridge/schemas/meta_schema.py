"""Checks that a schema is one of JSON Schema 2020-12, and says what is expected where it is not.

The verdict is that of the meta-schema without its formats; the tests compare the two.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from runbridge._runtime.json_parser import ExactFloat, identity
from runbridge.schemas.exact_keywords import is_integer, is_number
from runbridge.schemas.keywords import DEFINITIONS, MANY, NAMED, ONE, WHOLE, is_dict, is_list

Path: TypeAlias = tuple[str | int, ...]

#: How many schemas may be nested in each other: more would end Python's stack where they are used.
MOST_LEVELS = 100

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_SCHEMA = "a schema (an object, true or false)"
#: `items` could be an array in drafts before 2020-12.
_FOR_ARRAYS = "use `prefixItems` for an array of schemas"


@dataclass(frozen=True)
class SchemaFlaw:
    """Where a schema is not valid, and what is expected there; nothing is expected of one that is nested too deeply.

    `advice` says what to write instead; it is empty for most.
    """

    path: Path
    expected: str = ""
    advice: str = ""


def find_flaw(schema: Any) -> SchemaFlaw | None:
    """The first flaw of a schema, outer schemas first; None if it is valid. References are not followed."""
    waiting: list[tuple[Path, Any, int]] = [((), schema, 0)]
    while waiting:
        path, value, level = waiting.pop()
        if level > MOST_LEVELS:
            return SchemaFlaw(path)
        if isinstance(value, bool):
            continue
        if not is_dict(value):
            return SchemaFlaw(path, _SCHEMA)
        children: list[tuple[Path, Any, int]] = []
        for keyword, content in value.items():
            if keyword == "items" and is_list(content):
                return SchemaFlaw((*path, keyword), _SCHEMA, _FOR_ARRAYS)
            flaw = _flaw_of(keyword, content)
            if flaw is not None:
                return SchemaFlaw((*path, keyword, *flaw.path), flaw.expected)
            children += (
                ((*path, keyword, *steps), each, level + 1) for steps, each in _schemas_under(keyword, content)
            )
        waiting += reversed(children)
    return None


def is_well_formed(keyword: str, content: Any) -> bool:
    """Whether the value of a keyword has the expected shape, apart from the schemas in it."""
    return _flaw_of(keyword, content) is None


def _schemas_under(keyword: str, content: Any) -> Iterator[tuple[Path, Any]]:
    """The schemas under a keyword whose value has the expected shape."""
    if keyword in _ONE:
        yield (), content
    elif keyword in MANY:
        yield from (((index,), each) for index, each in enumerate(content))
    elif keyword in _NAMED:
        yield from (((name,), each) for name, each in content.items())
    elif keyword == "dependencies":
        yield from (((name,), each) for name, each in content.items() if not is_list(each))


def _flaw_of(keyword: str, content: Any) -> SchemaFlaw | None:
    """The flaw of the value of a keyword, apart from the schemas in it."""
    shape = _SHAPES.get(keyword)
    if shape is None:
        return None
    expected, is_valid = shape
    if not is_valid(content):
        return SchemaFlaw((), expected)
    for name, each in content.items() if keyword in _LISTS_BY_NAME else ():
        if is_list(each) and not _is_unique_texts(each):
            return SchemaFlaw((name,), _UNIQUE_TEXTS)
        if keyword == "dependentRequired" and not is_list(each):
            return SchemaFlaw((name,), _UNIQUE_TEXTS)
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_unique_texts(value: Any) -> bool:
    return is_list(value) and all(map(_is_text, value)) and len(set(value)) == len(value)


def _is_schemas(value: Any) -> bool:
    return is_list(value) and bool(value)


def _is_object(value: Any) -> bool:
    return is_dict(value)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_array(value: Any) -> bool:
    return is_list(value)


def _is_count(value: Any) -> bool:
    return is_integer(None, value) and value >= 0


def _is_number(value: Any) -> bool:
    return is_number(None, value)


def _is_positive(value: Any) -> bool:
    if isinstance(value, ExactFloat) and value.exact is not None:
        # As a double, 1e-400 is 0.
        return value.exact > 0
    return _is_number(value) and value > 0


def _is_type(value: Any) -> bool:
    if is_list(value):
        return bool(value) and all(each in _TYPES for each in value) and len({*map(identity, value)}) == len(value)
    return value in _TYPES


def _matches(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.search(value) is not None


_UNIQUE_TEXTS = "an array of different strings"
_ONE = (*ONE, *WHOLE, "contentSchema")
_NAMED = (*NAMED, *DEFINITIONS)
_LISTS_BY_NAME = ("dependencies", "dependentRequired")
_Shape: TypeAlias = tuple[str, Callable[[Any], bool]]
_TEXT: _Shape = ("a string", _is_text)
_ANCHOR: _Shape = ("a name of letters, digits, `-`, `_` and `.`", _matches(r"^[A-Za-z_][-A-Za-z0-9._]*$"))
_BY_NAME: _Shape = ("an object with a schema for each name", _is_object)
_SHAPES: dict[str, _Shape] = {
    "type": ("one of array, boolean, integer, null, number, object and string, or an array of some of them", _is_type),
    "enum": ("an array", _is_array),
    "examples": ("an array", _is_array),
    "required": (_UNIQUE_TEXTS, _is_unique_texts),
    "dependentRequired": ("an object with an array of different strings for each name", _is_object),
    "dependencies": ("an object with a schema or an array of strings for each name", _is_object),
    "multipleOf": ("a number above 0", _is_positive),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ("a number", _is_number)),
    **dict.fromkeys(
        (
            *("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"),
            *("minProperties", "maxProperties"),
        ),
        ("an integer of at least 0", _is_count),
    ),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), ("true or false", _is_bool)),
    **dict.fromkeys(("pattern", "format", "title", "description", "$comment", "$schema"), _TEXT),
    **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef", "contentEncoding", "contentMediaType"), _TEXT),
    **dict.fromkeys(("$anchor", "$dynamicAnchor", "$recursiveAnchor"), _ANCHOR),
    "$id": ("a URI without a fragment", _matches("^[^#]*#?$")),
    "$vocabulary": (
        "an object with true or false for each URI",
        lambda value: _is_object(value) and all(map(_is_bool, value.values())),
    ),
    **dict.fromkeys(MANY, ("an array of at least one schema", _is_schemas)),
    **dict.fromkeys(_NAMED, _BY_NAME),
}
