"""A quick yes for values that a JSON Schema accepts; whether any other value is valid, the exact validator decides.

jsonschema-rs, if it is installed, checks what it understands as we do: types, sizes, the fields of objects, references
and branches. It calls us for the other keywords, such as patterns, formats and bounds with many digits. A schema that
refers to itself, or with keywords that only jsonschema-rs could check, such as `patternProperties`, has no quick check.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from threading import local
from time import monotonic
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec
from msgspec import UNSET
from msgspec.structs import astuple

from runbridge._runtime.json_parser import parse_float
from runbridge._runtime.patterns import compile_pattern
from runbridge._runtime.times import FORMATS
from runbridge.problem_messages import pointer
from runbridge.schemas.document import TOO_HARD, Document, Node
from runbridge.schemas.json_validator import plain_validator
from runbridge.schemas.keywords import is_annotation, is_dict, is_list
from runbridge.schemas.loader import schema_value

#: Whether schemas certainly accept a record, from its JSON text, which has no long number.
Accepts: TypeAlias = Callable[[bytes], bool]
_Check: TypeAlias = Callable[[Any], bool]

#: Keywords that jsonschema-rs checks as we do.
_SHARED = frozenset(
    {
        *("type", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"),
        *("properties", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties"),
        *("dependentRequired", "items", "prefixItems", "contains", "minContains", "maxContains"),
        *("minItems", "maxItems", "minLength", "maxLength"),
    }
)
#: Keywords that it checks as we do where the schema has short numbers and texts only.
_SHARED_IF_SHORT = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "const", "enum"})
#: Keywords that we check, with the others if they are not short.
_OURS = frozenset({"pattern", "format", "multipleOf", "uniqueItems"})
#: Names of schemas, which no reference needs where it is rewritten.
_NAMES = frozenset({"$schema", "$id", "$anchor", "$dynamicAnchor"})
#: The keyword of a schema for jsonschema-rs whose value is the index of a check of ours.
_OUR_CHECK = "x-runbridge-check"
#: Integers with fewer digits than this compare alike as integers and as doubles.
_SHORT = 10**15
#: A schema that applies more schemas to a value than this, counted along all of its references, may take too long.
_MOST_SCHEMAS = 1_000
#: After so many seconds of our checks, the exact validator decides; it has the limit that the user gave.
_SECONDS = 0.1
#: The exact validator does not read integers with more than 640 digits.
_LONG_NUMBER = b"0" * 641
_DIGITS_AS_ZEROS = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))


class _NotQuick(Exception):
    """The exact validator has to decide."""


def has_long_number(text: bytes) -> bool:
    """Whether a text may have a number with so many digits that the exact validator does not read it."""
    return _LONG_NUMBER in text.translate(_DIGITS_AS_ZEROS)


def record_check(text: str) -> Accepts | None:
    """The check of whole records with the schema that has this text, if there is a quick one."""
    check = quick_check(text)
    return None if check is None else _check_of(Any, check)


def payloads_check(schemas: Mapping[str, str]) -> Accepts | None:
    """The check of the payloads of a record, from the texts of schemas by field, if all have a quick one.

    A field that is missing is accepted.
    """
    found = [quick_check(text) for text in schemas.values()]
    checks = [check for check in found if check is not None]
    if len(checks) < len(found):
        return None
    fields = [(f"payload_{index}", Any, msgspec.field(name=name, default=UNSET)) for index, name in enumerate(schemas)]
    payloads = msgspec.defstruct("Payloads", fields)

    def accepts(record: Any) -> bool:
        pairs = zip(checks, astuple(record), strict=True)
        return all(value is UNSET or check(value) for check, value in pairs)

    return _check_of(payloads, accepts)


def _check_of(kind: Any, accepts: _Check) -> Accepts:
    read = msgspec.json.Decoder(kind, float_hook=_short_float).decode

    def accepts_text(text: bytes) -> bool:
        try:
            return accepts(read(text))
        except (_NotQuick, msgspec.MsgspecError, UnicodeError, RecursionError):
            return False

    return accepts_text


def _short_float(token: str) -> float:
    """The number of a token that is exactly the shortest decimal of its double; raises _NotQuick for others."""
    number = parse_float(token)
    if type(number) is float:
        return number
    if not token.strip("-0."):
        return 0.0
    raise _NotQuick


@lru_cache(maxsize=16)
def quick_check(text: str) -> _Check | None:
    """Whether the schema with a text, which `text_of` has returned, certainly accepts a value.

    None for a schema that has no quick check, and without jsonschema-rs.
    """
    try:
        import jsonschema_rs
    except ImportError:
        return None
    document = Document("", text, schema_value(text))
    try:
        schema, checks = _translated(document)
        return _make_check(schema, checks)
    except (_NotQuick, ValueError, jsonschema_rs.ReferencingError):
        return None


def _make_check(schema: Any, checks: Sequence[_Check]) -> _Check:
    import jsonschema_rs

    state = local()

    class OurCheck:
        """A keyword of jsonschema-rs."""

        def __init__(self, _schema: Any, index: Any, _path: Any) -> None:
            self._check: _Check = checks[index]

        def validate(self, instance: Any) -> None:
            try:
                is_valid = self._check(instance)
            except (*TOO_HARD, TimeoutError):
                state.is_undecided = True
                is_valid = False
            if monotonic() > state.deadline:
                state.is_undecided = True
            if not is_valid:
                raise ValueError

    keywords: dict[str, Any] = {_OUR_CHECK: OurCheck}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=False, keywords=keywords, offline=True)

    def accepts(value: Any) -> bool:
        # That a check refuses a value does not settle it: it may be under `not`.
        state.is_undecided, state.deadline = False, monotonic() + _SECONDS
        return validator.is_valid(value) and not state.is_undecided

    return accepts if checks else validator.is_valid


def _translated(document: Document) -> tuple[Any, list[_Check]]:
    """A schema for jsonschema-rs, and the checks that it calls; raises _NotQuick."""
    nodes = document.root.closure
    _check_size(nodes)
    schema: Any = deepcopy(document.schema)
    checks: list[_Check] = []
    for node in nodes:
        keywords = schema
        for step in node.path:
            keywords = keywords[step]
        if is_dict(keywords):
            _translate(node, keywords, checks)
    return schema, checks


def _check_size(nodes: Sequence[Node]) -> None:
    """Raise _NotQuick for a schema that refers to itself, or that applies very many schemas to a value."""
    try:
        order = [*TopologicalSorter({node: [*node.inside()] for node in nodes}).static_order()]
    except CycleError:
        raise _NotQuick from None
    sizes: dict[Node, int] = {}
    for node in order:
        sizes[node] = 1 + sum(sizes[part] for part in node.inside())
        if sizes[node] > _MOST_SCHEMAS:
            raise _NotQuick


def _translate(node: Node, keywords: dict[str, Any], checks: list[_Check]) -> None:
    """Change the keywords of a copy of a schema; raises _NotQuick."""
    ours: list[int] = []
    for keyword, value in node.keywords.items():
        if keyword == "$ref":
            keywords[keyword] = f"#{quote(pointer(node.target.path))}"
        elif keyword in _OURS or (keyword in _SHARED_IF_SHORT and not _is_short(value)):
            del keywords[keyword]
            if keyword != "format" or value in FORMATS:
                ours.append(len(checks))
                checks.append(_our_check(keyword, value))
        elif keyword in _NAMES or keyword == _OUR_CHECK:
            del keywords[keyword]
        elif keyword not in _SHARED | _SHARED_IF_SHORT and not is_annotation(keyword):
            raise _NotQuick
    if ours:
        keywords["allOf"] = [*keywords.get("allOf", ()), *({_OUR_CHECK: index} for index in ours)]


def _is_short(value: Any) -> bool:
    """Whether a value of a keyword has texts and short numbers only; a number with more digits has another class."""
    if is_list(value):
        return not any(is_list(each) for each in value) and all(map(_is_short, value))
    return value is None or type(value) in (str, bool, float) or (type(value) is int and -_SHORT < value < _SHORT)


def _our_check(keyword: str, value: Any) -> _Check:
    if keyword == "format":
        is_format = FORMATS[value]
        return lambda found: not isinstance(found, str) or is_format(found)
    if keyword == "pattern":
        search = compile_pattern(value).search
        return lambda found: not isinstance(found, str) or search(found, timeout=_SECONDS) is not None
    return plain_validator({keyword: value}).is_valid
