"""Generates a text that matches a regular expression, for the most common syntax."""

import re

from runbridge.schemas.exact_keywords import NotEvaluated, matches

#: An example for each class of characters.
_ESCAPES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "t": "\t", "n": "\n", "r": "\r"}
_EMPTY = {"b", "B", "A", "Z"}
_COUNT = re.compile(r"\{(\d{1,3})(,\d{0,3})?\}\??")
_GROUP = re.compile(r"\((?:\?(?::|P?<[A-Za-z_]\w*>))?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ANY = "a0 -_./:AZ~é"


def match_example(pattern: str) -> str | None:
    """A short text that the pattern matches; None if none was found, or the syntax is not supported."""
    try:
        text, end = _choice(pattern, 0)
        is_example = end == len(pattern) and matches(pattern, text)
    except (IndexError, RecursionError, NotEvaluated):
        return None
    return text if is_example else None


def _choice(pattern: str, index: int) -> tuple[str, int]:
    """The first branch of a choice that starts at an index, and the index after the choice."""
    text, index = _sequence(pattern, index)
    while index < len(pattern) and pattern[index] == "|":
        _, index = _sequence(pattern, index + 1)
    return text, index


def _sequence(pattern: str, index: int) -> tuple[str, int]:
    shorten_value: list[str] = []
    while index < len(pattern) and pattern[index] not in "|)":
        atom, index = _atom(pattern, index)
        count, index = _repeats(pattern, index)
        shorten_value.append(atom * count)
    return "".join(shorten_value), index


def _atom(pattern: str, index: int) -> tuple[str, int]:
    match pattern[index]:
        case "^" | "$":
            return "", index + 1
        case ".":
            return "a", index + 1
        case "\\":
            letter = pattern[index + 1]
            return "" if letter in _EMPTY else _ESCAPES.get(letter, letter), index + 2
        case "[":
            found = _CLASS.match(pattern, index)
            if found is None:
                raise IndexError
            return _member(found[0]), found.end()
        case "(":
            opening = _GROUP.match(pattern, index)
            text, index = _choice(pattern, opening.end() if opening else index + 1)
            return text, index + 1
        case letter:
            return letter, index + 1


def _member(written: str) -> str:
    """A character of a class."""
    candidates = [char for char in _ANY + written if re.fullmatch(written, char)]
    return candidates[0]


def _repeats(pattern: str, index: int) -> tuple[int, int]:
    """The repetitions of the token before an index, and the index after the quantifier."""
    if index < len(pattern) and pattern[index] in "*?+":
        lazy = index + 1 < len(pattern) and pattern[index + 1] == "?"
        return int(pattern[index] == "+"), index + 1 + lazy
    counted = _COUNT.match(pattern, index)
    return (int(counted[1]), counted.end()) if counted else (1, index)
