"""Schemas of payloads that are difficult for zod, as data, and random ones."""

from typing import Any

from tests.schema_diff.random_schemas import schemas
from tests.stubs.zod.drawing import drawn


def _kind(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"const": name}, **more}}


EXPRESSION = {"$ref": "#/$defs/Expression"}
#: Schemas that are difficult for zod and TypeScript, and not for other targets.
SCHEMAS: dict[str, Any] = {
    "a recursive union": {
        **EXPRESSION,
        "$defs": {
            "Expression": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("Number", "Sum", "Call")]},
            "Number": _kind("number", value={"type": "number"}),
            "Sum": _kind("sum", left=EXPRESSION, right={"anyOf": [EXPRESSION, {"type": "null"}]}),
            "Call": _kind("call", arguments={"type": "array", "items": EXPRESSION, "minItems": 1}),
        },
    },
    "a recursive record with an inherited name": {
        "type": "object",
        "required": ["constructor"],
        "properties": {"constructor": {"type": "string"}, "toString": {"$ref": "#"}},
    },
    "a recursive record with others of its own type": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string"}},
        "additionalProperties": {"$ref": "#"},
    },
    "a recursive __proto__": {
        "type": "object",
        "required": ["__proto__", "a"],
        "properties": {"__proto__": {"anyOf": [{"type": "null"}, {"$ref": "#"}]}, "a": {"type": "string"}},
        "additionalProperties": False,
    },
    "a closed record with a __proto__ and an inherited name": {
        "type": "object",
        "properties": {"__proto__": {"type": "string"}, "valueOf": {"type": "integer"}},
        "additionalProperties": False,
    },
    "recursive tuples": {
        "type": "array",
        "prefixItems": [{"type": "string"}, {"$ref": "#"}],
        "items": {"type": ["integer", "null"]},
        "minItems": 1,
        "maxItems": 4,
    },
    "recursive arrays of a fixed length": {
        "type": "object",
        "properties": {"two": {"type": "array", "items": {"$ref": "#"}, "minItems": 2, "maxItems": 2}},
    },
    "tuples and arrays of all lengths": {
        "type": "object",
        "properties": {
            f"{least} {most} {length} {rest}": {
                "type": "array",
                **({} if least is None else {"minItems": least}),
                **({} if most is None else {"maxItems": most}),
                **({"prefixItems": [{}, {"type": "string"}][:length]} if length else {}),
                "items": rest,
            }
            for least in (None, 0, 1, 3)
            for most in (None, 0, 1, 3)
            for length in (0, 1, 2)
            for rest in (False, True)
        },
    },
    "a long array of a fixed length": {"type": "array", "items": {"type": "integer"}, "minItems": 9, "maxItems": 9},
    "unique elements": {"type": "array", "uniqueItems": True},
    "a tuple of unique elements": {
        "type": "array",
        "prefixItems": [{}, {}],
        "uniqueItems": True,
        "minItems": 2,
        "maxItems": 3,
    },
    "fields of any type": {
        "type": "object",
        "required": ["a", "b", "c"],
        "properties": {
            "a": {"$ref": "#/$defs/Any"},
            "b": {"anyOf": [{"$ref": "#/$defs/Any"}, {"$ref": "#/$defs/Word"}]},
            "c": {"$ref": "#/$defs/Loop"},
            "d": {"$ref": "#/$defs/Any"},
        },
        "$defs": {
            "Any": {},
            "Word": {"enum": ["a", "b"]},
            "Loop": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/Loop"}}]},
        },
    },
    "distinguished by a tag": {
        "oneOf": [_kind("a", a={"type": "string"}), {"title": "B", **_kind("b", a={"type": "integer"})}]
    },
    "not distinguished": {"oneOf": [_kind("a", a={"type": "string"}), {"title": "B", **_kind("a")}]},
    "distinguished by an inherited name": {
        "oneOf": [
            {"title": word, "type": "object", "required": ["valueOf"], "properties": {"valueOf": {"const": word}}}
            for word in ("A", "B")
        ]
    },
    "distinguished by an optional field": {
        "oneOf": [
            {"title": word, "type": "object", "properties": {"kind": {"const": word}}, "additionalProperties": False}
            for word in ("A", "B")
        ]
    },
    "distinguished by numbers": {
        "oneOf": [
            {"title": f"T{word}", "type": "object", "required": ["kind"], "properties": {"kind": {"const": word}}}
            for word in (0, 1)
        ]
    },
    "lengths": {
        "type": "object",
        "properties": {
            f"{least} {most}": {
                "type": "string",
                **({} if least is None else {"minLength": least}),
                **({} if most is None else {"maxLength": most}),
            }
            for least in (None, 0, 1, 2)
            for most in (None, 0, 1, 2)
        },
    },
    "maps in maps": {
        "type": "object",
        "additionalProperties": {"type": "object", "additionalProperties": {"const": 1}},
    },
}

