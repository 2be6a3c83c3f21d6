"""What is seen in files: counts that add up, the place of each first drift, and records that cannot be read."""

import gzip
import json
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

import runbridge as rb
from runbridge.drift import observe as observing
from runbridge.drift.counting import DriftCounter, FirstOccurrence
from runbridge.drift.observe import find_first_locations, observe
from runbridge.drift.overlay import overlay
from runbridge.drift.report import Distribution, Drift, Location, UnreadableRecord
from runbridge.inputs.chunks import Record
from runbridge.known_formats import FORMATS
from runbridge.options import Progress
from tests.drift.drift_samples import drifts, line, member, noted, output, seen
from tests.drift.drift_samples import places as first_places
from tests.pipeline.sample_records import MODEL, RUN, compact, model, run, without


def test_valid_records_have_no_drift() -> None:
    report = seen(model(), model(outputs=[output()]), model(duration=1))
    assert (report.records, report.read, report.drift, report.broken, report.unread) == (3, 3, (), {}, ())
    assert not any(
        report.has(kind) for kind in ("unknown", "missing", "null", "value", "type", "time", "broken", "any")
    )
    assert (report.form, report.profile) == (MODEL, "published")


def test_empty_input_has_no_drift() -> None:
    report = seen()
    assert (report.records, report.drift, report.notes) == (0, (), ())
    assert {each.of for each in report.members} == {0}


def test_every_kind_of_drift_has_a_location() -> None:
    records = [
        model(),
        model(extra=[1]),
        without(model(extra=None), "gpu"),
        model(created_at=None),
        model(status="paused"),
        model(number=1.5, id=7),
        model(created_at="2026-01-02 03:04:05"),
    ]
    report = seen(*records)
    assert drifts(report) == [
        ("unknown", "extra", "array, null", 2, 7, 2),
        ("missing", "gpu", None, 1, 7, 1),
        ("null", "created_at", "null", 1, 7, 1),
        ("value", "status", "paused", 1, 7, 1),
        ("type", "id", "integer", 1, 7, 1),
        ("type", "number", "number", 1, 7, 1),
        ("time", "created_at", "no offset with seconds and a space", 1, 7, 1),
    ]

    def column(number: int, text: bytes) -> tuple[int, int, int]:
        return number, number, records[number - 1].index(text) + 1

    assert first_places(report) == {
        ("unknown", "extra"): column(2, b'"extra"'),
        ("missing", "gpu"): (3, 3, 1),
        ("null", "created_at"): column(4, b'null,"updated_at"'),
        ("value", "status"): column(5, b'"paused"'),
        ("type", "id"): column(6, b'7,"workflow_version_id"'),
        ("type", "number"): column(6, b"1.5"),
        ("time", "created_at"): column(7, b'"2026-01-02 03:04:05"'),
    }
    assert [each.examples for each in report.drift] == [
        ("[1]", "null"),
        (),
        ("null",),
        ('"paused"',),
        ("7",),
        ("1.5",),
        ('"2026-01-02 03:04:05"',),
    ]
    assert all(report.has(kind) for kind in ("unknown", "missing", "null", "value", "type", "time", "any"))
    assert not report.has("broken")


def test_nested_drift_counts_values_and_records() -> None:
    media = {"url": "u", "type": "t", "filename": "f"}
    records = [
        model(outputs=[output(), output(output_id="x"), output(output_id=None)]),
        model(outputs=[output(data={"images": [media, {"url": 1, "more": 2}, None, 3]}), None]),
        model(outputs={}),
    ]
    report = seen(*records)
    assert drifts(report) == [
        ("unknown", "outputs[].data.*[].more", "integer", 1, 5, 1),
        ("unknown", "outputs[].output_id", "null, string", 2, 4, 1),
        ("missing", "outputs[].data.*[].type", None, 1, 5, 1),
        ("missing", "outputs[].data.*[].filename", None, 1, 5, 1),
        ("null", "outputs[]", "null", 1, 5, 1),
        ("null", "outputs[].data.*[]", "null", 1, 13, 1),
        ("type", "outputs", "object", 1, 3, 1),
        ("type", "outputs[].data.*[]", "integer", 1, 13, 1),
        ("type", "outputs[].data.*[].url", "integer", 1, 5, 1),
    ]
    found = first_places(report)
    text = records[1]
    assert found["missing", "outputs[].data.*[].type"] == (2, 2, text.index(b'{"url":1') + 1)
    assert found["unknown", "outputs[].data.*[].more"] == (2, 2, text.index(b'"more"') + 1)
    assert found["null", "outputs[].data.*[]"] == (2, 2, text.index(b"null,3") + 1)
    assert found["null", "outputs[]"] == (2, 2, text.rindex(b"null") + 1)
    assert found["type", "outputs"] == (3, 3, records[2].index(b"{}") + 1)
    data = member(report, "outputs[].data")
    assert (data.of, data.present, data.names) == (4, 4, {"images": 4, "text": 3})


