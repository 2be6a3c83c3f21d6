"""`rb.convert` and `rb.validate`: results, options and errors."""

import json
from typing import Any

import pytest

import runbridge as rb
from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from tests.format_names import ALL_FORMATS, ANY_FORMAT, targets_of
from tests.pipeline.sample_records import MODEL, RUN, column_of, compact, model, run, without

STATUSES = "pending, failed, running, completed, cancelled, timed_out, paused, waiting"


def test_text_and_any_kind_of_bytes_are_the_same_record() -> None:
    record = model(workflow_inputs={"é": "🙂"})
    expected = rb.convert(record, RUN)
    assert rb.convert(record.decode(), RUN) == expected
    mutable = bytearray(record)
    assert rb.convert(mutable, RUN) == expected
    mutable[:] = b""
    assert rb.convert(memoryview(record), RUN, MODEL) == expected
    assert rb.validate(record.decode()) == rb.validate(record) == []


def test_text_with_an_unpaired_surrogate_is_not_utf8() -> None:
    text = model().decode().replace("run-1", "\ud800")
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.convert(text, RUN, MODEL)
    assert str(caught.value) == "1:8: invalid-utf8 not UTF-8: invalid continuation byte (byte 0xed); save it as UTF-8"


def test_a_conversion_has_its_data_id_and_losses() -> None:
    done = rb.convert(model(extra=1), RUN)
    assert done.id == "run-1"
    assert done.residue is not None
    assert json.loads(done.residue) == {
        "of": MODEL,
        "bridge": "workflow-run-model/1",
        "id": "run-1",
        "own": {"machine_id": "m-1", "number": 7, "extra": 1},
        "probe": [{"a": None}, {"b": None}],
    }
    assert json.loads(done.data)["_residue"] == json.loads(done.residue)
    assert done.losses == tuple(
        rb.Loss(kind="defaulted", field=member) for member in ("parentRunId", "error", "cfWorkflowId")
    )


def test_exact_rules_leave_no_residue() -> None:
    plain = model(machine_id=None, number=0)
    done = rb.convert(plain, RUN)
    assert done.residue is None
    assert "_residue" not in json.loads(done.data)
    assert json.loads(rb.convert(done.data, MODEL).data) == json.loads(plain)


def test_the_residue_may_go_to_a_sidecar_or_be_dropped() -> None:
    beside = rb.convert(model(), RUN, residue="sidecar")
    assert "_residue" not in json.loads(beside.data)
    assert beside.residue is not None
    assert json.loads(rb.convert(beside.data, MODEL, sidecar=beside.residue).data) == json.loads(model())
    dropped = rb.convert(model(), RUN, residue="drop")
    assert (dropped.data, dropped.residue) == (beside.data, None)
    assert dropped.losses[-2:] == (
        rb.Loss(kind="dropped", field="machine_id"),
        rb.Loss(kind="dropped", field="number"),
    )


NO_RESIDUE = rb.Loss(kind="ignored", field="_residue", reason="it is not a residue")


@pytest.mark.parametrize(
    "own",
    [
        b'{"extra":"\xff"}',
        b'{"machine_id":"\xff"}',
        b'{"extra":[NaN,"\\ud800"]}',
        b'{"extra":[-Infinity,"\\ud800"]}',
        b'{"extra":01}',
        b'{"extra":["\\ud800",]}',
        b'{"extra":"\\ud800","via":{}}}',
        b'["\\ud800"]',
    ],
)
def test_a_sidecar_with_a_syntax_error_is_no_residue(own: bytes) -> None:
    residue = b'{"of":"%s","bridge":"1","id":"run-1","own":%s}' % (MODEL.encode(), own)
    done = rb.convert(run(), MODEL, sidecar=residue)
    assert done.losses[0] in (NO_RESIDUE, rb.Loss(kind="ignored", field="_residue", reason="it is not well-formed"))
    assert rb.validate(done.data) == []


def test_a_residue_may_have_unpaired_surrogates() -> None:
    record = model(machine_id="X", extra=1).replace(b'"X"', b'"\\ud800"').replace(b'"extra"', b'"\\udfff"')
    done = rb.convert(record, RUN, residue="sidecar")
    back = rb.convert(done.data, MODEL, sidecar=done.residue)
    assert json.loads(back.data) == json.loads(record)
    assert back.losses == ()


