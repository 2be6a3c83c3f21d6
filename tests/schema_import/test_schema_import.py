"""An imported schema accepts every record that the published schema accepts, and codegen reads it.

A file in `imports` has a published schema, the schema of the format and all notes.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker
from jsonschema.validators import validator_for

from codegen.__main__ import ROOT
from runbridge._runtime.times import FORMATS
from runbridge.codegen.shapes import read_shape
from runbridge.codegen.source_errors import check_record_schema
from runbridge.errors import UsageError
from runbridge.schema_import.importer import Imported, import_schema
from runbridge.schemas.loader import DIALECT
from tests.schema_diff.random_schemas import NAMES, POOL, schemas, values
from tests.schemas.test_drafts import URIS

Json = dict[str, Any]

CASES = sorted((Path(__file__).parent / "imports").glob("*.json"))
#: These are not part of this repository.
SOURCES = sorted((ROOT.parent / "shared" / "formats").glob("*/schema*.json*"))


def is_text_of(accepts: Callable[[str], bool], value: object) -> bool:
    return not isinstance(value, str) or accepts(value)


ASSERTED = FormatChecker(())
for name, is_format in FORMATS.items():
    ASSERTED.checks(name)(partial(is_text_of, is_format))


def judge(schema: Json, draft: Any = None) -> Any:
    """The validator of a schema, by default of the draft that it names."""
    return (draft or validator_for(schema))(schema, format_checker=ASSERTED)


def imported(folder: Path, document: Any, pointer: str = "", **options: Any) -> Imported:
    file = folder / "source.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    result = import_schema(f"{file}{pointer}", **options)
    check_record_schema("imported", result.schema)
    read_shape("imported", result.schema)
    return result


@st.composite
def documents(draw: st.DrawFn) -> tuple[Json, str, Any]:
    """A document with a schema of an object, the pointer to it, and a validator of the document's own draft."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    inner = draw(schemas)
    schema: Json = {
        **(inner if isinstance(inner, dict) and draw(st.booleans()) else {}),
        "properties": {name: draw(schemas) for name in names},
    }
    definitions: Json = {
        "definitions": {"x": draw(schemas), "y": {"type": ["string", "null"]}},
        "$defs": {"x": draw(schemas), "y": {"$ref": "#/$defs/x"}},
    }
    draft = draw(st.sampled_from([*URIS.values(), DIALECT, "openapi", "swagger"]))
    if draft.startswith("http"):
        document: Json = {"$schema": draft, **schema, **definitions}
        return document, "", judge(document)
    schema["nullable"] = draw(st.booleans())
    document = {draft: "3.0.3", "components": {"schemas": {"Run": schema}}, **definitions}
    pointer = "#/components/schemas/Run"
    return document, pointer, judge({"$ref": pointer, **document}, Draft4Validator)


records = st.dictionaries(st.sampled_from([*NAMES, "d"]), st.sampled_from(POOL) | values, max_size=3)


@given(document=documents(), tried=st.lists(records, min_size=5, max_size=10))
def test_an_imported_schema_accepts_what_the_published_one_accepts(
    tmp_path_factory: pytest.TempPathFactory, document: tuple[Json, str, Any], tried: list[Json]
) -> None:
    published, pointer, theirs = document
    try:
        result = imported(tmp_path_factory.getbasetemp(), published, pointer)
    except UsageError:
        assume(False)
        raise
    ours = judge(result.schema)
    for record in tried:
        try:
            is_valid = theirs.is_valid(record)
        except (RecursionError, TypeError):
            # The schema refers to itself in place, or has `true` or `false`, which are no schemas in draft-04.
            continue
        assert not is_valid or ours.is_valid(record), record


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_part_of_a_schema_is_kept_rewritten_or_left_out_with_a_note(tmp_path: Path, case: Path) -> None:
    expected = json.loads(case.read_text(encoding="utf-8"))
    result = imported(tmp_path, expected["source"], expected["pointer"])
    assert result.schema == {"$schema": DIALECT, **expected["schema"]}
    assert list(result.notes) == expected["notes"]


def test_numbers_that_python_does_not_write_again_are_left_out(tmp_path: Path) -> None:
    fields = """
        {"a": {"type": "number", "enum": [1, 0.1000000000000000055]},
         "b": {"type": "number", "maximum": 1.50000000000000001},
         "c": {"type": "number", "minimum": 0.30000000000000004, "maximum": 1.0}}
    """
    result = imported(tmp_path, f'{{"type": "object", "properties": {fields}}}')
    kept = {"type": "number", "minimum": 0.30000000000000004, "maximum": 1.0}
    assert result.schema["properties"] == {"a": {"type": "number"}, "b": {"type": "number"}, "c": kept}
    assert result.notes == (
        "`/properties/a/enum` is left out: a number in it has too many digits",
        "`/properties/b/maximum` is left out: the number has too many digits",
    )


def test_descriptions_are_kept_if_asked_for(tmp_path: Path) -> None:
    step = {"type": "object", "description": "A step.", "properties": {"name": {"type": "string", "description": 1}}}
    fields = {
        "id": {"type": "string", "description": "Which run.", "example": "r1"},
        "step": {"$ref": "#/$defs/Step", "description": "The first."},
        "last": {**step, "readOnly": True, "description": "The last."},
    }
    document = {"type": "object", "description": "A run.", "properties": fields, "$defs": {"Step": step}}
    result = imported(tmp_path, document, title="Run", descriptions=True)
    named = {"type": "object", "properties": {"name": {"type": "string"}}}
    assert result.schema == {
        "$schema": DIALECT,
        "$id": "urn:example:run",
        "title": "Run",
        "description": "A run.",
        "type": "object",
        "required": [],
        "properties": {
            "id": {"type": "string", "description": "Which run."},
            "step": {"$ref": "#/$defs/Step", "description": "The first."},
            "last": {"$ref": "#/$defs/RunLast", "description": "The last.", "readOnly": True},
        },
        "$defs": {"RunLast": {"description": "The last.", **named}, "Step": {"description": "A step.", **named}},
    }
    assert "description" not in json.dumps(imported(tmp_path, document).schema)


def payloads(folder: Path) -> Iterator[Any]:
    """The recorded payloads of a format; those in envelopes are no records."""
    for file in sorted((folder / "examples").glob("*")):
        text = file.read_text(encoding="utf-8")
        yield from map(json.loads, text.rstrip("\n").split("\n") if file.suffix == ".ndjson" else [text])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: f"{source.parent.name}/{source.name}")
def test_published_schemas_of_services_are_imported(tmp_path: Path, source: Path) -> None:
    data = source.read_bytes()
    document = json.loads(gzip.decompress(data) if source.suffix == ".gz" else data)
    result = imported(tmp_path, document)
    theirs = judge(document, Draft4Validator if {"swagger", "openapi"} & document.keys() else None)
    ours = judge(result.schema)
    for payload in payloads(source.parent):
        assert not theirs.is_valid(payload) or ours.is_valid(payload)
