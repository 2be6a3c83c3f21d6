"""The keywords of JSON Schema 2020-12, by the schemas in them and the kinds of values they apply to."""

from typing import Any, TypeAlias, TypeGuard

Kinds: TypeAlias = frozenset[str]

#: The kinds of JSON values. Numbers are two kinds, because `integer` is a part of `number`.
ALL_KINDS: Kinds = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})
NUMBERS: Kinds = frozenset({"integer", "fraction"})

#: Keywords with one schema, a list of schemas, or a schema for each name.
ONE = ("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else")
MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "dependentSchemas")
DEFINITIONS = ("$defs", "definitions")
#: Keywords for the parts of a value that other keywords did not evaluate, with these other keywords.
WHOLE: dict[str, frozenset[str]] = {
    "unevaluatedProperties": frozenset({"properties", "patternProperties", "additionalProperties"}),
    "unevaluatedItems": frozenset({"prefixItems", "items", "contains"}),
}
#: Keywords whose schemas apply to the same value as the schema around them.
IN_PLACE = frozenset({"not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas"})

_ANNOTATIONS = frozenset(
    {
        *("$schema", "$id", "$anchor", "$comment", "title", "description", "default", "examples"),
        *("readOnly", "writeOnly", "deprecated", *DEFINITIONS),
    }
)

#: The kinds of values that a keyword can reject.
_ABOUT: dict[str, Kinds] = {
    **dict.fromkeys(("type", "enum", "const", "$ref", *IN_PLACE), ALL_KINDS),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), NUMBERS),
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), frozenset({"string"})),
    **dict.fromkeys(
        ("minItems", "maxItems", "uniqueItems", "items", "prefixItems", "contains", "minContains", "maxContains"),
        frozenset({"array"}),
    ),
    "unevaluatedItems": frozenset({"array"}),
    **dict.fromkeys(
        (
            *("required", "properties", "additionalProperties", "patternProperties", "propertyNames"),
            *("minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties"),
        ),
        frozenset({"object"}),
    ),
}


def is_annotation(keyword: str) -> bool:
    """Whether a keyword does not affect validity; keywords that start with `x-` never do."""
    return keyword in _ANNOTATIONS or keyword.startswith("x-")


def neighbours_of(keyword: str) -> frozenset[str]:
    """A keyword of `WHOLE` and all keywords that its meaning depends on."""
    return frozenset({keyword, "$ref"}) | WHOLE[keyword] | IN_PLACE


def is_known(keyword: str) -> bool:
    """Whether the keyword is an assertion or annotation that this package knows."""
    return keyword in _ABOUT or is_annotation(keyword)


def kinds_about(keyword: str) -> Kinds:
    """The kinds of values that a keyword can reject; all kinds for an unknown keyword."""
    return _ABOUT.get(keyword, ALL_KINDS)


def kinds_named(names: str | list[str]) -> Kinds:
    """The kinds that the value of `type` allows."""
    listed = [names] if isinstance(names, str) else names
    return frozenset(kind for name in listed for kind in (NUMBERS if name == "number" else (name,)))


def kind_of(value: Any) -> str:
    """The kind of a value; `1.0` is an integer, as JSON Schema has it."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "fraction"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is an array, for type checkers too."""
    return isinstance(value, list)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is an object, for type checkers too."""
    return isinstance(value, dict)
