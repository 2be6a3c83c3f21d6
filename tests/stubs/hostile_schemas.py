"""Valid schemas that are difficult for some language, as data; `stub_modules` makes types of them."""

from typing import Any
from urllib.parse import quote


def _object(*names: str, **more: Any) -> dict[str, Any]:
    """An object with a field of each name, every second one required."""
    return {
        "type": "object",
        "required": list(names[::2]),
        "properties": {name: {"type": "integer"} for name in names},
        **more,
    }


def _described(description: str) -> dict[str, Any]:
    """A schema with the same description at the root, at a field and at a definition."""
    return {
        "type": "object",
        "description": description,
        "properties": {
            "a": {"type": "string", "description": description, "default": description},
            "b": {"$ref": "#/$defs/B"},
        },
        "$defs": {"B": {"enum": ["x", "y"], "description": description}},
    }


def _strings(keyword: str, *values: str) -> dict[str, Any]:
    """An object with a string for each value of a keyword."""
    return {
        "type": "object",
        "properties": {str(number): {"type": "string", keyword: value} for number, value in enumerate(values)},
    }


def _defined(*names: str) -> dict[str, Any]:
    """Definitions of those names, each referred to."""
    tokens = [quote(name.replace("~", "~0").replace("/", "~1")) for name in names]
    return {
        "type": "object",
        "properties": {str(number): {"$ref": f"#/$defs/{token}"} for number, token in enumerate(tokens)},
        "$defs": {name: {**_object("x"), "description": f"It is `{name}`."} for name in names},
    }


def _deep(schema: Any, levels: int, *, nullable: bool = False) -> Any:
    for _ in range(levels):
        schema = {"type": ["array", "null"] if nullable else "array", "items": schema}
    return schema


_PATTERNS = (
    *("^a$", "/", "\\/", "[/]", '"', "'", "\n", "\\n", "\u2028", "`${a}`", "\\\\", "a\\u0041", "(?=a)", "(?<!a)b"),
    *("[\\b]", "^\\S+@\\S+$", "", "é", "😀", "\\d{2,}", "^[\\w.-]+$", "^(?:a|b)*?$", "a\\-b", "\\x41", "\\bword\\b"),
)
_PERSON = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}

