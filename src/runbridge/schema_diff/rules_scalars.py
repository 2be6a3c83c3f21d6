"""Proof rules for keywords about the value itself: its type, its size, its text."""

from collections.abc import Mapping

from runbridge._runtime.exact_numbers import is_multiple
from runbridge._runtime.json_parser import NumberTooLarge
from runbridge.schema_diff.intersection import MOST_VALUES, Bound, Intersection
from runbridge.schema_diff.prover import Prover, Rule
from runbridge.schemas.document import Node, text_of
from runbridge.schemas.keywords import kinds_named


def _type(_: Prover, left: Intersection, right: Node) -> bool:
    return left.kinds <= kinds_named(right.keywords["type"])


def _listed(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        if left.values is None:
            return False
        wanted = right.keywords[keyword]
        allowed = {text_of(value) for value in (wanted if keyword == "enum" else [wanted])}
        others = [value for value in left.values if text_of(value) not in allowed]
        # The same number may have another literal text.
        return len(others) <= MOST_VALUES and all(
            right.accepts_by({keyword: wanted}, value) is True for value in others
        )

    return rule


def _least_number(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        wanted = Bound.of(right.keywords[keyword], open=keyword.startswith("exclusive"))
        lower = left.lower
        return lower is not None and wanted is not None and (lower.at, lower.open) >= (wanted.at, wanted.open)

    return rule


def _most_number(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        wanted = Bound.of(right.keywords[keyword], open=keyword.startswith("exclusive"))
        upper = left.upper
        return upper is not None and wanted is not None and (upper.at, not upper.open) <= (wanted.at, not wanted.open)

    return rule


def _multiple(_: Prover, left: Intersection, right: Node) -> bool:
    wanted = right.keywords["multipleOf"]
    if wanted == 1 and "fraction" not in left.kinds:
        return True
    return any(text_of(known) == text_of(wanted) or _divides(wanted, known) for _, known in left.given("multipleOf"))


def _divides(divisor: float, number: float) -> bool:
    try:
        return is_multiple(number, divisor)
    except NumberTooLarge:
        return False


def _same(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        return any(value == right.keywords[keyword] for _, value in left.given(keyword))

    return rule


def _least_count(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        return bool(left.least(keyword) >= right.keywords[keyword])

    return rule


def _max_length(_: Prover, left: Intersection, right: Node) -> bool:
    most = left.most("maxLength")
    return most is not None and most <= right.keywords["maxLength"]


SCALAR_RULES: Mapping[str, Rule] = {
    "type": _type,
    "enum": _listed("enum"),
    "const": _listed("const"),
    "minimum": _least_number("minimum"),
    "exclusiveMinimum": _least_number("exclusiveMinimum"),
    "maximum": _most_number("maximum"),
    "exclusiveMaximum": _most_number("exclusiveMaximum"),
    "multipleOf": _multiple,
    "minLength": _least_count("minLength"),
    "maxLength": _max_length,
    "pattern": _same("pattern"),
    "format": _same("format"),
    "minItems": _least_count("minItems"),
}
