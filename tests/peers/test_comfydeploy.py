"""Against the SDK whose shape this is: it accepts what we convert back, and its own load-and-dump is not exact."""

import json
from pathlib import Path
from typing import Any

import pytest
from comfydeploy.models.components import WorkflowRunModel

import runbridge as rb

# Warnings of the SDK about pydantic cannot be fixed here.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:Pydantic serializer warnings")

SAMPLES = (Path(__file__).parent.parent / "samples" / "runs.ndjson").read_text(encoding="utf-8").splitlines()


def there_and_back(line: str) -> bytes:
    """The record converted to a run and back."""
    return rb.convert(rb.convert(line, to="workflow-run").data, to="workflow-run-model").data


def exactly(text: str | bytes) -> Any:
    """The value of a JSON text with its numbers as they are written."""
    return json.loads(text, parse_int=lambda token: ("number", token), parse_float=lambda token: ("number", token))


def load_and_dump(line: str | bytes) -> str:
    """What the SDK makes of a record that it reads and writes."""
    return str(WorkflowRunModel.model_validate_json(line).model_dump_json(by_alias=True))


@pytest.mark.parametrize("line", SAMPLES)
def test_the_sdk_accepts_what_comes_back_and_it_is_the_original(line: str) -> None:
    back = there_and_back(line)
    assert WorkflowRunModel.model_validate_json(back) == WorkflowRunModel.model_validate_json(line)
    assert exactly(back) == exactly(line)


@pytest.mark.parametrize("line", SAMPLES)
def test_the_sdks_own_load_and_dump_is_not_exact(line: str) -> None:
    assert exactly(load_and_dump(line)) != exactly(line)


@pytest.mark.parametrize(
    ("field", "value", "made_of_it"),
    [
        ("webhook_intermediate_status", None, False),
        ("queue_position", 3, None),
        ("created_at", "2026-03-14T09:26:53.123456789Z", "2026-03-14T09:26:53.123456Z"),
        ("duration", 12, 12.0),
    ],
    ids=["adds a field", "drops an unknown field", "cuts nanoseconds", "rewrites an integer"],
)
def test_the_sdk_changes_what_runbridge_keeps(field: str, value: Any, made_of_it: Any) -> None:
    record = {**json.loads(SAMPLES[0]), field: value}
    if value is None:
        del record[field]
    line = json.dumps(record)
    assert exactly(load_and_dump(line)).get(field) == exactly(json.dumps(made_of_it))
    assert exactly(there_and_back(line)).get(field) == exactly(json.dumps(value))
