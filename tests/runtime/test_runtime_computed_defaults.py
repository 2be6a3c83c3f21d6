"""Defaults that other fields or an option give."""

from typing import Literal

import pytest
from msgspec import UNSET, Raw, Struct, UnsetType

from runbridge._runtime.addresses import Address, Value
from runbridge._runtime.computed_defaults import Constant, Copy, Difference, FromOption
from runbridge._runtime.conversion import Options, UnrepresentableValue
from runbridge._runtime.json_codec import encode_json


class Span(Struct):
    """Two times."""

    start: str | UnsetType | None = UNSET
    end: str | UnsetType | None = UNSET


START = Address(name="start", field="start", attribute="start")
END = Address(name="end", field="end", attribute="end")


def from_option(kind: Literal["text", "boolean", "raw"], text: str) -> Value:
    """The default of a field for which the option `set` has a text."""
    field = Address(name="field", field="field", attribute="field", kind=kind)
    return FromOption(field).value(None, Options(set={"field": text}))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "{", "{"),
        ("boolean", "true", True),
        ("boolean", "null", None),
        ("raw", "1.50", Raw(b"1.50")),
        ("raw", "null", None),
        ("raw", "[1,\n2]\n", Raw(b"[1,2]")),
        ("raw", '"\ud800"', Raw(b'"\\ud800"')),
    ],
)
def test_an_option_gives_the_value(kind: Literal["text", "boolean", "raw"], text: str, value: Value) -> None:
    assert from_option(kind, text) == value


def test_there_is_no_default_without_the_option() -> None:
    field = Address(name="field", field="field", attribute="field", kind="raw")
    assert FromOption(field).value(None, Options(set={"other": "1"})) is UNSET


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("raw", "{"),
        ("raw", ""),
        ("raw", "\ud800"),
        ("raw", "NaN"),
        ("raw", "[" * 100_000 + "]" * 100_000),
        ("boolean", "1"),
        ("boolean", '"true"'),
    ],
)
def test_an_option_that_is_no_value_of_the_field_is_refused(kind: Literal["boolean", "raw"], text: str) -> None:
    with pytest.raises(UnrepresentableValue) as caught:
        from_option(kind, text)
    assert caught.value.args == ("", encode_json(text), "the JSON value of `field`")


def test_a_constant_is_the_same_for_every_record() -> None:
    assert Constant("x").value(Span(), Options()) == "x"
    assert Constant(None).value(Span(start="y"), Options()) is None


@pytest.mark.parametrize(
    ("record", "value"),
    [
        (Span("x", "done"), "x"),
        (Span("x", None), "x"),
        (Span("x", "other"), None),
        (Span(UNSET, "done"), UNSET),
    ],
)
def test_a_copy_is_null_without_its_condition(record: Span, value: Value) -> None:
    assert Copy(START, ((END, ("done", None)),)).value(record, Options()) == value


@pytest.mark.parametrize(
    ("record", "value"),
    [(Span("x", "done"), "x"), (Span("x", "other"), "given"), (Span(None, "done"), "given"), (Span(), "given")],
)
def test_an_option_gives_what_cannot_be_copied(record: Span, value: Value) -> None:
    copied = Copy(START, ((END, ("done",)),), option=FromOption(START))
    assert copied.value(record, Options(set={"start": "given"})) == value
    assert copied.value(Span(), Options()) is UNSET


@pytest.mark.parametrize(
    ("record", "value"),
    [
        (Span("2026-05-01T08:00:00Z", "2026-05-01T08:00:01.5Z"), Raw(b"1500")),
        (Span("2026-05-01T08:00:00Z", "2026-05-01T08:00:00+01:00"), Raw(b"-3600000")),
        (Span("2026-05-01T08:00:00Z", None), None),
        (Span(UNSET, "2026-05-01T08:00:00Z"), None),
        (Span("today", "2026-05-01T08:00:00Z"), None),
    ],
)
def test_a_difference_is_null_without_two_times(record: Span, value: Value) -> None:
    assert Difference(END, START, 3).value(record, Options()) == value
