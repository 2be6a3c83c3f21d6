"""The validator of the shipped schemas: whether a value is valid, and every error if it is not.

It supports the keywords that our schemas use, as JSON Schema 2020-12 defines them, and refuses any other. A property
compares it with jsonschema, which is many times slower and says less about the location of an error.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import ge, gt, le, lt
from typing import Any, NamedTuple, TypeAlias, cast

import msgspec

from runbridge._runtime.json_parser import NumberTooLarge, compare, identity, is_multiple
from runbridge._runtime.schema_node import ANNOTATIONS, Schema, SchemaNode, read_schema

_BOUNDS = {"minimum": ge, "maximum": le, "exclusiveMinimum": gt, "exclusiveMaximum": lt}
_SIZES = {
    "minLength": ("string", ge),
    "maxLength": ("string", le),
    "minItems": ("array", ge),
    "maxItems": ("array", le),
    "minProperties": ("object", ge),
    "maxProperties": ("object", le),
}
#: The keywords that limit the values of one type, by this type.
LIMITS = {
    **dict.fromkeys((*_BOUNDS, "multipleOf"), "number"),
    **{keyword: kind for keyword, (kind, _) in _SIZES.items()},
    "pattern": "string",
    "uniqueItems": "array",
}
_CLASSES: dict[str, tuple[type, ...]] = {"number": (int, float), "string": (str,), "array": (list,), "object": (dict,)}


class Limit(NamedTuple):
    """A keyword, the Python types of the values that it applies to, and whether a value meets it."""

    keyword: str
    classes: tuple[type, ...]
    holds: Callable[[Any], bool]


def limits_of(schema: Schema, is_format: Callable[[str], bool] | None) -> Iterator[Limit]:
    """The limits in a schema, with the check of its format, where that is asserted.

    A boolean, which Python has as an integer, meets every limit of numbers. Raises ValueError for an enum or a const of
    arrays or objects, and for a pattern that Python cannot evaluate as JavaScript does.
    """
    for keyword in ("enum", "const"):
        if keyword in schema:
            choices: list[Any] = schema["enum"] if keyword == "enum" else [schema["const"]]
            if any(isinstance(choice, dict | list) for choice in choices):
                raise ValueError(f"{keyword} with arrays or objects is not supported here")
            yield Limit(keyword, (object,), partial(_is_among, choices))
    for keyword, kind in LIMITS.items():
        if keyword in schema:
            yield Limit(keyword, _CLASSES[kind], _test_of(keyword, schema[keyword]))
    if is_format is not None:
        yield Limit("format", (str,), is_format)


def _test_of(keyword: str, expected: Any) -> Callable[[Any], bool]:
    if keyword in _BOUNDS:
        return partial(_is_within, _BOUNDS[keyword], expected)
    if keyword == "multipleOf":
        return partial(_is_multiple, expected)
    if keyword == "pattern":
        return _pattern(expected)
    if keyword == "uniqueItems":
        return partial(_are_unique, expected)
    return partial(_has_size, _SIZES[keyword][1], expected)


def _pattern(pattern: str) -> Callable[[Any], bool]:
    # Most schemas have no pattern.
    from runbridge._runtime.patterns import compile_pattern

    search = compile_pattern(pattern).search
    return lambda value: search(value) is not None


def _is_among(choices: list[Any], value: Any) -> bool:
    if isinstance(value, str):
        return value in choices
    # In Python `True == 1`, and a double may not have the number of the record; in JSON they differ.
    return not isinstance(value, dict | list) and identity(value) in map(identity, choices)


def _is_within(holds: Callable[[Any, Any], bool], bound: float, value: float) -> bool:
    if isinstance(value, bool):
        return True
    try:
        return compare(holds, value, bound)
    except NumberTooLarge:
        # Such a number is an infinity or a zero as a double, and no bound is close to either.
        return holds(value, bound)


def _is_multiple(divisor: float, value: float) -> bool:
    if isinstance(value, bool):
        return True
    try:
        return is_multiple(value, divisor)
    except NumberTooLarge:
        return False


def _has_size(holds: Callable[[Any, Any], bool], size: float, value: Any) -> bool:
    return holds(len(value), size)


def _are_unique(is_asked: bool, value: list[Any]) -> bool:
    if not is_asked:
        return True
    try:
        return len(set(map(identity, value))) == len(value)
    except NumberTooLarge:
        return False


Path: TypeAlias = tuple[str | int, ...]
Formats: TypeAlias = Mapping[str, Callable[[str], bool]]

#: The keywords that apply to values of one type only.
_KEYWORDS_OF = {
    kind: (*keywords, *(keyword for keyword, limited in LIMITS.items() if limited == kind))
    for kind, keywords in {
        "string": ("format",),
        "object": ("properties", "additionalProperties", "required"),
        "array": ("items",),
        "number": (),
    }.items()
}
_KEYWORDS_OF["integer"] = _KEYWORDS_OF["number"]
_FOR_ALL_TYPES = frozenset({"type", "enum", "const", "anyOf", "$ref"})
#: Every keyword that the validator asserts.
ASSERTIONS = _FOR_ALL_TYPES.union(*_KEYWORDS_OF.values())
_KINDS: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
    dict: "object",
}


class SchemaError(msgspec.Struct, frozen=True):
    """A value that a keyword of a schema refuses: the `value` at `path`, and the `schema` with the keyword.

    `name` is the field that is missing or not allowed, and `value` then the object. `types` are the allowed types,
    where the type is wrong. With `is_name` the name itself is refused, under `propertyNames`. With `is_merged` the
    error stands for the errors of several branches, and `schema` has that one keyword only.
    """

    keyword: str
    path: Path
    value: Any
    schema: Schema
    name: str | None = None
    types: tuple[str, ...] = ()
    is_name: bool = False
    is_merged: bool = False

    @property
    def expected(self) -> Any:
        """The value of the keyword; None for a schema that is `false`."""
        return self.schema.get(self.keyword)


def compile_validator(schema: Schema, formats: Formats) -> "SchemaValidator":
    """The validator of a schema with references into its own `$defs`; raises ValueError for an unsupported schema."""
    return SchemaValidator(read_schema(schema), formats)


def kind_of(value: Any) -> str:
    """The JSON type of a parsed value; `1.0` is a number here, although it is valid as an integer."""
    exactly: type = type(value)  # pyright: ignore[reportUnknownVariableType]  # of any JSON
    return _KINDS.get(exactly) or next(kind for base, kind in _KINDS.items() if isinstance(value, base))


class SchemaValidator:
    """A compiled schema."""

    def __init__(self, node: SchemaNode, formats: Formats) -> None:
        schema = node.schema
        others = schema.keys() - ASSERTIONS - ANNOTATIONS
        if others:
            raise ValueError(f"the keyword {min(others)!r} is not supported here")
        self._schema = schema
        self._own_types = frozenset(node.types) | ({"integer"} if "number" in node.types else frozenset[str]())
        self._target = None if node.target is None else SchemaValidator(node.target, formats)
        #: The allowed types, as the schema lists them; empty where it allows all.
        self.types: tuple[str, ...] = node.types or (() if self._target is None else self._target.types)
        # Any other format is an annotation.
        is_format = formats.get(node.format or "")
        self._has_format = is_format is not None
        self._limits = tuple(limits_of(schema, is_format))
        self._branches = [SchemaValidator(branch, formats) for branch in node.branches]
        self._required = node.required
        self._fields = {name: SchemaValidator(field, formats) for name, field in node.fields.items()}
        self._is_closed = schema.get("additionalProperties") is False
        self._others = None if node.values is None else SchemaValidator(node.values, formats)
        self._items = None if node.items is None else SchemaValidator(node.items, formats)
        self._allowed = frozenset(kind for kind, name in _KINDS.items() if self.allows_kind(name))
        #: The Python types whose values are all valid; the type decides for most fields.
        self.always_valid = frozenset(kind for kind in self._allowed if self._allows_every(_KINDS[kind]))

    def allows_kind(self, kind: str) -> bool:
        """Whether every value of a JSON type has an allowed type."""
        is_own = not self._own_types or kind in self._own_types
        return is_own and (self._target is None or self._target.allows_kind(kind))

    def _allows_every(self, kind: str) -> bool:
        """Whether the schema has no keyword but `type` for values of a JSON type."""
        keywords = {*_FOR_ALL_TYPES, *_KEYWORDS_OF.get(kind, ())} - {"type"}
        if not self._has_format:
            keywords.discard("format")
        return not keywords & self._schema.keys()

    def is_valid(self, value: Any) -> bool:
        """Whether the schema accepts a value."""
        if type(value) in self.always_valid:
            return True
        if type(value) not in self._allowed and not self.allows_type(value):
            return False
        for _, classes, holds in self._limits:
            if isinstance(value, classes) and not holds(value):
                return False
        if self._branches and not self._is_valid_in_a_branch(value):
            return False
        if self._target is not None and not self._target.is_valid(value):
            return False
        if isinstance(value, dict):
            return self._has_valid_fields(cast("dict[str, Any]", value))
        if isinstance(value, list) and self._items is not None:
            return all(map(self._items.is_valid, cast("Iterable[Any]", value)))
        return True

    def allows_type(self, value: Any) -> bool:
        """Whether the schema allows the type of a value."""
        if self._own_types:
            kind = kind_of(value)
            if kind not in self._own_types and not (
                kind == "number" and "integer" in self._own_types and value.is_integer()
            ):
                return False
        return self._target is None or self._target.allows_type(value)

    def errors(self, value: Any, path: Path = ()) -> Iterator[SchemaError]:
        """Every error of a value; a value of a wrong type has no other error.

        Where one branch of an `anyOf` allows the type of the value, the errors are those of that branch.
        """
        if not self.allows_type(value):
            yield SchemaError("type", path, value, self._schema, types=self.types)
            return
        for keyword, classes, holds in self._limits:
            if isinstance(value, classes) and not holds(value):
                yield SchemaError(keyword, path, value, self._schema)
        if self._branches and not self._is_valid_in_a_branch(value):
            yield from self._branch_errors(value, path)
        if self._target is not None and not self._target.is_valid(value):
            yield from self._target.errors(value, path)
        if isinstance(value, dict):
            yield from self._field_errors(cast("dict[str, Any]", value), path)
        elif isinstance(value, list) and self._items is not None:
            for index, element in enumerate(cast("Iterable[Any]", value)):
                if not self._items.is_valid(element):
                    yield from self._items.errors(element, (*path, index))

    def _is_valid_in_a_branch(self, value: Any) -> bool:
        # Not `any`: a generator for each element of an array is slow.
        for branch in self._branches:  # noqa: SIM110
            if branch.is_valid(value):
                return True
        return False

    def _branch_errors(self, value: Any, path: Path) -> Iterator[SchemaError]:
        matching = [branch for branch in self._branches if branch.allows_type(value)]
        if len(matching) == 1:
            yield from matching[0].errors(value, path)
        else:
            types = () if matching else tuple(kind for branch in self._branches for kind in branch.types)
            yield SchemaError("anyOf", path, value, self._schema, types=types)

    def _has_valid_fields(self, value: dict[str, Any]) -> bool:
        for name in self._required:
            if name not in value:
                return False
        for name, child in value.items():
            validator = self._fields.get(name, self._others)
            if validator is None:
                if self._is_closed:
                    return False
            elif type(child) not in validator.always_valid and not validator.is_valid(child):
                return False
        return True

    def _field_errors(self, value: dict[str, Any], path: Path) -> Iterator[SchemaError]:
        for name in self._required:
            if name not in value:
                yield SchemaError("required", path, value, self._schema, name)
        for name, child in value.items():
            validator = self._fields.get(name, self._others)
            if validator is None:
                if self._is_closed:
                    yield SchemaError("additionalProperties", path, value, self._schema, name)
            elif type(child) not in validator.always_valid and not validator.is_valid(child):
                yield from validator.errors(child, (*path, name))