#: Valid schemas, each of which gives valid code, or a clear error if a language cannot support it.
HOSTILE: dict[str, Any] = {
    "true": True,
    "false": False,
    "empty": {},
    "no type": {"description": "Anything."},
    "keywords of Python": _object("class", "def", "None", "True", "lambda", "import", "async", "match", "type", "_"),
    "keywords of TypeScript": _object(
        *("interface", "enum", "default", "delete", "new", "null", "readonly", "any", "unknown", "never", "export")
    ),
    "builtins of Python": _object(
        *("str", "int", "float", "bool", "list", "dict", "set", "id", "object", "print", "property", "datetime", "Any")
    ),
    "names of base classes": _object(
        *("model_config", "model_fields", "model_dump", "schema", "copy", "json", "dict", "items", "keys", "get"),
        *("__init__", "__class__", "__slots__", "__struct_fields__", "__annotations__", "self", "cls", "_private"),
    ),
    "names of objects in JavaScript": _object(
        *("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "length", "name")
    ),
    "only __proto__": _object("__proto__"),
    "only __proto__, closed": _object("__proto__", additionalProperties=False),
    "empty name": _object(""),
    "blank names": _object(" ", "  ", "\t"),
    "numeric names": _object("0", "1", "-1", "1.5", "01", "1e3", "٣"),
    "names with quotes": _object("'", '"', "`", '"""', "\\", "\\n", "a'b", 'a"b', "${a}", "a\\"),
    "names with breaks": _object("a\nb", "a\rb", "a\u2028b", "a\u2029b", "a\x00b", "a\x1bb", "a\x85b"),
    "names with signs": _object(
        "a-b", "a b", "a.b", "a/b", "a~b", "*/", "/*", "//", "#", "$", "$ref", "@", "%s", "{a}"
    ),
    "unicode names": _object("é", "e\u0301", "名前", "ﬁ", "fi", "ª", "µ", "μ", "😀", "\u202eabc", "ß", "ẞ", "İ"),
    "lone surrogates": _object("\ud800", "\udfff", "a\ud800b"),
    "names that differ by case": _object("a", "A", "ab", "Ab", "AB", "aB", "a_b", "a-b", "aB_"),
    "names that collide as attributes": _object("a b", "a-b", "a_b", "aB", "class", "class_", "_class", "1", "_1"),
    "long names": _object("a" * 300, "a" * 301, "word " * 60),
    "names of our own": _object("Sample", "given", "z", "TInput", "others", "unknown", "UNSET", "Meta", "Field"),
    "ends of comments": _described("a */ b /* c **/ d */"),
    "quotes in descriptions": _described('He said "no"; \'\'\' """ `${x}` \\'),
    "a description that ends with a quote": _described('It is called "a"'),
    "a description that ends with a backslash": _described("C:\\"),
    "breaks in descriptions": _described("one\r\ntwo\rthree\n\nfour\u2028five\u2029six\x0bseven\x85eight  \n"),
    "controls in descriptions": _described("a\x00b\x1b[31mc\x7fd\u202ee\ufefff\u200bg"),
    "lone surrogates in descriptions": _described("a\ud800b\udfffc"),
    "orders to tools": _described(
        "@ts-nocheck\n@ts-ignore\n// @ts-expect-error\neslint-disable\n# type: ignore\n# noqa\n"
        "//# sourceMappingURL=a.map\n# -*- coding: latin-1 -*-\n@see {@link a}\n<reference path='a'/>\n%%{{a}}{% a %}"
    ),
    "an order to TypeScript": _described("@ts-expect-error"),
    "an order to a linter": _described("noqa: type: ignore[misc]"),
    "blank description": _described(" \n "),
    "long description": _described("word " * 500),
    "title of nothing": {**_object("a"), "title": " - "},
    "title that is taken": {**_object("a"), "title": "Sample"},
    "title of the language": {**_object("a"), "title": "any"},
    "title in other letters": {**_object("a"), "title": "образ 画像"},
    "title with signs": {**_object("a"), "title": '*/ "; x = 1 #'},
    "title that is a number": {**_object("a"), "title": "2nd"},
    "definitions with unusual names": _defined(
        *("", " ", "1", "__proto__", "a", "A", "a-", "ﬁ", "fi", "é", "a/b", "a~b", "%", "class", "Any", "Record")
    ),
    "names of languages as definitions": _defined(
        *("Any", "Literal", "Struct", "BaseModel", "TypedDict", "Meta", "Date", "Array", "Promise", "Map", "None"),
        *(
            "True",
            "Annotated",
            "Field",
            "Partial",
            "Readonly",
            "String",
            "Number",
            "Object",
            "Error",
            "Generic",
            "Self",
        ),
    ),
    "words of all kinds": {
        "type": "object",
        "properties": {
            "all": {"enum": [1, "1", True, None, "true", "null", 1.5, False, 0, -1]},
            "numbers": {"enum": [1, 2, 2.5]},
            "one and true": {"enum": [1, True]},
            "zero and false": {"enum": [False, 0]},
            "booleans": {"enum": [True, False]},
            "null": {"enum": [None]},
            "text": {"const": "a"},
            "integer as a float": {"const": 1.0},
            "big": {"const": 2**53 + 1},
            "huge": {"const": 10**100},
            "tiny": {"const": 1e-300},
            "minus zero": {"const": -0.0},
            "yes": {"const": True},
        },
    },
    "unusual values": {
        "enum": [
            *("", " ", '"', "'", "\\", "\n", "\r", "\u2028", "*/", "${a}", "\x00", "\ud800", "😀", "é", "e\u0301"),
            *("__proto__", "constructor", "None", "class", "a" * 300),
        ]
    },
    "one word": {"enum": ["only"]},
    "many words": {"enum": [f"word {number}" for number in range(500)]},
    "open words": {
        "type": "object",
        "properties": {
            "plain": {"anyOf": [{"enum": ["x", "y"]}, {"type": "string"}]},
            "or null": {"anyOf": [{"const": "x"}, {"const": "y"}, {"type": ["string", "null"]}]},
            "and numbers": {"anyOf": [{"enum": ["x", 1, 2]}, {"type": "string"}]},
            "one": {"type": "string", "x-extensible-enum": ["x"]},
            "listed": {"type": "array", "items": {"type": "string", "x-extensible-enum": ["x", "*/", "\ud800"]}},
        },
    },
    "open words, nothing else": {"type": "string", "x-extensible-enum": ["x", "y"]},
    "open words and their name": {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/Word"}, "b": {"$ref": "#/$defs/KnownWord"}},
        "$defs": {"Word": {"type": "string", "x-extensible-enum": ["x", "y"]}, "KnownWord": _object("a")},
    },
    "objects and arrays as words": {"enum": [{"a": 1}, [1, 2], "a", {}]},
    "patterns": _strings("pattern", *_PATTERNS),
    "bounds": {
        "type": "object",
        "properties": {
            "integer": {"type": "integer", "minimum": 0, "maximum": 10},
            "as float": {"type": "integer", "minimum": 0.0, "maximum": 10.5, "multipleOf": 2.0},
            "beyond": {"type": "integer", "minimum": -(2**70), "maximum": 2**70},
            "huge": {"type": "number", "minimum": -1e308, "maximum": 10**100},
            "exclusive": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "decimal": {"type": "number", "multipleOf": 0.1},
            "none": {"type": "integer", "minimum": 2, "maximum": 1},
            "both": {"type": "number", "minimum": 1, "exclusiveMinimum": 1},
            "length": {"type": "string", "minLength": 1.0, "maxLength": 5},
            "no length": {"type": "string", "minLength": 2, "maxLength": 1},
            "count": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": True, "items": {"type": "string"}},
        },
    },
    "formats": _strings("format", "date-time", "date-time-local", "date", "email", "uri", "uuid", "odd */ format"),
    "a time with a pattern": {"type": "string", "format": "date-time", "pattern": "Z$", "maxLength": 30},
    "defaults": {
        "type": "object",
        "properties": {
            "object": {"type": "object", "default": {"a": [1, {"*/": '"""'}]}},
            "null": {"type": ["string", "null"], "default": None},
            "text": {"type": "string", "default": '*/ """ \\ \n \u2028 \ud800 ${a}'},
            "wrong": {"type": "integer", "default": "no"},
            "huge": {"type": "integer", "default": 10**100},
            "list": {"type": "array", "items": {"type": "integer"}, "default": [1, 2]},
            "required": {"type": "integer", "default": 1},
        },
        "required": ["required"],
    },
    "arrays": {
        "type": "object",
        "properties": {
            "of anything": {"type": "array"},
            "of nothing": {"type": "array", "items": False},
            "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
            "whole pair": {
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": "integer"}],
                "items": False,
                "minItems": 2,
            },
            "with a rest": {
                "type": "array",
                "prefixItems": [{"type": "string"}],
                "items": {"type": ["integer", "null"]},
            },
            "of arrays": _deep({"type": ["string", "null"]}, 3),
            "of words": {"type": "array", "items": {"enum": ["a", "b"]}},
            "of objects": {"type": "array", "items": _object("a")},
        },
    },
    "only an array": {"type": "array", "items": {"type": "integer"}},
    "only a string": {"type": "string"},
    "only null": {"type": "null"},
    "objects": {
        "type": "object",
        "properties": {
            "open": {"type": "object"},
            "closed": {"type": "object", "additionalProperties": False},
            "mapped": {"type": "object", "additionalProperties": {"type": "integer"}},
            "typed others": {
                **_object("a"),
                "additionalProperties": {"type": "string"},
            },
            "of objects": {"type": "object", "additionalProperties": _object("a")},
            "by pattern": {"type": "object", "patternProperties": {"^x-": {"type": "string"}}},
            "only required": {"type": "object", "required": ["a", "__proto__"]},
            "never": {"type": "object", "properties": {"a": False, "b": True}},
            "never, required": {"type": "object", "required": ["a"], "properties": {"a": False}},
        },
    },
    "every type": {"type": ["null", "boolean", "integer", "number", "string", "array", "object"]},
    "union of objects": {
        "oneOf": [
            {"title": "Circle", "type": "object", "required": ["kind"], "properties": {"kind": {"const": "circle"}}},
            {"title": "Square", "type": "object", "required": ["kind"], "properties": {"kind": {"const": "square"}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "other"}}},
        ]
    },
    "union of all": {
        "anyOf": [
            {"type": "null"},
            {"type": "string"},
            {"type": "integer", "minimum": 1},
            {"type": "array", "items": {"type": "string"}},
            {"type": "array", "items": {"type": "integer"}},
            _object("a"),
            _object("b"),
            {"type": "object", "additionalProperties": {"type": "string"}},
        ]
    },
    "variants": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}},
        "oneOf": [
            {"required": ["kind"], "properties": {"kind": {"const": "a b"}, "x": {"type": "integer"}}},
            {"required": ["kind"], "properties": {"kind": {"const": "*/"}}},
            {"required": ["kind"], "properties": {"kind": {"enum": ["c", "d"]}, "y": {"type": "null"}}},
        ],
    },
    "two strings": {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "string", "format": "date-time"}]},
    "two numbers": {"anyOf": [{"type": "integer"}, {"type": "number", "minimum": 0.5}]},
    "words and strings": {"anyOf": [{"enum": ["a", "b"]}, {"type": "string", "pattern": "^x"}]},
    "big union": {"anyOf": [{**_object(f"a{number}"), "title": f"T{number}"} for number in range(60)]},
    "all of": {"allOf": [{"$ref": "#/$defs/Person"}, _object("age")], "$defs": {"Person": _PERSON}},
    "all of, at odds": {"allOf": [{"type": "string"}, {"type": "integer"}]},
    "base that is closed": {
        "allOf": [{"$ref": "#/$defs/Base"}, {"properties": {"b": {"type": "string"}}}],
        "$defs": {"Base": _object("a", additionalProperties=False)},
    },
    "reference with more": {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/Person", "description": "The first.", "required": ["age"]}},
        "$defs": {"Person": _PERSON},
    },
    "recursive": {
        "title": "Tree",
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}},
    },
    "recursive, required": {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}},
    "recursive, mutually": {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A"}},
        "$defs": {
            "A": {"type": "object", "properties": {"b": {"$ref": "#/$defs/B"}}},
            "B": {"type": "object", "properties": {"a": {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}}},
        },
    },
    "recursive arrays": {
        "$ref": "#/$defs/Nest",
        "$defs": {"Nest": {"type": "array", "items": {"$ref": "#/$defs/Nest"}}},
    },
    "recursive maps": {"type": "object", "additionalProperties": {"$ref": "#"}},
    "recursive union": {
        "$ref": "#/$defs/Json",
        "$defs": {
            "Json": {
                "anyOf": [
                    {"type": ["null", "boolean", "number", "string"]},
                    {"type": "array", "items": {"$ref": "#/$defs/Json"}},
                    {"type": "object", "additionalProperties": {"$ref": "#/$defs/Json"}},
                ]
            }
        },
    },
    "recursive, extended": {
        "$ref": "#/$defs/Base",
        "$defs": {
            "Base": {"type": "object", "properties": {"child": {"$ref": "#/$defs/More"}, "name": {"type": "string"}}},
            "More": {"allOf": [{"$ref": "#/$defs/Base"}, {"required": ["size"], "additionalProperties": True}]},
        },
    },
    "recursive words": {
        "$ref": "#/$defs/Pair",
        "$defs": {"Pair": {"type": "array", "prefixItems": [{"enum": ["a", "b"]}, {"$ref": "#/$defs/Pair"}]}},
    },
    "chain of references": {
        "$ref": "#/$defs/A",
        "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/C"}, "C": {"enum": ["x", "y", None]}},
    },
    "reference to a field": {
        "type": "object",
        "properties": {"a": _object("x"), "b": {"$ref": "#/properties/a"}, "c": {"$ref": "#/properties/b"}},
    },
    "reference to an anchor": {
        "type": "object",
        "properties": {"a": {"$ref": "#here"}},
        "$defs": {"b": {"$anchor": "here"}},
    },
    "definitions that are booleans": {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/yes"}, "b": {"$ref": "#/$defs/no"}},
        "$defs": {"yes": True, "no": False},
    },
    "unused definitions": {"type": "string", "$defs": {"A": _object("a")}},
    "deprecated": {
        "type": "object",
        "properties": {"a": {"type": "string", "deprecated": True, "readOnly": True, "description": "Old."}},
    },
    "deep": _deep({"type": "string"}, 60),
    "deep, or null": _deep({"type": "string"}, 60, nullable=True),
    "all that is checked by `validate` only": {
        "type": "object",
        "properties": {"a": {"type": "array", "contains": {"const": 1}}},
        "minProperties": 1,
        "propertyNames": {"pattern": "^a"},
        "not": {"required": ["b"]},
        "if": {"required": ["c"]},
        "then": {"required": ["d"]},
        "dependentRequired": {"a": ["b"]},
        "frobnicate": 1,
    },
}

