"""Valid values that cannot be held by what a record is read into, and the problems that they are."""

from collections.abc import Mapping
from typing import NamedTuple

from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.locations import Spans, find
from runbridge.problems import Problem, pointer


class Beyond(NamedTuple):
    """A value that cannot be held: what cannot hold it, and the value for people."""

    expected: str
    actual: str


def not_representable(beyond: Mapping[Path, Beyond], text: str) -> list[Problem]:
    """The problems of a record's values that cannot be held, in the order of its text."""
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
