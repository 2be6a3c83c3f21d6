"""Names of declared types: the names in schemas as identifiers in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.stubs.ir.names import Names, pascal


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("seed value", "SeedValue"),
        ("seed_value", "SeedValue"),
        ("seedValue", "SeedValue"),
        ("  seed -- value!", "SeedValue"),
        ("URL path", "URLPath"),
        ("str", "Str"),
        ("2nd try", "N2ndTry"),
        ("\u0661", "N\u0661"),
        ("__proto__", "Proto"),
        ('*/ "; import os #', "ImportOs"),
        # Python normalizes these to one name.
        ("ﬁle", "File"),
        ("e\u0301tat", "État"),
        ("ᴬ", "A"),
        ("²", "N2"),
        # A capital of more than one letter, which Python would normalize.
        ("ß", "SS"),
        ("ΐ", "\u03aa\u0301"),
        ("画像 образ", "画像Образ"),
        # Marks belong to the letter before them, and cannot begin a name.
        ("हिन्दी", "हिन्दी"),
        ("\u0301a", "Ńa"),
        ("\u00b8", "Ņ"),
        # Not allowed in names, or only in newer versions of Unicode.
        ("a·b・c‿d", "ABCD"),
        ("a\ud800b\u200dc😀d৴e", "ABCDE"),
        ("", ""),
        (" -_*/😀", ""),
        ("word " * 30, "WordWordWordWordWordWordWordWordWordWordWordWordWordWordWord"),
    ],
)
def test_words_of_a_text_become_one_name(text: str, name: str) -> None:
    assert pascal(text) == name


@given(st.text())
def test_every_name_is_a_normalized_identifier(text: str) -> None:
    name = pascal(text)
    assert name == "" or name.isidentifier()
    assert len(name) <= 61
    # Python normalizes names to this form, so that two may become one.
    given_ = Names().give(name or "Nothing")
    space: dict[str, int] = {}
    exec(f"{given_} = 1", space)
    assert space[given_] == 1


def test_each_name_is_given_once() -> None:
    names = Names()
    assert names.is_free("Person")
    assert [names.give("Person") for _ in range(4)] == ["Person", "Person2", "Person3", "Person4"]
    assert not names.is_free("Person")
    # A numbered name may be taken already.
    assert [names.give(name) for name in ("Size3", "Size", "Size", "Size")] == ["Size3", "Size", "Size2", "Size4"]


def test_names_that_python_normalizes_to_one_are_one() -> None:
    names = Names()
    # Two letters that are normalized to one.
    assert [names.give(pascal(first) + pascal(second)) for first, second in (("\u1100", "\u1161"), ("가", ""))] == [
        "가",
        "가2",
    ]


def test_names_differ_by_case() -> None:
    names = Names()
    assert [names.give(name) for name in ("Ab", "AB", "Ab")] == ["Ab", "AB", "Ab2"]


def test_the_first_free_preferred_name_is_given() -> None:
    names = Names()
    wanted = ("Size", "ImageSize")
    assert [names.give(*wanted) for _ in range(3)] == ["Size", "ImageSize", "ImageSize2"]


@pytest.mark.parametrize("name", ["Any", "Record", "Date", "Literal", "BaseModel", "None", "TInput", "Math", "UNSET"])
def test_reserved_names_are_never_given(name: str) -> None:
    names = Names()
    assert not names.is_free(name)
    assert [names.give(name) for _ in range(3)] == [f"{name}Type", f"{name}Type2", f"{name}Type3"]
    assert names.give(name, f"Input{name}") == f"Input{name}"


def test_long_names_are_cut() -> None:
    names = Names()
    assert [names.give("N" * 300) for _ in range(2)] == ["N" * 120, "N" * 120 + "2"]


def test_thousands_of_equal_names_become_unique() -> None:
    names = Names()
    given_ = [names.give("Same") for _ in range(20_000)]
    assert len(set(given_)) == 20_000
    assert given_[-1] == "Same20000"
