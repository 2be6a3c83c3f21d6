"""The problems of valid values that a target, such as a Python type or a column, cannot represent."""

from collections.abc import Mapping
from typing import NamedTuple

from runbridge._runtime.schema_validator import Path
from runbridge.json_locations import Spans, find
from runbridge.problems import Problem, pointer


class Unrepresentable(NamedTuple):
    """A value that cannot be represented: the target, and the value for people."""

    expected: str
    actual: str


def not_representable(beyond: Mapping[Path, Unrepresentable], text: str) -> list[Problem]:
    """The problems of such values of a record, in the order of its text."""
    spans = Spans(text)
    places = sorted((place.value, place.end, path) for path, place in find(text, beyond).items())
    return [
        Problem(
            code="not-representable",
            pointer=pointer(path),
            expected=beyond[path].expected,
            actual=beyond[path].actual,
            **spans.of(start, end)._asdict(),
        )
        for start, end, path in places
    ]
