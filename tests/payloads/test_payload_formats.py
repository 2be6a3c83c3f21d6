"""A payload schema is for formats with payloads; a record of another detected format is a problem of its own."""

import json

import runbridge as rb
from codegen.__main__ import ROOT


def test_a_record_of_a_format_without_payloads_is_reported() -> None:
    example = ROOT / "schemas" / "github_workflow_run" / "examples" / "success.json"
    record = json.dumps(json.loads(example.read_text(encoding="utf-8"))["record"])
    assert rb.validate(record) == []
    assert [problem.message for problem in rb.validate(record, input_schema={"type": "object"})] == [
        "the record looks like github-workflow-run, not workflow-run or workflow-run-model"
    ]
