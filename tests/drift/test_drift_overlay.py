"""The overlay accepts all that was seen, is a JSON Schema, and is the published one where nothing drifted."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from runbridge._runtime.json_parser import parse
from runbridge._runtime.schema import load_schema
from runbridge.drift.overlay import _loosen, overlay, render_overlay  # pyright: ignore[reportPrivateUsage]
from runbridge.drift.report import Drift, Location
from runbridge.known_formats import FORMATS
from tests.drift.drift_samples import line, output, seen
from tests.pipeline.sample_records import MODEL, RUN, model, run, without
from tests.schemas.mutants import mutants
from tests.schemas.reference_validator import is_date_time, is_json


def _checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checks("date-time")(lambda value: not isinstance(value, str) or is_date_time(value))
    checker.checks("date-time-local")(lambda value: not isinstance(value, str) or is_date_time(f"{value}Z"))
    return checker


CHECKER = _checker()


def validator(*records: bytes, form: str = MODEL, profile: str = "published") -> Any:
    """jsonschema's validator of the overlay for some records, which has to be a schema."""
    schema = json.loads(render_overlay(seen(*records, form=form, profile=profile)))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=CHECKER)


@given(form=st.sampled_from([MODEL, RUN]), profile=st.sampled_from(["published", "tolerant"]), data=st.data())
def test_overlay_accepts_every_record_that_was_read(form: str, profile: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(mutants(form), min_size=1, max_size=4))
    texts = [text.replace(b"\n", b" ") for text in texts]
    accepts = validator(*texts, form=form, profile=profile)
    for text in texts:
        if is_json(text):
            assert list(accepts.iter_errors(parse(text.decode()))) == []


@pytest.mark.parametrize("value", [None, 1, "a", [1], {"a": 1}, True, 1.5])
@pytest.mark.parametrize("form", [MODEL, RUN])
def test_overlay_accepts_any_value_that_was_read(form: str, value: Any) -> None:
    plain = json.loads(model(outputs=[output()]) if form == MODEL else run())
    records = [line(plain | {name: value}) for name in plain]
    records += [line({other: plain[other] for other in plain if other != name}) for name in plain]
    records.append(line(value))
    accepts = validator(*records, form=form)
    for record in records:
        assert list(accepts.iter_errors(json.loads(record))) == []


@pytest.mark.parametrize("form", [MODEL, RUN])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_overlay_without_drift_is_the_published_schema(form: str, profile: str) -> None:
    schema = overlay(seen(model() if form == MODEL else run(), form=form, profile=profile))
    published = load_schema(FORMATS[form], profile)
    assert schema["$id"] == f"{published['$id']}:observed"
    assert schema["$comment"].startswith("Written by runbridge drift ")
    assert {**schema, "$id": published["$id"]} | {"$comment": 0} == {
        **{name: value for name, value in published.items() if name != "examples"},
        "$comment": 0,
    }


def test_widened_parts_have_comments() -> None:
    report = seen(
        model(),
        without(model(extra=1, number=1.5, created_at="2026-01-02T03:04:05"), "gpu"),
        model(status="paused", id=None),
        model(outputs=[output(data={"images": [{"url": "u", "type": "t"}, None, 3]})]),
    )
    schema = overlay(report)
    members = schema["properties"]
    column = {each.kind + (each.detail or ""): each.first.column for each in report.drift}
    assert members["extra"] == {
        "type": "integer",
        "$comment": f"unknown field: integer: 1 of 4 (25.0 %), first at in.ndjson:2:{column['unknowninteger']}.",
    }
    assert "gpu" not in schema["required"]
    assert members["gpu"]["$comment"] == "required, but missing: 1 of 4 (25.0 %), first at in.ndjson:2:1."
    assert members["number"]["type"] == "number"
    assert "format" not in members["created_at"]
    assert members["id"]["type"] == ["string", "null"]
    assert members["id"]["$comment"] == (
        f"null, which is not allowed: 1 of 4 (25.0 %), first at in.ndjson:3:{members['id']['$comment'].split(':')[-1]}"
    )
    assert members["status"]["x-extensible-enum"][-1] == "paused"
    media = schema["$defs"]["MediaItem"]
    assert media["required"] == ["url", "type"]
    items = schema["$defs"]["WorkflowRunOutputModel"]["properties"]["data"]["additionalProperties"]["items"]
    assert items["anyOf"][-2:] == [{"type": "null"}, {"type": "integer"}]
    assert "null, which is not allowed" in items["$comment"]
    assert "an integer, which is not allowed" in items["$comment"]
    widened = {name for name, part in members.items() if "$comment" in part}
    assert widened == {"extra", "gpu", "number", "created_at", "id", "status"}


