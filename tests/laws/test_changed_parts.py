"""A residue that is damaged in one part, at any depth."""

from hypothesis import find, settings

from runbridge.laws.json_tokens import Num
from runbridge.laws.residue_laws import one_part_changed


def test_an_item_of_an_array_is_changed() -> None:
    chosen = settings(database=None, derandomize=True)
    found = find(one_part_changed([Num("1")]), lambda value: value == [None], settings=chosen)
    assert found == [None]
