"""A schema in another dialect or bundled: a plain validator that reads it says what `validate` says."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

import runbridge as rb
from runbridge._runtime.json_parser import parse
from runbridge._runtime.times import FORMATS as TIMES
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.schemas.dialects import DIALECTS, as_draft_07, as_openapi, bundled, schema_text
from tests.laws.records import records
from tests.schemas.mutants import mutants
from tests.schemas.samples import MODEL, PROFILES, RUN

Json = dict[str, Any]

SHIPPED = Path(__file__).parents[2] / "src" / "runbridge" / "_generated"
CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/*/*/*.json"))
RESIDUE: Json = json.loads((SHIPPED / "residue.schema.json").read_text(encoding="utf-8"))
OPENAPI_META = "https://spec.openapis.org/oas/3.1/dialect/base"
both_formats = pytest.mark.parametrize("form", [RUN, MODEL])


class Variant(NamedTuple):
    """What can be asked for."""

    form: str
    profile: str
    strict: bool
    bundle: bool
    dialect: str

    @property
    def text(self) -> str:
        form, profile, strict, bundle, dialect = self
        return schema_text(FORMATS[form], profile=profile, strict=strict, bundle=bundle, dialect=dialect)

    @property
    def value(self) -> Json:
        value: Json = json.loads(self.text)
        return value

    @property
    def shipped(self) -> str:
        """The text of the schema that ships for the format, the profile and `strict`."""
        name = f"{self.profile}{'-strict' if self.strict else ''}.json"
        return (SHIPPED / self.form.replace("-", "_") / "schemas" / name).read_text(encoding="utf-8")


VARIANTS = [
    Variant(form, profile, strict, bundle, dialect)
    for form in (RUN, MODEL)
    for profile in PROFILES
    for strict in (False, True)
    for bundle in (False, True)
    for dialect in DIALECTS
]


def variants_of(dialect: str, **wanted: bool) -> pytest.MarkDecorator:
    """The variants of a dialect as a parameter."""
    some = [each for each in VARIANTS if each.dialect == dialect and wanted.items() <= each._asdict().items()]
    return pytest.mark.parametrize("variant", some, ids=str)


@cache
def validator(variant: Variant) -> Any:
    """jsonschema's own validator, which can fetch nothing, with formats asserted."""
    value = variant.value
    checker = FormatChecker(formats=())
    for name, check in TIMES.items():
        checker.checks(name)(lambda text, check=check: not isinstance(text, str) or check(text))
    if variant.dialect == "draft-07":
        return Draft7Validator(value, registry=Registry(), format_checker=checker)
    if variant.dialect == "2020-12":
        return Draft202012Validator(value, registry=Registry(), format_checker=checker)
    registry: Any = Registry().with_resource("urn:api", DRAFT202012.create_resource(value))
    component = {"$ref": f"urn:api#/components/schemas/{value['info']['title']}"}
    return Draft202012Validator(component, registry=registry, format_checker=checker)


def accepts(variant: Variant, data: bytes) -> bool:
    """Whether the text is JSON that the schema accepts; that nothing is said twice no schema can ask for."""
    try:
        record = parse(data.decode(), without_duplicates if variant.strict else None)
    except (ValueError, RecursionError):
        return False
    return bool(validator(variant).is_valid(record))


def without_duplicates(pairs: list[tuple[str, Any]]) -> Json:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a field stands there twice")
    return dict(pairs)


def assert_same_verdict(data: bytes, form: str) -> None:
    for profile in PROFILES:
        for strict in (False, True):
            valid = rb.validate(data, form, profile=profile, strict=strict) == []
            for variant in VARIANTS:
                if variant[:3] == (form, profile, strict):
                    assert accepts(variant, data) == valid, variant


@pytest.mark.parametrize("path", CASES, ids=lambda path: "/".join(path.parts[-4:]))
def test_cases_have_the_same_verdict_in_every_dialect(path: Path) -> None:
    assert_same_verdict(path.read_bytes(), path.parts[-3])


@given(form=st.sampled_from([RUN, MODEL]), data=st.data())
def test_edited_records_have_the_same_verdict_in_every_dialect(form: str, data: st.DataObject) -> None:
    assert_same_verdict(data.draw(mutants(form)), form)


@given(form=st.sampled_from([RUN, MODEL]), profile=st.sampled_from(PROFILES), data=st.data())
def test_generated_records_have_the_same_verdict_in_every_dialect(form: str, profile: str, data: st.DataObject) -> None:
    assert_same_verdict(write(data.draw(records(form, profile))), form)


