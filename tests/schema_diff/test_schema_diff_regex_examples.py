"""The example text for a pattern matches it, or there is none."""

import pytest

from runbridge.schema_diff.examples import match_example
from runbridge.schemas.exact_keywords import matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("", ""),
        ("^wfl_[a-z0-9]+$", "wfl_a"),
        (r"^\d{4}-\d{2}$", "0000-00"),
        ("(foo|bar)x?y*", "foo"),
        ("^(?:a|b)(?<n>c)$", "ac"),
        ("[^a]{2,3}?z+?", "00z"),
        (r"[\w.]+@\.", "a@."),
        (r"a\b \Bx", None),
        ("^[x\\]]{3}$", "xxx"),
        ("^(?P<n>c)$", None),
        ("^[]x]{3}$", None),
        (".{2}", "aa"),
        ("^a{,2}$", "a{,2}"),
        ("[", None),
        ("(", None),
        ("\\", None),
        (")", None),
        ("(?=x)y", None),
        ("[^\\x00-\\U0010ffff]", None),
        (r"^[\p{Ll}]+$", None),
        ("(" * 2000 + "a" + ")" * 2000, None),
    ],
)
def test_example_text_for_pattern(pattern: str, text: str | None) -> None:
    assert match_example(pattern) == text
    assert text is None or matches(pattern, text)
