"""Whether a bridge can be converted by straight-line code, and the rules that the emitters of that code take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runbridge.codegen.bridge_addresses import CONTAINERS, BridgeAddress
from runbridge.codegen.bridge_defaults import Default
from runbridge.codegen.planned_rules import PlanRule, has_any_text
from runbridge.codegen.shapes import Field, Kind

#: The kinds of fields that the emitters join, the left one and the right one.
JOINS: Mapping[str, frozenset[tuple[Kind, Kind]]] = {
    "same": frozenset([("string", "string"), ("timestamp", "timestamp"), ("opaque", "opaque")]),
    "prefix": frozenset([("string", "string")]),
    "first": frozenset([("string", "string")]),
    "table": frozenset([("string", "enum")]),
    "flag": frozenset([("boolean", "enum")]),
    "conforming": frozenset([("structured", "opaque")]),
    "shift": frozenset([("number", "number")]),
}
#: Rules that work on the text or word itself, so that both fields must always have a value.
_NEEDS_VALUES = ("prefix", "first", "table", "flag")
_CONSTANTS: tuple[Kind, ...] = ("string", "enum", "boolean", "integer")
_FALLBACKS = 2


@dataclass(frozen=True)
class Rule:
    """A rule that a straight-line converter has code for: between top-level fields.

    `left` has one field, or two for `first`, and `parameters` the other keys of the rule. A table between a boolean and
    two words is a `flag`, with the words for `true`, `false` and `absent`.
    """

    name: str
    left: tuple[Field, ...]
    right: Field
    parameters: Mapping[str, Any]

    @property
    def needs_option(self) -> bool:
        """Whether the rule may have no value for the right field, which is not nullable: `--set` gives one."""
        return self.name in ("same", "first") and not self.right.nullable and all(map(may_be_empty, self.left))


def may_be_empty(field: Field) -> bool:
    """Whether the field may be null or missing."""
    return field.nullable or not field.required


def straight_rules(
    rules: Sequence[PlanRule],
    identity: tuple[BridgeAddress, BridgeAddress],
    kept: Sequence[Field],
    defaults: Sequence[Mapping[str, Default]],
) -> tuple[Rule, ...]:
    """The rules for the emitters of straight-line code; none if there is something that they have no code for."""
    found = [_straight(rule) for rule in rules]
    is_straight = (
        all(rule is not None and _has_code(rule) for rule in found)
        and all(each.leaf.kind == "string" and not each.may_be_empty for each in identity)
        and all(field.kind not in CONTAINERS for field in kept)
        and all(default.kind == "constant" for each in defaults for default in each.values())
        and all((field.name in {**defaults[0], **defaults[1]}) <= _takes_constant(field) for field in kept)
    )
    return tuple(rule for rule in found if rule is not None) if is_straight else ()


def _takes_constant(field: Field) -> bool:
    return field.kind in _CONSTANTS and not may_be_empty(field)


def _straight(rule: PlanRule) -> Rule | None:
    """The rule between fields; None if it has a path, an alias, a text for no value, any text or too many fields."""
    left, right = rule.left[0].field, rule.right[0].field
    fields = tuple(each.field for each in rule.left)
    if len(fields) > _FALLBACKS or len(rule.right) > 1 or any(each.path or each.aliases for each in rule.left):
        return None
    if "empty" in rule.parameters:
        return None
    if rule.name != "table":
        return Rule(rule.name, fields, right, rule.parameters)
    if len(fields) > 1 or has_any_text(rule.left[0]):
        return None
    if any(row is None for way in ("to_right", "to_left") for row in rule.parameters[way].values()):
        return None
    to_right, to_left = (
        {key[0]: row[0] for key, row in rule.parameters[way].items()} for way in ("to_right", "to_left")
    )
    if left.kind != "boolean":
        return Rule("table", fields, right, {"to_right": to_right, "to_left": to_left})
    words = {"true": to_right[True], "false": to_right[False], "absent": to_right.get(None)}
    is_flag = to_left == {words["true"]: True, words["false"]: False} and not left.required
    return Rule("flag", fields, right, words) if is_flag else None


def _has_code(rule: Rule) -> bool:
    """Whether the emitters have code for the kinds of both fields, and for null and missing ones."""
    left, right = rule.left[0], rule.right
    if any((field.kind, right.kind) not in JOINS.get(rule.name, ()) for field in rule.left):
        return False
    if rule.name == "conforming":
        return not left.required and not left.nullable
    if not all(field.checked for field in (*rule.left, right)):
        return False
    if may_be_empty(right) and (not left.nullable or rule.name in _NEEDS_VALUES):
        return False
    return not _loses(rule)


def _loses(rule: Rule) -> bool:
    """Whether the rule has no value for the right field when the left one is null or missing."""
    left, right = rule.left[0], rule.right
    if rule.needs_option:
        return left.kind != "string"
    if rule.name == "flag":
        return left.nullable
    return rule.name != "first" and may_be_empty(left) and (not right.nullable or rule.name in _NEEDS_VALUES)
