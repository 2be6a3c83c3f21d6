"""msgspec.Raw takes exactly what Python's parser takes, but for the traps that are named here."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tests.schemas import reference_validator
from tests.schemas.mutants import garbled, mutants, pieces, values, write
from tests.schemas.samples import FORMATS

#: msgspec refuses the escape of a surrogate that has no other half; JSON's grammar has it.
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def raw_takes(data: bytes) -> bool:
    try:
        data.decode()  # Raw lets invalid UTF-8 through
        msgspec.json.decode(data, type=Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def assert_same(data: bytes) -> None:
    if SURROGATE.search(data):
        assert raw_takes(data) <= reference_validator.is_json(data)
    else:
        assert raw_takes(data) == reference_validator.is_json(data)


@pytest.mark.parametrize("form", FORMATS)
@given(data=st.data())
def test_random_records_have_the_same_verdict(form: str, data: st.DataObject) -> None:
    assert_same(data.draw(mutants(form) | garbled(form)))


@given(value=values, start=st.integers(0, 40), length=st.integers(0, 3), piece=pieces)
def test_mutated_values_have_the_same_verdict(value: object, start: int, length: int, piece: bytes) -> None:
    data = write(value).encode("utf-8", "surrogatepass")
    assert_same(data)
    assert_same(data[:start] + piece + data[start + length :])


@given(st.text(alphabet='0123456789.eE+-"\\u[]{},: tfn/', max_size=8))
def test_short_texts_have_the_same_verdict(text: str) -> None:
    assert_same(text.encode())


@pytest.mark.parametrize(
    "data", [b"\\ud800", b"\\ud800\\u0041", b"\\udc00", b"\\ud800\\ud800", b"\\udfff\\ud83d\\ude00"]
)
def test_the_only_known_difference_is_lone_surrogates(data: bytes) -> None:
    assert not raw_takes(b'"' + data + b'"')
    assert reference_validator.is_json(b'"' + data + b'"')


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert raw_takes(rb'"\ud83d\uDE00"')
    assert reference_validator.is_json(rb'"\ud83d\uDE00"')
