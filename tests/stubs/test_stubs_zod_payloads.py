"""Schemas of zod for what users describe: each takes what its type takes, whatever the JSON Schema holds."""

import json
from pathlib import Path
from typing import Any

from runbridge.stubs.ir.types import Module, Reference
from runbridge.stubs.zod.module import zod
from tests.evolution.random_schemas import POOL, schemas
from tests.stubs.hostile_schemas import HOSTILE, LARGE
from tests.stubs.stub_modules import document, payload_module
from tests.stubs.tree_values import takes
from tests.stubs.zod.drawing import drawn
from tests.stubs.zod.nearly import nearly
from tests.stubs.zod.zod_runs import compiled, verdicts, verdicts_of

#: These are an error, as test_stubs_zod.py shows.
NO_PATTERNS = "patterns of Python alone"


def _kind(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"const": name}, **more}}


EXPRESSION = {"$ref": "#/$defs/Expression"}
#: What zod and TypeScript trip over and other languages do not.
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
    "members that may be anything": {
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
    "told apart by a word": {
        "oneOf": [_kind("a", a={"type": "string"}), {"title": "B", **_kind("b", a={"type": "integer"})}]
    },
    "told apart by nothing": {"oneOf": [_kind("a", a={"type": "string"}), {"title": "B", **_kind("a")}]},
    "told apart by a name that all objects have": {
        "oneOf": [
            {"title": word, "type": "object", "required": ["valueOf"], "properties": {"valueOf": {"const": word}}}
            for word in ("A", "B")
        ]
    },
    "told apart by what may be missing": {
        "oneOf": [
            {"title": word, "type": "object", "properties": {"kind": {"const": word}}, "additionalProperties": False}
            for word in ("A", "B")
        ]
    },
    "told apart by numbers": {
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


def differing(folder: Path, modules: dict[str, Module], pool: list[Any]) -> list[tuple[str, str, bool]]:
    """Which module, value and verdict of zod is not the type's, over a pool of values and those at its edges."""
    out = compiled(folder, {f"m{index}": zod(module) for index, module in enumerate(modules.values())})
    asked: list[tuple[Path, str, str]] = []
    expected: list[tuple[str, bool]] = []
    for index, (name, module) in enumerate(modules.items()):
        payload = module.payloads[0][1]
        for text in dict.fromkeys(map(json.dumps, [*pool, *nearly(Reference(payload), module)])):
            asked.append((out / f"m{index}.js", payload, text))
            expected.append((name, takes(Reference(payload), json.loads(text), module)))
    found = verdicts_of(asked)
    assert min(found.count(True), found.count(False)) > len(modules)
    return [
        (name, text, is_taken)
        for (_, _, text), (name, is_fit), is_taken in zip(asked, expected, found, strict=True)
        if is_taken != is_fit
    ]


def test_hostile_schemas_compile_and_take_what_their_types_take(tmp_path: Path) -> None:
    modules = {name: payload_module(schema) for name, schema in HOSTILE.items() if name != NO_PATTERNS}
    assert differing(tmp_path, modules, POOL[:40]) == []


def test_large_schemas_compile_and_are_used(tmp_path: Path) -> None:
    out = compiled(tmp_path, {name.replace(" ", "_"): zod(payload_module(schema)) for name, schema in LARGE.items()})
    fields = {f"member_{number}": number for number in range(0, 2_000, 2)}
    texts = [json.dumps({**fields, "member_1": value}) for value in (1, 0.5)] + ["{}"]
    assert verdicts(out / "many_members.js", "Input", texts) == [True, False, False]
    texts = ['{"m299": {"a": 1}}', '{"m299": {"b": 1}}', '{"m300": 1}']
    assert verdicts(out / "many_definitions.js", "Input", texts) == [True, False, True]


def test_schemas_that_zod_trips_over_take_what_their_types_take(tmp_path: Path) -> None:
    modules = {name: payload_module(schema) for name, schema in SCHEMAS.items()}
    assert differing(tmp_path, modules, POOL) == []


def test_random_schemas_take_what_their_types_take(tmp_path: Path) -> None:
    found = drawn(schemas, 60)
    # References of these schemas lead to two definitions, which here lead to each other.
    definitions = {
        "x": {"type": ["object", "integer"], "additionalProperties": {"$ref": "#/$defs/y"}},
        "y": {"type": ["string", "array"], "items": {"$ref": "#/$defs/x"}},
    }
    modules = {
        f"{index} {schema}": payload_module({"allOf": [schema], "$defs": definitions})
        for index, schema in enumerate(found)
    }
    assert differing(tmp_path, modules, POOL[::4]) == []


STEPS: list[float] = [0.1, 0.01, 0.5, 0.3, 1e-7, 2.5, 2, 2.0, 3, 64, 10**10, 2**53]
NUMBERS: list[float] = [
    *(0, -0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.07, 0.15, 1.1, 1.5, 2.5, 7.5, -0.3, -2, 3, 6, 63.999999999999, 64, 64.0),
    *(1e-7, 3e-7, 1e10, 1e300, 1e308, 1.7e308, 2**53, 2**53 + 2, 2**60, 1e17 + 16, 9007199254740990),
]


def test_multiples_are_those_of_jsonschema(tmp_path: Path) -> None:
    # 0.3 is no multiple of 0.1 to either: both divide binary numbers. zod's own `multipleOf` takes it, and an odd
    # number beyond 2^50 for a multiple of 2.
    schemas = [{"type": "number", "multipleOf": step} for step in STEPS]
    out = compiled(tmp_path, {f"m{index}": zod(payload_module(schema)) for index, schema in enumerate(schemas)})
    for index, schema in enumerate(schemas):
        found = verdicts(out / f"m{index}.js", "Input", map(json.dumps, NUMBERS))
        root = document(schema).root
        assert dict(zip(NUMBERS, found, strict=True)) == {number: root.accepts(number) for number in NUMBERS}, schema


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


def test_constraints_are_those_of_jsonschema(tmp_path: Path) -> None:
    out = compiled(
        tmp_path, {f"m{index}": zod(payload_module(schema)) for index, (schema, _) in enumerate(CONSTRAINTS)}
    )
    for index, (schema, texts) in enumerate(CONSTRAINTS):
        found = verdicts(out / f"m{index}.js", "Input", texts)
        root = document(schema).root
        assert dict(zip(texts, found, strict=True)) == {text: root.accepts(json.loads(text)) for text in texts}, schema
