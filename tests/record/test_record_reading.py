"""A valid record becomes its wire struct and its unknown fields, verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw

from runbridge.errors import InvalidRecord
from runbridge.known_formats import FORMATS as FORMS
from runbridge.problems import Problem
from runbridge.record.read_record import Record, is_valid, read_record
from tests.schemas import reference_validator
from tests.schemas.mutants import mutants
from tests.schemas.samples import FORMATS, MODEL, PROFILES, RUN, text


def read(data: bytes, form: str, profile: str = "published") -> Record:
    return read_record(data, FORMS[form], profile)


@pytest.mark.parametrize("form", FORMATS)
def test_a_plain_record_is_read(form: str) -> None:
    record = read(text(form), form)
    assert record.unknown == {}
    assert record.wire.id == text(form).split(b'"')[3].decode()


def test_unknown_fields_are_kept_verbatim() -> None:
    record = read(text(RUN, odd=b"[1.50, {}]", **{"": b'"\\u0061"'}), RUN)
    assert {name: bytes(raw) for name, raw in record.unknown.items()} == {"odd": b"[1.50, {}]", "": b'"\\u0061"'}
    assert record.wire == read(text(RUN), RUN).wire


def test_valid_records_that_msgspec_refuses_are_read() -> None:
    data = text(MODEL, number=b"1.0", id=rb'"\ud800"', odd=rb'{"\udc00": 1E400}', is_realtime=False)
    record = read(data, MODEL)
    assert record.wire.id == "\ud800"
    assert bytes(record.wire.number) == b"1.0"
    assert record.wire.is_realtime is False
    assert {name: bytes(raw) for name, raw in record.unknown.items()} == {"odd": rb'{"\udc00": 1E400}'}


def test_missing_fields_stay_missing_when_the_schema_decides() -> None:
    data = text(MODEL, number=b"1.0").replace(b'"started_at"', b'"odd"')
    wire = read(data, MODEL).wire
    assert wire.started_at is UNSET
    assert wire.queued_at is None
    assert isinstance(wire.outputs, Raw)


def test_an_invalid_record_raises_every_problem() -> None:
    with pytest.raises(InvalidRecord) as caught:
        read(text(RUN, id=5, status="odd"), RUN)
    assert [problem.code for problem in caught.value.problems] == ["invalid-type", "unknown-value"]
    assert str(caught.value) == (
        "1:7: invalid-type `/id` must be a string, not the number 5; put quotes around it\n"
        '1:79: unknown-value `/status` must be one of "pending", "failed", "running", "completed", "cancelled", '
        '"timed_out", "paused", "waiting", not "odd"'
    )


@pytest.mark.parametrize("form", FORMATS)
@given(data=st.data())
def test_reading_and_validating_have_the_same_verdict(form: str, data: st.DataObject) -> None:
    raw = data.draw(mutants(form))
    for profile in PROFILES:
        valid = reference_validator.says_valid(raw, form, profile, strict=False)
        assert valid >= is_valid(raw, FORMS[form], profile)
        if valid:
            assert isinstance(read(raw, form, profile), Record)
        else:
            with pytest.raises(InvalidRecord):
                read(raw, form, profile)


def test_a_deeply_nested_record_is_read_or_refused() -> None:
    read_depths = [levels for levels in range(800, 1000) if _is_read(b"[" * levels + b"]" * levels)]
    # All up to some depth; on Pythons without such a limit on C code, all.
    assert read_depths == list(range(800, 800 + len(read_depths)))
    assert read_depths


def _is_read(deep: bytes) -> bool:
    data = text(RUN, input=deep, id=rb'"\ud800"')
    try:
        return bytes(read(data, RUN).wire.input) == deep
    except InvalidRecord as error:
        return error != InvalidRecord([Problem(code="excessive-nesting")])