#: Schemas that are large and otherwise unremarkable.
LARGE: dict[str, Any] = {
    "many fields": _object(*(f"field_{number}" for number in range(2_000))),
    "many definitions": {
        "type": "object",
        "properties": {f"m{number}": {"$ref": f"#/$defs/D{number}"} for number in range(300)},
        "$defs": {f"D{number}": _object("a", "b") for number in range(300)},
    },
}

#: Schemas that are refused, with the message.
REFUSED: dict[str, tuple[Any, str]] = {
    "not a schema": ([], "test.json: a schema is an object, true or false"),
    "reference to the web": (
        {"$ref": "http://a/b.json"},
        "test.json:1:2: `/$ref` refers to `http://a/b.json`: only references into the schema itself are followed",
    ),
    "reference to a file": (
        {"properties": {"a": {"$ref": "file:///a.json"}}},
        (
            "test.json:1:23: `/properties/a/$ref` refers to `file:///a.json`: "
            "only references into the schema itself are followed"
        ),
    ),
    "reference to a file in the same folder": (
        {"items": {"$ref": "other.json#/$defs/A"}},
        (
            "test.json:1:12: `/items/$ref` refers to `other.json#/$defs/A`: "
            "only references into the schema itself are followed"
        ),
    ),
    "reference to nothing": (
        {"$ref": "#/$defs/A"},
        "test.json:1:2: `/$ref` refers to `#/$defs/A`, which does not exist",
    ),
    "reference to what is not a schema": (
        {"properties": {"a": {"$ref": "#/required"}}, "required": []},
        "test.json:1:47: `/required` is not a schema",
    ),
    "reference to itself": (
        {"$ref": "#/$defs/A", "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}}},
        "test.json:1:49: `/$defs/A/anyOf/0` refers to itself without a property or item in between",
    ),
    "an invalid pattern": (
        {"properties": {"a": {"pattern": "("}}},
        "test.json:1:23: `/properties/a/pattern` has the pattern `(`, which is not a regular expression of ECMA-262",
    ),
    "an invalid type": (
        {"type": "date"},
        (
            "test.json:1:2: `/type` must be one of array, boolean, integer, null, number, object and string, "
            'or an array of some of them, not "date"'
        ),
    ),
    "unknown dialect": (
        {"$schema": "http://json-schema.org/draft-03/schema#"},
        (
            'test.json:1:2: `/$schema` is "http://json-schema.org/draft-03/schema#", '
            "but only draft-04, draft-06, draft-07, 2019-09 and 2020-12 can be read"
        ),
    ),
}
