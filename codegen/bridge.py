"""`bridge.json` as frozen values, each rule checked against the members that it names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codegen.errors import SourceError
from codegen.shapes import Kind, Member, Shape


@dataclass(frozen=True)
class Rule:
    """One rule of a bridge; `left` has one member but for `first`, `parameters` what the rule needs besides."""

    name: str
    left: tuple[Member, ...]
    right: Member
    parameters: Mapping[str, Any]

    @property
    def needs_option(self) -> bool:
        """Whether the right member can come up empty although it must hold a value: `--set` fills it."""
        return not self.right.nullable and all(member.nullable for member in self.left)


@dataclass(frozen=True)
class Bridge:
    """The correspondence of two shapes; `left_only` and `right_only` have no counterpart."""

    file: str
    version: str
    left: Shape
    right: Shape
    identity: tuple[Member, Member]
    rules: tuple[Rule, ...]
    left_only: tuple[Member, ...]
    right_only: tuple[Member, ...]
    defaults: tuple[Mapping[str, Any], Mapping[str, Any]]

    @property
    def stem(self) -> str:
        """The file's name without its ending, the first part of the generated modules' names."""
        return self.file.removesuffix(".json")


#: Which kinds of member each rule joins, left and right.
KINDS: Mapping[str, frozenset[tuple[Kind, Kind]]] = {
    "same": frozenset([("string", "string"), ("timestamp", "timestamp"), ("opaque", "opaque")]),
    "prefix": frozenset([("string", "string")]),
    "first": frozenset([("string", "string")]),
    "table": frozenset([("string", "enum")]),
    "flag": frozenset([("boolean", "enum")]),
    "conforming": frozenset([("structured", "opaque")]),
    "shift": frozenset([("number", "number")]),
}


def read_bridge(file: str, document: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Bridge:
    """The bridge in a document that its schema accepts; `SourceError` where it does not fit the shapes."""
    left, right = (_shape(document[side], shapes, f"schemas/{file}#/{side}") for side in ("left", "right"))
    rules = tuple(
        _rule(rule, left, right, f"schemas/{file}#/rules/{index}") for index, rule in enumerate(document["rules"])
    )
    only = document["residue"]
    place = f"schemas/{file}#/residue"
    bridge = Bridge(
        file=file,
        version=document["version"],
        left=left,
        right=right,
        identity=(
            left.member(document["identity"]["left"], f"schemas/{file}#/identity/left"),
            right.member(document["identity"]["right"], f"schemas/{file}#/identity/right"),
        ),
        rules=rules,
        left_only=tuple(left.member(name, f"{place}/left") for name in only["left"]),
        right_only=tuple(right.member(name, f"{place}/right") for name in only["right"]),
        defaults=(document["defaults"]["left"], document["defaults"]["right"]),
    )
    _cover(left, [rule.left[0] for rule in rules], bridge.left_only, f"schemas/{file}#", "left")
    _cover(right, [rule.right for rule in rules], bridge.right_only, f"schemas/{file}#", "right")
    _check_defaults(bridge.left_only, bridge.defaults[0], f"schemas/{file}#/defaults/left")
    _check_defaults(bridge.right_only, bridge.defaults[1], f"schemas/{file}#/defaults/right")
    return bridge


def _shape(name: str, shapes: Mapping[str, Shape], place: str) -> Shape:
    if name not in shapes:
        raise SourceError(place, f"there is no schema for the format {name!r}", shapes)
    return shapes[name]


def _rule(document: Mapping[str, Any], left: Shape, right: Shape, place: str) -> Rule:
    names = document["left"] if isinstance(document["left"], list) else [document["left"]]
    rule = Rule(
        name=document["rule"],
        left=tuple(left.member(name, f"{place}/left") for name in names),
        right=right.member(document["right"], f"{place}/right"),
        parameters={key: value for key, value in document.items() if key not in ("rule", "left", "right")},
    )
    _check_kinds(rule, place)
    if rule.name == "table":
        _check_table(rule, place)
    if rule.name == "flag":
        for word in ("true", "false", "absent"):
            _check_word(rule.parameters[word], rule.right, f"{place}/{word}")
    return rule


def _check_kinds(rule: Rule, place: str) -> None:
    for member in rule.left:
        if (member.kind, rule.right.kind) not in KINDS[rule.name]:
            raise SourceError(
                place,
                f"the rule {rule.name!r} does not join {member.name} ({member.kind}) and"
                f" {rule.right.name} ({rule.right.kind})",
                sorted(f"{one} and {other}" for one, other in KINDS[rule.name]),
            )
    if rule.name not in ("same", "first") and rule.needs_option:
        raise SourceError(
            place, f"the rule {rule.name!r} has no value for {rule.right.name} when {rule.left[0].name} is null"
        )


def _check_table(rule: Rule, place: str) -> None:
    left, right = rule.left[0], rule.right
    for direction, source, target in (("to_right", left, right), ("to_left", right, left)):
        table = rule.parameters[direction]
        for value, word in table.items():
            _check_word(value, source, f"{place}/{direction}")
            _check_word(word, target, f"{place}/{direction}/{value}")
        missing = [value for value in source.values if value not in table]
        if missing:
            raise SourceError(f"{place}/{direction}", f"the table says nothing for {', '.join(missing)}")


def _check_word(word: str, member: Member, place: str) -> None:
    if word not in member.values:
        raise SourceError(place, f"{word!r} is not a value of {member.name}", member.values)


def _cover(shape: Shape, mapped: Iterable[Member], only: Iterable[Member], place: str, side: str) -> None:
    """Every member stands in exactly one place of the bridge."""
    count = Counter(member.name for member in (*mapped, *only))
    for name, times in count.items():
        if times > 1:
            raise SourceError(place, f"{shape.format}'s member {name!r} is covered {times} times; once is right")
    for member in shape.members:
        if member.name not in count:
            raise SourceError(
                place,
                f"no rule covers {shape.format}'s member {member.name!r}",
                ("a rule under /rules", f"a name under /residue/{side}"),
            )


def _check_defaults(only: tuple[Member, ...], defaults: Mapping[str, Any], place: str) -> None:
    needing = [member.name for member in only if member.required and not member.nullable]
    for name in needing:
        if name not in defaults:
            raise SourceError(place, f"{name!r} must hold a value and has no counterpart, so it needs a default")
    for name in defaults:
        if name not in needing:
            raise SourceError(f"{place}/{name}", f"{name!r} needs no default", needing)
