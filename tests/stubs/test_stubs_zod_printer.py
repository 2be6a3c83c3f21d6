"""JavaScript expressions as text: properties on lines of their own, arrays on one line while they are short."""

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
    expression_text,
)

LONG = "LongNameOfASchema"


def z(name: str, *arguments: Expression) -> Value:
    return Chain(Code("z"), (Call(name, arguments),))


def names(count: int) -> ArrayLiteral:
    return ArrayLiteral(tuple(Code(f"{LONG}{number}") for number in range(count)))


TEXT = z("string")
OBJECT = z("object", ObjectLiteral((Property("a", TEXT),)))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (TEXT, "z.string()"),
        (chain(TEXT), "z.string()"),
        (
            chain(TEXT, Call("regex", (Code("/^[a-z]+$/u"),)), Call("nullish")),
            "z.string().regex(/^[a-z]+$/u).nullish()",
        ),
        (chain(Code("integer"), Call("min", (Code("1"),)), Call("max", (Code("2"),))), "integer.min(1).max(2)"),
        (chain(Call("mapOf", (TEXT,)), Call("optional")), "mapOf(z.string()).optional()"),
        (z("lazy", Arrow(Code("A"))), "z.lazy(() => A)"),
        (z("lazy", Arrow(TEXT, "z.ZodString")), "z.lazy((): z.ZodString => z.string())"),
        (z("object", ObjectLiteral(())), "z.object({})"),
        (OBJECT, "z.object({\n  a: z.string(),\n})"),
        (chain(OBJECT, Call("catchall", (TEXT,))), "z.object({\n  a: z.string(),\n}).catchall(z.string())"),
        (
            z("object", ObjectLiteral((Property("a b", TEXT, ("A.",)), Property("c", OBJECT, ("A.", "@b"))))),
            (
                'z.object({\n  /** A. */\n  "a b": z.string(),\n  /**\n   * A.\n   * @b\n   */\n'
                "  c: z.object({\n    a: z.string(),\n  }),\n})"
            ),
        ),
        (
            z("object", ObjectLiteral((Property("a", OBJECT, ("A.",), "A"),))),
            "z.object({\n  /** A. */\n  get a(): A {\n    return z.object({\n      a: z.string(),\n    });\n  },\n})",
        ),
        (z("union", names(2)), f"z.union([{LONG}0, {LONG}1])"),
        (
            chain(z("union", names(5)), Call("nullable")),
            f"z.union([\n  {LONG}0,\n  {LONG}1,\n  {LONG}2,\n  {LONG}3,\n  {LONG}4,\n]).nullable()",
        ),
        (
            z("tuple", ArrayLiteral((TEXT, OBJECT)), TEXT),
            "z.tuple([\n  z.string(),\n  z.object({\n    a: z.string(),\n  }),\n], z.string())",
        ),
    ],
)
def test_the_text_of_an_expression(expression: Expression, text: str) -> None:
    assert expression_text(expression) == text
