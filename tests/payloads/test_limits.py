"""The work of validating a payload has a limit: it ends as `payload-unchecked`, and the next record goes on."""

import json
import math
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.reporters.text import text_of
from runbridge.schemas import exact_keywords as limits
from tests.pipeline.sample_records import RUN, run

#: Each level of references doubles the work, and this many levels are quickly done.
LEVELS = 9
FAN_OUT = {
    "$ref": "#/$defs/0",
    "$defs": {
        **{str(level): {"allOf": [{"$ref": f"#/$defs/{level + 1}"}] * 2} for level in range(LEVELS)},
        str(LEVELS): {"type": "string", "pattern": "^a"},
    },
}
UNCHECKED = "payload-unchecked `/output` cannot be checked: it takes longer than 0.5 seconds"


def messages_of(payload: Any, schema: Any, **options: Any) -> list[str]:
    problems = rb.validate(run(output=payload), RUN, output_schema=schema, **options)
    return [f"{each.code} {text_of(each)}" for each in problems]


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    # A clock that goes on by a second whenever somebody looks at it.
    monkeypatch.setattr(limits, "thread_time", count().__next__)


@pytest.mark.parametrize(
    ("schema", "payload"),
    [
        (FAN_OUT, "abc"),
        ({"pattern": "^a*$"}, "abc"),
        ({"patternProperties": {"^a": True}}, {"a": 1}),
        ({"additionalProperties": False, "patternProperties": {"^a": True}}, {"a": 1}),
    ],
)
@pytest.mark.usefixtures("no_time")
def test_work_without_end_is_unchecked(schema: Any, payload: Any) -> None:
    assert messages_of(payload, schema, payload_timeout=0.5) == [UNCHECKED]


def test_with_time_it_is_checked() -> None:
    assert messages_of("abc", FAN_OUT) == []
    assert messages_of("b", FAN_OUT) == ['payload-invalid `/output` must be text that matches `^a`, not "b"']


@pytest.mark.usefixtures("no_time")
def test_a_pattern_that_the_engine_gives_up_is_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def search(self, string: str, *, timeout: float) -> object:
            raise TimeoutError(string, timeout)

    monkeypatch.setattr("runbridge.schemas.exact_keywords.compile_pattern", lambda _: Slow())
    assert messages_of("abc", {"pattern": "a"}, payload_timeout=50) == [
        "payload-unchecked `/output` cannot be checked: it takes longer than 50 seconds"
    ]


@pytest.mark.usefixtures("no_time")
def test_the_problems_before_the_limit_are_kept() -> None:
    assert messages_of("abc", {"type": "null", "pattern": "a"}, payload_timeout=0.5) == [
        'invalid-type `/output` must be null, not "abc"',
        UNCHECKED,
    ]


@pytest.mark.usefixtures("no_time")
def test_the_next_record_goes_on(tmp_path: Path) -> None:
    file, schema = tmp_path / "in.ndjson", tmp_path / "s.json"
    file.write_bytes(b"\n".join([run(output="abc"), run(output=5), run()]))
    # Without a quick check, which has a limit of its own.
    schema.write_text(json.dumps({"pattern": "a", "patternProperties": {}}), encoding="utf-8")
    found: list[tuple[int, str]] = []

    def note(rejected: rb.Rejected) -> None:
        found.extend((rejected.number, problem.code) for problem in rejected.problems)

    summary = rb.validate_file(file, RUN, on_reject=note, output_schema=schema, payload_timeout=0.5)
    assert (summary.records, found) == (3, [(1, "payload-unchecked")])


@pytest.mark.usefixtures("no_time")
def test_the_limit_holds_in_every_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: messages_of("abc", FAN_OUT, payload_timeout=0.5), range(8)))
    assert found == [[UNCHECKED]] * 8


def test_the_time_of_other_work_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    # A clock that advances by one second at each look, and by 100 for the other work.
    seconds = count()
    monkeypatch.setattr(limits, "thread_time", lambda: next(seconds))
    work = limits.Work(10)
    with work:
        assert work.seconds_left() == 9
    for _ in range(100):
        next(seconds)
    with work:
        assert work.seconds_left() == 7
        assert limits.current_work() is work
    assert limits.current_work() is not work


@pytest.mark.parametrize("seconds", [0, -1, math.nan])
def test_a_timeout_that_is_not_positive_is_a_usage_error(seconds: float) -> None:
    with pytest.raises(rb.UsageError) as caught:
        messages_of("abc", True, payload_timeout=seconds)
    assert str(caught.value) == f"payload_timeout is {seconds:g}; it is a number of seconds above 0"
