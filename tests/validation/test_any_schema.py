"""Records validated with any JSON Schema: no code generation, and the problems, files and options of formats."""

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

import runbridge as rb
from tests.pipeline.run_helpers import split_small_files

#: One schema in each draft that is read; `n` has to be above 0, and nothing else but `id`, `state` and `n` is allowed.
FIELDS = {"id": {"type": "string"}, "state": {"enum": ["queued", "done"]}}
OLD = {**FIELDS, "n": {"type": "integer", "minimum": 0, "exclusiveMinimum": True}}
NEW = {**FIELDS, "n": {"type": "integer", "exclusiveMinimum": 0}}
DRAFTS = {
    "http://json-schema.org/draft-04/schema#": OLD,
    "http://json-schema.org/draft-06/schema#": NEW,
    "http://json-schema.org/draft-07/schema#": NEW,
    "https://json-schema.org/draft/2019-09/schema": NEW,
    "https://json-schema.org/draft/2020-12/schema": NEW,
}


def schema_of(draft: str) -> dict[str, Any]:
    return {
        "$schema": draft,
        "type": "object",
        "required": ["id", "state"],
        "properties": DRAFTS[draft],
        "additionalProperties": False,
    }


SCHEMA = schema_of("https://json-schema.org/draft/2020-12/schema")
VALID = {"id": "a", "state": "done"}
RECORDS = [VALID, {"id": 1, "state": "done"}, VALID, {"id": "b"}]
LINES = [json.dumps(record).encode() for record in RECORDS]


@pytest.mark.parametrize("draft", DRAFTS)
def test_problems_have_location_code_and_fix(draft: str) -> None:
    found = rb.validate(b'{"id": 1, "state": "qeued",\n "n": 0, "x": []}', schema=schema_of(draft))
    assert [(each.line, each.column, each.code, each.pointer, each.message) for each in found] == [
        (1, 8, "invalid-type", "/id", "`/id` must be a string, not the number 1"),
        (1, 20, "unknown-value", "/state", '`/state` must be one of "queued", "done", not "qeued"'),
        (2, 7, "payload-invalid", "/n", "`/n` must be more than 0, not the number 0"),
        (2, 10, "unknown-field", "/x", "`/x` is not a field of the schema"),
    ]
    assert rb.validate(json.dumps(VALID), schema=schema_of(draft)) == []


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (b"[1]", "the record must be an object, not an array of 1"),
        (b'{"id": "a", "stat": "done"}', "the record is missing the field `state`"),
        (b"{", "not JSON: expecting property name enclosed in double quotes"),
        (b"\xff", "not UTF-8: invalid start byte (byte 0xff)"),
        (b'{"n": ' + b"9" * 641 + b"}", "the record cannot be checked: a number in it has more than 640 digits"),
    ],
)
def test_whole_record_is_named_in_messages(record: bytes, message: str) -> None:
    assert [each.message for each in rb.validate(record, schema=SCHEMA)] == [message]


def test_schema_need_not_describe_an_object() -> None:
    assert rb.validate(b'"a"', schema={"type": "string"}) == []
    assert rb.validate(b"[1, 2]", schema=True) == []
    (problem,) = rb.validate(b"[1, null]", schema={"items": {"type": "integer"}})
    assert (problem.pointer, problem.line, problem.column) == ("/1", 1, 5)


LAYOUTS = {
    "lines.ndjson": b"\n".join(LINES),
    "array.json": b"[" + b",".join(LINES) + b"]",
    "sequence.json-seq": b"".join(b"\x1e" + line + b"\n" for line in LINES),
    "packed.msgpack": b"".join(msgspec.msgpack.encode(record) for record in RECORDS),
    "lines.ndjson.gz": gzip.compress(b"\n".join(LINES)),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_and_compression_is_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(LAYOUTS[name])
    rejected: list[rb.Rejected] = []
    summary = rb.validate_file(file, schema=SCHEMA, on_reject=rejected.append)
    assert (summary.records, summary.rejected) == (4, 2)
    assert [(each.number, each.format, [problem.code for problem in each.problems]) for each in rejected] == [
        (2, None, ["invalid-type"]),
        (4, None, ["missing-field"]),
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_jobs_write_the_same_files(tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    split_small_files(monkeypatch)
    (tmp_path / "in.ndjson").write_bytes(b"\n".join(LINES * 20) + b"\n")
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    summary = rb.validate_file(
        tmp_path / "in.ndjson",
        schema=tmp_path / "schema.json",
        jobs=jobs,
        accepted=tmp_path / "accepted.ndjson",
        rejects=tmp_path / "rejects.ndjson",
    )
    assert (summary.records, summary.rejected) == (80, 40)
    assert (tmp_path / "accepted.ndjson").read_bytes() == (LINES[0] + b"\n") * 40
    rejects = [json.loads(line) for line in (tmp_path / "rejects.ndjson").read_bytes().splitlines()]
    assert [each["record"] for each in rejects] == [2 * index for index in range(1, 41)]
    assert {(each["format"], each["problems"][0]["code"]) for each in rejects} == {
        (None, "invalid-type"),
        (None, "missing-field"),
    }


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"format": "workflow-run"}, "a format"),
        ({"profile": "tolerant"}, "a profile"),
        ({"strict": True}, "strict"),
        ({"input_schema": True}, "input_schema"),
        ({"output_schema": True}, "output_schema"),
    ],
)
def test_options_of_formats_are_refused(options: dict[str, Any], name: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", schema=SCHEMA, **options)
    assert str(caught.value) == f"`schema` describes the whole record; it cannot be combined with {name}"


def test_conversion_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes(LINES[0])
    with pytest.raises(rb.UsageError) as caught:
        rb.validate_file(tmp_path / "in.ndjson", schema=SCHEMA, to="workflow-run")
    assert str(caught.value) == "records with a schema have no format; `to` cannot be combined with `schema`"


def test_unusable_schema_is_refused() -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", schema={"type": "text"})
    assert str(caught.value).startswith("schema:1:2: `/type` must be one of array, boolean")


def test_work_on_a_record_is_limited() -> None:
    steps: dict[str, Any] = {str(n): {"allOf": [{"$ref": f"#/$defs/{n + 1}"}] * 4} for n in range(20)}
    slow = {"$ref": "#/$defs/0", "$defs": {**steps, "20": {"type": "object"}}}
    (problem,) = rb.validate(b"{}", schema=slow, payload_timeout=0.05)
    assert (problem.code, problem.message) == (
        "payload-unchecked",
        "the record cannot be checked: it takes longer than 0.05 seconds",
    )
