"""JavaScript syntax: strings keep their value, and comments stay comments, whatever text they contain."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.stubs.ir.types import Field, Scalar, String
from runbridge.stubs.typescript.printer import escape_tags, jsdoc, jsdoc_of, literal, property_key, quoted
from tests.stubs.node_tools import node

#: Characters that are difficult for some tool, and ordinary ones.
ODD = [
    *("'", '"', "`", "\\", "/", "*", "$", "{", "}", "<", ">", "-", "#", "@", "a", " ", "é", "😀", "\U000e0001"),
    *("\x00", "\x08", "\t", "\n", "\x0b", "\x0c", "\r", "\x1b", "\x7f", "\x85", "\u200b", "\u2028", "\u2029"),
    *("\u202e", "\ufeff", "\udfff", "\ud800", "*/", "/*", "//", "</script>", "${a}", "\\u0041", "__proto__"),
]
#: A pair of surrogates is one character in JSON.
odd_texts = (st.lists(st.sampled_from(ODD), max_size=6).map("".join) | st.text()).filter(
    lambda text: json.loads(json.dumps(text)) == text
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("a'b", '"a\'b"'),
        ('"\\\n', r'"\"\\\n"'),
        ("é😀", '"é😀"'),
        ("\x00\x1b\x7f\x85", r'"\u0000\u001b\u007f\u0085"'),
        ("\u2028\u2029\u202e\ufeff\u200b\u061c", r'"\u2028\u2029\u202e\ufeff\u200b\u061c"'),
        ("a\ud800b\udfff", r'"a\ud800b\udfff"'),
    ],
)
def test_strings_are_quoted(text: str, written: str) -> None:
    assert quoted(text) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a", '"a"'),
        (1, "1"),
        (-1.5, "-1.5"),
        (1e300, "1e+300"),
        (2**53 + 1, "9007199254740993"),
        (True, "true"),
        (False, "false"),
        (None, "null"),
    ],
)
def test_literals_are_those_of_json(value: Scalar, written: str) -> None:
    assert literal(value) == written


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *(("a", "a"), ("_a$1", "_a$1"), ("class", "class"), ("__proto__", "__proto__")),
        *(("", '""'), ("1", '"1"'), ("a-b", '"a-b"'), ("é", '"é"'), ("a\n", r'"a\n"'), ("#a", '"#a"')),
    ],
)
def test_property_keys_are_quoted_if_necessary(name: str, key: str) -> None:
    assert property_key(name) == key


@given(odd_texts)
def test_a_quoted_string_is_one_line_of_encodable_json(text: str) -> None:
    written = quoted(text)
    assert json.loads(written) == text
    assert written.encode().decode() == written
    assert len(written.splitlines()) == 1


@pytest.mark.parametrize(
    ("paragraphs", "comment"),
    [
        ([], ""),
        (["", " \n\t\r\n "], ""),
        (["One line."], "/** One line. */\n"),
        (["One.", "Two."], "/**\n * One.\n * Two.\n */\n"),
        ([" One. \n\n  Two. \n"], "/**\n * One.\n *\n *   Two.\n */\n"),
        (["a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h"], "/**\n * a\n * b\n * c\n * d\n * e\n * f\n * g\n * h\n */\n"),
        (["a */ b **/ /* c */"], "/** a *\\/ b **\\/ /* c *\\/ */\n"),
        (["/"], "/** / */\n"),
        (["*\n/"], "/**\n * *\n * /\n */\n"),
        (["a\tb\x00\x1b\x7f\u202e\ud800"], "/** a\tb\\u0000\\u001b\\u007f\\u202e\\ud800 */\n"),
        # Tags are allowed in raw paragraphs, directives are not.
        (["@default 1", "@deprecated"], "/**\n * @default 1\n * @deprecated\n */\n"),
        (["@ts-ignore"], "/** \\@ts-ignore */\n"),
        ([" @ts-expect-error", "a\n\t@ts-nocheck"], "/**\n * \\@ts-expect-error\n * a\n * \t\\@ts-nocheck\n */\n"),
        (["//# sourceMappingURL=a //@ sourceURL=b"], "/** //\\# sourceMappingURL=a //\\@ sourceURL=b */\n"),
    ],
)
def test_comments_may_contain_any_text(paragraphs: list[str], comment: str) -> None:
    assert jsdoc(paragraphs) == comment


def test_comments_are_indented() -> None:
    assert jsdoc(["One."], depth=1) == "  /** One. */\n"
    assert jsdoc(["One.\n\nTwo."], depth=2) == "    /**\n     * One.\n     *\n     * Two.\n     */\n"


@given(st.lists(odd_texts, max_size=3))
def test_no_text_ends_a_comment_early(paragraphs: list[str]) -> None:
    comment = jsdoc(paragraphs)
    if comment:
        assert comment.startswith(("/** ", "/**\n"))
        assert comment.find("*/") == len(comment) - 3
    assert comment.encode().decode() == comment
    assert comment.splitlines(keepends=True) == [f"{line}\n" for line in comment.split("\n")[:-1]]


def test_escaped_paragraphs_have_no_tags() -> None:
    assert (
        escape_tags("@param a\n  @returns b, see a@b\r@c\u2028@d") == "\\@param a\n  \\@returns b, see a@b\n\\@c\n\\@d"
    )


def test_jsdoc_of_a_field_has_description_default_and_deprecation() -> None:
    assert jsdoc_of(Field("a", String(), required=True)) == []
    field = Field("a", String(), required=False, deprecated=True, description="@a\nOld.", default='"*/"')
    assert jsdoc_of(field) == ["\\@a\nOld.", '@default "*/"', "@deprecated"]
    assert jsdoc_of(Field("a", String(), required=False, default="null")) == ["@default null"]


def test_node_parses_quoted_strings_and_keys(tmp_path: Path) -> None:
    texts = [
        *ODD,
        "".join(ODD),
        *(chr(code) for code in range(0x3000)),
        *(chr(code) for code in range(0xD7F0, 0x10000, 7)),
    ]
    file = tmp_path / "texts.mjs"
    fields = "".join(f"{jsdoc([text])}[{quoted(text)}, 0],\n" for text in texts)
    keys = "".join(f"{property_key(text)}: 0,\n" for text in texts if text != "__proto__")
    file.write_text(
        f"const texts = [\n{fields}].map(([text]) => text);\n"
        f"const keys = Object.keys({{\n{keys}}});\n"
        "console.log(JSON.stringify([texts, keys]));\n",
        encoding="utf-8",
    )
    done = node(file)
    assert done.stderr == ""
    read, keys_read = json.loads(done.stdout)
    assert read == texts
    assert {*keys_read} == {*texts} - {"__proto__"}
