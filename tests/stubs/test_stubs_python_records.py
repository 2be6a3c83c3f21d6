"""Records through msgspec and pydantic with our types: valid ones are read and keep all data, invalid ones are refused.

Where a library cannot do that, a case says so, and there are no other cases: docs/types/python.md lists them for users.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.laws.json_tokens import Num
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from tests.laws.fields import FIELDS, MODEL, RUN
from tests.laws.records import plain, records
from tests.stubs.python.libraries import Library, kept, libraries

CASES = Path(__file__).parents[1] / "cases" / "published"
LIBRARIES = ("msgspec", "pydantic")


@pytest.fixture(scope="module", name="all_libraries")
def _all_libraries() -> Iterator[dict[str, Library]]:
    with libraries() as found:
        yield found


def changed(form: str, **fields: str) -> bytes:
    """An ordinary record with JSON texts for some fields."""
    record = {name: json.dumps(f"@{name}@") if name in fields else value for name, value in plain(form).items()}
    record |= {name: f"@{name}@" for name in fields}
    text = write(record)
    for name, value in fields.items():
        text = text.replace(f'"@{name}@"'.encode(), value.encode())
    return text


def is_read(library: Library, form: str, data: bytes) -> bool:
    try:
        library.there_and_back(form, data)
    except (ValueError, RecursionError):
        return False
    return True


def is_valid(form: str, data: bytes) -> bool:
    return rb.validate(data, form) == []


#: Valid records that a library refuses, or reads although it cannot represent them.
NOT_READ = {
    "a leap second": ({"created_at": '"2016-12-31T23:59:60Z"'}, LIBRARIES),
    "the year 0": ({"created_at": '"0000-01-01T00:00:00Z"'}, LIBRARIES),
    "a fraction that makes it the year 10000": ({"created_at": '"9999-12-31T23:59:59.9999999Z"'}, ("msgspec",)),
    "an integer with a point": ({"number": "1.0"}, LIBRARIES),
    "an integer with an exponent": ({"number": "1e2"}, LIBRARIES),
    "an integer of more than 4300 digits": ({"number": "1" * 4301}, LIBRARIES),
    "an unpaired surrogate": ({"id": '"\\ud800"'}, LIBRARIES),
    "an unpaired surrogate inside": ({"workflow_api": '{"a": "\\ud800"}'}, LIBRARIES),
    "a number outside the range of a double": ({"duration": "1e400"}, ("msgspec",)),
    "a number outside the range of a double inside": ({"workflow_api": "[1e400]"}, ("msgspec",)),
    "more than 200 arrays in each other": ({"workflow_api": "[" * 201 + "]" * 201}, ("pydantic",)),
}


@pytest.mark.parametrize("case", NOT_READ)
def test_valid_records_that_a_library_refuses(case: str, all_libraries: dict[str, Library]) -> None:
    fields, refusing = NOT_READ[case]
    data = changed(MODEL, **fields)
    assert is_valid(MODEL, data)
    assert {name for name in LIBRARIES if not is_read(all_libraries[name], MODEL, data)} == set(refusing)


def test_msgspec_checks_both_values_of_a_duplicate_field(all_libraries: dict[str, Library]) -> None:
    data = changed(MODEL).replace(b"{", b'{"number": "x", ', 1)
    assert is_valid(MODEL, data)
    assert not is_read(all_libraries["msgspec"], MODEL, data)
    assert is_read(all_libraries["pydantic"], MODEL, data)


#: Invalid records that a library accepts.
READ = {
    "a blank for the T": ({"created_at": '"2026-01-02 03:04:05Z"'}, LIBRARIES),
    "an offset without its colon": ({"created_at": '"2026-01-02T03:04:05+0000"'}, LIBRARIES),
    "an underscore for the T": ({"created_at": '"2026-01-02_03:04:05Z"'}, ("pydantic",)),
    "a comma for the point": ({"created_at": '"2026-01-02T03:04:05,5Z"'}, ("pydantic",)),
    "no seconds": ({"created_at": '"2026-01-02T03:04Z"'}, ("pydantic",)),
    "a minus sign for the hyphen": ({"created_at": '"2026-01-02T03:04:05\u221205:00"'}, ("pydantic",)),
    "a number for a time": ({"created_at": "1700000000"}, ("pydantic",)),
    "digits for a time": ({"created_at": '"1700000000.5"'}, ("pydantic",)),
    "NaN": ({"duration": "NaN"}, ("pydantic",)),
    "Infinity inside": ({"workflow_api": "[-Infinity]"}, ("pydantic",)),
}


@pytest.mark.parametrize("case", READ)
def test_invalid_records_that_a_library_accepts(case: str, all_libraries: dict[str, Library]) -> None:
    fields, reading = READ[case]
    data = changed(MODEL, **fields)
    assert not is_valid(MODEL, data)
    assert {name for name in LIBRARIES if is_read(all_libraries[name], MODEL, data)} == set(reading)


def test_pydantic_accepts_the_attribute_name_of_a_field(
    all_libraries: dict[str, Library],
) -> None:
    record = plain(RUN)
    record["user_id"] = record.pop("userId")
    data = write(record)
    assert not is_valid(RUN, data)
    assert not is_read(all_libraries["msgspec"], RUN, data)
    assert read(all_libraries["pydantic"].there_and_back(RUN, data))["userId"] == "user_1"


#: The text that each library writes for a text that it has read; None if it cannot read it.
REWRITTEN: dict[str, tuple[str, str, str | None, str | None]] = {
    "nanoseconds": (
        "created_at",
        '"2026-01-02T03:04:05.1234569Z"',
        '"2026-01-02T03:04:05.123457Z"',
        '"2026-01-02T03:04:05.123456Z"',
    ),
    "a short fraction": (
        "created_at",
        '"2026-01-02T03:04:05.5Z"',
        '"2026-01-02T03:04:05.500000Z"',
        '"2026-01-02T03:04:05.500000Z"',
    ),
    "a fraction of zero": (
        "created_at",
        '"2026-01-02T03:04:05.000Z"',
        '"2026-01-02T03:04:05Z"',
        '"2026-01-02T03:04:05Z"',
    ),
    "small letters": ("created_at", '"2026-01-02t03:04:05z"', '"2026-01-02T03:04:05Z"', '"2026-01-02T03:04:05Z"'),
    "UTC as an offset": (
        "created_at",
        '"2026-01-02T03:04:05+00:00"',
        '"2026-01-02T03:04:05Z"',
        '"2026-01-02T03:04:05Z"',
    ),
    "an unknown offset": (
        "created_at",
        '"2026-01-02T03:04:05-00:00"',
        '"2026-01-02T03:04:05Z"',
        '"2026-01-02T03:04:05Z"',
    ),
    "another offset": (
        "created_at",
        '"2026-01-02T03:04:05+05:30"',
        '"2026-01-02T03:04:05+05:30"',
        '"2026-01-02T03:04:05+05:30"',
    ),
    "an integer": ("duration", "12", "12", "12"),
    "an integer with a point ": ("duration", "12.0", "12.0", "12.0"),
    "zeros at the end": ("duration", "12.50", "12.5", "12.5"),
    "an exponent": ("duration", "1E3", "1000.0", "1000.0"),
    "minus zero": ("duration", "-0", "0", "0"),
    "a long integer": ("duration", "1" * 30, "1" * 30, "1" * 30),
    "more digits than double has": (
        "duration",
        "0.1234567890123456789",
        "0.12345678901234568",
        "0.12345678901234568",
    ),
    "an exponent inside": ("workflow_api", "[1E2,-0]", "[100.0,0]", "[100.0,0]"),
    "a number outside the range of a double": ("duration", "1e400", None, "null"),
    "escapes that are not needed": ("id", '"\\u00e9\\/"', '"é/"', '"é/"'),
    "blanks": ("workflow_api", '{ "a" : [ 1 ] }', '{"a":[1]}', '{"a":[1]}'),
    "a field twice inside": ("workflow_api", '{"a":1,"a":2}', '{"a":2}', '{"a":2}'),
    "a known word": ("status", '"queued"', '"queued"', '"queued"'),
    "another word": ("status", '"paused"', '"paused"', '"paused"'),
    "null": ("ended_at", "null", "null", "null"),
}


@pytest.mark.parametrize("case", REWRITTEN)
def test_values_that_change_when_they_are_written(case: str, all_libraries: dict[str, Library]) -> None:
    field, text, *expected = REWRITTEN[case]
    data = changed(MODEL, **{field: text})
    for name, written in zip(LIBRARIES, expected, strict=True):
        if written is not None:
            assert f'"{field}":{written}'.encode() in all_libraries[name].there_and_back(MODEL, data)


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_missing_field_stays_missing(name: str, all_libraries: dict[str, Library]) -> None:
    record = {field: value for field, value in plain(MODEL).items() if not FIELDS[MODEL][field].optional}
    assert read(all_libraries[name].there_and_back(MODEL, write(record))) == record


def test_only_pydantic_keeps_unknown_fields(all_libraries: dict[str, Library]) -> None:
    data = changed(MODEL, queue_position="3")
    assert "queue_position" not in read(all_libraries["msgspec"].there_and_back(MODEL, data))
    assert read(all_libraries["pydantic"].there_and_back(MODEL, data))["queue_position"] == Num("3")


def whole(value: Any) -> Any:
    """The value without unpaired surrogates, which neither library reads."""
    match value:
        case Num():
            return value
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [whole(each) for each in value]
        case dict():
            return {whole(name): whole(each) for name, each in value.items()}
        case _:
            return value


@given(st.data(), st.sampled_from([MODEL, RUN]))
def test_a_valid_record_comes_back(all_libraries: dict[str, Library], data: st.DataObject, form: str) -> None:
    text = write(whole(data.draw(records(form, held=True))))
    for library in all_libraries.values():
        assert kept(read(library.there_and_back(form, text)), library, form) == kept(read(text), library, form)


#: Values of every kind, except for those in `NOT_READ` and `READ`.
_PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6).map(str).map(Num)
    | st.sampled_from(["", "now", "true", "é"])
)
ODD = (
    _PLAIN
    | st.sampled_from([Num("0.5"), "2026-01-02", "2026-01-02T03:04:05", "2026-02-30T00:00:00Z", "2026-01-02T03:04:05Z"])
    | st.lists(_PLAIN, max_size=2)
    | st.dictionaries(st.sampled_from(["a", "id"]), _PLAIN, max_size=2)
)


@given(st.data(), st.sampled_from([MODEL, RUN]), ODD | st.just(...))
def test_exactly_valid_records_are_read(
    all_libraries: dict[str, Library], data: st.DataObject, form: str, value: Any
) -> None:
    field = data.draw(st.sampled_from(sorted(FIELDS[form])))
    record = data.draw(records(form, held=True, unknown=False))
    if value is ...:
        record.pop(field, None)
    else:
        record[field] = value
    text = write(whole(record))
    for name, library in all_libraries.items():
        # pydantic reads a number as a time.
        if not (name == "pydantic" and isinstance(value, Num) and FIELDS[form][field].kind == "time"):
            assert is_read(library, form, text) == is_valid(form, text)


WHEN = "2026-01-02T03:04:05Z"
MEDIA = {"url": "u", "type": "t", "filename": "f", "is_public": None, "subfolder": "", "upload_duration": Num("1")}
OUTPUT = {
    "id": "o",
    "run_id": "r",
    "data": {"images": [MEDIA, "text", True]},
    "node_meta": None,
    "type": None,
    "created_at": WHEN,
    "updated_at": WHEN,
    "node_id": "1",
}


@given(st.booleans(), st.data(), ODD | st.just(...))
def test_exactly_valid_outputs_are_read(
    all_libraries: dict[str, Library], in_media: bool, data: st.DataObject, value: Any
) -> None:
    whole = MEDIA if in_media else OUTPUT
    field = data.draw(st.sampled_from(sorted(whole)))
    part = {name: each for name, each in whole.items() if name != field} | ({} if value is ... else {field: value})
    text = write({**plain(MODEL), "outputs": [{**OUTPUT, "data": {"images": [part]}} if in_media else part]})
    for name, library in all_libraries.items():
        # pydantic reads a number as a time.
        if not (name == "pydantic" and isinstance(value, Num) and field in ("created_at", "updated_at")):
            assert is_read(library, MODEL, text) == is_valid(MODEL, text)


#: Committed cases in which the libraries differ from us, for reasons that are tested above.
DIFFERENT = {
    "workflow-run-model/valid/integer-beyond-double.json": LIBRARIES,
    "workflow-run-model/valid/integer-of-5000-digits.json": LIBRARIES,
    "workflow-run-model/valid/integer-with-a-fraction-of-zero.json": LIBRARIES,
    "workflow-run-model/valid/integer-with-an-exponent.json": LIBRARIES,
    "workflow-run-model/valid/nanoseconds-and-year-zero.json": LIBRARIES,
    "workflow-run/invalid/minus-infinity-inside-opaque.json": ("pydantic",),
    "workflow-run/invalid/nan.json": ("pydantic",),
    "workflow-run/invalid/time-as-number.json": ("pydantic",),
    "workflow-run/invalid/time-with-space.json": LIBRARIES,
    "workflow-run/valid/duplicate-field-last-wins.json": ("msgspec",),
    "workflow-run/valid/leap-second-with-offset.json": LIBRARIES,
    "workflow-run/valid/lone-surrogate.json": LIBRARIES,
    "workflow-run/valid/number-beyond-double.json": ("msgspec",),
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_exactly_the_valid_cases_are_read(name: str, all_libraries: dict[str, Library]) -> None:
    different = {
        path.relative_to(CASES).as_posix()
        for form in (MODEL, RUN)
        for path in (CASES / form).rglob("*.json")
        if is_read(all_libraries[name], form, path.read_bytes()) != is_valid(form, path.read_bytes())
    }
    assert different == {path for path, names in DIFFERENT.items() if name in names}
