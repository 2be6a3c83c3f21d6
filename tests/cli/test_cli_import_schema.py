"""`runbridge import-schema`: where the schema is found, and what is said about it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import Command, Outcome

RUN = {"type": "object", "properties": {"id": {"type": "integer"}, "user": {"$ref": "#/components/schemas/User"}}}
USER = {"type": "object", "properties": {"name": {"type": "string", "nullable": True}}}
API = {"openapi": "3.1.0", "components": {"schemas": {"acme-run": RUN, "User": USER, "Id": {"type": "string"}}}}
IMPORTED: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:example:acme-run",
    "title": "AcmeRun",
    "type": "object",
    "required": [],
    "properties": {"id": {"type": "integer"}, "user": {"$ref": "#/$defs/User"}},
    "$defs": {"User": {"type": "object", "properties": {"name": {"type": ["string", "null"]}}}},
}
NULLABLE = "note: `/components/schemas/User/properties/name/nullable` is not a keyword of OpenAPI 3.1"
NOTES = (
    f"{NULLABLE}, but null is accepted as it says\n"
    "no field is required: add `x-detect`, so that records are detected without --format\n"
    "2 fields, 1 definition, 1 note\n"
)

#: Documents, what is imported from them, and the error.
REFUSED: list[tuple[Any, str, str]] = [
    ("{", "in.json", "in.json:1:2: not JSON: Expecting property name enclosed in double quotes"),
    ("[]", "in.json", "in.json: a document is an object"),
    ("[" * 100_000, "in.json", "in.json: the schema is nested too deeply"),
    ({}, "gone.json#/a", "gone.json: No such file or directory"),
    (
        {},
        "https://acme.io/a.json#/b",
        "https://acme.io/a.json is not a file: download it first, for example with `curl -O`",
    ),
    (
        "a: [1\nb: 2",
        "in.yaml#/a",
        (
            'in.yaml: not YAML: while parsing a flow sequence in "<unicode string>", line 1, column 4: a: [1 ^'
            " expected ',' or ']', but got ':' in \"<unicode string>\", line 2, column 2: b: 2 ^"
        ),
    ),
    ("", "in.yml#/a", "in.yml: the document is empty"),
    ("a: 1\n? [b]\n: 2", "in.yaml#/a", "in.yaml: JSON has no key like that in line 2"),
    ("a: &a {b: 1}\nc:\n  <<: *a", "in.yaml#/a", "in.yaml: JSON has no key like that in line 3"),
    ("a: &a [*a]", "in.yaml#/a", "in.yaml: the schema is nested too deeply"),
    (
        "\n".join(["a0: &a0 [1, 2]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30))]),
        "in.yaml#/a",
        "in.yaml: it has more than 2,000,000 values, each alias counted as what it stands for",
    ),
    ("a: 1\na: 2", "in.yaml#/a", "in.yaml: the key `a` occurs twice"),
    (
        "swagger: 2\na:\n  type: string",
        "in.yaml#/a",
        "in.yaml:2:1: `/a` has the type string: a record is an object",
    ),
    ({}, "in.json#Run", "`#Run` is not a JSON Pointer: it starts with `#/`"),
    (
        API,
        "in.json",
        "name a schema in in.json, such as "
        + ", ".join(f"`in.json#/components/schemas/{name}`" for name in ("acme-run", "User", "Id")),
    ),
    (
        {"swagger": "2.0", "definitions": {f"S{number}": {} for number in range(14)}},
        "in.json",
        "name a schema in in.json, such as "
        + ", ".join(f"`in.json#/definitions/S{number}`" for number in range(12))
        + " and 2 more",
    ),
    ({"openapi": 3}, "in.json", "name a schema in in.json, such as `in.json#/components/schemas/NAME`"),
    (
        API,
        "in.json#/components/schemas/AcmeRun",
        "in.json has nothing at `#/components/schemas/AcmeRun`: no `AcmeRun`; there are `acme-run`",
    ),
    ({"a": [1, 2]}, "in.json#/a/2", "in.json has nothing at `#/a/2`: no `2`; there are `0`, `1`"),
    ({"a": [1]}, "in.json#/a/0/b", "in.json has nothing at `#/a/0/b`: no `b`"),
    ({"a": [1]}, "in.json#/a/0", "in.json: there is no schema at `#/a/0`"),
    (
        API,
        "in.json#/components/schemas/Id",
        "in.json:1:261: `/components/schemas/Id` has the type string: a record is an object",
    ),
    (
        {"$schema": 1},
        "in.json",
        "in.json:1:2: `/$schema` is 1, but only draft-04, draft-06, draft-07, 2019-09 and 2020-12 can be read",
    ),
    (
        {"items": []},
        "in.json",
        (
            "in.json:1:2: `/items` is an array, which belongs to 2019-09 and older drafts: use `prefixItems`, or"
            " declare the draft with `$schema`"
        ),
    ),
    ({"type": "object"}, "in.json", "in.json: the schema names no fields"),
    (
        {"oneOf": [{"$ref": "#/$defs/A"}, {"type": "object"}], "$defs": {"A": {"type": "object"}}},
        "in.json",
        "in.json: the schema names no fields: import one of `in.json#/$defs/A`, `in.json#/oneOf/1`",
    ),
]


def write(name: str, document: object) -> None:
    Path(name).write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")


def test_a_schema_is_printed_with_a_note_for_each_difference(runbridge: Command) -> None:
    write("api.json", API)
    done = runbridge("import-schema", "api.json#/components/schemas/acme-run")
    assert done == Outcome(0, json.dumps(IMPORTED, indent=2) + "\n", NOTES)
    assert runbridge("import-schema", "api.json#/components/schemas/acme%2Drun", "-q") == done._replace(err="")


def test_the_title_can_be_given(runbridge: Command) -> None:
    write("api.json", API)
    done = runbridge("import-schema", "api.json#/components/schemas/acme-run", "--title", "Run")
    assert json.loads(done.out) == {**IMPORTED, "$id": "urn:example:run", "title": "Run"}
    refused = runbridge("import-schema", "api.json#/components/schemas/acme-run", "--title", "a run")
    assert refused.code == 2
    assert refused.err.endswith("Error: Invalid value for --title: 'a run' is not a name for a class; 'ARun' is one\n")


@pytest.mark.parametrize(("document", "source", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_imported_is_an_error(runbridge: Command, document: object, source: str, message: str) -> None:
    name = source.partition("#")[0]
    write(name if name in ("in.yaml", "in.yml") else "in.json", document)
    assert runbridge("import-schema", source) == Outcome(2, "", f"error: {message}\n")


def test_yaml_is_read_as_json(runbridge: Command) -> None:
    document = """