def test_counts_of_fields_add_up() -> None:
    report = seen(
        model(gpu="T4"),
        model(gpu=None),
        without(model(), "gpu"),
        model(gpu="X", started_at="2026-01-02T03:04:05+01:00"),
    )
    gpu = member(report, "gpu")
    assert (gpu.of, gpu.present, gpu.missing, gpu.nulls) == (4, 3, 1, 1)
    assert (gpu.is_known, gpu.is_required, gpu.is_opaque) == (True, True, False)
    assert gpu.types == {"string": 2, "null": 1}
    assert {word: count for word, count in gpu.words.items() if count} == {"T4": 1}
    assert member(report, "started_at").times == {"offset with seconds": 1}
    assert member(report, "outputs").of == 4
    assert member(report, "outputs[]").of == 0
    assert not member(report, "outputs").is_required


def test_numbers_are_counted_by_representation() -> None:
    report = seen(
        *(
            model(number=1).replace(b'"number":1', b'"number":' + each)
            for each in (b"1", b"1.0", b"1e2", b"9007199254740993", b"1.5", b"1e-400")
        )
    )
    number = member(report, "number")
    assert number.types == {"integer": 4, "number": 2}
    assert number.numbers == {
        "fractions": 2,
        "integers": 2,
        "integers written as fractions": 2,
        "with integers beyond 2^53": 1,
    }
    assert drifts(report) == [("type", "number", "number", 2, 6, 2)]
    assert report.drift[0].examples == ("1.5", "1e-400")
    assert ("integers among fractions", "number") in noted(report)
    assert ("integers beyond 2^53, which JavaScript changes", "number") in noted(report)


def test_opaque_values_are_measured() -> None:
    inputs = [{"seed": 1, "a": []}, [[[]]], "text é🙂\x00", 18446744073709551617, None, {"seed": 18446744073709551617}]
    report = seen(*(model(workflow_inputs=each) for each in inputs))
    found = member(report, "workflow_inputs")
    assert found.is_opaque
    assert found.types == {"object": 2, "array": 1, "integer": 1, "null": 1, "string": 1}
    assert found.size == Distribution(least=6, median=19, p99=29, most=29)
    assert found.depth == Distribution(least=0, median=1, p99=3, most=3)
    assert (found.names, found.more_names) == ({"seed": 2, "a": 1}, 0)
    assert found.numbers["with integers beyond 2^53"] == 2
    assert found.texts == {"beyond the BMP": 1, "not ASCII": 1, "not printable": 1}
    assert member(report, "id").size is None


def test_notes_report_notable_valid_values() -> None:
    report = seen(
        model(machine_id="é", created_at="2026-01-02T03:04:05.5Z", duration=1), model(machine_id="m", duration=1.5)
    )
    describe = noted(report)
    assert ("text beyond printable ASCII", "machine_id") in describe
    assert ("never null, though it may be", "machine_id") in describe
    assert ("timestamps in several representations", "created_at") in describe
    assert ("integers among fractions", "duration") in describe
    assert ("always null", "gpu") in describe
    assert ("never seen", "outputs") in describe
    # What stands in no record says nothing of what is in it, nor what must be there: that is drift.
    assert not [each for each in describe if each[1].startswith("outputs[")]
    assert ("never seen", "gpu") not in noted(seen(without(model(), "gpu")))


def test_texts_are_counted_by_characters() -> None:
    report = seen(
        *(model(user_id=text) for text in ("", "", "é", "🙂", "\x1b[31m", "\u202e", '"\\', "plain", "\x7f", None))
    )
    assert member(report, "user_id").texts == {
        "not ASCII": 3,
        "not printable": 3,
        "empty": 2,
        "beyond the BMP": 1,
    }
    assert ("text beyond printable ASCII", "user_id") in noted(report)
    assert ("text beyond printable ASCII", "user_id") not in noted(seen(model(user_id=""), model(user_id='"\\')))


