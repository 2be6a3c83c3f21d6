"""The laws inside the package with five formats; `test_five_formats.py` starts pytest on this file."""

import pytest
from hypothesis import settings

from runbridge.laws.suite import LAWS, check_law, subjects
from tests.five_formats.sources import BRIDGED, HUB

PAIRS = [pair for name in BRIDGED for pair in ((name, HUB), (HUB, name))]
#: A law draws from all pairs and profiles. The profile `deep` is for a run by hand.
EXAMPLES = settings().max_examples * 2 // 5 if settings().max_examples < 10_000 else 20_000


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(law: str) -> None:
    assert check_law(law, subjects(PAIRS), max_examples=EXAMPLES)
