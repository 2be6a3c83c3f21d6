"""A reject has all that is needed to run its record again, whatever the record is."""

import io
import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.errors import UsageError
from runbridge.inputs.chunks import Record
from runbridge.outputs.rejects import Diagnostic, Rejected, read_rejects, record_of, reject, reject_line
from runbridge.problem_messages import CODES
from runbridge.problems import Fix, Problem
from runbridge.record.validate import validate
from runbridge.version import __version__
from tests.pipeline.sample_records import BAD, MODEL

PROBLEM = Problem(code="invalid-json", expected="expecting value", line=3, column=7, offset=8)
_NUMBERS = st.integers(1, 1 << 50)
_TEXTS = st.text(max_size=5) | st.just("\ud800\x1b")
_PROBLEMS = st.builds(
    Problem,
    code=st.sampled_from(CODES),
    keyword=_TEXTS,
    pointer=_TEXTS,
    expected=_TEXTS,
    actual=_TEXTS,
    fix=st.none() | st.builds(Fix, kind=st.just("map"), value=_TEXTS, choices=st.just(("a", "b"))),
    line=_NUMBERS,
    column=_NUMBERS,
    end_line=st.none() | _NUMBERS,
    end_column=st.none() | _NUMBERS,
    offset=_NUMBERS,
)
REJECTED = st.builds(
    Rejected,
    file=_TEXTS | st.just("caf\udce9"),
    number=_NUMBERS,
    line=_NUMBERS,
    column=_NUMBERS,
    offset=_NUMBERS,
    data=st.binary(max_size=20) | st.sampled_from(BAD) | st.text(max_size=9).map(str.encode),
    problems=st.lists(_PROBLEMS, min_size=1, max_size=3).map(tuple),
    format=st.none() | st.just(MODEL),
)


def read(data: bytes, max_record: int = 1000) -> list[Rejected]:
    return list(read_rejects(io.BytesIO(data), "r\x1b", max_record=max_record))


def line_of(**members: Any) -> bytes:
    """A line as runbridge writes it, but for some fields."""
    return json.dumps({**json.loads(reject_line(Rejected("f", 1, 2, 3, 4, b"{", (PROBLEM,)))), **members}).encode()


def test_a_line_has_the_record_and_its_problems() -> None:
    line = reject_line(Rejected("in", 1, 2, 3, 40, '{"é'.encode(), (PROBLEM,), MODEL), "1")
    assert line == (
        b'{"file": "in", "record": 1, "line": 2, "column": 3, "offset": 40, "format": "workflow-run-model", '
        b'"problems": [{"code": "invalid-json", "keyword": "", "pointer": "", "target": "", '
        b'"expected": "expecting value", "actual": "", "fix": null, "line": 3, "column": 7, '
        b'"end_line": null, "end_column": null, "offset": 8, '
        b'"message": "not JSON: expecting value"}], '
        b'"versions": {"runbridge": "%s", "bridge": "1"}, "text": "{\\"\\u00e9"}\n' % __version__.encode()
    )


def test_bytes_that_are_not_utf8_are_kept() -> None:
    document = json.loads(reject_line(Rejected("in", 1, 2, 3, 40, b'"\xff', (PROBLEM,))))
    assert (document["base64"], "text" in document) == (b64encode(b'"\xff').decode(), False)
    assert document["versions"] == {"runbridge": __version__, "bridge": None}


def test_a_record_without_text_has_a_null_text() -> None:
    assert json.loads(reject_line(Rejected("in", 1, 2, 3, 40, b"", (PROBLEM,))))["text"] is None


@given(records=st.lists(REJECTED, max_size=4))
def test_rejects_are_read_back_exactly(records: list[Rejected]) -> None:
    data = b"".join(reject_line(each, "1") for each in records)
    assert data.count(b"\n") == len(records)
    assert read(data) == records


def test_a_line_can_be_much_longer_than_its_record() -> None:
    short = b'{"id":1}'
    each = reject("f", Record(short, 1, 1), validate(short, MODEL), MODEL)
    assert len(reject_line(each)) > 1000 * len(short)
    assert read(reject_line(each), max_record=len(short)) == [each]


def test_the_record_of_a_reject_is_the_original() -> None:
    assert record_of(Rejected("f", 5, 6, 7, 8, b"{", (PROBLEM,))) == Record(b"{", 5, 6, 7, 8)


def test_the_record_of_a_reject_without_text_keeps_its_flaw() -> None:
    entry = record_of(Rejected("f", 5, 3, 7, 8, b"", (PROBLEM,)))
    assert entry == Record(b"", 5, 3, 7, 8, Problem(code="invalid-json", expected="expecting value"))
    assert entry.flaw is not None
    assert entry.place(entry.flaw) == PROBLEM


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"[]",
        b"not JSON",
        b"[" * 100_000,
        b'{"a":\xff}',
        line_of(record="1"),
        line_of(file=None),
        line_of(text="\ud800"),
        line_of(text=1),
        line_of(base64="?"),
        line_of(base64="é"),
        line_of(problems=[{"code": 1}]),
        line_of(text=None, problems=[]),
        line_of(text="", problems=[{"code": "odd"}]),
        line_of(base64="", problems=[]),
    ],
)
def test_a_line_that_is_not_a_reject_is_a_usage_error(line: bytes) -> None:
    before = line_of() + b"\n"
    with pytest.raises(UsageError) as caught:
        read(before + line)
    assert str(caught.value) == "r\\u001b:2 is not a rejected record written by runbridge"


def test_each_problem_is_a_diagnostic() -> None:
    other = Problem(code="excessive-nesting")
    assert Rejected("f", 5, 6, 7, 8, b"{", (PROBLEM, other)).findings() == [
        Diagnostic("f", 5, PROBLEM),
        Diagnostic("f", 5, other),
    ]
