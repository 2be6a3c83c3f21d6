"""The module of types that schemas describe: declarations, names, descriptions."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.stubs.ir.graph import parts_of, references_of
from runbridge.stubs.ir.module_builder import read_module
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Field,
    Literal,
    Map,
    Module,
    Null,
    Number,
    Record,
    Reference,
    Source,
    String,
    Type,
    Union,
    Unknown,
)
from tests.stubs.hostile_schemas import HOSTILE, LARGE, REFUSED
from tests.stubs.stub_modules import FORMATS, canonical, document, format_module, payload_module

SCHEMAS = Path(__file__).parents[2] / "schemas"
STRING = {"type": "string"}
PERSON = {"type": "object", "required": ["name"], "properties": {"name": STRING}}
NAME = Field("name", String(), required=True)


def names(module: Module) -> list[str]:
    return [each.name for each in module.declarations]


def digest(name: str) -> str:
    file = SCHEMAS / name.replace("-", "_") / "schema.json"
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_both_formats_are_declared_with_their_dependencies() -> None:
    module = canonical()
    assert names(module) == [
        *("WorkflowRun", "WorkflowRunStatus", "WorkflowRunMode", "WorkflowRunTriggeredBy"),
        *("WorkflowRunModel", "WorkflowRunModelOrigin", "WorkflowRunModelStatus", "WorkflowRunModelGpu"),
        *("WorkflowRunModelMachineType", "WorkflowRunModelWebhookStatus", "WorkflowRunOutputModel", "MediaItem"),
    ]
    assert module.runs == ("WorkflowRun", "WorkflowRunModel")
    assert module.payloads == ()
    assert module.notes == ()
    assert module.sources == tuple(Source(name, digest(name)) for name in FORMATS)
    assert names(canonical("workflow-run")) == names(module)[:4]
    assert module.find("WorkflowRunMode") == Alias("WorkflowRunMode", Literal(("sync", "async")))
    assert module.find("WorkflowRunModelWebhookStatus") == Alias(
        "WorkflowRunModelWebhookStatus", Literal(("success", "failed", "not-started", "running"), is_open=True)
    )
    run = module.find("WorkflowRun")
    assert isinstance(run, Record)
    assert run.description == (
        "A workflow run as the TypeScript WorkflowRun entity: camelCase fields, durations in milliseconds."
    )
    assert run.additional == Unknown()
    fields = {field.name: field for field in run.fields}
    assert fields["id"] == Field("id", String(), required=True, read_only=True, description="Identifier of the run.")
    assert fields["input"] == Field(
        "input",
        Unknown("input"),
        required=True,
        description="Input payload submitted to the run, opaque: any JSON value.",
    )
    assert fields["durationMs"] == Field(
        "durationMs",
        Union((Number(), Null())),
        required=True,
        description="Total duration, once the run finishes. Unit: ms.",
    )
    assert fields["startedAt"].type == Union((String(format="date-time"), Null()))
    outputs = module.find("WorkflowRunOutputModel")
    assert isinstance(outputs, Record)
    assert outputs.fields[2].type == Map(Array(Union((Reference("MediaItem"), String(), Boolean()))))


def test_a_described_payload_replaces_the_opaque_one() -> None:
    module = canonical(input={**PERSON, "title": "text to image"}, output=STRING)
    assert module.payloads == (("input", "TextToImage"), ("output", "Output"))
    assert [source.name for source in module.sources] == [*FORMATS, "--input-schema", "--output-schema"]
    assert module.find("TextToImage") == Record("TextToImage", (NAME,))
    assert module.find("Output") == Alias("Output", String())
    types = {
        (name, field.name): field.type
        for name in module.runs
        for each in [module.find(name)]
        if isinstance(each, Record)
        for field in each.fields
        if field.type in {Reference("TextToImage"), Reference("Output")}
    }
    assert types == {
        ("WorkflowRun", "input"): Reference("TextToImage"),
        ("WorkflowRun", "output"): Reference("Output"),
        ("WorkflowRunModel", "workflow_inputs"): Reference("TextToImage"),
    }


def test_one_of_two_payloads_may_stay_opaque() -> None:
    module = canonical("workflow-run", output=STRING)
    assert module.payloads == (("output", "Output"),)
    assert names(module) == [
        *("WorkflowRun", "WorkflowRunStatus", "WorkflowRunMode", "Output", "WorkflowRunTriggeredBy"),
    ]


def test_a_payload_that_no_format_has_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        canonical("workflow-run-model", output=STRING)
    assert str(caught.value) == ("workflow-run-model has no opaque output, which --output-schema could describe")
    with pytest.raises(UsageError) as caught:
        read_module({"a": document({"title": "A"}), "b": document({"title": "B"})}, {"input": document(True)})
    assert str(caught.value) == "a and b has no opaque input, which --input-schema could describe"


def test_one_schema_may_describe_both_payloads() -> None:
    run = document({"title": "Run", "properties": {"a": {"x-payload": "input"}, "b": {"x-payload": "output"}}})
    both = document({**PERSON, "title": "Both"})
    module = read_module({"run": run}, {"output": both, "input": both})
    assert module.payloads == (("input", "Both"), ("output", "Both"))
    assert module.declarations[1:] == (Record("Both", (NAME,)),)
    assert [(source.name, source.digest == module.sources[1].digest) for source in module.sources] == [
        ("run", False),
        ("--input-schema", True),
        ("--output-schema", True),
    ]


def test_schemas_of_payloads_are_no_formats() -> None:
    assert payload_module({"x-payload": "input"}).find("Input") == Alias("Input", Unknown())
    (record,) = format_module({"title": "Run", "properties": {"a": {"x-payload": "input"}}}).declarations
    assert isinstance(record, Record)
    assert record.fields[0].type == Unknown("input")


def test_the_heading_names_the_command_and_the_schemas() -> None:
    module = canonical("workflow-run", input=True)
    assert module.heading("zod", mark="//") == (
        "// Generated by `runbridge stubs zod`: change the schema and run it again.\n"
        f"// workflow-run sha256:{digest('workflow-run')}\n"
        "// --input-schema sha256:b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b\n"
    )


@pytest.mark.parametrize(
    ("schema", "declared"),
    [
        # Types of the formats keep their names, whatever names a user's schema has.
        (
            {
                "title": "workflow run",
                "properties": {"a": {"$ref": "#/$defs/WorkflowRunStatus"}},
                "$defs": {"WorkflowRunStatus": PERSON},
                "type": "object",
            },
            [
                "WorkflowRun",
                "WorkflowRunStatus",
                "WorkflowRunMode",
                "WorkflowRunInput",
                "WorkflowRunInputWorkflowRunStatus",
                "WorkflowRunTriggeredBy",
            ],
        ),
        # Definitions are named before schemas that are named after their location.
        (
            {
                "type": "object",
                "properties": {"a": PERSON, "b": {"$ref": "#/$defs/InputA"}},
                "$defs": {"InputA": PERSON},
            },
            [
                "WorkflowRun",
                "WorkflowRunStatus",
                "WorkflowRunMode",
                "Input",
                "InputA2",
                "InputA",
                "WorkflowRunTriggeredBy",
            ],
        ),
        # A title that is a keyword, and one without words.
        (
            {"title": "any"},
            ["WorkflowRun", "WorkflowRunStatus", "WorkflowRunMode", "AnyInput", "WorkflowRunTriggeredBy"],
        ),
        ({"title": "*/"}, ["WorkflowRun", "WorkflowRunStatus", "WorkflowRunMode", "Input", "WorkflowRunTriggeredBy"]),
    ],
)
def test_every_type_has_a_unique_name(schema: Any, declared: list[str]) -> None:
    assert names(canonical("workflow-run", input=schema)) == declared


def test_two_schemas_may_define_the_same_names() -> None:
    schema = {"title": "Thing", "$ref": "#/$defs/part", "$defs": {"part": PERSON}}
    module = canonical("workflow-run", input=schema, output=schema)
    assert module.payloads == (("input", "Thing"), ("output", "ThingOutput"))
    assert names(module)[3:-1] == ["Thing", "Part", "ThingOutput", "ThingOutputPart"]


@pytest.mark.parametrize("schema", [*HOSTILE.values(), *LARGE.values()], ids=[*HOSTILE, *LARGE])
def test_every_record_and_vocabulary_is_declared_once(schema: Any) -> None:
    module = payload_module(schema)
    declared = names(module)
    assert len({*declared}) == len(declared)
    assert all(name.isidentifier() for name in declared)
    for each in module.declarations:
        assert {*references_of(each)} <= {*declared}
        waiting: list[Type] = []
        for type in [each.type] if isinstance(each, Alias) else parts_of(each):
            # A literal inside of an alias needs no name of its own.
            waiting += [part for part in parts_of(type) if not (isinstance(each, Alias) and isinstance(part, Literal))]
        for type in waiting:
            assert not isinstance(type, Record)
            assert not isinstance(type, Literal) or (len(type.values) == 1 and not type.is_open)
            waiting += parts_of(type)


@pytest.mark.parametrize("name", REFUSED)
def test_invalid_schemas_and_external_references_are_refused(name: str) -> None:
    schema, message = REFUSED[name]
    with pytest.raises(UsageError) as caught:
        payload_module(schema)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("schema", "name", "expected"),
    [
        ({"title": "WorkflowRun"}, "a", "WorkflowRun"),
        ({"title": "acme run */"}, "a", "AcmeRun"),
        ({"title": "*/"}, "acme-run", "AcmeRun"),
        ({}, "acme-run", "AcmeRun"),
    ],
)
def test_a_format_is_named_by_its_title_or_name(schema: Any, name: str, expected: str) -> None:
    assert format_module(schema, name).runs == (expected,)
