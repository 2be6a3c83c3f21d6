"""`bridge.json` as frozen values, each rule checked against the members that it names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runbridge.codegen.errors import SourceError
from runbridge.codegen.examine import examine
from runbridge.codegen.shapes import Kind, Member, Shape
from runbridge.rule_kinds import RULE_KINDS


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
        return self.name in ("same", "first") and not self.right.nullable and all(map(may_be_empty, self.left))


@dataclass(frozen=True)
class Bridge:
    """The correspondence of two shapes; `left_only` and `right_only` have no counterpart."""

    version: str
    left: Shape
    right: Shape
    identity: tuple[Member, Member]
    rules: tuple[Rule, ...]
    left_only: tuple[Member, ...]
    right_only: tuple[Member, ...]
    defaults: tuple[Mapping[str, Any], Mapping[str, Any]]

    @property
    def file(self) -> str:
        """The path of the bridge from the top of the repository."""
        return f"schemas/{self.left.stem}/bridge.json"

    @property
    def folder(self) -> str:
        """The folder of the generated modules, below `_generated`."""
        return f"{self.left.stem}/bridge"

    @property
    def package(self) -> str:
        """The package of the generated modules, from the top of `_generated`."""
        return f".{self.left.stem}.bridge"

    def has(self, name: str) -> bool:
        """Whether a rule of that name stands in the bridge."""
        return any(rule.name == name for rule in self.rules)


def may_be_empty(member: Member) -> bool:
    """Whether a record may have no value for the member."""
    return member.nullable or not member.required


#: Kinds of member that a default can be written for.
DEFAULTS: tuple[Kind, ...] = ("string", "enum", "boolean", "integer")


def read_bridge(own: Shape, document: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Bridge:
    """The bridge of a format in a document that its schema accepts; `SourceError` where it does not fit the shapes."""
    file = f"schemas/{own.stem}/bridge.json"
    left, right = (_shape(document[side], shapes, f"{file}#/{side}") for side in ("left", "right"))
    if left is not own:
        raise SourceError(f"{file}#/left", f"the bridge of {own.format} is for {left.format}", (own.format,))
    if left is right:
        raise SourceError(f"{file}#/right", f"{right.format} stands on the left too")
    rules = tuple(_rule(rule, left, right, f"{file}#/rules/{index}") for index, rule in enumerate(document["rules"]))
    only = document["residue"]
    place = f"{file}#/residue"
    bridge = Bridge(
        version=document["version"],
        left=left,
        right=right,
        identity=(
            _identity(document["identity"]["left"], left, f"{file}#/identity/left"),
            _identity(document["identity"]["right"], right, f"{file}#/identity/right"),
        ),
        rules=rules,
        left_only=tuple(left.member(name, f"{place}/left") for name in only["left"]),
        right_only=tuple(right.member(name, f"{place}/right") for name in only["right"]),
        defaults=(document["defaults"]["left"], document["defaults"]["right"]),
    )
    _cover(left, [rule.left[0] for rule in rules], bridge.left_only, f"{file}#", "left")
    _cover(right, [rule.right for rule in rules], bridge.right_only, f"{file}#", "right")
    _check_firsts(rules, f"{file}#/rules")
    for side, shape, only, defaults in (
        ("left", left, bridge.left_only, bridge.defaults[0]),
        ("right", right, bridge.right_only, bridge.defaults[1]),
    ):
        _check_structured(only, f"{place}/{side}")
        _check_defaults(shape, only, defaults, f"{file}#/defaults/{side}")
    return bridge


def _shape(name: str, shapes: Mapping[str, Shape], place: str) -> Shape:
    if name not in shapes:
        raise SourceError(place, f"there is no schema for the format {name!r}", shapes)
    return shapes[name]


def _identity(name: str, shape: Shape, place: str) -> Member:
    member = shape.member(name, place)
    if member.kind != "string" or may_be_empty(member):
        words = [each.name for each in shape.members if each.kind == "string" and not may_be_empty(each)]
        raise SourceError(place, f"{name!r} does not name every run: it must be text and always there", words)
    return member


def _rule(document: Mapping[str, Any], left: Shape, right: Shape, place: str) -> Rule:
    sources: str | list[str] = document["left"]
    names = [sources] if isinstance(sources, str) else sources
    rule = Rule(
        name=document["rule"],
        left=tuple(left.member(name, f"{place}/left") for name in names),
        right=right.member(document["right"], f"{place}/right"),
        parameters={key: value for key, value in document.items() if key not in ("rule", "left", "right")},
    )
    _check_kinds(rule, place)
    _check_empty(rule, place)
    if rule.name == "table":
        _check_table(rule, place)
    if rule.name == "flag":
        for word in ("true", "false", "absent"):
            _check_word(rule.parameters[word], rule.right, f"{place}/{word}")
        _check_flag(rule, place)
    return rule


def _check_kinds(rule: Rule, place: str) -> None:
    for member in rule.left:
        if (member.kind, rule.right.kind) not in RULE_KINDS[rule.name].joins:
            raise SourceError(
                place,
                f"the rule {rule.name!r} does not join {member.name} ({member.kind}) and"
                f" {rule.right.name} ({rule.right.kind})",
                sorted(f"{one} and {other}" for one, other in RULE_KINDS[rule.name].joins),
            )


def _check_empty(rule: Rule, place: str) -> None:
    """What a record may lack must have somewhere to go, in either direction."""
    left, right = rule.left[0], rule.right
    if _is_lost(rule):
        raise SourceError(place, f"the rule {rule.name!r} has no value for {right.name} when {left.name} is empty")
    if may_be_empty(right) and (not left.nullable or RULE_KINDS[rule.name].needs_values) and rule.name != "conforming":
        raise SourceError(place, f"the rule {rule.name!r} has no value for {left.name} when {right.name} is empty")
    if rule.name == "conforming" and (left.required or left.nullable):
        raise SourceError(
            place,
            f"the rule 'conforming' leaves out {left.name} where {right.name} does not conform,"
            " so it must be optional and never null",
        )


def _is_lost(rule: Rule) -> bool:
    """Whether the left can be empty and the rule then has nothing for the right."""
    left, right = rule.left[0], rule.right
    if rule.needs_option:
        return left.kind != "string"  # options are text
    if rule.name == "flag":
        return left.nullable  # the rule says what absent becomes
    return rule.name != "first" and may_be_empty(left) and (not right.nullable or RULE_KINDS[rule.name].needs_values)


def _check_flag(rule: Rule, place: str) -> None:
    words = rule.parameters
    if words["true"] == words["false"]:
        raise SourceError(f"{place}/false", f"{words['false']!r} stands for true already", rule.right.values)
    for word in rule.right.values:
        if word not in (words["true"], words["false"]):
            raise SourceError(place, f"the rule 'flag' says nothing for {word!r} of {rule.right.name}")


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


def _check_firsts(rules: Iterable[Rule], place: str) -> None:
    """Coming back, `first` looks at what its other member became, which another rule must have settled before."""
    firsts = [rule for rule in rules if rule.name == "first"]
    settled_late = [rule.left[0].name for rule in firsts]
    for rule in firsts:
        if rule.left[1].name in settled_late:
            raise SourceError(
                place, f"{rule.left[1].name!r} is what another rule 'first' leads to, so none can fall back on it"
            )


def _check_defaults(shape: Shape, only: tuple[Member, ...], defaults: Mapping[str, Any], place: str) -> None:
    needing = [member for member in only if not may_be_empty(member)]
    for member in needing:
        if member.kind not in DEFAULTS:
            raise SourceError(place, f"codegen can write no default for {member.name} ({member.kind})", DEFAULTS)
        if member.name not in defaults:
            raise SourceError(place, f"{member.name!r} must hold a value and has no counterpart, so it needs a default")
        examine(defaults[member.name], shape.schema["properties"][member.name], f"{place}/{member.name}")
    for name in defaults:
        if name not in [member.name for member in needing]:
            raise SourceError(f"{place}/{name}", f"{name!r} needs no default", [member.name for member in needing])


def _check_structured(only: tuple[Member, ...], place: str) -> None:
    for member in only:
        if member.kind == "structured":
            raise SourceError(place, f"codegen cannot carry {member.name!r} in a residue: it holds records")
