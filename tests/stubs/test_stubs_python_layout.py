"""Lines of generated Python: they are those that ruff's format makes, for any type and any default."""

import ast
import random
import subprocess
import sys

import pytest

from runbridge.stubs.python.printer import annotated, entry, flat, statement


def expression(text: str) -> ast.expr:
    return ast.parse(text, "<test>", "eval").body


def formatted(text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "-"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


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
def test_an_expression_in_one_line(text: str) -> None:
    assert flat(expression(text)) == text


def test_an_exponent_has_no_sign_that_it_does_not_need() -> None:
    assert flat(expression("Meta(ge=-1e+308)")) == "Meta(ge=-1e308)"


LONG = "A" * 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (annotated("a", expression("int")), "a: int\n"),
        (annotated("a", expression("int"), expression("None"), indent="    "), "    a: int = None\n"),
        (annotated("a", expression(f"{LONG} | {LONG}")), f"a: (\n    {LONG}\n    | {LONG}\n)\n"),
        (annotated("a", expression(f"{LONG}[{LONG}]")), f"a: {LONG}[\n    {LONG}\n]\n"),
        (annotated("a" * 30, expression(f"'{LONG}{LONG[30:]}'")), f'{"a" * 30}: (\n    "{LONG}{LONG[30:]}"\n)\n'),
        (annotated("a", expression(f"'{LONG}{LONG}'")), f'a: "{LONG}{LONG}"  # noqa: E501\n'),
        (
            annotated("A", expression("TypeAlias"), expression(f"{LONG} | {LONG}")),
            f"A: TypeAlias = (\n    {LONG}\n    | {LONG}\n)\n",
        ),
        (
            annotated("a", expression(f"{LONG}[{LONG[8:]}]"), expression("UNSET")),
            f"a: {LONG}[\n    {LONG[8:]}\n] = UNSET\n",
        ),
        (
            annotated("a", expression(f"{LONG}[{LONG[12:]}]"), expression("UNSET")),
            f"a: {LONG}[{LONG[12:]}] = (\n    UNSET\n)\n",
        ),
        (statement("x = ", expression("f(1)"), ":"), "x = f(1):\n"),
        (statement("x = ", expression(f"f({LONG}, {LONG})")), f"x = f(\n    {LONG},\n    {LONG},\n)\n"),
        (
            statement("x = ", expression(f"f({LONG}, {LONG[:40]}, a={LONG[:10]})")),
            f"x = f(\n    {LONG}, {LONG[:40]}, a={LONG[:10]}\n)\n",
        ),
        (entry('"k"', expression(f"{LONG} | {LONG}"), indent="  "), f'  "k": {LONG}\n  | {LONG},\n'),
    ],
)
def test_statements_in_lines(text: str, expected: str) -> None:
    assert text == expected


def test_wide_letters_take_two_columns_and_marks_none() -> None:
    text = annotated("画" * 40, expression("dict[str, " + "像" * 13 + "]"))
    assert text == "画" * 40 + ": dict[str, " + "像" * 13 + "]\n"
    assert annotated("画" * 40, expression("dict[str, " + "像" * 14 + "]")).count("\n") == 3
    assert annotated("e\u0301" * 50, expression("dict[str, " + "像" * 28 + "]")).count("\n") == 1


class Randomly:
    """Types and defaults of all kinds, short and long."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> str:
        return "A" + "a" * self.random.choice([1, 3, 8, 20, 40])

    def text(self) -> str:
        return repr(
            "s" * self.random.choice([1, 3, 10, 30, 60])
            + self.random.choice(["", '"', "'", "\\", "é", "画像", "e\u0301"])
        )

    def type(self, depth: int = 0) -> str:
        pick = self.random.random() if depth < 4 else 0.0
        inner = [self.type(depth + 1) for _ in range(self.random.choice([2, 3, 5]))] if pick > 0.45 else []
        if pick < 0.3:
            return self.random.choice([self.name(), "str", "int", "None"])
        if pick < 0.45:
            return f"Literal[{', '.join(self.text() for _ in range(self.random.choice([1, 2, 3, 8])))}]"
        if pick < 0.6:
            return f"list[{inner[0]}]"
        if pick < 0.72:
            return f"dict[str, {inner[0]}]"
        if pick < 0.78:
            return f"tuple[{', '.join(inner)}]"
        if pick < 0.88:
            return " | ".join(inner)
        return f"Annotated[{inner[0]}, Meta(ge=0, pattern={self.text()})]"

    def default(self) -> ast.expr | None:
        texts = ["UNSET", f"field(name={self.text()}, default=UNSET)", f"field(metadata={{'alias': {self.text()}}})"]
        return expression(self.random.choice(texts)) if self.random.random() < 0.8 else None


@pytest.mark.parametrize("seed", range(3))
def test_ruff_has_nothing_to_change(seed: int) -> None:
    randomly, texts = Randomly(seed), [""]
    for _ in range(150):
        body = annotated(randomly.name().lower(), expression(randomly.type()), randomly.default(), indent="    ")
        texts.append(f"class A:\n{body}\n\n")
        texts.append(annotated(randomly.name(), expression("TypeAlias"), expression(randomly.type())))
        texts.append(statement(f"{randomly.name()} = ", expression(f"TypeAliasType('A', {randomly.text()})")))
        value = entry('"k"', expression(f"NotRequired[{randomly.type()}]"), indent=" " * 8)
        texts.append(f'D = TypedDict(\n    "D",\n    {{\n{value}    }},\n)\n\n\n')
    text = "".join(texts).rstrip("\n") + "\n"
    assert text == formatted(text)