STEPS: list[float] = [0.1, 0.01, 0.5, 0.3, 1e-7, 2.5, 2, 2.0, 3, 64, 10**10, 2**53]
NUMBERS: list[float] = [
    *(0, -0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.07, 0.15, 1.1, 1.5, 2.5, 7.5, -0.3, -2, 3, 6, 63.999999999999, 64, 64.0),
    *(1e-7, 3e-7, 1e10, 1e300, 1e308, 1.7e308, 2**53, 2**53 + 2, 2**60, 10**17 + 16, 9007199254740990),
]

CONSTRAINTS: list[tuple[Any, list[str]]] = [
    ({"enum": [1, "1", False, 0.5]}, ["1", "1.0", '"1"', "true", "false", "0", "0.5", "0.50", "5e-1", "null"]),
    ({"const": 0}, ["0", "-0", "0.0", "-0.0", "false", '""', "null"]),
    ({"const": 2**53}, ["9007199254740992", "9007199254740992.0", "9007199254740991", "9007199254740994"]),
    ({"type": "string", "minLength": 2, "maxLength": 3}, ['"é"', '"éé"', '"😀"', '"😀😀"', '"😀😀😀"', '"😀😀😀😀"']),
    ({"type": "string", "maxLength": 2}, ['"\\ud800\\ud800"', '"\\ud83d\\ude00a"', '"\\udc00\\ud83d\\udc00"', '"aaa"']),
    ({"type": "string", "pattern": "b"}, ['"abc"', '"ac"', '"b"', '"\\nb"']),
    ({"type": "string", "pattern": "^.$"}, ['"😀"', '"a"', '"aa"', '""']),
    ({"type": "array", "uniqueItems": True}, ["[1,1.0]", "[1,true]", "[0,-0]", "[null,[null]]", '[{"a":1},{"a":1.0}]']),
    ({"type": "array", "uniqueItems": True}, ['[{"__proto__":1},{}]', '["a","b","a"]', "[[1,2],[2,1]]", '["1",1]']),
    ({"type": "integer", "minimum": 0}, ["-0", "-1", "0", "1.0", "1e2", "0.5", "12345678901234567890", "-0.0"]),
    ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, ["0", "1", "5e-324", "0.9999999999999999"]),
    ({"type": "object", "required": ["a"]}, ['{"a":null}', "{}", '{"a":0}', "[]", "null"]),
    ({"type": "string", "format": "email"}, ['"no"', '"a@b"', "1"]),
]


def random_schemas() -> list[Any]:
    """Schemas with references to two definitions, which refer to each other."""
    definitions = {
        "x": {"type": ["object", "integer"], "additionalProperties": {"$ref": "#/$defs/y"}},
        "y": {"type": ["string", "array"], "items": {"$ref": "#/$defs/x"}},
    }
    return [{"allOf": [schema], "$defs": definitions} for schema in drawn(schemas, 60)]
