"""Calls with the same options share what they found out, and no call is answered with that of others."""

from types import MappingProxyType
from typing import Any

import pytest

import runbridge as rb
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.record.remembered import earlier_calls
from tests.pipeline.sample_records import MODEL, RUN, model


def test_equal_options_share_a_converter() -> None:
    first = earlier_calls({"to": RUN, "set": {"userId": "u"}, "map": {"status": {"a": "running"}}})
    assert earlier_calls({"to": RUN, "set": {"userId": "u"}, "map": {"status": {"a": "running"}}}) is first
    assert earlier_calls({"to": RUN, "set": MappingProxyType({"userId": "u"})}) is not first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"to": RUN}, {"to": MODEL}),
        ({"to": RUN, "set": {"userId": "u"}}, {"to": RUN, "set": {"userId": "v"}}),
        ({"to": RUN, "set": {"userId": "u"}}, {"to": RUN, "map": {"userId": "u"}}),
        ({"to": RUN, "set": {"userId": "u"}}, {"to": RUN, "set": (("userId", "u"),)}),
        ({"to": RUN, "set": {"a": 1}}, {"to": RUN, "set": {"a": 2}}),
        ({"to": RUN, "set": {"a": 1}}, {"to": RUN, "set": {"a": True}}),
        ({"to": RUN, "set": {"a": 1}}, {"to": RUN, "set": {"a": 1.0}}),
        ({"to": RUN, "set": {"a": 0.0}}, {"to": RUN, "set": {"a": -0.0}}),
        ({"to": RUN, "apply_residue": True}, {"to": RUN, "apply_residue": 1}),
        ({"to": [RUN]}, {"to": [RUN]}),
    ],
    ids=str,
)
def test_other_options_share_nothing(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert earlier_calls(one) is not earlier_calls(other)


def test_options_are_those_of_each_call() -> None:
    record, table = model(user_id=None), {"userId": "a"}
    for name in ("a", "b", "a"):
        table["userId"] = name
        assert b'"userId":"%b"' % name.encode() in rb.convert(record, RUN, set=table).data
    with pytest.raises(rb.Unconvertible):
        rb.convert(record, RUN)
    assert b"_residue" not in rb.convert(record, RUN, set=table, residue="drop").data


@pytest.mark.parametrize("times", [1, 3])
def test_errors_of_options_are_raised_each_time(times: int) -> None:
    wrong: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"profile": "x"}, rb.UsageError, "unknown profile 'x'"),
        ({"residue": "x"}, rb.UsageError, "invalid residue mode 'x'"),
        ({"set": {"x": "y"}}, rb.UsageError, "'x' cannot be set"),
        ({"set": {"userId": 1}}, rb.UsageError, "'userId' can be set to text only"),
        ({"from_": "x"}, rb.UsageError, "unknown format 'x'"),
        ({"from_": [MODEL]}, TypeError, "unhashable"),
        ({"other": 1}, TypeError, "other"),
    ]
    for options, kind, message in wrong * times:
        with pytest.raises(kind, match=message):
            rb.convert(model(), RUN, **options)


def test_a_format_that_changes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"to": RUN}
    first = earlier_calls(options)
    changes = FORMATS.changes, DIRECTIONS.changes
    direction = DIRECTIONS[MODEL, RUN]
    monkeypatch.setitem(DIRECTIONS, (MODEL, RUN), direction)
    second = earlier_calls(options)
    monkeypatch.setitem(FORMATS, MODEL, FORMATS[MODEL])
    third = earlier_calls(options)
    assert len({id(each) for each in (first, second, third)}) == 3
    monkeypatch.undo()
    assert (FORMATS.changes, DIRECTIONS.changes) == (changes[0] + 2, changes[1] + 2)
