"""The tolerant and the strict variant of a schema: small schemas in, whole schemas out."""

import copy

from runbridge.codegen.profiles import strict, tolerant
from tests.codegen.source_folders import Json

SCHEMA: Json = {
    "$id": "urn:x",
    "title": "X",
    "type": "object",
    "required": ["always", "maybe", "any", "at"],
    "properties": {
        "always": {"type": "string"},
        "maybe": {"type": ["string", "null"], "x-extensible-enum": ["a", "b"]},
        "any": {"description": "Opaque."},
        "at": {"type": "string", "format": "date-time"},
        "rarely": {"type": "number", "x-unit": "s"},
        "word": {"type": "string", "enum": ["on", "off"]},
        "kind": {"type": "string", "x-extensible-enum": ["c"]},
        "list": {"type": "array", "items": {"$ref": "#/$defs/Y"}},
        "free": {"type": "object", "additionalProperties": True},
    },
    "$defs": {
        "Y": {
            "type": "object",
            "required": ["z"],
            "properties": {
                "z": {"type": ["string", "null"], "format": "date-time"},
                "other": {"$ref": "#/$defs/Y"},
                "mixed": {
                    "type": "object",
                    "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Y"}, {"type": "null"}]},
                },
            },
        }
    },
}
TIME: Json = {"anyOf": [{"format": "date-time"}, {"format": "date-time-local"}]}
RESIDUE: Json = {
    "$schema": "s",
    "$id": "urn:r",
    "title": "Residue",
    "type": "object",
    "properties": {"via": {"$ref": "#/$defs/Via"}},
    "$defs": {"Via": {"title": "Via"}},
    "examples": [{}],
}


def test_tolerant_allows_missing_and_null_and_times_without_offset() -> None:
    assert tolerant(SCHEMA) == {
        "$id": "urn:x:tolerant",
        "title": "X",
        "type": "object",
        "required": ["always", "at"],
        "properties": {
            "always": {"type": "string"},
            "maybe": {"type": ["string", "null"], "x-extensible-enum": ["a", "b"]},
            "any": {"description": "Opaque."},
            "at": {"type": "string", **TIME},
            "rarely": {"type": ["number", "null"], "x-unit": "s"},
            "word": {"type": ["string", "null"], "enum": ["on", "off", None]},
            "kind": {"type": ["string", "null"], "x-extensible-enum": ["c"]},
            "list": {"type": ["array", "null"], "items": {"$ref": "#/$defs/Y"}},
            "free": {"type": ["object", "null"], "additionalProperties": True},
        },
        "$defs": {
            "Y": {
                "type": "object",
                "required": [],
                "properties": {
                    "z": {"type": ["string", "null"], **TIME},
                    "other": {"anyOf": [{"$ref": "#/$defs/Y"}, {"type": "null"}]},
                    "mixed": {
                        "type": ["object", "null"],
                        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Y"}, {"type": "null"}]},
                    },
                },
            }
        },
    }


def test_strict_closes_records_and_vocabularies_but_for_the_residue() -> None:
    assert strict(SCHEMA, RESIDUE) == {
        "$id": "urn:x:strict",
        "title": "X",
        "type": "object",
        "required": ["always", "maybe", "any", "at"],
        "additionalProperties": False,
        "properties": {
            "always": {"type": "string"},
            "maybe": {"type": ["string", "null"], "x-extensible-enum": ["a", "b"], "enum": ["a", "b", None]},
            "any": {"description": "Opaque."},
            "at": {"type": "string", "format": "date-time"},
            "rarely": {"type": "number", "x-unit": "s"},
            "word": {"type": "string", "enum": ["on", "off"]},
            "kind": {"type": "string", "x-extensible-enum": ["c"], "enum": ["c"]},
            "list": {"type": "array", "items": {"$ref": "#/$defs/Y"}},
            "free": {"type": "object", "additionalProperties": True},
            "_residue": {"anyOf": [{"$ref": "#/$defs/Residue"}, {"type": "string"}]},
        },
        "$defs": {
            "Y": {**SCHEMA["$defs"]["Y"], "additionalProperties": False},
            "Residue": {
                "title": "Residue",
                "type": "object",
                "properties": {"via": {"$ref": "#/$defs/Via"}},
            },
            "Via": {"title": "Via"},
        },
    }


def test_strict_after_tolerant_is_both() -> None:
    small: Json = {
        "$id": "urn:x",
        "required": [],
        "properties": {"kind": {"type": "string", "x-extensible-enum": ["c"]}},
    }
    assert strict(tolerant(small), RESIDUE) == {
        "$id": "urn:x:tolerant:strict",
        "required": [],
        "additionalProperties": False,
        "properties": {
            "kind": {"type": ["string", "null"], "x-extensible-enum": ["c"], "enum": ["c", None]},
            "_residue": {"anyOf": [{"$ref": "#/$defs/Residue"}, {"type": "string"}]},
        },
        "$defs": {
            "Residue": {"title": "Residue", "type": "object", "properties": {"via": {"$ref": "#/$defs/Via"}}},
            "Via": {"title": "Via"},
        },
    }


def test_the_variants_leave_their_inputs_alone() -> None:
    schema, residue = copy.deepcopy(SCHEMA), copy.deepcopy(RESIDUE)
    tolerant(schema)
    strict(schema, residue)
    assert (schema, residue) == (SCHEMA, RESIDUE)


def test_tolerant_accepts_the_aliases_of_an_enum_that_services_send() -> None:
    kind = {"enum": ["on"], "x-aliases": {"on": ["On"]}}
    word = {"type": "string", **kind, "x-aliases": {"on": ["On", 1]}}
    schema = {**SCHEMA, "required": ["kind"], "properties": {"kind": kind, "word": word, "other": word}}
    properties = tolerant(schema, aliased=["kind", "word"])["properties"]
    assert properties == {
        "kind": {**kind, "enum": ["on", "On"]},
        "word": {**word, "type": ["integer", "string", "null"], "enum": ["on", "On", 1, None]},
        "other": {**word, "type": ["string", "null"], "enum": ["on", None]},
    }


def test_tolerant_accepts_other_values_of_fields_in_definitions_that_services_send() -> None:
    value = {"description": "The value.", "type": "number"}
    definition = {"type": "object", "required": ["always"], "properties": {"always": value, "value": value}}
    schema = {**SCHEMA, "$defs": {"Metric": definition, "Word": {"type": "string"}}}
    text = {"const": "NaN"}
    found = tolerant(schema, also={"Metric.value": text, "Metric.always": text})["$defs"]
    either = [{"type": "number"}, text]
    assert found == {
        "Metric": {
            **definition,
            "properties": {
                "always": {"description": "The value.", "anyOf": either},
                "value": {"description": "The value.", "anyOf": [*either, {"type": "null"}]},
            },
        },
        "Word": {"type": "string"},
    }


def test_strict_accepts_the_aliases_of_a_vocabulary() -> None:
    state = {"type": ["string", "null"], "x-extensible-enum": ["done"], "x-aliases": {"done": ["Done", "COMPLETED"]}}
    tight = strict({**SCHEMA, "properties": {"state": state}}, RESIDUE)
    assert tight["properties"]["state"] == {**state, "enum": ["done", "Done", "COMPLETED", None]}