def test_residue_is_opaque_and_reported_if_present() -> None:
    done = rb.convert(model(), to=RUN).data
    report = seen(done, form=RUN)
    assert report.drift == ()
    assert member(report, "_residue").is_opaque
    assert not [each for each in seen(run(), form=RUN).members if each.shown == "_residue"]


def test_the_profile_decides_what_is_drift() -> None:
    record = without(model(created_at="2026-01-02T03:04:05", outputs=None), "gpu")
    assert [each[:2] for each in drifts(seen(record))] == [
        ("missing", "gpu"),
        ("null", "outputs"),
        ("time", "created_at"),
    ]
    assert drifts(seen(record, profile="tolerant")) == []


@pytest.mark.parametrize(
    ("profile", "value", "expected"),
    [
        ("tolerant", "NaN", []),
        ("tolerant", "Inf", [("value", "data.metrics[].value", "Inf", 1, 1, 1)]),
        ("tolerant", [], [("type", "data.metrics[].value", "array", 1, 1, 1)]),
        ("published", "NaN", [("type", "data.metrics[].value", "string", 1, 1, 1)]),
    ],
)
def test_a_value_that_only_a_profile_allows_drifts_without_it(
    profile: str, value: Any, expected: list[tuple[str, str, str, int, int, int]]
) -> None:
    record = line({"info": {}, "data": {"metrics": [{"key": "loss", "value": value}]}})
    report = seen(record, form="mlflow-run", profile=profile)
    assert drifts(report) == expected
    assert (not expected) == (rb.validate(record, "mlflow-run", profile=profile) == [])
    found = overlay(report)
    Draft202012Validator(found).validate(json.loads(record))
    assert not Draft202012Validator(found).is_valid({"info": {}, "data": {"metrics": [{"value": True}]}})


@pytest.mark.parametrize("form", [form for form in FORMATS if form != RUN])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_the_examples_drift_where_they_are_not_valid(form: str, profile: str) -> None:
    folder = Path(__file__).parents[2] / "schemas" / form.replace("-", "_") / "examples"
    for file in folder.glob("*.json"):
        record = line(json.loads(file.read_bytes())["record"])
        kinds = {each.kind for each in seen(record, form=form, profile=profile).drift} - {"unknown", "value"}
        assert bool(kinds) == bool(rb.validate(record, form, profile=profile)), file


def test_records_that_are_not_objects_drift() -> None:
    report = seen(model(), b" [1] ", b"7", b"null", b'"text"')
    assert drifts(report) == [
        ("null", "(record)", "null", 1, 5, 1),
        ("type", "(record)", "array", 1, 5, 1),
        ("type", "(record)", "integer", 1, 5, 1),
        ("type", "(record)", "string", 1, 5, 1),
    ]
    assert first_places(report)["null", "(record)"] == (4, 4, 1)
    assert member(report, "id").of == 1


def test_unreadable_records_are_counted_and_located() -> None:
    report = seen(b'{"a":', model(extra=1), b'{"a":"\xff"}', b"[" * 100_000, *[b"{"] * 20)
    assert (report.records, report.read, report.broken) == (
        24,
        1,
        {"invalid-json": 21, "invalid-utf8": 1, "excessive-nesting": 1},
    )
    assert drifts(report) == [("unknown", "extra", "integer", 1, 1, 1)]
    assert len(report.unread) == 20
    assert [
        (each.code, each.location_in_file.record, each.location_in_file.line, each.location_in_file.column)
        for each in report.unread[:3]
    ] == [
        ("invalid-json", 1, 1, 6),
        ("invalid-utf8", 3, 3, 7),
        ("excessive-nesting", 4, 4, 1),
    ]
    assert report.unread[0].message == "not JSON: expecting value"
    assert (report.has("broken"), report.has("any")) == (True, True)


def test_unpaired_surrogates_are_read(tmp_path: Path) -> None:
    text = '{"\\ud800":1,"outputs":[{"\\udc00":"\\ud800"}],"status":"\\ud800"}'
    report = seen(text.encode())
    assert [each[:3] for each in drifts(report) if each[0] in ("unknown", "value")] == [
        ("unknown", 'outputs[]."\\udc00"', "string"),
        ("unknown", '"\\ud800"', "integer"),
        ("value", "status", "\ud800"),
    ]