# A comment
openapi: 3.0.3
components:
  schemas:
    Run:
      type: object
      required: [id, "200"]
      properties:
        id: {type: string, enum: [yes, 2024-01-01, "null", !!str 5]}
        200: &limit {type: integer, maximum: 1e3, nullable: True}
        other: *limit
        more: {}
"""
    write("in.yaml", document)
    done = runbridge("import-schema", "in.yaml#/components/schemas/Run")
    limit = {"type": ["integer", "null"], "maximum": 1000.0}
    words = {"type": "string", "enum": ["yes", "2024-01-01", "null", "5"]}
    found = json.loads(done.out)
    assert (done.code, done.err) == (0, "4 fields, 0 definitions, 0 notes\n")
    assert found["properties"] == {"id": words, "200": limit, "other": limit, "more": {}}
    assert found["required"] == ["id", "200"]


@pytest.mark.parametrize("levels", [150, 300, 440, 600])
@pytest.mark.parametrize(
    "draft", ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"]
)
def test_deeply_nested_schemas_are_refused(runbridge: Command, levels: int, draft: str) -> None:
    nested: Any = {}
    for _ in range(levels):
        nested = {"type": "array", "items": nested}
    write("in.json", {"$schema": draft, "type": "object", "properties": {"a": nested}})
    assert runbridge("import-schema", "in.json") == Outcome(2, "", "error: in.json: the schema is nested too deeply\n")
