"""Our verdict on generated payloads is that of an exact validator with fractions and a real JavaScript engine."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS
from runbridge.payloads.payload_validator import payload_checkers, text_of
from tests.payloads.fraction_validator import is_valid, parse, patterns_in, random_schema, random_value, texts_in
from tests.pipeline.sample_records import RUN
from tests.schemas.test_pattern_semantics import in_javascript

#: How many values are judged by one schema.
VALUES = 10


def usable_schemas(random: Random, number: int, folder: Path) -> list[str]:
    """Random schemas whose patterns can be evaluated."""
    file = folder / "s.json"
    found: list[str] = []
    while len(found) < number:
        schema = random_schema(random)
        file.write_text(schema, encoding="utf-8")
        try:
            text_of(file, "")
        except UsageError:
            continue
        found.append(schema)
    return found


def count_compared(random: Random, number: int, folder: Path) -> int:
    """Compare the verdicts on so many pairs of a schema and a value; gives the number of those that are accepted."""
    schemas = usable_schemas(random, number // VALUES, folder)
    pairs = [(schema, [random_value(random) for _ in range(VALUES)]) for schema in schemas]
    needed: dict[str, set[str]] = {}
    for schema, values in pairs:
        texts = {text for value in values for text in texts_in(parse(value))}
        for pattern in patterns_in(parse(schema)):
            needed.setdefault(pattern, set()).update(texts)
    cases = [(pattern, sorted(texts)) for pattern, texts in needed.items()]
    known: dict[tuple[str, str], bool] = {}
    for (pattern, wanted), (_, found, _) in zip(cases, in_javascript(cases), strict=True):
        assert found is not None
        known |= {(pattern, text): answer for text, answer in zip(wanted, found, strict=True)}

    def matches(pattern: str, text: str) -> bool:
        return known[pattern, text]

    accepted = 0
    for schema, values in pairs:
        (checker,) = payload_checkers(FORMATS[RUN], {"output": schema})
        parsed: Any = parse(schema)
        for value in values:
            expected = is_valid(parsed, parse(value), matches)
            assert checker.accepts(value) == expected, (schema, value)
            accepted += expected
    return accepted


def test_verdicts_are_exact(tmp_path: Path) -> None:
    assert 500 < count_compared(Random(20261128), 2000, tmp_path) < 1500


@pytest.mark.deep
def test_a_hundred_thousand_verdicts_are_exact(tmp_path: Path) -> None:
    random = Random()
    for _ in range(10):
        assert 2500 < count_compared(random, 10_000, tmp_path) < 7500


def test_schemas_are_json() -> None:
    random = Random(1)
    assert all(isinstance(json.loads(random_schema(random)), dict | bool) for _ in range(100))
