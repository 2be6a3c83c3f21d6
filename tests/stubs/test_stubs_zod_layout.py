"""Expressions as text: whole values, and that prettier finds nothing to change in any of them."""

from pathlib import Path

import pytest

from runbridge.stubs.zod.printer import (
    ArrayLiteral,
    Arrow,
    Call,
    Chain,
    Code,
    Expression,
    ObjectLiteral,
    Property,
    Value,
    chain,
    statement,
)
from tests.stubs import node_tools

LONG = "LongNameOfASchemaThatStandsForItself"
#: Where names are still longer, prettier breaks brackets that are left whole here.
LONGEST_NAME = "A" * 48


def z(name: str, *arguments: Expression) -> Value:
    return Chain(Code("z"), (Call(name, arguments),))


def names(count: int) -> tuple[Code, ...]:
    return tuple(Code(f"{LONG}{number}") for number in range(count))


ONE = Call("min", (Code("1"),))
REGEX = Code("/^[a-z]+$/u")
TEXT = z("string")
INTEGER = Code("integer")
UNION = z("union", ArrayLiteral(names(3)))
EXPRESSIONS: list[Expression] = [
    TEXT,
    Code("Name"),
    Code(f"{LONG}{LONG}{LONG}"),
    z("looseObject", ObjectLiteral(())),
    z("looseObject", ObjectLiteral((Property("a b", TEXT, ("A.",)), Property("c", TEXT, ("One.", "@deprecated"))))),
    chain(z("object", ObjectLiteral((Property("a", TEXT),))), Call("catchall", (TEXT,))),
    chain(z("object", ObjectLiteral(())), Call("catchall", (chain(TEXT, Call("regex", (REGEX,)), Call("nullable")),))),
    z("object", ObjectLiteral((Property("a", chain(Code("A"), Call("optional")), (), "z.ZodOptional<z.ZodType<A>>"),))),
    z("object", ObjectLiteral((Property("a" * 96, TEXT), Property("b" * 80, UNION), Property("c" * 98, INTEGER)))),
    UNION,
    z("union", ArrayLiteral(names(2))),
    z("array", UNION),
    chain(UNION, Call("nullable")),
    chain(z("array", UNION), ONE, Call("nullish")),
    z("discriminatedUnion", Code('"kind"'), ArrayLiteral(names(3))),
    z("tuple", ArrayLiteral(names(2)), Code(LONG)),
    z("literal", ArrayLiteral(tuple(Code(str(number)) for number in range(60)))),
    z("literal", ArrayLiteral((Code("1"), Code('"a"')))),
    z("literal", Code(f'"{"a" * 100}"')),
    z("lazy", Arrow(Code("Name"))),
    z("lazy", Arrow(UNION)),
    z("lazy", Arrow(UNION, "z.ZodType<Name>")),
    Call("mapOf", (UNION,)),
    chain(Call("mapOf", (UNION,)), Call("optional")),
    chain(Call("mapOf", (UNION,)), Call("check", (Code("unique"),)), Call("optional")),
    Call("withProto", (z("looseObject", ObjectLiteral((Property("a", TEXT),))), TEXT, Code("true"))),
    z("preprocess", Code("ownMembers"), z("looseObject", ObjectLiteral((Property("a", TEXT),)))),
    chain(TEXT, Call("regex", (REGEX,))),
    chain(TEXT, Call("regex", (REGEX,)), Call("optional")),
    chain(TEXT, Call("regex", (Code("/^a/u"),)), Call("optional")),
    chain(TEXT, ONE, Call("check", (Call("maxLength", (Code("4"),)),)), Call("optional")),
    chain(z("array", chain(TEXT, Call("check", (Call("minLength", (Code("2"),)),)))), ONE, Call("optional")),
    chain(z("array", z("array", z("array", TEXT))), ONE, Call("optional")),
    chain(z("array", z("union", ArrayLiteral((z("lazy", Arrow(Code("A"))), TEXT)))), ONE, Call("optional")),
    chain(Code("integer"), *(Call(name, (Code("1" * 20),)) for name in ("min", "max", "gt", "lt"))),
    chain(Code("Factory"), *(Call(name, (Code("1" * 20),)) for name in ("min", "max", "gt", "lt"))),
    chain(z("object", ObjectLiteral(())), Call("check", (REGEX,)), Call("check", (Arrow(Code("A")),)), Call("a")),
]  # fmt: skip  # an expression on a line, however long


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (TEXT, "const a = z.string();\n"),
        (chain(TEXT, Call("nullish")), "const a = z.string().nullish();\n"),
        (z("lazy", Arrow(TEXT, "z.ZodString")), "const a = z.lazy((): z.ZodString => z.string());\n"),
        (
            chain(TEXT, Call("regex", (REGEX,)), Call("optional")),
            "const a = z\n  .string()\n  .regex(/^[a-z]+$/u)\n  .optional();\n",
        ),
        (
            z("object", ObjectLiteral((Property("a", Code("A"), ("a",), "z.ZodType<A>"), Property("b", TEXT)))),
            "const a = z.object({\n  /** a */\n  get a(): z.ZodType<A> {\n    return A;\n  },\n  b: z.string(),\n});\n",
        ),
        (
            chain(UNION, Call("nullable")),
            f"const a = z\n  .union([\n    {LONG}0,\n    {LONG}1,\n    {LONG}2,\n  ])\n  .nullable();\n",
        ),
    ],
)
def test_an_expression_is_laid_out(expression: Expression, text: str) -> None:
    assert statement("const a", expression) == text


def test_prettier_would_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "layouts.ts"
    heads = [f"export const {name}{index}" for index in range(len(EXPRESSIONS)) for name in ("a", LONGEST_NAME)]
    pairs = zip(heads, (each for each in EXPRESSIONS for _ in range(2)), strict=True)
    text = "\n".join(statement(head, expression) for head, expression in pairs)
    file.write_text(text, encoding="utf-8", newline="\n")
    prettier = node_tools.modules() / "prettier" / "bin" / "prettier.cjs"
    done = node_tools.node(prettier, "--print-width", "100", str(file))
    assert done.stdout == text
