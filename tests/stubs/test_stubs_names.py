"""Names of declared types: what schemas call things, as names that every language has."""

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
        # What Python takes for one name is one name.
        ("ﬁle", "File"),
        ("e\u0301tat", "État"),
        ("ᴬ", "A"),
        ("²", "N2"),
        # A capital of more than one letter, which Python would put together.
        ("ß", "SS"),
        ("ΐ", "\u03aa\u0301"),
        ("画像 образ", "画像Образ"),
        # Marks belong to the letters that they stand on, and begin no name.
        ("हिन्दी", "हिन्दी"),
        ("\u0301a", "Ńa"),
        ("\u00b8", "Ņ"),
        # Not in names, or in those of newer editions of Unicode only.
        ("a·b・c‿d", "ABCD"),
        ("a\ud800b\u200dc😀d৴e", "ABCDE"),
        ("", ""),
        (" -_*/😀", ""),
        ("word " * 30, "WordWordWordWordWordWordWordWordWordWordWordWordWordWordWord"),
    ],
)
def test_words_of_a_text_are_one_name(text: str, name: str) -> None:
    assert pascal(text) == name


@given(st.text())
def test_every_name_is_one_in_python_and_stays_what_it_is(text: str) -> None:
    name = pascal(text)
    assert name == "" or name.isidentifier()
    assert len(name) <= 61
    # Python reads names in this form, so that two that differ in it only would be one.
    given_ = Names().give(name or "Nothing")
    space: dict[str, int] = {}
    exec(f"{given_} = 1", space)
    assert space[given_] == 1


def test_each_name_is_given_once() -> None:
    names = Names()
    assert names.is_free("Person")
    assert [names.give("Person") for _ in range(4)] == ["Person", "Person2", "Person3", "Person4"]
    assert not names.is_free("Person")
    # A number may be taken by what is called so.
    assert [names.give(name) for name in ("Size3", "Size", "Size", "Size")] == ["Size3", "Size", "Size2", "Size4"]


def test_names_that_python_takes_for_one_are_one() -> None:
    names = Names()
    # Two letters that are put together to one.
    assert [names.give(pascal(first) + pascal(second)) for first, second in (("\u1100", "\u1161"), ("가", ""))] == [
        "가",
        "가2",
    ]


def test_case_tells_names_apart() -> None:
    names = Names()
    assert [names.give(name) for name in ("Ab", "AB", "Ab")] == ["Ab", "AB", "Ab2"]


def test_the_first_wanted_name_that_is_free_is_given() -> None:
    names = Names()
    wanted = ("Size", "ImageSize")
    assert [names.give(*wanted) for _ in range(3)] == ["Size", "ImageSize", "ImageSize2"]


@pytest.mark.parametrize("name", ["Any", "Record", "Date", "Literal", "BaseModel", "None", "TInput", "Math", "UNSET"])
def test_words_of_the_languages_are_never_given(name: str) -> None:
    names = Names()
    assert not names.is_free(name)
    assert [names.give(name) for _ in range(3)] == [f"{name}Type", f"{name}Type2", f"{name}Type3"]
    assert names.give(name, f"Input{name}") == f"Input{name}"


def test_long_names_are_cut() -> None:
    names = Names()
    assert [names.give("N" * 300) for _ in range(2)] == ["N" * 120, "N" * 120 + "2"]


def test_thousands_of_equal_names_are_told_apart() -> None:
    names = Names()
    given_ = [names.give("Same") for _ in range(20_000)]
    assert len(set(given_)) == 20_000
    assert given_[-1] == "Same20000"
