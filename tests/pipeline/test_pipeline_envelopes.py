"""Documents around records: the records in them are found, each with its place, and what is outside is reported."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.drift.observe import observe
from runbridge.formats import find_envelope
from runbridge.inputs.chunks import Lines, Record
from runbridge.inputs.envelopes import Unwrapped, parse_unwrap, unwrap, unwrap_chunks
from runbridge.known_formats import FORMATS
from runbridge.pipeline.executor import partition
from runbridge.pipeline.runner import find_path
from runbridge.problems import Problem
from runbridge.record.read_record import fields_of
from tests.formats.test_formats_examples import EXAMPLES, example, format_of

MLFLOW = "mlflow-run"
#: A record of each format that declares paths to its records.
RECORDS = {format_of(path): example(path)["record"] for path in EXAMPLES if FORMATS[format_of(path)].envelopes}
WITH_ENVELOPES = [(name, path) for name in RECORDS for path in FORMATS[name].envelopes]
each_path = pytest.mark.parametrize(("name", "path"), WITH_ENVELOPES)


def around(record: Any, path: tuple[str, ...], count: int = 1) -> Any:
    """A document with a record at a path, or so many of them where it ends in an array."""
    value = [record] * count if path[-1] == "*" else record
    for name in reversed([step for step in path if step != "*"]):
        value = {"first": {}, name: value, "next": "x"}
    return value


@each_path
def test_records_are_found_where_each_format_declares_them(name: str, path: tuple[str, ...], tmp_path: Path) -> None:
    record, file = RECORDS[name], tmp_path / "page.json"
    count = 3 if path[-1] == "*" else 1
    file.write_text(json.dumps(around(record, path, count), indent=2), encoding="utf-8")
    found = [*rb.read_records(file)]
    assert [json.loads(each.data) for each in found] == [record] * count
    text = file.read_bytes()
    for number, each in enumerate(found, start=1):
        before = text[: each.offset].decode()
        assert text[each.offset :].startswith(each.data)
        assert (each.number, each.line, each.column) == (
            number, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1,
        )  # fmt: skip
    assert rb.validate_file(file).records == count
    assert observe([str(file)], name).records == count


@each_path
def test_a_record_itself_is_in_no_envelope(name: str, path: tuple[str, ...]) -> None:
    fields = fields_of(json.dumps({**RECORDS[name], **around(RECORDS[name], path)}).encode())
    assert fields is not None
    assert find_envelope(fields) is None


def test_an_array_without_items_is_an_envelope_without_records(tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    file.write_text('{"runs": []}', encoding="utf-8")
    assert [*rb.read_records(file)] == []
    assert rb.validate_file(file).records == 0


@pytest.mark.parametrize("text", ['{"runs": 5}', '{"runs": [5]}', '{"runs": [{"a": 1}]}', '{"run": []}', '{"run": {}}'])
def test_other_documents_stay_records(text: str, tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    file.write_text(text, encoding="utf-8")
    assert [each.data for each in rb.read_records(file)] == [text.encode()]


@pytest.mark.parametrize(
    ("form", "text", "records"),
    [
        ("kfp-run", '{"runs": [{"run_id": "a", "state": "FAILED"}, {"run_id": "b"}], "total_size": 2}', 2),
        ("kfp-run", '{"runs": [5]}', 1),
        ("kfp-run", '{"runs": 5}', 1),
        ("mlflow-run", '{"run": {"info": {"status": "FAILED"}}}', 1),
        ("mlflow-run", '{"run": []}', 1),
        ("airflow-dag-run", '{"dag_runs": [{"dag_run_id": "a"}, {}, {}]}', 3),
    ],
)
def test_records_of_a_named_format_need_not_be_detected(form: str, text: str, records: int, tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    file.write_text(text, encoding="utf-8")
    assert rb.validate_file(file, form).records == records
    assert observe([str(file)], form).records == records
    found, _ = find_path(iter([Lines(text.encode() + b"\n", 1, 0)]), "auto", form)
    assert bool(found) == ("[{" in text or "[5" in text or "info" in text)


def test_a_field_of_a_named_format_is_no_envelope(monkeypatch: pytest.MonkeyPatch) -> None:
    form = msgspec.structs.replace(FORMATS[MLFLOW], envelopes=(("data",),))
    monkeypatch.setitem(FORMATS, MLFLOW, form)
    assert find_envelope({"data": msgspec.Raw(b"{}")}, MLFLOW) is None
    assert find_envelope({"other": msgspec.Raw(b"{}")}, MLFLOW) is None


@pytest.mark.parametrize("item", ["null", "{}", "5", "[]", '{"a": 1}'])
def test_an_item_that_is_no_record_is_rejected_alone(item: str, tmp_path: Path) -> None:
    file, record = tmp_path / "page.json", json.dumps(RECORDS[MLFLOW])
    file.write_text(f'{{"runs": [{item}, {record}, {item}]}}', encoding="utf-8")
    done = rb.validate_file(file)
    assert (done.records, done.rejected) == (3, 2)


def test_text_that_is_not_utf_8_is_no_envelope() -> None:
    fields = {"runs": msgspec.Raw(b'[{"\xff": 1}]')}
    assert find_envelope(fields) is None
    assert unwrap(Record(b'{"run": {"a": "\xff"}}', 1, 1), ("run",)) == nothing_at("/run")


names = st.text(max_size=4)


@given(
    items=st.lists(st.dictionaries(names, st.integers() | names, max_size=3), max_size=4),
    outside=st.dictionaries(
        names.filter(lambda name: name != "runs"), st.integers() | st.just({"runs": []}), max_size=2
    ),
    indent=st.sampled_from([None, 1]),
    is_escaped=st.booleans(),
)
def test_every_item_has_its_text_and_place(
    items: list[dict[str, Any]], outside: dict[str, Any], indent: int | None, is_escaped: bool
) -> None:
    text = json.dumps({**outside, "runs": items}, indent=indent, ensure_ascii=is_escaped)
    # A record can start in the middle of a line.
    before = "é\n  é "
    record = Record(text.encode(), 1, 2, 5, len(before.encode()))
    found = unwrap(record, ("runs", "*"))
    assert isinstance(found, Unwrapped)
    assert [json.loads(each.data) for each in found.records] == items
    assert sorted(found.outside) == sorted("/" + name.replace("~", "~0").replace("/", "~1") for name in outside)
    everything = (before + text).encode()
    for each in found.records:
        to_start = everything[: each.offset].decode()
        assert everything[each.offset :].startswith(each.data)
        assert (each.line, each.column) == (to_start.count("\n") + 1, len(to_start.rpartition("\n")[2]) + 1)


def nothing_at(path: str) -> Problem:
    return Problem(code="missing-field", expected=f"`{path}`")


def array_at(path: str, items: int) -> Problem:
    expected = f"an object (unwrap `{path}/*` for the items of the array)"
    return Problem(code="invalid-type", pointer=path, expected=expected, actual=f"an array of {items}")


def test_a_path_to_an_array_needs_a_star() -> None:
    for text, path in (('{"runs": [{}, {}, {}]}', ("runs",)), ('{"runs": [{}, {}, {}]}', ("runs", "0"))):
        found = unwrap(Record(text.encode(), 1, 1), path)
        assert found == array_at("/runs", 3)
        assert isinstance(found, Problem)
        assert found.message == (
            "`/runs` must be an object (unwrap `/runs/*` for the items of the array), not an array of 3"
        )


def test_what_has_nothing_at_the_path_is_a_problem() -> None:
    text = b'{"run": {"a": 1}, "more": 2}\n[1]\n{"run": 5}\n\n{"run": {"b": "x"}}\n{"a": {}}\n'
    found: list[str] = []
    (chunk,) = unwrap_chunks([Lines(text, 7, 100)], ("run",), outside=found.append)
    assert [(each.data, each.line, each.flaw) for each in chunk.records(1)] == [
        (b'{"a": 1}', 7, None),
        (b"[1]", 8, Problem(code="invalid-type", expected="an object", actual="an array of 1")),
        (b"5", 9, None),
        (b'{"b": "x"}', 11, None),
        (b'{"a": {}}', 12, nothing_at("/run")),
    ]
    assert found == ["/more"]


TWICE = Problem(code="duplicate-field", pointer="/a", actual='"runs"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": {"runs": null}}', []),
        ('{"a": {"runs": [1, {}, null]}}', [b"1", b"{}", b"null"]),
        ('{"a": {"runs": 5}}', nothing_at("/a/runs/*")),
        ('{"a": {}}', nothing_at("/a/runs")),
        ('{"a": 5}', nothing_at("/a/runs")),
        ("{}", []),
        ('{"b": {}}', nothing_at("/a")),
        ("[{}]", Problem(code="invalid-type", expected="an object", actual="an array of 1")),
        ('{"a": [{}, {}]}', array_at("/a", 2)),
        ('{"a": {"runs": [{}], "runs": []}}', Problem(code="duplicate-field", pointer="/a", actual='"runs"')),
        (
            '{"a": {"runs": [{}]}, "\\u0061": {"runs": []}}',
            Problem(code="duplicate-field", pointer="/a", actual='"runs"'),
        ),
        ('{"a": {"runs": [{"runs": 1, "n": "\\n"}]}, "n": ' + "9" * 5000 + "}", [b'{"runs": 1, "n": "\\n"}']),
    ],
)
def test_a_document_has_records_or_a_problem(text: str, expected: Any) -> None:
    found = unwrap(Record(text.encode(), 1, 1), ("a", "runs", "*"))
    assert (found if isinstance(found, Problem) else [each.data for each in found.records]) == expected


def read(text: str, folder: Path) -> list[tuple[str | None, str]]:
    """The problem and the text of each record in a file."""
    file = folder / "in.json"
    file.write_text(text, encoding="utf-8")
    return [(each.flaw.code if each.flaw else None, each.data.decode()) for each in rb.read_records(file)]


def test_a_record_next_to_envelopes_stays_whole(tmp_path: Path) -> None:
    one = json.dumps({**RECORDS[MLFLOW], "runs": [{"a": 1}]})
    page = json.dumps({"runs": [RECORDS[MLFLOW]]})
    found = read(f"{page}\n{one}\n", tmp_path)
    assert found == [(None, json.dumps(RECORDS[MLFLOW])), (None, one)]


def test_an_answer_that_is_an_error_is_a_problem(tmp_path: Path) -> None:
    page, error = json.dumps({"runs": [RECORDS[MLFLOW]]}), '{"error_code": "X"}'
    assert read(f"{page}\n{error}\n", tmp_path)[1:] == [("missing-field", error)]
    done = rb.validate_file(tmp_path / "in.json")
    assert (done.records, done.rejected) == (2, 1)


def test_the_first_document_that_says_something_decides(tmp_path: Path) -> None:
    page = json.dumps({"runs": [RECORDS[MLFLOW]], "next": "\ud800"})
    assert page.endswith('"\\ud800"}')
    found = read(f"garbage\n{{}}\n{page}\n", tmp_path)
    assert found == [
        ("missing-field", "garbage"), (None, json.dumps(RECORDS[MLFLOW])),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("auto", None),
        ("none", ()),
        ("/run", ("run",)),
        ("/data/runs/*", ("data", "runs", "*")),
        ("/a~1b/c~0d", ("a/b", "c~d")),
    ],
)
def test_a_path_has_the_steps_of_a_pointer(text: str, path: tuple[str, ...] | None) -> None:
    assert parse_unwrap(text) == path


@pytest.mark.parametrize("text", ["", "run", "/", "/a//b", "/*", "/*/a", "runs/*"])
def test_another_text_is_no_path(text: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        parse_unwrap(text)
    wanted = f"{text!r} is not a path to records; give one like /run or /runs/*, or auto or none"
    assert str(caught.value) == wanted
    with pytest.raises(rb.UsageError, match="is not a path to records"):
        rb.validate_file("none.json", unwrap=text)


def test_a_file_of_envelopes_is_not_divided(tmp_path: Path) -> None:
    file = tmp_path / "pages.ndjson"
    line = json.dumps(around(RECORDS[MLFLOW], ("runs", "*"), 50)).encode() + b"\n"
    file.write_bytes(line * (12_000_000 // len(line)))
    parts = partition([str(file)], None, 2, max_record=1 << 24)
    assert [[range_.end for range_ in part] for part in parts] == [[None]]
    assert rb.validate_file(file, jobs=2).records == 50 * (12_000_000 // len(line))