@variants_of("2020-12")
def test_2020_12_schemas_are_valid(variant: Variant) -> None:
    Draft202012Validator.check_schema(variant.value)
    assert variant.value["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@variants_of("draft-07")
def test_draft_07_schemas_are_valid(variant: Variant) -> None:
    Draft7Validator.check_schema(variant.value)
    assert variant.value["$schema"] == "http://json-schema.org/draft-07/schema#"


@variants_of("openapi-3.1")
def test_openapi_components_are_valid_schemas(variant: Variant) -> None:
    for component in variant.value["components"]["schemas"].values():
        Draft202012Validator.check_schema(component)


@variants_of("2020-12", bundle=False)
def test_the_canonical_dialect_is_the_shipped_file(variant: Variant) -> None:
    assert variant.text == variant.shipped


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_all_variants_have_different_text_and_id(variant: Variant) -> None:
    assert variant.text == variant.text
    assert variant.text.endswith("}\n")
    assert "\r" not in variant.text
    if variant.bundle or variant.dialect != "2020-12":
        assert variant.text.isascii()
        assert variant.text == f"{json.dumps(variant.value, indent=2)}\n"


def name_of(variant: Variant) -> str:
    value = variant.value
    return str(value["info"]["x-id"] if "info" in value else value["$id"])


def test_each_dialect_names_itself() -> None:
    names = [name_of(variant) for variant in VARIANTS]
    assert len(set(names)) == len(names) == 48
    assert names[:12] == [
        "urn:runbridge:workflow-run",
        "urn:runbridge:workflow-run:draft-07",
        "urn:runbridge:workflow-run:openapi-3.1",
        "urn:runbridge:workflow-run:bundle",
        "urn:runbridge:workflow-run:bundle:draft-07",
        "urn:runbridge:workflow-run:bundle:openapi-3.1",
        "urn:runbridge:workflow-run:strict",
        "urn:runbridge:workflow-run:strict:draft-07",
        "urn:runbridge:workflow-run:strict:openapi-3.1",
        "urn:runbridge:workflow-run:strict:bundle",
        "urn:runbridge:workflow-run:strict:bundle:draft-07",
        "urn:runbridge:workflow-run:strict:bundle:openapi-3.1",
    ]
    assert names[-1] == "urn:runbridge:workflow-run-model:tolerant:strict:bundle:openapi-3.1"


@variants_of("2020-12", bundle=True)
def test_a_bundle_embeds_the_residue_schema(variant: Variant) -> None:
    alone = json.loads(variant.shipped)
    assert variant.value == {
        **alone,
        "$id": f"{alone['$id']}:bundle",
        "$defs": {**alone.get("$defs", {}), "urn:runbridge:residue": RESIDUE},
    }


@pytest.mark.parametrize(("dialect", "ending"), [("2020-12", ""), ("draft-07", ":draft-07")])
def test_the_residue_schema_is_found_by_its_id(dialect: str, ending: str) -> None:
    bundle = Variant(RUN, "published", strict=False, bundle=True, dialect=dialect)
    residue = validator(bundle).evolve(schema={"$ref": f"urn:runbridge:residue{ending}"})
    (example,) = RESIDUE["examples"]
    assert residue.is_valid(example)
    assert not residue.is_valid({**example, "via": {"status": {"saw": 1}}})


@variants_of("draft-07", bundle=False)
def test_draft_07_differs_in_names_only(variant: Variant) -> None:
    alone = json.loads(variant.shipped)
    text = json.dumps(alone, indent=2).replace('"$defs": {', '"definitions": {').replace("#/$defs/", "#/definitions/")
    text = text.replace(alone["$schema"], "http://json-schema.org/draft-07/schema#")
    assert variant.text == text.replace(f'"{alone["$id"]}"', f'"{alone["$id"]}:draft-07"') + "\n"


@variants_of("draft-07", bundle=True)
def test_a_draft_07_bundle_has_one_dialect_keyword(variant: Variant) -> None:
    value = variant.value
    definitions = value.pop("definitions")
    embedded = definitions.pop("urn:runbridge:residue:draft-07")
    alone = variant._replace(bundle=False).value
    assert definitions == alone.pop("definitions", {})
    assert value == {**alone, "$id": f"{alone['$id'].removesuffix(':draft-07')}:bundle:draft-07"}
    residue = as_draft_07(RESIDUE)
    del residue["$schema"]
    assert embedded == residue


def schemas_in(schema: Any) -> Iterator[Json]:
    """A schema and all schemas in it, by the keywords that our schemas have."""
    if isinstance(schema, dict):
        yield schema
        for name in ("additionalProperties", "items"):
            yield from schemas_in(schema.get(name))
        for name in ("properties", "definitions"):
            for each in schema.get(name, {}).values():
                yield from schemas_in(each)
        for name in ("anyOf", "allOf"):
            for each in schema.get(name, []):
                yield from schemas_in(each)


@variants_of("draft-07")
def test_draft_07_supports_every_keyword_in_use(variant: Variant) -> None:
    used = {keyword for schema in schemas_in(variant.value) for keyword in schema}
    ours = {keyword for keyword in used if keyword.startswith("x-")}
    assert {"$id", "$ref", "description", "examples", "properties", "required", "type"} - used <= {"$ref"}
    assert used - ours <= set(Draft7Validator.META_SCHEMA["properties"])
    assert all(schema.keys() == {"$ref"} for schema in schemas_in(variant.value) if "$ref" in schema)


def test_draft_07_keeps_the_neighbours_of_references() -> None:
    beside = {"title": "x", "$ref": "#/$defs/A", "enum": ["$ref"]}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:x",
        "anyOf": [beside, {"$ref": "#/$defs/A"}],
        "additionalProperties": False,
        "examples": [{"$ref": "#/$defs/A", "$defs": {}}],
        "$defs": {"A": {"items": beside}, "B": {"additionalProperties": beside}},
    }
    changed = {"title": "x", "allOf": [{"$ref": "#/definitions/A"}], "enum": ["$ref"]}
    draft = as_draft_07(schema)
    assert draft == {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:x:draft-07",
        "anyOf": [changed, {"$ref": "#/definitions/A"}],
        "additionalProperties": False,
        "examples": [{"$ref": "#/$defs/A", "$defs": {}}],
        "definitions": {"A": {"items": changed}, "B": {"additionalProperties": changed}},
    }
    assert list(draft) == ["$schema", "$id", "anyOf", "additionalProperties", "examples", "definitions"]


