"""What is run inside the package with few rules in each bridge: the fast path of each gives what the rules give."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from runbridge.known_formats import DIRECTIONS
from runbridge.laws.subject import Subject
from runbridge.laws.suite import subjects
from tests.laws.fast_path import check_fast_path

#: For each direction and profile.
EXAMPLES = settings().max_examples // 2
#: The fast path converts no record of so many directions at most: theirs are too unusual.
MOST_UNUSED = 5


def test_the_fast_path_gives_what_the_rules_give() -> None:
    taken: Counter[str] = Counter()
    for subject in subjects():
        _check(subject, taken)
    assert {*taken} == {f"{source} to {target}" for source, target in DIRECTIONS}
    # Otherwise hardly anything was compared.
    assert sum(not count for count in taken.values()) <= MOST_UNUSED


def _check(subject: Subject, taken: Counter[str]) -> None:
    @given(data=st.data())
    @settings(max_examples=EXAMPLES)
    def check(data: st.DataObject) -> None:
        check_fast_path(subject, data, taken)

    check()
