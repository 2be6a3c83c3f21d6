"""The body of Comfy Deploy's webhook: few fields, the words of the SDK and of the documentation for a status."""

import json
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.laws.json_tokens import read_tokens as read

FORMAT, HUB, MODEL = "comfy-webhook-body", "workflow-run", "workflow-run-model"
SCHEMAS = ROOT / "schemas"
TIME = "2026-03-06T09:00:00Z"
GIVEN = {
    "workspaceId": "lighthouse",
    "subjectId": "wfl_lamp",
    "mode": "async",
    "triggeredBy": "event",
    "userId": "ada",
    "createdAt": TIME,
    "updatedAt": TIME,
}


def body(name: str, **changes: Any) -> dict[str, Any]:
    text = (SCHEMAS / "comfy_webhook_body" / "examples" / f"{name}.json").read_text(encoding="utf-8")
    return {**json.loads(text)["record"], **changes}


def encoded(record: dict[str, Any]) -> bytes:
    return json.dumps(record).encode()


def there_and_back(data: bytes, target: str = HUB, **given: str) -> dict[str, Any]:
    """The converted record, after a check that the body comes back from it as it was."""
    options: Any = {"set": {**GIVEN, **given}}
    there = rb.convert(data, target, **options).data
    assert read(rb.convert(there, FORMAT, target, **options).data) == read(data)
    return {**json.loads(there)}


@pytest.mark.parametrize("missing", GIVEN)
def test_nothing_is_invented(missing: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != missing}
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(encoded(body("success")), HUB, set=given)
    assert [problem.target for problem in caught.value.problems] == [missing]


def test_the_statuses_are_those_of_the_model_and_of_the_documentation() -> None:
    statuses, others = (
        json.loads((SCHEMAS / folder / "schema.json").read_text(encoding="utf-8"))["properties"]["status"]
        for folder in ("comfy_webhook_body", "workflow_run_model")
    )
    known = "x-extensible-enum"
    assert statuses[known] == [*others[known], "processing", "completed"]


def test_outputs_have_the_schema_of_the_model() -> None:
    own, others = (
        json.loads((SCHEMAS / folder / "schema.json").read_text(encoding="utf-8"))
        for folder in ("comfy_webhook_body", "workflow_run_model")
    )
    assert own["$defs"] == others["$defs"]
    assert own["properties"]["outputs"] == others["properties"]["outputs"]


def test_the_type_of_the_event_is_kept() -> None:
    """Comfy Deploy's server sends it, and neither its SDK nor its documentation has it."""
    data = encoded({"event_type": "run.output", **body("uploading")})
    assert rb.validate(data) == []
    assert [problem.pointer for problem in rb.validate(data, strict=True)] == ["/event_type"]
    assert there_and_back(data)["status"] == "running"


def test_a_body_becomes_a_record_of_the_sdk_and_comes_back() -> None:
    model = there_and_back(encoded(body("success")), MODEL)
    assert (model["id"], model["status"], model["outputs"]) == (
        body("success")["run_id"],
        "success",
        body("success")["outputs"],
    )


def test_an_edited_output_that_is_none_of_comfy_deploy_is_left_out() -> None:
    there = there_and_back(encoded(body("success")))
    back = json.loads(rb.convert(encoded({**there, "output": {"text": "done"}}), FORMAT, residue="drop").data)
    assert "outputs" not in back
