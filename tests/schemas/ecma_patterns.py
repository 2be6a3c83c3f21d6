"""Random patterns of ECMA-262 and texts for them; short, so that no engine takes long for any of them."""

from random import Random

_CHARACTERS = ["a", "b", "1", "_", "-", "é", "😀", "\n", " ", "\u2028", "\ufeff", "\x1c", "٣", "\u017f", "\u212a", "/"]
_ATOMS = [
    *("a", "b", "1", "é", "😀", ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", "[ab]", "[^a]", "[]", "[^]", r"[^\W\d]"),
    *(
        r"[a-z\-]",
        r"[\s\S]",
        r"[^\s_]",
        r"[+--]",
        r"[\d-]",
        r"\p{L}",
        r"\P{Lu}",
        r"[\p{Nd}_]",
        r"\p{ASCII}",
        r"\P{Any}",
    ),
    *(
        r"\u0061",
        r"\u{1F600}",
        r"\ud83d\ude00",
        r"\x61",
        r"\cJ",
        r"\0",
        r"\/",
        r"\.",
        r"\n",
        "[[a]",
        r"[\]\^]",
        "_",
        " ",
    ),
]
_ASSERTIONS = ["^", "$", r"\b", r"\B"]
_TIMES = ["*", "+", "?", "{2}", "{0,1}", "{1,}", "*?", "+?", "??", "{0}", "{1,2}?"]
_ODD = [
    "(?P<a>b)",
    "(?i:a)",
    "a++",
    r"\-",
    "{",
    "}",
    "]",
    r"\A",
    "(?#a)",
    r"\k<x>",
    r"\2",
    "(?>a)",
    "[b-a]",
    r"\p{Nope}",
    "*",
]


def random_text(random: Random) -> str:
    """A text of up to five characters, some of which the two languages might distinguish."""
    return "".join(random.choice(_CHARACTERS) for _ in range(random.randrange(6)))


def random_pattern(random: Random, depth: int = 2) -> str:
    """A pattern; about one in ten is not valid, or valid outside of Unicode mode only."""
    if depth == 2 and random.random() < 0.1:
        return random_pattern(random, 1) + random.choice(_ODD) + random_pattern(random, 1)
    return "|".join(_sequence(random, depth) for _ in range(random.choice([1, 1, 1, 2])))


def _sequence(random: Random, depth: int) -> str:
    return "".join(_part(random, depth) for _ in range(random.randrange(1, 4)))


def _part(random: Random, depth: int) -> str:
    kind = random.random()
    if kind < 0.2:
        return random.choice(_ASSERTIONS)
    if depth and kind < 0.3:
        return f"({random.choice(['?=', '?!', '?<=', '?<!'])}{random_pattern(random, depth - 1)})"
    if kind < 0.34:
        return random.choice([r"\1", r"(a|b)\1", r"(?<n>a?)\k<n>"])
    atom = random.choice(_ATOMS)
    if depth and kind < 0.55:
        atom = f"({random.choice(['', '?:'])}{random_pattern(random, depth - 1)})"
    return atom + (random.choice(_TIMES) if random.random() < 0.4 else "")
