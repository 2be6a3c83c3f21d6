"""Text of generated Python: docstrings, comments, literals, and statements with one item per line if they are long."""

import ast
from itertools import product
from typing import Any

import pytest

from runbridge.stubs.python.printer import annotated, comment, docstring, flat, quoted, statement

LONG = "A" * 60


def expression(text: str) -> ast.expr:
    return ast.parse(text, "<test>", "eval").body


@pytest.mark.parametrize(
    "text",
    [
        "str",
        'Literal["a", 1, None, True, -1.5]',
        "dict[str, list[int | None]]",
        "tuple[int, str]",
        'field(name="a", default=UNSET)',
        'field(metadata={"alias": "a b"})',
        "ConfigDict()",
        """Literal['"', "'", r"\\d", "\\\\"]""",
        "Meta(ge=-1e308, le=1e-300)",
    ],
)
def test_flat_is_the_canonical_text_of_an_expression(text: str) -> None:
    assert flat(expression(text)) == text


def test_an_exponent_has_no_redundant_sign() -> None:
    assert flat(expression("Meta(ge=-1e+308)")) == "Meta(ge=-1e308)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (annotated("a", expression("int")), "a: int\n"),
        (annotated("a", expression("int"), expression("None"), indent="    "), "    a: int = None\n"),
        (annotated("a", expression(f"{LONG} | {LONG}")), f"a: (\n    {LONG}\n    | {LONG}\n)\n"),
        (annotated("abc", expression(f"{LONG} | {LONG[7:]}")), f"abc: (\n    {LONG} | {LONG[7:]}\n)\n"),
        (
            annotated("abc", expression(f"{LONG} | {LONG[7:]}"), expression("f(b)")),
            f"abc: (\n    {LONG} | {LONG[7:]}\n) = f(b)\n",
        ),
        (
            annotated("a", expression(f"None | Literal[{LONG}, {LONG}]")),
            f"a: (\n    None\n    | Literal[\n        {LONG},\n        {LONG},\n    ]\n)\n",
        ),
        (
            annotated("a", expression(f"{LONG} | {LONG[12:]}"), expression("None")),
            f"a: {LONG} | {LONG[12:]} = (\n    None\n)\n",
        ),
        (
            annotated("a", expression(f"{LONG}[{LONG}, b]"), expression("None")),
            f"a: {LONG}[\n    {LONG},\n    b,\n] = None\n",
        ),
        (annotated("a", expression(f"{LONG}[{LONG}]")), f"a: {LONG}[\n    {LONG}\n]\n"),
        (annotated("a", expression(f"'{LONG}{LONG}'")), f'a: "{LONG}{LONG}"\n'),
        (
            annotated("A", expression("TypeAlias"), expression(f"{LONG} | {LONG}")),
            f"A: TypeAlias = (\n    {LONG}\n    | {LONG}\n)\n",
        ),
        (
            annotated("a", expression(f"{LONG}[{LONG[5:]}]"), expression("f(b)"), indent="    "),
            f"    a: {LONG}[\n        {LONG[5:]}\n    ] = f(b)\n",
        ),
        (
            annotated("a", expression(f"{LONG}[{LONG[12:]}]"), expression("f(b, c)")),
            f"a: {LONG}[{LONG[12:]}] = f(\n    b,\n    c,\n)\n",
        ),
        (annotated("a", expression(f"{LONG}[{LONG[13:]}]"), expression("UNSET")), f"a: {LONG}[{LONG[13:]}] = UNSET\n"),
        (statement("x = ", expression("f(1)"), ":"), "x = f(1):\n"),
        (statement("x = ", expression(f"f({LONG}, {LONG})")), f"x = f(\n    {LONG},\n    {LONG},\n)\n"),
        (statement("x = ", expression(f"f({LONG}, a={LONG})")), f"x = f(\n    {LONG},\n    a={LONG},\n)\n"),
        (
            statement("x = ", expression(f"{{'{LONG}': {LONG}}}"), ","),
            f'x = {{\n    "{LONG}": {LONG},\n}},\n',
        ),
    ],
)
def test_a_long_statement_has_one_item_per_line(text: str, expected: str) -> None:
    assert text == expected


ITEMS = ["str", LONG, f"'{LONG}'", f"list[{LONG}]", f"dict[str, {LONG} | None]", f"Meta(ge=0, pattern='{LONG}')"]
TYPES = ["{}[{}]", "{} | {} | None", "{}({}, a=b)", "{}[{}, int]"]


def test_line_breaks_do_not_change_what_is_parsed() -> None:
    for one, other, form, value in product(ITEMS[1:], ITEMS, TYPES, ["UNSET", f"field(name='{LONG}')"]):
        type = expression(form.format(one, other))
        code = f"class A:\n{annotated('a', type, expression(value), indent='    ')}"
        expected = f"class A:\n    a: {ast.unparse(type)} = {value}"
        assert ast.dump(ast.parse(code)) == ast.dump(ast.parse(expected))


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([], ""),
        (["", " \n "], ""),
        (["One line."], '"""One line."""\n'),
        (["a" * 114], f'"""{"a" * 114}"""\n'),
        (["a" * 115], f'"""{"a" * 115}\n"""\n'),
        (["b " * 59 + "c"], '"""' + "b " * 58 + 'b\nc\n"""\n'),
        (["One.", "", "Two."], '"""One.\n\nTwo.\n"""\n'),
        (["a\r\nb\rc\u2028d\x0be\x85f"], '"""a\nb\nc\nd\ne\nf\n"""\n'),
        (["a\n  b\n    c"], '"""a\nb\n  c\n"""\n'),
        (['"a"'], '""" "a" """\n'),
        (['a """ b'], '"""a \\"\\"\\" b"""\n'),
        (["C:\\"], '"""C:\\\\"""\n'),
        (["a\x00b\u202ec\ufeffd\ud800e\tf\xa0g"], '"""a\\x00b\\u202ec\\ufeffd\\\\ud800e   f\\xa0g"""\n'),
    ],
)
def test_docstrings(paragraphs: list[str], expected: str) -> None:
    assert docstring(paragraphs) == expected
    if expected:
        namespace: dict[str, Any] = {}
        exec(compile(f"class A:\n{docstring(paragraphs, indent='    ')}", "a", "exec"), namespace)
        assert namespace["A"].__doc__


def test_comments_are_no_directives() -> None:
    assert (
        comment(["type: ignore\nnoqa", "C:\\ \x00"], indent="  ") == "  #: type: ignore\n  #: noqa\n  #: C:\\ \\x00\n"
    )
    assert comment(["a" * 100 + " " + "b" * 30]) == f"#: {'a' * 100}\n#: {'b' * 30}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", '"a"'),
        ('"', "'\"'"),
        ("'", '"\'"'),
        ("\"'", '"\\"\'"'),
        ("\\d", 'r"\\d"'),
        ("a\\", '"a\\\\"'),
        ('\\"', "r'\\\"'"),
        ("\\\n", '"\\\\\\n"'),
        ("\n\r\t\x00\x7f\u2028\u202e\ud800\U000e0001", '"\\n\\r\\t\\x00\\x7f\\u2028\\u202e\\ud800\\U000e0001"'),
        ("é 画 😀 \xa0", '"é 画 😀 \\xa0"'),
    ],
)
def test_literals(text: str, expected: str) -> None:
    assert quoted(text) == expected
    assert eval(expected) == text