def test_layout_and_compression_do_not_change_the_report(tmp_path: Path) -> None:
    records = [model(extra=1), without(model(), "gpu"), model(status="paused")]
    values = [json.loads(each) for each in records]
    texts = {
        "lines.ndjson": b"\n".join(records),
        "array.json": json.dumps(values, indent=2).encode(),
        "compressed.ndjson.gz": gzip.compress(b"\n".join(records)),
        "maps.msgpack": b"".join(map(msgspec.msgpack.encode, values)),
    }
    for name, text in texts.items():
        Path(tmp_path, name).write_bytes(text)
    reports = [observe([str(tmp_path / name)], MODEL) for name in texts]
    assert [drifts(each) for each in reports] == [drifts(seen(*records))] * 4
    assert [each.members for each in reports[1:3]] == [reports[0].members] * 2
    pretty = texts["array.json"].decode().splitlines()
    first = reports[1].drift[0].first
    assert (first.record, pretty[first.line - 1][first.column - 1 :]) == (1, '"extra": 1')


def test_locations_name_the_file(tmp_path: Path) -> None:
    Path(tmp_path, "a.ndjson").write_bytes(model() + b"\n" + model(extra=1))
    Path(tmp_path, "b.ndjson").write_bytes(model(extra=2) + b"\n" + model(status="paused"))
    report = observe([str(tmp_path)], MODEL)
    a, b = str(tmp_path / "a.ndjson"), str(tmp_path / "b.ndjson")
    assert (report.files, report.records) == ((a, b), 4)
    assert drifts(report) == [
        ("unknown", "extra", "integer", 2, 4, 2),
        ("value", "status", "paused", 1, 4, 1),
    ]
    assert [each.first.file for each in report.drift] == [a, b]
    assert report.drift[1].first.offset == len(model(extra=2)) + 1


def test_batch_size_does_not_change_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [model(extra=1, number=index, status=f"s{index % 3}", outputs=[output()] * 3) for index in range(40)]
    whole = seen(*records)
    monkeypatch.setattr(observing, "_BATCH", 1)
    monkeypatch.setattr("runbridge.inputs.reader.CHUNK_SIZE", 100)
    assert seen(*records) == whole
    monkeypatch.setattr(observing, "_BATCH", 10**9)
    monkeypatch.setattr(observing, "_BATCH_BYTES", 5000)
    assert seen(*records) == whole


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(model(extra=1))))
    report = observe(["-"], MODEL)
    assert (report.files, report.drift[0].first.file) == (("-",), "-")


def test_unreadable_file_is_raised_or_reported(tmp_path: Path) -> None:
    good, cut, none = (str(tmp_path / name) for name in ("good.ndjson", "cut.gz", "none"))
    Path(good).write_bytes(model())
    # Random bytes do not shrink: what comes out of the part that is there is a whole record.
    Path(cut).write_bytes(gzip.compress(model(extra=1) + b"\n" + b"x" * 100)[:-4])
    with pytest.raises(FileNotFoundError):
        observe([none, good], MODEL)
    describe: list[Exception] = []
    report = observe([none, cut, good], MODEL, fail=describe.append)
    assert [type(each).__name__ for each in describe] == ["FileNotFoundError", "BadInput"]
    # What stands before the place where a file breaks off counts.
    assert [each[:3] for each in drifts(report)] == [("unknown", "extra", "integer")]


def test_progress_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    path.write_bytes((model() + b"\n") * 2000 + b"{")
    describe: list[Progress] = []
    observe([str(path)], MODEL, progress=describe.append)
    size = path.stat().st_size
    assert describe[-1] == Progress(done=size, size=size, records=2001, rejected=1)
    assert [each.records for each in describe] == sorted(each.records for each in describe)
    assert len(describe) > 2


def test_usage_errors_are_raised() -> None:
    with pytest.raises(rb.UsageError, match="unknown profile 'x'"):
        observe(["-"], MODEL, profile="x")
    with pytest.raises(rb.UsageError, match="unknown format 'x'"):
        observe(["-"], "x")


def test_too_long_records_are_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "in.ndjson"
    path.write_bytes(model() + b"\n" + model(extra="x" * 5000) + b"\n")
    report = observe([str(path)], MODEL, max_record=4000)
    location_in_file = Location(file=str(path), record=2, line=2, column=1, offset=len(model()) + 1)
    message = "the record is longer than the limit of 4,000 bytes"
    assert report.unread == (
        UnreadableRecord(location_in_file=location_in_file, code="oversized-record", message=message),
    )