def test_closed_vocabulary_gains_only_new_values() -> None:
    accepts = validator(run(status="odd"), run(status=None), run(status=5), run(), form=RUN)
    status = {word: accepts.is_valid(json.loads(run(status=word))) for word in ("odd", "even", "pending", None, 5, 1.5)}
    assert status == {"odd": True, "even": False, "pending": True, None: True, 5: True, 1.5: False}


def test_vocabulary_with_too_many_new_values_is_dropped() -> None:
    accepts = validator(*(run(status=f"s{index}") for index in range(250)), form=RUN)
    assert accepts.is_valid(json.loads(run(status="s249")))
    assert not accepts.is_valid(json.loads(run(status=5)))


@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_time_format_is_dropped_after_an_invalid_time(profile: str) -> None:
    seen_time, other = run(createdAt="2026-01-02 03:04:05"), run(createdAt="yesterday")
    accepts = validator(seen_time, run(createdAt=None), form=RUN, profile=profile)
    assert [accepts.is_valid(json.loads(each)) for each in (seen_time, other, run(createdAt=5))] == [True, True, False]
    assert not accepts.is_valid(json.loads(run(updatedAt="yesterday")))


def test_nothing_else_is_widened() -> None:
    accepts = validator(model(gpu=5), without(model(), "webhook"), model(extra="a"))
    refused = [model(id=None), without(model(), "gpu"), model(gpu=1.5), model(created_at="x"), model(extra=1), b"[]"]
    assert [accepts.is_valid(json.loads(each)) for each in refused] == [False] * 6


def test_many_unknown_fields_are_allowed_unnamed() -> None:
    schema = overlay(seen(model(**{f"n{index}": index for index in range(250)})))
    assert len([name for name in schema["properties"] if name.startswith("n") and name[1:].isdigit()]) == 200
    assert "more unknown fields, counted together: 50 of 1" in schema["$comment"]


def test_unsafe_names_are_escaped() -> None:
    text = render_overlay(seen(model(**{"a\x1b[31m\u202e": 1, "status": "\x00"})))
    assert text.isascii()
    assert all(char.isprintable() or char == "\n" for char in text)
    assert "a\x1b[31m\u202e" in json.loads(text)["properties"]


@pytest.mark.parametrize(
    ("part", "kind", "detail", "expected"),
    [
        ({"const": "a"}, "value", "b", {"enum": ["a", "b"]}),
        ({"const": "a"}, "value", None, {}),
        ({"const": "a"}, "type", "array", {"anyOf": [{"const": "a"}, {"type": "array"}]}),
        ({"enum": ["a"]}, "null", "null", {"anyOf": [{"enum": ["a"]}, {"type": "null"}]}),
        ({"anyOf": [{"const": "a"}]}, "value", "b", {"anyOf": [{"const": "a"}, {"const": "b"}]}),
        ({"anyOf": [{"const": "a"}]}, "value", None, {"anyOf": [{"const": "a"}, {"type": "string"}]}),
    ],
)
def test_lists_of_values_and_branches_are_widened(
    part: dict[str, Any], kind: str, detail: str | None, expected: dict[str, Any]
) -> None:
    first = Location(file="f", record=1, line=1, column=1, offset=0)
    drift = Drift(path=("a",), kind=kind, detail=detail, count=1, of=1, records=1, first=first, examples=())
    _loosen(part, drift)
    assert part == expected
