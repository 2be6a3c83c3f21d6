"""A pattern matches the same texts in Python as in a real JavaScript engine."""

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from runbridge._runtime.patterns import read_pattern
from runbridge.schemas.exact_keywords import matches
from tests.schemas.ecma_patterns import random_pattern, random_text
from tests.stubs.node_tools import node

SCRIPT = Path(__file__).with_name("check_patterns.js")


def in_javascript(cases: Iterable[tuple[str, list[str]]]) -> list[tuple[bool, list[bool] | None, bool]]:
    """For each pattern whether JavaScript reads it, what it matches, and whether our literal is the same."""
    lines: list[str] = []
    for pattern, texts in cases:
        found = read_pattern(pattern)
        lines.append(json.dumps([pattern, None if found is None else found.javascript, texts]))
    done = node(SCRIPT, stdin="\n".join(lines))
    assert done.stderr == ""
    answers: list[Any] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    return answers


def assert_same(cases: list[tuple[str, list[str]]]) -> int:
    """Compare the cases, and give the number of patterns that were evaluated in both languages."""
    evaluated = 0
    for (pattern, texts), (is_native, found, is_same) in zip(cases, in_javascript(cases), strict=True):
        ours = read_pattern(pattern)
        assert ours is not None or not is_native, pattern
        assert is_same, pattern
        if ours is not None and not ours.reason:
            evaluated += 1
            assert [matches(pattern, text) for text in texts] == found, (pattern, texts)
    return evaluated


TEXTS = ["", "a", "ab\n", "\u0663", "caf\u00e9", "\u2028", "\u001c", "\ufeff", "a\r", "\x85", "😀", "a b", "12", "_"]


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "^[a-z]+$",
            r"^\d+$",
            r"^\w+$",
            "^.$",
            r"^\s$",
            r"^\S$",
            r"^\W$",
            r"^\D$",
            r"\b",
            r"\B",
            "a$",
            "^",
            "$",
            "",
            "[^]",
        ),
        *(
            r"(a)?\1$",
            r"(a|b)(?=\1)",
            r"(?<!a)\b",
            r"(?!(a))\1",
            "(?<=[ab]+)b",
            r"[^\s]",
            r"\p{L}$",
            "(?<n>a)?b",
            r"[\b]",
        ),
    ],
)
def test_patterns_follow_ecma_262_where_python_differs(pattern: str) -> None:
    assert assert_same([(pattern, TEXTS)]) == 1


def test_random_patterns_match_the_same_texts() -> None:
    random = Random(20261128)
    cases = [(random_pattern(random), [random_text(random) for _ in range(10)]) for _ in range(2000)]
    assert assert_same(cases) > 1200


@pytest.mark.deep
def test_many_random_patterns_match_the_same_texts() -> None:
    random = Random()
    for _ in range(4):
        cases = [(random_pattern(random), [random_text(random) for _ in range(10)]) for _ in range(5000)]
        assert assert_same(cases) > 3000
