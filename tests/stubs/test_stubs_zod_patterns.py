"""Patterns as JavaScript regular expressions, and what Node matches with them."""

import json
from pathlib import Path
from random import Random

import pytest

from runbridge._runtime.patterns import regex_of
from runbridge._runtime.unicode_properties import PROPERTIES
from tests.stubs import node_tools
from tests.stubs.compilation import Compilation

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
    # Python supports none of these.
    r"^\p{L}+\P{Lu}[\p{Nd}\P{Script=Greek}_-]\p{gc=Letter}\p{scx=Grek}\p{Emoji}$": (
        r"/^\p{L}+\P{Lu}[\p{Nd}\P{Script=Greek}_-]\p{gc=Letter}\p{scx=Grek}\p{Emoji}$/u"
    ),
    r"(?<year>[0-9]+)-\k<year>\1\-": r"/(?<year>[0-9]+)-\k<year>\1-/u",
    "\\k<$é_1>(?<$é_1>a)*(?<other>b)": "/\\k<$é_1>(?<$é_1>a)*(?<other>b)/u",
    r"\cA[\cA-\cz]": r"/\cA[\cA-\cz]/u",
    r"\u{61}\u{1F600}[\u{0}-\u{0010ffff}]": r"/\u{61}\u{1F600}[\u{0}-\u{0010ffff}]/u",
    r"[\ud83d\ude00-\uD83D\uDE4F]\ud83d\ude00?": r"/[\ud83d\ude00-\uD83D\uDE4F]\ud83d\ude00?/u",
    r"[\ude00\ud83d]": r"/[\ude00\ud83d]/u",
    "(?<=a*b)(?<!a|bb)[^]": "/(?<=a*b)(?<!a|bb)[^]/u",
    "[]": "/[]/u",
    "a{1,99999999999}": "/a{1,99999999999}/u",
}
INVALID = [
    *("(?P<a>b)", "(?P=a)", "(?i)a", "(?i:a)", "(?#a)", "(?>a)", "(?(1)a|b)", r"\A", r"\Z", r"\a", r"\07", r"\01"),
    *("a++", "a*+", "*", "+a", "?", "(*)", "a|*", "{2}", "^*", "$+", r"\b*", "(?=a)*", "(?<=a)?", "a{2,1}", "a{1}{2}"),
    *("(", ")", "(a", "a)", "[", "[a", "[^", "\\", r"\1", r"(a)\2", "[z-a]", r"[\w-z]", r"[a-\d]", r"[\1]", r"[\B]"),
    *(r"\x4", r"\u004", r"\u{110000}", r"\u{}", r"\u{41", r"\c1", r"\c", r"[\c_]", "[\\"),
    *(
        r"\p",
        r"\pL",
        r"\p{",
        r"\p{}",
        r"\p{l}",
        r"\p{Greek}",
        r"\p{IsLatin}",
        r"\p{sc=L}",
        r"\p{Lower=}",
        r"\p{gc=Any}",
    ),
    *(r"[\p]", r"[\pL]", r"[\p{Nope}]", r"[\p{L}-z]", r"[a-\P{L}]", r"\p{L=L}", r"\p{RGI_Emoji}"),
    *(
        r"\k",
        r"\k<a>",
        r"\k<a",
        r"(?<a>b)\k<b>",
        r"(?<a>b)(?<a>c)",
        "(?<>a)",
        "(?<1>a)",
        "(?<a-b>c)",
        "(?<a",
        r"[\k<a>]",
    ),
    *(r"(?<a>b)\2", "(?<a>", r"[\ud83d\ude4f-\ud83d\ude00]", r"[\cz-\ca]", r"[\u{62}-\u{61}]"),
]
PIECES = [
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
    *("\\p{L}", "\\P{Lu}", "\\p{Greek}", "(?<a>", "(?<b>", "\\k<a>", "\\cA", "\\u{61}", "\\ud83d", "\\ude00"),
    *("\\0", "\\1", "\\x61", "\\u0061", "\\n", "\\", "\\/", "\\{", "\\@", "1", "0", "#", " ", "[\\w-a]", "[a\\-b]"),
]


@pytest.mark.parametrize(("pattern", "literal"), WRITTEN.items())
def test_a_pattern_becomes_a_literal_in_unicode_mode(pattern: str, literal: str) -> None:
    assert regex_of(pattern) == literal


@pytest.mark.parametrize("pattern", INVALID)
def test_an_invalid_pattern_has_no_literal(pattern: str) -> None:
    assert regex_of(pattern) is None


def test_node_matches_literals_like_their_patterns() -> None:
    random = Random(0)
    made = ("".join(random.choices(PIECES, k=random.randrange(7))) for _ in range(4_000))
    patterns = [*dict.fromkeys([*WRITTEN, *INVALID, *made])]
    literals = [regex_of(pattern) for pattern in patterns]
    assert len(literals) > 2_000
    assert literals.count(None) > 1_000
    assert len(literals) - literals.count(None) > 500
    lines = "".join(f"{json.dumps([pattern, regex_of(pattern)])}\n" for pattern in patterns)
    done = node_tools.node(SCRIPT, stdin=lines)
    assert (done.stdout, done.stderr) == ("", "")


def test_node_and_typescript_know_all_properties(strict: Compilation) -> None:
    assert len(PROPERTIES) > 1_000
    assert strict.errors("zod-properties") == ""
    done = node_tools.node(strict.output("zod-properties", "all.js"))
    assert (done.stdout, done.stderr) == ("", "")
