"""Patterns as regular expressions of JavaScript: as they are written, and as Node reads them."""

import json
import re
import warnings
from pathlib import Path

import pytest
from hypothesis import strategies as st

from runbridge.stubs.zod_patterns import regex_of
from tests.stubs import node_tools
from tests.stubs.zod.drawing import drawn

SCRIPT = Path(__file__).parent / "zod" / "regexes.mjs"
WRITTEN = {
    "": "/(?:)/u",
    "^[a-z]+$": "/^[a-z]+$/u",
    "a/b": r"/a\/b/u",
    r"a\/b": r"/a\/b/u",
    "[/]": r"/[\/]/u",
    r"^[\w.-]+@[\w-]+\.\w{2,}$": r"/^[\w.-]+@[\w-]+\.\w{2,}$/u",
    r"\-\_\@\"\ ": '/-_@" /u',
    r"[\-\_\&\]]": r"/[\-_&\]]/u",
    "a{": r"/a\{/u",
    "a{,2}": r"/a\{,2\}/u",
    "a}]": r"/a\}\]/u",
    "a{2}b{2,}c{2,3}?": "/a{2}b{2,}c{2,3}?/u",
    "(?:a|b)*?(c)\\1": r"/(?:a|b)*?(c)\1/u",
    r"\1(a)": r"/\1(a)/u",
    "(?=a)(?!b)(?<=c)(?<!d)": "/(?=a)(?!b)(?<=c)(?<!d)/u",
    "\n\r\t\x00\u2028\u202e\ud800é😀": r"/\u000a\u000d\u0009\u0000\u2028\u202e\ud800é😀/u",
    "[\n\x7f]": r"/[\u000a\u007f]/u",
    "\\\n": r"/\u000a/u",
    r"\n\x41\u0041\0[\b]": r"/\n\x41\u0041\0[\b]/u",
    r"[a-c\x41-\x5a\u0061-\u007a\t-\r\0-\b😀-😎!--]": r"/[a-c\x41-\x5a\u0061-\u007a\t-\r\0-\b😀-😎!--]/u",
    r"[--a-]": "/[--a-]/u",
    r"[\w-]": r"/[\w-]/u",
    "[]a]": r"/[]a\]/u",
    "[^]": "/[^]/u",
    r"\é": "/é/u",
}
NO_PATTERNS = [
    *("(?P<a>b)", "(?P=a)", "(?i)a", "(?i:a)", "(?#a)", "(?>a)", "(?(1)a|b)", r"\A", r"\Z", r"\a", r"\07", r"\01"),
    *("a++", "a*+", "*", "+a", "?", "(*)", "a|*", "{2}", "^*", "$+", r"\b*", "(?=a)*", "(?<=a)?", "a{2,1}", "a{1}{2}"),
    *("(", ")", "(a", "a)", "[", "[a", "[^", "\\", r"\1", r"(a)\2", "[z-a]", r"[\w-z]", r"[a-\d]", r"[\1]", r"[\B]"),
    *(r"\x4", r"\u004", r"\u{41}", r"\p{L}", r"\k<a>", "(?<a>b)", r"\c1", r"\cA", "[\\"),
]
_PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            "-",
            "_",
            "/",
            "]",
            "{",
            "}",
            "{,2}",
            "{2}",
            "{1,2}",
            "*",
            "+",
            "?",
            "|",
            "^",
            "$",
            ".",
            "😀",
            "\n",
        ),
        *("(", ")", "(?:", "(?=", "(?<!", "[", "[^", "[a-z]", "[b-a]", "\\d", "\\w", "\\b", "\\B", "\\-", "\\_", "\\]"),
        *("\\0", "\\1", "\\x61", "\\u0061", "\\n", "\\", "\\/", "\\{", "\\@", "1", "0", "#", " ", "[\\w-a]", "[a\\-b]"),
    ]
)


@pytest.mark.parametrize(("pattern", "literal"), WRITTEN.items())
def test_a_pattern_is_written_for_the_unicode_mode(pattern: str, literal: str) -> None:
    assert regex_of(pattern) == literal


@pytest.mark.parametrize("pattern", NO_PATTERNS)
def test_what_javascript_does_not_have_has_no_literal(pattern: str) -> None:
    assert regex_of(pattern) is None


def is_of_python(pattern: str) -> bool:
    """Whether a schema may hold it: one that Python cannot read is refused before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except re.error:
            return False
    return True


def test_node_reads_literals_as_the_patterns_that_they_are_written_for() -> None:
    made = drawn(st.lists(_PIECES, max_size=6).map("".join), 2_000)
    patterns = [*WRITTEN, *filter(is_of_python, dict.fromkeys([*NO_PATTERNS, *made]))]
    assert len(patterns) > 500
    assert sum(regex_of(pattern) is None for pattern in patterns) > 20
    lines = "".join(f"{json.dumps([pattern, regex_of(pattern)])}\n" for pattern in patterns)
    done = node_tools.node(SCRIPT, stdin=lines)
    assert (done.stdout, done.stderr) == ("", "")
