"""`rb.convert` and `rb.validate` with the native lane: the results and exceptions of Python, for every record."""

from collections.abc import Callable
from typing import Any

import pytest

import runbridge as rb
from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions
from runbridge.record import convert as convert_module
from runbridge.record import native_demand, native_record, remembered
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from runbridge.record.native_batch import process_natively
from runbridge.record.native_demand import Demand
from runbridge.record.native_record import convert_record, is_valid_natively
from runbridge.version import VARIABLE
from tests import in_python
from tests.laws.fields import MODEL, RUN
from tests.native.format_fuzz import Case, directions, ordinary
from tests.native.fuzz import samples
from tests.pipeline.sample_records import model


def outcome(work: Callable[..., object], *arguments: Any, **options: Any) -> object:
    """A result, or an exception as its type and text."""
    try:
        return work(*arguments, **options)
    except Exception as error:  # every one is compared
        return type(error), str(error)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each record was converted by the lane."""
    found: list[bool] = []

    def convert(*arguments: Any) -> Any:
        done = convert_record(*arguments)
        found.append(done is not None)
        return done

    monkeypatch.setattr(remembered, "convert_record", convert)
    return found


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each call begin anew, and so in Python."""
    monkeypatch.setattr(convert_module, "earlier_calls", lambda _: remembered.EarlierCalls())


@pytest.mark.parametrize("residue", ["embed", "text", "sidecar", "drop"])
def test_records_become_what_python_makes_of_them(residue: Any, taken: list[bool]) -> None:
    for source, target in directions():
        options = Case(source, target, "published", residue).subject.options(residue)
        given: dict[str, Any] = {"residue": residue, "set": options.set, "map": options.map}
        for line in ordinary(source, target, "published"):
            expected = outcome(in_python.convert, line, target, source, **given)
            assert outcome(rb.convert, line, target, source, **given) == expected
    assert sum(taken) > 0.7 * len(taken)


@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("form", [MODEL, RUN])
def test_formats_are_detected_as_in_python(
    form: str, profile: str, taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = RUN if form == MODEL else MODEL
    lines = samples(form)[::7]
    native = [outcome(rb.convert, line, target, profile=profile) for line in lines]
    assert sum(taken) > len(lines) / 3
    forget(monkeypatch)
    assert native == [outcome(rb.convert, line, target, profile=profile) for line in lines]
    assert len(taken) <= len(lines)


def test_a_record_of_an_uncertain_format_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rb.convert(model(), RUN) == rb.convert(model(), RUN)
    # Valid records of one format with fields of another one.
    odd = model(subjectId="s", workspaceId="w", parentRunId=None)
    with pytest.raises(rb.UnknownFormat, match="the record could be") as caught:
        rb.convert(odd, RUN)
    forget(monkeypatch)
    with pytest.raises(rb.UnknownFormat) as again:
        rb.convert(odd, RUN)
    assert str(caught.value) == str(again.value)
    assert rb.convert(odd, RUN, MODEL) == in_python.convert(odd, RUN, MODEL)


@pytest.mark.parametrize(
    "data",
    [
        model(**{"x" * 61: 1}),
        model(**{"é" * 200: 1}),
        model()[:-1] + b',"duration":1.' + b"0" * 50 + b"}",
        model() + b"\n",
        model().replace(b",", b",\n", 1),
        model(status=1),
        model() + b"\n" + model(),
        b"",
        b"[]",
    ],
    ids=range(9),
)
def test_other_records_are_left_to_python(data: bytes) -> None:
    converter = make_converter(MODEL, ConvertOptions(target=RUN))
    assert isinstance(converter, Converter)
    assert convert_record(converter, data, lambda _: True) is None
    assert convert_record(converter, model(), lambda _: True) == converter.convert(model())
    assert convert_record(converter, model(), lambda _: False) is None
    expected = outcome(in_python.convert, data, RUN, MODEL)
    assert [outcome(rb.convert, data, RUN, MODEL) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize("strict", [False, True])
def test_records_are_as_valid_as_in_python(strict: bool) -> None:  # a parameter
    taken = []
    for form in (MODEL, RUN):
        for line in samples(form)[::7]:
            expected = in_python.validate(line, form, strict=strict)
            assert rb.validate(line, form, strict=strict) == expected
            taken.append(is_valid_natively(line, FORMATS[form], "published", strict=strict))
            assert not (taken[-1] and expected)
    assert sum(taken) > len(taken) / 5
    assert not is_valid_natively(model() + b"\n" + model(), FORMATS[MODEL], "published", strict=strict)


def test_a_plan_is_made_when_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(native_demand, "LARGE_CHUNK", 100)
    monkeypatch.setattr(native_demand, "MANY_BYTES", 300)
    small, large, required = Demand(), Demand(), Demand()
    assert [small.is_met(99) for _ in range(5)] == [False, False, False, True, True]
    assert [large.is_met(size) for size in (99, 100, 1)] == [False, True, True]
    monkeypatch.setenv(VARIABLE, "require")
    assert required.is_met(1)


def test_small_records_are_left_to_python_until_a_plan_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(native_demand, "LARGE_CHUNK", 1 << 17)
    monkeypatch.setattr(native_record, "_demand_of", lambda *_: Demand())
    assert not is_valid_natively(model(), FORMATS[MODEL], "published", strict=False)
    converter = make_converter(MODEL, ConvertOptions(target=RUN))
    assert isinstance(converter, Converter)
    assert convert_record(converter, model(), lambda _: True) is None
    plan = converter.native_plan
    assert plan is not None
    assert converter.plan_for(1) is plan
    assert convert_record(converter, model(), lambda _: True) == converter.convert(model())
    assert process_natively(plan.plan, model() + b"\n") is not None
