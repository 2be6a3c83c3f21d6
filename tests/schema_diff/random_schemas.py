"""Hypothesis strategies for small schemas that use every keyword, versions of them, and values to try them on."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

TIMES = ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05"]
SCALARS: list[Any] = [None, True, False, 0, 1, 2, 3, -1, 1.0, 0.5, 1.5, "", "a", "b", "ab", "abc", *TIMES]
NAMES = ["a", "b", "c"]

#: Small values of all kinds, tried on every pair of schemas.
POOL: list[Any] = [
    *SCALARS,
    [],
    {},
    *([value] for value in SCALARS),
    *([one, other] for one in SCALARS[:10] for other in (0, "a", None)),
    *({name: value} for name in NAMES for value in SCALARS),
    *({"a": one, "b": other} for one in SCALARS[::2] for other in (0, "a", None)),
    *([value] for value in ([], {}, [1], {"a": 1}, {"b": "a"})),
    *({"a": value} for value in ([], {}, [1], {"a": 1}, {"b": "a"})),
    {"a": 0, "b": "a", "c": None},
    [0, "a", None],
]

values: SearchStrategy[Any] = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)
_names = st.lists(st.sampled_from(NAMES), unique=True, max_size=2)
_counts = st.integers(0, 2)
_bounds = st.sampled_from([0, 1, 2, 0.5, 1.0])
_types = st.sampled_from(
    [
        *("null", "boolean", "integer", "number", "string", "array", "object"),
        *(["string", "null"], ["integer", "string"], ["object", "array"], ["number", "null"]),
    ]
)
_LEAVES: dict[str, SearchStrategy[Any]] = {
    "type": _types,
    "enum": st.lists(st.sampled_from([*SCALARS[:6], "a", "b", [1], {"a": 1}]), min_size=1, max_size=4),
    "const": st.sampled_from(SCALARS),
    "required": _names,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _bounds),
    "multipleOf": st.sampled_from([1, 2, 3, 0.5, 1.0]),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _counts),
    **dict.fromkeys(("minContains", "maxContains"), _counts),
    "pattern": st.sampled_from(["a", "^a", "b$"]),
    "format": st.sampled_from(["date-time", "date-time-local", "email"]),
    "uniqueItems": st.booleans(),
    "dependentRequired": st.dictionaries(st.sampled_from(NAMES), _names, max_size=2),
    "foo": st.integers(0, 1),
    "title": st.sampled_from(["one", "two"]),
    "$ref": st.sampled_from(["#/$defs/x", "#/$defs/y"]),
}


def _containers(inner: SearchStrategy[Any]) -> dict[str, SearchStrategy[Any]]:
    one = ("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else")
    some = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(st.sampled_from(NAMES), inner, max_size=2)
    return {
        **dict.fromkeys((*one, "unevaluatedProperties", "unevaluatedItems"), inner),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), some),
        **dict.fromkeys(("properties", "dependentSchemas"), named),
        "patternProperties": st.dictionaries(st.sampled_from(["a", "^b", "[bc]"]), inner, max_size=2),
    }


def _objects(keywords: dict[str, SearchStrategy[Any]]) -> SearchStrategy[Any]:
    @st.composite
    def build(draw: DrawFn) -> dict[str, Any]:
        chosen = draw(st.lists(st.sampled_from(sorted(keywords)), unique=True, max_size=4))
        return {keyword: draw(keywords[keyword]) for keyword in chosen}

    return build()


schemas: SearchStrategy[Any] = st.recursive(
    st.booleans() | _objects(_LEAVES),
    lambda inner: _objects({**_LEAVES, **_containers(inner)}),
    max_leaves=6,
)


@st.composite
def versions(draw: DrawFn) -> tuple[Any, Any]:
    """Two schemas, most often with one difference."""
    old = draw(schemas)
    old = {"allOf": [old], "$defs": {"x": draw(_objects(_LEAVES)), "y": {"type": "string"}}}
    old["$defs"]["x"].pop("$ref", None)
    if draw(st.integers(0, 3)) == 0:
        return old, {**old, "allOf": [draw(schemas)]}
    return old, changed(draw, old)


def changed(draw: DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with a keyword added, taken away or changed in one of the schemas that it is made of."""
    copy = deepcopy(schema)
    target = draw(st.sampled_from([each for each in schemas_in(copy) if isinstance(each, dict)]))
    keyword = draw(st.sampled_from(sorted({*_LEAVES, *target} - {"$defs", "$ref"})))
    if keyword in target and (keyword not in _LEAVES or draw(st.booleans())):
        del target[keyword]
    else:
        target[keyword] = draw(_LEAVES[keyword])
    return copy


def schemas_in(schema: Any) -> list[Any]:
    """A schema and all that it is made of."""
    found = [schema]
    for keyword, value in schema.items() if isinstance(schema, dict) else ():
        if keyword in {"properties", "patternProperties", "dependentSchemas", "$defs"}:
            children = list(value.values())
        elif keyword in {"allOf", "anyOf", "oneOf", "prefixItems"}:
            children = value
        else:
            children = [value] if keyword in _containers(st.none()) else []
        found += [each for child in children for each in schemas_in(child)]
    return found
