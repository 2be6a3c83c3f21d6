"""Numbers in payloads are compared by value, as fractions of whole numbers would be (JSON Schema core 4.2.2)."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.known_formats import FORMATS
from runbridge.payloads.payload_validator import payload_checkers
from tests.pipeline.sample_records import RUN, run

#: Literals that doubles do not keep apart, and some that they do.
_LARGE = ["9007199254740992", "9007199254740993", "9007199254740993.0", "9007199254740993.5", "9.007199254740993e15"]
_SMALL = ["0.07", "20.29", "0.3", "0.1", "0.01", "1e-2", "0.30000000000000004", "1e300", "1e-300", "10e299", "-0.0"]
literals = st.sampled_from(_LARGE + _SMALL) | st.from_regex(
    r"-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,3})?([eE][-+]?[0-3])?", fullmatch=True
)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "minimum": lambda number, bound: number >= bound,
    "maximum": lambda number, bound: number <= bound,
    "exclusiveMinimum": lambda number, bound: number > bound,
    "exclusiveMaximum": lambda number, bound: number < bound,
    "multipleOf": lambda number, bound: (number / bound).denominator == 1,
    "const": lambda number, bound: number == bound,
}


def accepts(schema: str, payload: str) -> bool:
    """Whether we accept a payload, both as text: printing a number anew might change it."""
    (checker,) = payload_checkers(FORMATS[RUN], {"output": schema})
    accepted = checker.accepts(payload)
    assert (list(checker.problems(payload)) == []) == accepted
    return accepted


@given(keyword=st.sampled_from(sorted(HOLDS)), bound=literals, number=literals)
def test_keywords_compare_numbers_by_value(keyword: str, bound: str, number: str) -> None:
    if keyword == "multipleOf" and Fraction(bound) <= 0:
        bound = "0.01"
    assert accepts(f'{{"{keyword}": {bound}}}', number) == HOLDS[keyword](Fraction(number), Fraction(bound))


@given(numbers=st.lists(literals, max_size=4), number=literals)
def test_equal_numbers_are_equal_everywhere(numbers: list[str], number: str) -> None:
    values = [Fraction(each) for each in numbers]
    array = f"[{', '.join(numbers)}]"
    assert accepts('{"uniqueItems": true}', array) == (len(set(values)) == len(values))
    assert accepts(f'{{"enum": {array[:-1]}{", " if numbers else ""}"x"]}}', number) == (Fraction(number) in values)
    assert accepts(f'{{"const": [{{"a": {array}}}]}}', f'[{{"a":{array}}}]')
    is_whole = Fraction(number).denominator == 1
    assert accepts('{"type": "integer"}', number) == is_whole
    assert accepts('{"type": "array", "contains": {"type": "integer"}, "minContains": 1.0}', f"[{number}]") == is_whole


@pytest.mark.parametrize(
    ("schema", "payload", "accepted"),
    [
        ('{"multipleOf": 0.01}', "0.07", True),
        ('{"multipleOf": 1e-400}', "1e-399", True),
        ('{"multipleOf": 1e-400}', "1e-401", False),
        ('{"multipleOf": 0.01}', "20.29", True),
        ('{"multipleOf": 0.1}', "0.3", True),
        ('{"multipleOf": 0.1}', "0.35", False),
        ('{"multipleOf": 3}', "1e400", False),
        ('{"multipleOf": 2e3}', "1e400", True),
        ('{"multipleOf": 1e-300}', "1", True),
        ('{"multipleOf": 1}', "0e-999", True),
        ('{"maximum": 9007199254740992}', "9007199254740993", False),
        ('{"maximum": 9007199254740992}', "9007199254740993.0", False),
        ('{"maximum": 9007199254740992}', "9007199254740992.5", False),
        ('{"maximum": 18446744073709551615}', "1.8446744073709551615e19", True),
        ('{"enum": [9007199254740993]}', "9007199254740993.0", True),
        ('{"enum": [9007199254740993.0]}', "9007199254740992", False),
        ('{"type": "integer"}', "1e400", True),
        ('{"type": "integer"}', "9007199254740993.5", False),
        ('{"uniqueItems": true}', "[9007199254740993, 9007199254740993.0]", False),
        ('{"uniqueItems": true}', "[9007199254740993.5, 9007199254740994]", True),
        ('{"uniqueItems": true}', '[1, true, "1", [1], [true], {"a": 1}, null, 0, false, [], {}]', True),
        ('{"uniqueItems": true}', '[{"a": [1.0, {}]}, {"a": [1, {}]}]', False),
        ('{"uniqueItems": false}', "[1, 1]", True),
        ('{"const": 1}', "true", False),
        (f'{{"$schema": "{DIALECT}", "items": {{"$ref": "#"}}, "multipleOf": 0.01}}', "[0.07]", True),
    ],
)
def test_one_number_has_one_verdict(schema: str, payload: str, *, accepted: bool) -> None:
    assert accepts(schema, payload) == accepted


def test_a_bound_in_a_message_is_its_literal_text(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"maximum": 9007199254740993.0}', encoding="utf-8")
    (problem,) = rb.validate(run(output=10**17), RUN, output_schema=file)
    assert problem.message == "`/output` must be at most 9007199254740993.0, not the number 100000000000000000"
