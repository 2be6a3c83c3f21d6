"""Payloads are validated with the schemas that were given for them, in the fields where the formats have them."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.problems import Fix, Problem
from runbridge.reporters.text import text_of
from tests.pipeline.sample_records import MODEL, RUN, model, run, without

SAMPLES = Path(__file__).parents[1] / "samples"
WORKFLOW = SAMPLES / "text_to_image.schema.json"
ONLY_INSIDE = "only references into the schema itself are followed"
GOOD = {"prompt": "a lighthouse at dusk", "seed": 42, "steps": 20, "width": 512, "height": 768, "sampler": "euler"}


def messages_of(data: bytes, form: str | None = None, **options: Any) -> list[str]:
    return [f"{each.code} {text_of(each)}" for each in rb.validate(data, form, **options)]


def test_the_input_of_a_workflow_is_validated() -> None:
    assert rb.validate(model(workflow_inputs=GOOD), MODEL, input_schema=WORKFLOW) == []
    odd = {**GOOD, "seed": "42", "steps": 200, "width": 513, "sampler": "Euler", "negativ_prompt": "blur", "cfg": 0}
    del odd["prompt"]
    at = "/workflow_inputs"
    samplers = '"euler", "euler_ancestral", "dpmpp_2m", "ddim"'
    assert messages_of(model(workflow_inputs=odd), MODEL, input_schema=WORKFLOW) == [
        f"missing-field `{at}` is missing the field `prompt`; add it: a string",
        f'invalid-type `{at}/seed` must be an integer, not "42"; remove the quotes; write 42',
        f"payload-invalid `{at}/steps` must be at most 150, not the number 200",
        f"payload-invalid `{at}/width` must be a multiple of 8, not the number 513",
        f'unknown-value `{at}/sampler` must be one of {samplers}, not "Euler"; did you mean "euler"?',
        f"unknown-field `{at}/negativ_prompt` is not a field of the schema; did you mean `negative_prompt`?",
        f"payload-invalid `{at}/cfg` must be more than 0, not the number 0",
    ]


def test_the_samples_are_valid_with_their_schema() -> None:
    for line in (SAMPLES / "runs.ndjson").read_bytes().splitlines():
        assert rb.validate(line, input_schema=WORKFLOW) == []


def test_a_payload_problem_is_located_in_the_record() -> None:
    text = json.dumps(json.loads(model(workflow_inputs={"é🙂": 1, "prompt": "x", "seed": -1})), indent=2).encode()
    lines = text.decode().split("\n")
    (number,) = (number for number, line in enumerate(lines, start=1) if '"seed"' in line)
    (name,) = (number for number, line in enumerate(lines, start=1) if "\\ud83d" in line)
    assert rb.validate(text, MODEL, input_schema=WORKFLOW) == [
        Problem(
            code="unknown-field",
            keyword="additionalProperties",
            pointer="/workflow_inputs/é🙂",
            fix=Fix(kind="remove"),
            line=name,
            column=5,
            end_line=name,
            end_column=5 + len('"\\u00e9\\ud83d\\ude42"'),
            offset=text.index(b'"\\u00e9'),
        ),
        Problem(
            code="payload-invalid",
            keyword="minimum",
            pointer="/workflow_inputs/seed",
            expected="at least 0",
            actual="the number -1",
            line=number,
            column=13,
            end_line=number,
            end_column=15,
            offset=text.index(b"-1\n  }"),
        ),
    ]


def test_each_format_has_its_payload_kinds() -> None:
    record = run(input={"prompt": 1, "seed": 1}, output=[])
    given: Any = {"input_schema": WORKFLOW, "output_schema": {"type": "object"}}
    expected = [
        "invalid-type `/input/prompt` must be a string, not the number 1; put quotes around it",
        "invalid-type `/output` must be an object, not an array of 0",
    ]
    assert messages_of(record, RUN, **given) == messages_of(record, **given) == expected
    assert messages_of(record, RUN, output_schema={"type": "object"}) == expected[1:]


@pytest.mark.parametrize("form", [MODEL, None])
@pytest.mark.parametrize("record", [model(), model(status=1)])
def test_a_schema_for_a_missing_payload_kind_is_refused(form: str | None, record: bytes) -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(record, form, input_schema=True, output_schema=True)
    assert str(caught.value) == (
        "workflow-run-model has no opaque output for a schema to describe; omit the output schema"
    )


def test_invalid_json_is_reported_before_the_payload_kind() -> None:
    assert messages_of(b"{", output_schema=False) == messages_of(b"{") != []
    with pytest.raises(rb.UnknownFormat):
        rb.validate(b"{}", output_schema=False)


def test_a_missing_payload_is_skipped_and_null_is_checked() -> None:
    absent = without(model(), "workflow_inputs")
    assert rb.validate(absent, MODEL, profile="tolerant", input_schema=False) == []
    assert messages_of(absent, MODEL, input_schema=False) == messages_of(absent, MODEL) != []
    assert messages_of(model(), MODEL, input_schema={"type": "object"}) == [
        "invalid-type `/workflow_inputs` must be an object, not null"
    ]
    assert messages_of(b"[]", MODEL, input_schema=False) == [
        "invalid-type the record must be an object, not an array of 0"
    ]


def test_record_and_payload_problems_are_in_text_order() -> None:
    record = model(machine_id=1, workflow_inputs={"seed": 0.5, "prompt": ""}, status=5)
    assert [each.pointer for each in rb.validate(record, MODEL, input_schema=WORKFLOW)] == [
        "/workflow_inputs/seed",
        "/workflow_inputs/prompt",
        "/machine_id",
        "/status",
    ]


def test_a_record_of_another_format_has_that_one_problem() -> None:
    assert [each.code for each in rb.validate(run(), MODEL, input_schema=False)] == ["unexpected-format"]


def test_profile_and_strict_do_not_apply_to_payloads() -> None:
    def codes(record: bytes, **options: Any) -> list[str]:
        return [each.code for each in rb.validate(record, MODEL, input_schema=WORKFLOW, **options)]

    record = model(workflow_inputs={**GOOD, "seed": None}, extra=1)
    assert codes(record, profile="tolerant") == ["invalid-type"]
    assert codes(record, strict=True) == ["invalid-type", "unknown-field"]
    twice = model(workflow_inputs=GOOD).replace(b'"seed":42', b'"seed":"x","seed":42')
    assert codes(twice) == []
    assert codes(twice, strict=True) == ["duplicate-field"]


def test_the_last_duplicate_field_is_the_payload() -> None:
    record = run().replace(b'"input":null', b'"input":5,"input":"x"')
    assert rb.validate(record, RUN, input_schema={"type": "string"}) == []
    (problem,) = rb.validate(record, RUN, input_schema={"type": "integer"})
    assert record[problem.offset :].startswith(b'"x"')


def test_payloads_of_records_read_slowly_are_checked() -> None:
    record = run(input={"a": 1}).replace(b'{"id"', b'{"\\ud800":1,"id"')
    assert rb.validate(record, RUN, input_schema={"required": ["a"]}) == []
    assert messages_of(record, RUN, input_schema={"required": ["b"]}) == [
        "missing-field `/input` is missing the field `b`; add it"
    ]
    half = run(input="@").replace(b"@", b"\\ud800")
    assert messages_of(half, RUN, input_schema={"maxLength": 0}) == [
        'payload-invalid `/input` must be at most 0 characters long, not "\\ud800"'
    ]


@pytest.mark.parametrize("schema", [{"type": "string"}, "type: string", True, False])
def test_a_schema_may_be_a_value_or_a_file(schema: Any, tmp_path: Path) -> None:
    accepts = schema is True
    if isinstance(schema, str):
        schema = tmp_path / "s.json"
        schema.write_bytes(b'{"type": "string"}')
        assert rb.validate(run(input=1), RUN, input_schema=str(schema)) == rb.validate(
            run(input=1), RUN, input_schema={"type": "string"}
        )
    assert (rb.validate(run(input=1), RUN, input_schema=schema) == []) == accepts


def test_a_changed_schema_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    for text, expected in ((b"true", []), (b"false", ["/input"]), (b"true", [])):
        file.write_bytes(text)
        assert [each.pointer for each in rb.validate(run(), RUN, input_schema=file)] == expected


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            {"type": "text"},
            (
                "output_schema:1:2: `/type` must be one of array, boolean, integer, null, number, object and string, "
                'or an array of some of them, not "text"'
            ),
        ),
        ({"$ref": "http://a.b/c"}, f"output_schema:1:2: `/$ref` refers to `http://a.b/c`: {ONLY_INSIDE}"),
        ({"$ref": "file:///a"}, f"output_schema:1:2: `/$ref` refers to `file:///a`: {ONLY_INSIDE}"),
        ({"$ref": "#"}, "output_schema: the schema refers to itself without a property or item in between"),
        (
            {"properties": {"a": {"pattern": "(?P<a>b)"}}},
            (
                "output_schema:1:23: `/properties/a/pattern` has the pattern `(?P<a>b)`, which is not a regular "
                "expression of ECMA-262"
            ),
        ),
        ({"enum": [{1}]}, "output_schema: Object of type set is not JSON serializable"),
        ({"const": float("nan")}, "output_schema: not JSON: NaN"),
    ],
)
def test_an_unusable_schema_is_a_usage_error(schema: Any, message: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(run(), RUN, output_schema=schema)
    assert str(caught.value) == message


def test_an_unusable_schema_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_bytes(b"{")
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(run(), RUN, output_schema=file)
    assert str(caught.value) == f"{file}:1:2: not JSON: Expecting property name enclosed in double quotes"
    with pytest.raises(FileNotFoundError):
        rb.validate(run(), RUN, output_schema=tmp_path / "none")
