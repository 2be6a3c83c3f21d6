"""Problems and fixes are values with equality; their texts are short and printable."""

import string
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runbridge.problem_messages import CODES, brief, choices, escape, pointer, show, show_number
from runbridge.problems import Fix, FixKind, Problem, move_down
from runbridge.reporters.text import advice_of

anything = st.text(st.characters(), max_size=200)
hostile = ["\x1b[31m", "\u202e", "\u2028", "\ud800", "\x7f", "\x9b", "\u200b", "\U000e0001", "\xa0", "\ufeff", "\x00"]


@given(
    code=st.sampled_from(CODES), pointer=anything, expected=anything, actual=anything, repeat=st.sampled_from([1, 50])
)
@example(code="invalid-timestamp", pointer="\U000e0001" * 99, expected="\U000e0001" * 999, actual="🙂" * 999, repeat=1)
def test_messages_are_short_and_printable(code: str, pointer: str, expected: str, actual: str, repeat: int) -> None:
    problem = Problem(code=code, pointer=pointer, expected=expected * repeat, actual=actual * repeat)
    assert len(problem.message.encode()) < 1024
    assert problem.message.isprintable()
    assert problem.path.isprintable()


@given(
    kind=st.sampled_from(get_args(FixKind)),
    texts=st.lists(anything, min_size=5, max_size=5),
    choices=st.lists(anything, max_size=20).map(tuple),
    repeat=st.sampled_from([1, 50]),
)
def test_fixes_are_short_and_printable(kind: FixKind, texts: list[str], choices: tuple[str, ...], repeat: int) -> None:
    field, value, replacement, note, condition = (text * repeat for text in texts)
    fix = Fix(
        kind=kind,
        field=field,
        value=value,
        replacement=replacement,
        note=note,
        condition=condition,
        choices=choices,
    )
    for text in (fix.text, advice_of(Problem(code="invalid-type", fix=fix))):
        assert len(text.encode()) < 1024
        assert text.isprintable()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("invalid-utf8", "not UTF-8: ACTUAL"),
        ("invalid-json", "not JSON: EXPECTED"),
        ("excessive-nesting", "nested too deeply"),
        ("oversized-record", "the record is longer than the limit of EXPECTED"),
        ("too-many-problems", "there are more problems than these EXPECTED; the rest is not reported"),
        ("unexpected-format", "`/a` looks like ACTUAL, not EXPECTED"),
        ("unknown-format", "`/a` has no field of EXPECTED"),
        ("payload-unchecked", "`/a` cannot be checked: ACTUAL"),
        ("invalid-type", "`/a` must be EXPECTED, not ACTUAL"),
        ("missing-field", "`/a` is missing the field EXPECTED"),
        ("unknown-value", "`/a` must be one of EXPECTED, not ACTUAL"),
        ("invalid-timestamp", "`/a` must be EXPECTED, not ACTUAL"),
        ("payload-invalid", "`/a` must be EXPECTED, not ACTUAL"),
        ("unknown-field", "`/a` is not a field of the schema"),
        ("invalid-residue", "`/a` must be EXPECTED, not ACTUAL"),
        ("duplicate-field", "`/a` has the field ACTUAL more than once"),
        ("unmapped-value", "`/a` has the value ACTUAL, which has no counterpart in EXPECTED"),
        ("unfilled-field", "`/a` has no value for EXPECTED, a required field of ACTUAL"),
        ("excessive-exponent", "`/a` has an exponent of more than 4,000 digits, so its decimal point cannot be moved"),
        ("unrepresentable-value", "`/a` cannot be represented as EXPECTED: ACTUAL"),
    ],
)
def test_message_of_each_code(code: str, message: str) -> None:
    assert Problem(code=code, pointer="/a", expected="EXPECTED", actual="ACTUAL").message == message


def test_every_code_has_a_message_test() -> None:
    marks = test_message_of_each_code.pytestmark  # type: ignore[attr-defined]  # pytest puts it there
    assert {case[0] for case in marks[0].args[1]} == set(CODES)


def test_a_problem_without_pointer_is_about_the_record() -> None:
    assert Problem(code="missing-field", expected="`id`").message == "the record is missing the field `id`"


def test_problems_with_the_same_fields_are_equal_and_hash_alike() -> None:
    one, other = (Problem(code="invalid-timestamp", pointer="/a", line=2) for _ in range(2))
    assert one == other
    assert {one, other} == {one}
    assert one != Problem(code="invalid-timestamp", pointer="/a", line=3)


