"""Bounds and multiples are compared by their exact values, and shown as they are written."""

import json

import pytest

from runbridge.schema_diff.model import Diff, as_json
from runbridge.schema_diff.verdicts import diff
from runbridge.schemas.loader import parse_schema
from tests.schema_diff.versions import BOTH

LARGE = "9007199254740993"
TINY = "1e-99999999999999999999999"
SIMILAR = "0.1000000000000000000001"


def compared_texts(old: str, new: str) -> Diff:
    return diff(parse_schema("old.json", old.encode()), parse_schema("new.json", new.encode()), BOTH)


@pytest.mark.parametrize(
    ("keyword", "old", "new", "grades"),
    [
        ("minimum", f"{LARGE}.0", "9007199254740992.0", ("compatible", "breaking")),
        ("minimum", LARGE, f"{LARGE}.0", ("compatible", "compatible")),
        ("exclusiveMaximum", f"{LARGE}.0", "9007199254740992.0", ("breaking", "compatible")),
        ("maximum", SIMILAR, "0.1", ("breaking", "compatible")),
        ("minimum", SIMILAR, "0.1", ("compatible", "breaking")),
        ("minimum", "1e-999999999", "0", ("compatible", "breaking")),
        # No computer counts with such an exponent.
        ("minimum", TINY, "0", ("needs-review", "needs-review")),
        ("maximum", "0", TINY, ("needs-review", "needs-review")),
        ("minimum", "0e99999999999999999999999", "1", ("needs-review", "needs-review")),
        ("multipleOf", f"0.{'1' * 641}", "0.1", ("needs-review", "needs-review")),
        ("multipleOf", "0.3", "0.1", ("compatible", "breaking")),
        ("multipleOf", "1", "1.0", ("compatible", "compatible")),
        ("multipleOf", f"1{'0' * 290}", f"1{'0' * 289}.0", ("compatible", "breaking")),
        ("const", SIMILAR, "0.1", ("breaking", "breaking")),
    ],
)
def test_numbers_are_compared_by_exact_value(keyword: str, old: str, new: str, grades: tuple[str, str]) -> None:
    found = compared_texts(f'{{"type": "number", "{keyword}": {old}}}', f'{{"type": "number", "{keyword}": {new}}}')
    (change,) = found.changes
    assert change.message == f"`{keyword}` was {old} and is {new}" or len(old) > 100
    assert (change.verdicts["consumer"].grade, change.verdicts["producer"].grade) == grades


def test_counterexample_keeps_its_literal_text() -> None:
    found = compared_texts(f'{{"const": {SIMILAR}}}', '{"const": 0.1}')
    assert f'"counterexample": {{"record": {SIMILAR}, "pointer": ""}}' in as_json(found)
    json.loads(as_json(found))
