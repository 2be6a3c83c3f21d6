"""A value that a rule of a plan cannot convert is a problem of the record, with its location."""

from typing import Any

import pytest
from msgspec.structs import replace

import runbridge as rb
from runbridge._runtime.conversion import UnrepresentableValue
from runbridge.laws.json_tokens import write_tokens
from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from tests.laws.fields import MODEL, RUN
from tests.laws.records import plain


def test_a_value_without_counterpart_is_located() -> None:
    def wire(*given: Any) -> Any:
        raise UnrepresentableValue("workflow_id", b'"w-1"', "an integer")

    converter = make_converter(MODEL, ConvertOptions(target=RUN))
    assert isinstance(converter, Converter)
    broken = replace(converter, direction=replace(converter.direction, wire=wire))
    with pytest.raises(rb.Unconvertible) as caught:
        broken.convert(write_tokens(plain(MODEL)))
    (problem,) = caught.value.problems
    assert problem.message == '`/workflow_id` cannot be represented as an integer: "w-1"'
    assert (problem.code, problem.pointer, problem.line) == ("unrepresentable-value", "/workflow_id", 1)


def test_the_message_shows_a_text_that_is_not_unicode() -> None:
    record = (
        b'{"id":"\\ud800","workspaceId":"w","subjectId":"s","parentRunId":null,"status":"running","mode":"async","input":1,'
        b'"output":null,"error":null,"triggeredBy":"event","cfWorkflowId":null,"durationMs":null,"userId":"u",'
        b'"startedAt":null,"completedAt":null,"createdAt":"2026-01-02T03:04:05Z","updatedAt":"2026-01-02T03:04:05Z"}'
    )
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record, "github-workflow-run", "workflow-run")
    assert [each.message for each in caught.value.problems] == [
        '`/id` cannot be represented as an integer: "\\ud800"',
        '`/subjectId` cannot be represented as an integer: "s"',
    ]