def test_a_pointer_keeps_what_its_rendering_escapes() -> None:
    problem = Problem(code="unknown-field", pointer="/\u202e\ud800\n")
    assert problem.pointer == "/\u202e\ud800\n"
    assert problem.message == r"`/\u202e\ud800\n` is not a field of the schema"


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), ""),
        (("a",), "a"),
        (("outputs", 0, "data", "images", 12, "url"), "outputs[0].data.images[12].url"),
        ((0, "a"), "[0].a"),
        (("a", "", "b"), 'a[""].b'),
        (("a b", "c/d~e", "$f-1"), '["a b"]["c/d~e"].$f-1'),
        (("é", "\x1b\u202e", '"'), '["é"]["\\u001b\\u202e"]["\\""]'),
        (("x" * 60, "x" * 61, "007", "1" * 17), f'{"x" * 60}["{"x" * 60}…"]["007"]["{"1" * 17}"]'),
    ],
)
def test_path_in_dotted_form(steps: tuple[str | int, ...], path: str) -> None:
    assert Problem(code="invalid-timestamp", pointer=pointer(steps)).path == path


def test_moving_down_changes_only_the_lines() -> None:
    point = Problem(code="excessive-nesting", line=2, column=3, offset=9)
    assert move_down(point, 5) == Problem(code="excessive-nesting", line=7, column=3, offset=9)
    piece = Problem(code="excessive-nesting", line=2, column=3, end_line=4, end_column=1, offset=9)
    assert move_down(piece, 5) == Problem(
        code="excessive-nesting", line=7, column=3, end_line=9, end_column=1, offset=9
    )


@pytest.mark.parametrize("char", hostile)
def test_control_characters_are_escaped(char: str) -> None:
    for text in (escape(char), brief(char), show(char), escape(f"a{char}b")):
        assert text.isprintable()
        assert char not in text


def test_escapes_are_json_escapes() -> None:
    assert escape("a\n\t\x1b\x7f\u2028\U000e0001") == r"a\n\t\u001b\u007f\u2028\udb40\udc01"
    assert escape("naïve 日本 🦉 \\ `") == "naïve 日本 🦉 \\ `"


@given(anything)
def test_escape_is_idempotent(text: str) -> None:
    assert escape(escape(text)) == escape(text)


@given(anything)
def test_brief_is_a_prefix_of_escape(text: str) -> None:
    shown, whole = brief(text), escape(text)
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]) and len(shown) <= 61)
    assert (shown == whole) == (len(whole) <= 60 or text.endswith("…"))


def test_brief_does_not_cut_an_escape() -> None:
    assert brief("a" * 57 + "\u202e") == "a" * 57 + "…"
    assert brief("a" * 54 + "\u202e") == "a" * 54 + "\\u202e"
    assert show('"' * 40) == '"' + '\\"' * 30 + '…"'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        ("", '""'),
        ('say "é"\n\\\x7f', r'"say \"é\"\n\\\u007f"'),
        ("x" * 60, f'"{"x" * 60}"'),
        ("x" * 61, f'"{"x" * 60}…"'),
        ([], "an array of 0"),
        ([1, 2], "an array of 2"),
        ({}, "an object of 0"),
        ({"a": 1}, "an object of 1"),
    ],
)
def test_show(value: str | bool | list[int] | dict[str, int] | None, shown: str) -> None:
    assert show(value) == shown


def test_a_number_is_shown_as_its_literal_text() -> None:
    assert show_number("1.50E+2") == "the number 1.50E+2"
    assert show_number("1" * 99) == f"the number {'1' * 60}…"


def test_a_long_text_is_cut_after_60_characters() -> None:
    assert brief("x" * 60) == "x" * 60
    assert brief("x" * 61) == "x" * 60 + "…"


def test_a_long_list_of_choices_is_cut() -> None:
    assert choices(["a", None]) == '"a", null'
    assert choices(list(string.ascii_lowercase[:12])).endswith('"l"')
    assert choices(list(string.ascii_lowercase[:14])).endswith('"l" and 2 more')


def test_pointers_escape_what_rfc_6901_says() -> None:
    assert pointer(()) == ""
    assert pointer(("a/b", 0, "~1", "")) == "/a~1b/0/~01/"
