"""Every law holds for every shipped format with a bridge, in both directions and under both profiles."""

import pytest
from hypothesis import settings

from runbridge.known_formats import DIRECTIONS
from runbridge.laws.suite import LAWS, check_law, subjects


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(law: str) -> None:
    """All directions share the examples: a few for each, and not more than a profile for many examples asks for."""
    on, most = subjects(), settings().max_examples
    each = 2 if most < 50 else 6
    examples = max(most, each * len(on))
    assert (check_law(law, on, max_examples=examples) > 0) == any(LAWS[law].applies(subject) for subject in on)


@pytest.mark.deep
@pytest.mark.skipif(
    settings().max_examples < 1000, reason="for --hypothesis-profile=deep: it takes longer with each format"
)
@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds_in_each_direction(law: str, source: str, target: str) -> None:
    on = subjects([(source, target)])
    assert (check_law(law, on) > 0) == any(LAWS[law].applies(subject) for subject in on)
