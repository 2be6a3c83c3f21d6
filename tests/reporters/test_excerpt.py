"""An excerpt shows the text at and around a location, narrow and printable, with the caret below it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.options import ReportOptions
from runbridge.outputs.rejects import Diagnostic, SourceText
from runbridge.problems import Problem
from runbridge.reporters.excerpt import Excerpt, excerpt
from runbridge.reporters.text import render_text


def problem(
    start: int, end: int | None = None, *, line: int = 1, end_line: int = 1, offset: int | None = None
) -> Problem:
    return Problem(
        code="excessive-nesting",
        line=line,
        column=start + 1,
        end_line=None if end is None else end_line,
        end_column=None if end is None else end + 1,
        offset=start if offset is None else offset,
    )


def of(text: str | bytes, each: Problem, *, column: int = 1) -> Excerpt | None:
    data = text.encode() if isinstance(text, str) else text
    return excerpt(each, SourceText(data, 1, column, 0))


@pytest.mark.parametrize(
    ("text", "each", "expected", "indent", "width"),
    [
        ('{"a": 12}', problem(6, 8), Excerpt('{"a": ', "12", "}"), 6, 2),
        ('{"a": 12}', problem(6), Excerpt('{"a": ', "1", "2}"), 6, 1),
        ('{"a": 12}', problem(0, 9), Excerpt("", '{"a": 12}', ""), 0, 1),
        ("[1]", problem(0, 3), Excerpt("", "[1]", ""), 0, 1),
        ("", problem(0), Excerpt("", "", ""), 0, 1),
        ("[1", problem(2, 2), Excerpt("[1", "", ""), 2, 1),
        ("{\n  12\n}", problem(2, 4, line=2, end_line=2, offset=4), Excerpt("  ", "12", ""), 2, 2),
        ("{\r\n  12\r\n}", problem(2, 4, line=2, end_line=2, offset=5), Excerpt("  ", "12", ""), 2, 2),
        ('"a\nb"', problem(0, 2, end_line=2), Excerpt("", '"a', ""), 0, 2),
        ("\t\x1b5", problem(2, 3), Excerpt("\\t\\u001b", "5", ""), 8, 1),
        ("日é\u03015", problem(3, 4, offset=7), Excerpt("日é\u0301", "5", ""), 3, 1),
        ("日本", problem(0, 2), Excerpt("", "日本", ""), 0, 4),
        ("x" * 40 + "5", problem(40, 41), Excerpt("…" + "x" * 28, "5", ""), 29, 1),
        ("5" + "x" * 40, problem(0, 1), Excerpt("", "5", "x" * 40), 0, 1),
        ("5" + "x" * 50, problem(0, 1), Excerpt("", "5", "x" * 43 + "…"), 0, 1),
        ("5" * 50, problem(0, 50), Excerpt("", "5" * 44 + "…", ""), 0, 45),
        ("5" * 44 + "}", problem(0, 44), Excerpt("", "5" * 44, ""), 0, 44),
        (b"a\xffb", problem(1, 2), Excerpt("a", r"\xff", "b"), 1, 4),
    ],
)
def test_excerpt_of_a_problem(text: str | bytes, each: Problem, expected: Excerpt, indent: int, width: int) -> None:
    found = of(text, each)
    assert found == expected
    assert found is not None
    assert (found.indent, found.width) == (indent, width)


def test_excerpt_of_a_record_inside_a_line_has_an_ellipsis() -> None:
    assert of("{}", problem(0, 2), column=3) == Excerpt("…", "{}", "")
    assert of("{\n5}", problem(0, 1, line=2, end_line=2, offset=2), column=3) == Excerpt("", "5", "}")


def test_no_excerpt_without_text() -> None:
    assert excerpt(problem(0), None) is None
    assert of("{}", problem(0, offset=3)) is None
    assert excerpt(problem(0), SourceText(b"{}", 1, 1, 5)) is None


def test_text_far_from_the_location_is_not_read() -> None:
    long = "é" * 1_000_000
    assert of(f"{long}5{long}", problem(1_000_000, 1_000_001, offset=2_000_000)) == Excerpt(
        "…" + "é" * 28, "5", "é" * 43 + "…"
    )
    marks = "\u0301" * 500
    found = of(f"{marks}5{marks}", problem(500, 501, offset=1000))
    assert found == Excerpt("…" + "\u0301" * 84, "5", "\u0301" * 132)


def test_invalid_utf8_is_shown_as_escapes() -> None:
    found = of(b"\x80" * 2000, problem(1000, 1001))
    assert found == Excerpt("…" + r"\x80" * 7, r"\x80", r"\x80" * 10 + "…")


def columns(text: str) -> int:
    """The width of a text on a terminal, counted once more."""
    wide = sum(unicodedata.east_asian_width(char) in ("W", "F") for char in text)
    none = sum(unicodedata.combining(char) > 0 or unicodedata.category(char) in ("Mn", "Me") for char in text)
    return len(text) + wide - none


@given(
    before=st.text(max_size=60), value=st.text(max_size=60), after=st.text(max_size=60), column=st.sampled_from([1, 7])
)
def test_excerpts_are_narrow_and_printable(before: str, value: str, after: str, column: int) -> None:
    text = (before + value + after).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    line = text[: len(before)].split("\n")
    end = text[: len(before) + len(value)].split("\n")
    each = Problem(
        code="excessive-nesting",
        line=len(line),
        column=len(line[-1]) + 1,
        end_line=len(end),
        end_column=len(end[-1]) + 1,
        offset=len(text[: len(before)].encode()),
    )
    diagnostic = Diagnostic("f", 1, each, SourceText(text.encode(), 1, column, 0))
    head, _, shown, carets, *rest = "".join(render_text([diagnostic], ReportOptions())).split("\n")
    assert rest == ["", ""]
    assert head == f"f:{len(line)}:{len(line[-1]) + 1}: excessive-nesting nested too deeply"
    gutter = len(str(len(line))) + 3
    assert shown.isprintable()
    assert columns(shown) <= gutter + 1 + 28 + 44 + 1
    assert set(carets[gutter:]) <= {" ", "^"}
    assert carets.endswith("^")
    assert len(carets) <= max(columns(shown), gutter - 1) + 60
