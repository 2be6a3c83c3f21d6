"""Attribute names of fields."""

import pytest

from runbridge.stubs.python.lowering import attribute_names, is_free, is_name


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["a", "fooBar", "HTTPServer", "cfWorkflowId", "K1"], ["a", "foo_bar", "http_server", "cf_workflow_id", "k1"]),
        (["class", "class_", "_class"], ["class_2", "class_", "class_3"]),
        (["a b", "a-b", "a_b", "aB"], ["a_b_2", "a_b_3", "a_b", "a_b_4"]),
        (["", "_", "__", " "], ["field", "field_2", "field_3", "field_4"]),
        (["1", "1.5", "-1"], ["field_1", "field_1_5", "field_1_2"]),
        (["list", "str", "self", "taken"], ["list_", "str_", "self_", "taken_"]),
        (["__init__", "_private"], ["init", "private"]),
        (["é", "e\u0301", "ﬁ", "名前", "İ", "😀"], ["é", "é_2", "fi", "名前", "i̇", "field"]),
        (["a" * 300, "a" * 301, "word " * 30], ["a" * 60, "a" * 60 + "_2", ("word_" * 12).rstrip("_")]),
        (["a__b", "ab_"], ["a__b", "ab_"]),
    ],
)
def test_attribute_names_of_fields(fields: list[str], expected: list[str]) -> None:
    found = attribute_names(fields, frozenset(["taken"]))
    assert found == dict(zip(fields, expected, strict=True))
    assert all(name.isidentifier() for name in found.values())


def test_which_texts_are_attribute_names() -> None:
    assert [is_name(text) for text in ("a", "é", "e\u0301", "a b", "__a", "_a", "")] == [
        True,
        True,
        *[False] * 3,
        True,
        False,
    ]
    assert [is_free(text, frozenset(["b"])) for text in ("a", "b", "list", "class")] == [True, False, False, False]