def test_drift_over_the_limit_is_counted_together() -> None:
    records = [model(**{f"n{index}": index, "status": f"s{index}"}) for index in range(250)]
    report = seen(*records, model(**{"y" * 300: 1, "status": "z" * 300}))
    unknown = [each for each in report.drift if each.kind == "unknown"]
    values = [each for each in report.drift if each.kind == "value"]
    assert [(len(each), sum(one.count for one in each)) for each in (unknown, values)] == [(201, 251), (201, 251)]
    assert unknown[0] == Drift(
        kind="unknown",
        path=(),
        detail=None,
        count=51,
        of=251,
        records=51,
        first=unknown[0].first,
        examples=("200", "201", "202"),
    )
    assert (values[0].path, values[0].detail, values[0].count) == (("status",), None, 51)
    assert member(report, "status").present == 251


def test_empty_string_is_a_new_value() -> None:
    assert drifts(seen(model(status=""))) == [("value", "status", "", 1, 1, 1)]


def test_escaped_and_plain_text_are_one_value() -> None:
    report = seen(
        model(status="paused"),
        model(status="paused").replace(b"paused", b"p\\u0061used"),
        model().replace(b'"success"', b'"succ\\u0065ss"'),
    )
    assert drifts(report) == [("value", "status", "paused", 2, 3, 2)]
    assert member(report, "status").words["success"] == 1


@pytest.mark.parametrize("levels", [50, 500, *range(900, 1000, 3), 1100, 100_000])
def test_deeply_nested_values_are_counted(levels: int) -> None:
    deep = b"[" * levels + b"]" * levels
    report = seen(model(workflow_inputs=0).replace(b'"workflow_inputs":0', b'"more":1,"workflow_inputs":' + deep))
    assert report.records == 1
    if report.read:
        found = member(report, "workflow_inputs")
        assert found.depth is not None
        assert found.depth.most == levels
        assert drifts(report) == [("unknown", "more", "integer", 1, 1, 1)]
    else:
        assert report.broken == {"excessive-nesting": 1}


def test_location_defaults_to_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    records = (model(), model(outputs=[output(), output(extra=1)]))
    assert first_places(seen(*records))["unknown", "outputs[].extra"][2] > 1
    monkeypatch.setattr(observing, "_MOST_VALUES", 2)
    assert first_places(seen(*records))["unknown", "outputs[].extra"] == (2, 2, 1)


def test_location_is_not_inside_a_longer_number() -> None:
    record = model(outputs=[output(id=1.5), output(id=1), output(id=12)])
    found = {each.detail: each.first.column for each in seen(record).drift}
    assert found == {
        "number": record.index(b'"id":1.5') + len('"id":') + 1,
        "integer": record.index(b'"id":1,') + len('"id":') + 1,
    }
    assert first_places(seen(b"17"))["type", "(record)"] == (1, 1, 1)


def test_columns_count_characters_not_bytes() -> None:
    record = model(machine_id="é🙂" * 10, extra=1)
    column = record.decode().index('"extra"') + 1
    assert first_places(seen(record))["unknown", "extra"] == (1, 1, column)


@pytest.mark.parametrize("make", [model, run])
def test_each_format_is_compared_with_its_own_schema(make: Callable[..., bytes]) -> None:
    form = MODEL if make is model else RUN
    assert drifts(seen(make(), form=form)) == []
    assert len(drifts(seen(make(), form=RUN if form == MODEL else MODEL))) > 20


def test_closed_vocabulary_drifts_like_an_open_one() -> None:
    assert drifts(seen(run(status="odd"), form=RUN)) == [("value", "status", "odd", 1, 1, 1)]


def test_last_of_duplicate_fields_counts() -> None:
    report = seen(compact({"x": 1})[:-1] + b"," + model()[1:-1] + b',"x":"a"}')
    assert drifts(report) == [("unknown", "x", "string", 1, 1, 1)]


def test_location_of_a_too_deep_record_is_the_record() -> None:
    drift_counter = DriftCounter()
    record_in_file = Record(b"[" * 100_000, 3, 4, 5, 6)
    find_first_locations("in", [FirstOccurrence(drift_counter, record_in_file, ("a",), b"1", at_name=False)])
    assert drift_counter.first == Location(file="in", record=3, line=4, column=5, offset=6)