def test_a_converter_keeps_the_options_that_were_checked() -> None:
    words = {"status": {"paused": "running"}}
    texts = {"userId": "u"}
    converter = make_converter(MODEL, ConvertOptions(target=RUN, set=texts, map=words))
    words["status"]["paused"] = "nonsense"
    texts["userId"] = "other"
    converted = json.loads(converter.convert(model(status="paused", user_id=None)).data)
    assert (converted["status"], converted["userId"]) == ("running", "u")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"to": "yaml"}, f"unknown format 'yaml'; choose {ANY_FORMAT}"),
        ({"from_": "yaml"}, f"unknown format 'yaml'; choose {ANY_FORMAT}"),
        ({"to": MODEL}, f"there is no conversion from {MODEL} to {MODEL}; choose {targets_of(MODEL)}"),
        ({"profile": "lax"}, "unknown profile 'lax'; choose published or tolerant"),
        ({"residue": "keep"}, "invalid residue mode 'keep'; choose embed, text, sidecar, drop"),
        ({"set": {"status": "x"}}, "'status' cannot be set; choose workspaceId or userId"),
        ({"set": {"userId": 5}}, "'userId' can be set to text only, not to 5"),
        ({"set": {"userId": None}}, "'userId' can be set to text only, not to None"),
        ({"map": {"gpu": {}}}, "'gpu' is not mapped by a table; choose status or origin"),
        ({"map": {"status": {"queued": "running"}}}, "status:queued is already in the table, as 'pending'"),
        ({"map": {"status": {"x": "y"}}}, f"status:x cannot become 'y'; choose {STATUSES}"),
        ({"map": {"status": {"x": 5}}}, f"status:x cannot become 5; choose {STATUSES}"),
    ],
)
def test_invalid_options_are_usage_errors(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.convert(model(), **{"to": RUN, **arguments})
    assert str(caught.value) == message
    assert caught.value == rb.UsageError(message)


def test_options_of_the_opposite_direction_are_allowed() -> None:
    done = rb.convert(run(), MODEL, set={"userId": "u"}, map={"status": {"paused": "running"}})
    assert json.loads(done.data)["user_id"] == "user_1"


def unmapped(value: str, shown: str, end: int) -> rb.Problem:
    """The problem of a status outside the table."""
    start = column_of("status", model())
    return rb.Problem(
        code="unmapped-value",
        pointer="/status",
        expected=RUN,
        actual=f'"{shown}"',
        fix=rb.Fix(kind="map", field="status", value=value, choices=tuple(STATUSES.split(", "))),
        line=1,
        column=start,
        end_line=1,
        end_column=start + end,
        offset=start - 1,
    )


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (model(status="pau\x1bsed"), unmapped("pau\x1bsed", "pau\\u001bsed", len('"pau\\u001bsed"'))),
        (model(status="s" * 5_000_000), unmapped("s" * 1000, "s" * 60 + "…", 5_000_002)),
        (
            model(user_id=None),
            rb.Problem(
                code="unfilled-field",
                target="userId",
                expected="`userId`",
                actual="workflow-run",
                fix=rb.Fix(kind="set", field="userId"),
            ),
        ),
        (
            model(duration=1).replace(b'"duration":1', b'"duration":1e' + b"1" * 4001),
            rb.Problem(code="excessive-exponent"),
        ),
    ],
    ids=["escaped", "long", "missing", "exponent"],
)
def test_a_missing_value_is_reported_with_its_fix(record: bytes, problem: rb.Problem) -> None:
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record, RUN)
    assert caught.value == rb.Unconvertible([problem])


def test_converting_an_invalid_record_raises_every_problem() -> None:
    record = without(model(status=1), "gpu")
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.convert(record, RUN)
    assert caught.value.problems == tuple(rb.validate(record))
    assert [problem.code for problem in caught.value.problems] == ["missing-field", "invalid-type"]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (b"{}", f"the record's fields match no format ({ALL_FORMATS}); give the format"),
        (compact(json.loads(model()) | json.loads(run())), f"the record could be {RUN} or {MODEL}; give the format"),
    ],
)
def test_a_record_of_an_unknown_format_is_an_error(record: bytes, message: str) -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        rb.convert(record, RUN)
    assert caught.value == rb.UnknownFormat(message)
