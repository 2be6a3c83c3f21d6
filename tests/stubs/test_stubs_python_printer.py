"""Statements of generated Python: one line each, or one item of the outermost brackets per line."""

import ast
from itertools import product

import pytest

from runbridge.stubs.python.printer import annotated, flat, statement

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
        (annotated("a", expression(f"{LONG}[{LONG[12:]}]"), expression("UNSET")), f"a: {LONG}[{LONG[12:]}] = UNSET\n"),
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