@variants_of("openapi-3.1")
def test_an_openapi_document_has_only_components(variant: Variant) -> None:
    value = variant.value
    schemas = value["components"].pop("schemas")
    title = "WorkflowRun" if variant.form == RUN else "WorkflowRunModel"
    ending = f"{':bundle' if variant.bundle else ''}:openapi-3.1"
    assert value == {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": rb.__version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "x-id": f"{json.loads(variant.shipped)['$id']}{ending}",
        },
        "servers": [{"url": "/"}],
        "jsonSchemaDialect": OPENAPI_META,
        "paths": {},
        "components": {},
    }
    inner = ["WorkflowRunOutputModel", "MediaItem"] if variant.form == MODEL else []
    assert list(schemas) == [title, *inner, *(["Residue", "Via"] if variant.bundle or variant.strict else [])]


@variants_of("openapi-3.1")
def test_components_are_the_schema_and_its_definitions(variant: Variant) -> None:
    def moved(schema: Json) -> Json:
        body = {name: value for name, value in schema.items() if name not in ("$schema", "$id", "$defs")}
        value: Json = json.loads(json.dumps(body).replace('"#/$defs/', '"#/components/schemas/'))
        return value

    alone = json.loads(variant.shipped)
    residue = {"Residue": moved(RESIDUE), "Via": RESIDUE["$defs"]["Via"]} if variant.bundle else {}
    definitions = {name: moved(each) for name, each in alone.get("$defs", {}).items()}
    assert variant.value["components"]["schemas"] == {alone["title"]: moved(alone), **definitions, **residue}


def test_transformations_do_not_change_their_input() -> None:
    schema = Variant(MODEL, "tolerant", strict=True, bundle=False, dialect="2020-12").value
    before = json.dumps([schema, RESIDUE])
    for each in (as_draft_07, as_openapi):
        each(bundled(schema, RESIDUE))
    assert json.dumps([schema, RESIDUE]) == before


def test_unknown_formats_accept_any_text() -> None:
    # What is said of other validators: of formats that are unknown or not asserted, one is enough to accept a time.
    for profile, needed in (("published", 1), ("tolerant", 2)):
        schema = Variant(RUN, profile, strict=False, bundle=False, dialect="2020-12").value
        (record,) = schema["examples"]
        for known, names in enumerate([[], ["date-time"], ["date-time", "date-time-local"]]):
            checker = FormatChecker(formats=())
            for name in names:
                checker.checks(name)(lambda value: value != "soon")
            plain = Draft202012Validator(schema, format_checker=checker)
            assert plain.is_valid({**record, "createdAt": "soon"}) == (known < needed)
