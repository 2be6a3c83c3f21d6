"""`bridge.json` as frozen values; each rule is checked against the fields that it names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runbridge.codegen.shapes import Field, Kind, Shape
from runbridge.codegen.source_errors import SourceError, check_value
from runbridge.rule_kinds import RULE_KINDS


@dataclass(frozen=True)
class Rule:
    """One rule of a bridge; `left` has one field, or two for `first`, and `parameters` the other keys of the rule."""

    name: str
    left: tuple[Field, ...]
    right: Field
    parameters: Mapping[str, Any]

    @property
    def needs_option(self) -> bool:
        """Whether the rule may have no value for the right field, which is not nullable: `--set` gives one."""
        return self.name in ("same", "first") and not self.right.nullable and all(map(may_be_empty, self.left))


@dataclass(frozen=True)
class Bridge:
    """The mapping of a format (left) to the hub (right); `left_only` and `right_only` have no counterpart."""

    version: str
    left: Shape
    right: Shape
    identity: tuple[Field, Field]
    rules: tuple[Rule, ...]
    left_only: tuple[Field, ...]
    right_only: tuple[Field, ...]
    defaults: tuple[Mapping[str, Any], Mapping[str, Any]]

    @property
    def id(self) -> str:
        """The name and version of the bridge, to which a residue is bound."""
        return f"{self.left.format}/{self.version}"

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
        """Whether the bridge has a rule of that kind."""
        return any(rule.name == name for rule in self.rules)


def may_be_empty(field: Field) -> bool:
    """Whether the field may be null or missing."""
    return field.nullable or not field.required


#: Kinds of field that can have a default.
DEFAULTS: tuple[Kind, ...] = ("string", "enum", "boolean", "integer")


def read_bridge(own: Shape, document: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Bridge:
    """The bridge of a format, from a document that the schema of bridges accepts; raises SourceError."""
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
        left_only=tuple(left.field(name, f"{place}/left") for name in only["left"]),
        right_only=tuple(right.field(name, f"{place}/right") for name in only["right"]),
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
        raise SourceError(place, f"there is not a schema for the format {name!r}", shapes)
    return shapes[name]


def _identity(name: str, shape: Shape, place: str) -> Field:
    field = shape.field(name, place)
    if field.kind != "string" or may_be_empty(field):
        words = [each.name for each in shape.fields if each.kind == "string" and not may_be_empty(each)]
        raise SourceError(place, f"{name!r} does not name every run: it must be text and always there", words)
    return field


def _rule(document: Mapping[str, Any], left: Shape, right: Shape, place: str) -> Rule:
    sources: str | list[str] = document["left"]
    names = [sources] if isinstance(sources, str) else sources
    rule = Rule(
        name=document["rule"],
        left=tuple(left.field(name, f"{place}/left") for name in names),
        right=right.field(document["right"], f"{place}/right"),
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
    for field in rule.left:
        if (field.kind, rule.right.kind) not in RULE_KINDS[rule.name].joins:
            raise SourceError(
                place,
                f"the rule {rule.name!r} does not join {field.name} ({field.kind}) and"
                f" {rule.right.name} ({rule.right.kind})",
                sorted(f"{one} and {other}" for one, other in RULE_KINDS[rule.name].joins),
            )


def _check_empty(rule: Rule, place: str) -> None:
    """Refuse a rule that has no value for a field when the other field is null or missing, in either direction."""
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
    """Whether the rule has no value for the right field when the left one is null or missing."""
    left, right = rule.left[0], rule.right
    if rule.needs_option:
        return left.kind != "string"  # options are text
    if rule.name == "flag":
        return left.nullable  # the rule has a value for a missing field
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


def _check_word(word: str, field: Field, place: str) -> None:
    if word not in field.values:
        raise SourceError(place, f"{word!r} is not a value of {field.name}", field.values)


def _cover(shape: Shape, mapped: Iterable[Field], only: Iterable[Field], place: str, side: str) -> None:
    """Refuse a bridge that does not cover every field exactly once."""
    count = Counter(field.name for field in (*mapped, *only))
    for name, times in count.items():
        if times > 1:
            raise SourceError(place, f"{shape.format}'s field {name!r} is covered {times} times; once is right")
    for field in shape.fields:
        if field.name not in count:
            raise SourceError(
                place,
                f"no rule covers {shape.format}'s field {field.name!r}",
                ("a rule under /rules", f"a name under /residue/{side}"),
            )


def _check_firsts(rules: Iterable[Rule], place: str) -> None:
    """Refuse a `first` that falls back on a field of another `first`, whose value comes too late."""
    firsts = [rule for rule in rules if rule.name == "first"]
    settled_late = [rule.left[0].name for rule in firsts]
    for rule in firsts:
        if rule.left[1].name in settled_late:
            raise SourceError(
                place, f"{rule.left[1].name!r} is what another rule 'first' leads to, so none can fall back on it"
            )


def _check_defaults(shape: Shape, only: tuple[Field, ...], defaults: Mapping[str, Any], place: str) -> None:
    needing = [field for field in only if not may_be_empty(field)]
    for field in needing:
        if field.kind not in DEFAULTS:
            raise SourceError(place, f"codegen can write no default for {field.name} ({field.kind})", DEFAULTS)
        if field.name not in defaults:
            raise SourceError(place, f"{field.name!r} must hold a value and has no counterpart, so it needs a default")
        check_value(defaults[field.name], shape.schema["properties"][field.name], f"{place}/{field.name}")
    for name in defaults:
        if name not in [field.name for field in needing]:
            raise SourceError(f"{place}/{name}", f"{name!r} needs no default", [field.name for field in needing])


def _check_structured(only: tuple[Field, ...], place: str) -> None:
    for field in only:
        if field.kind == "structured":
            raise SourceError(place, f"codegen cannot carry {field.name!r} in a residue: it holds records")
