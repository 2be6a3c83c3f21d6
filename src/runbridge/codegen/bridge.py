"""`bridge.json` as frozen values, checked against the schemas of both formats."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runbridge.codegen.bridge_addresses import BridgeAddress, check_overlaps, find_address, with_builds
from runbridge.codegen.bridge_defaults import Default, check_required, objects, read_defaults
from runbridge.codegen.planned_rules import PlanRule, read_rule
from runbridge.codegen.shapes import Field, Shape
from runbridge.codegen.source_errors import SourceError
from runbridge.codegen.straight_rules import Rule, may_be_empty, straight_rules


@dataclass(frozen=True)
class Bridge:
    """The mapping of a format (left) to the hub (right).

    `left_only` and `right_only` are the fields that the residue keeps: those without counterpart, and those that
    addresses lead into. `rules` are those of straight-line converters; it is empty if the bridge needs a plan, which
    `plan_rules` are always enough for. `defaults` are those of both sides, by field. With `keeps_order`, records come
    back with their fields in order.
    """

    version: str
    left: Shape
    right: Shape
    identity: tuple[BridgeAddress, BridgeAddress]
    plan_rules: tuple[PlanRule, ...]
    rules: tuple[Rule, ...]
    left_only: tuple[Field, ...]
    right_only: tuple[Field, ...]
    defaults: tuple[Mapping[str, Default], Mapping[str, Default]]
    keeps_order: bool

    @property
    def is_planned(self) -> bool:
        """Whether the bridge is converted by its plan."""
        return not self.rules

    def constants(self, side: int) -> dict[str, Any]:
        """The constant defaults of the left (0) or the right (1) format, by field."""
        return {name: default.constant for name, default in self.defaults[side].items() if default.kind == "constant"}

    def settable(self, *, rightward: bool) -> tuple[str, ...]:
        """The addresses of the target that the option `set` may give a value."""
        rules = [
            target.text
            for rule in self.plan_rules
            for sources, targets in [(rule.left, rule.right) if rightward else (rule.right, rule.written)]
            for target in targets
            if rule.needs_option(sources, target)
        ]
        defaults = self.defaults[1 if rightward else 0]
        return (*rules, *(name for name, default in defaults.items() if default.is_settable))

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


def read_bridge(own: Shape, document: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Bridge:
    """The bridge of a format, from a document that the schema of bridges accepts; raises SourceError."""
    file = f"schemas/{own.stem}/bridge.json"
    left, right = (_shape(document[side], shapes, f"{file}#/{side}") for side in ("left", "right"))
    if left is not own:
        raise SourceError(f"{file}#/left", f"the bridge of {own.format} is for {left.format}", (own.format,))
    if left is right:
        raise SourceError(f"{file}#/right", f"{right.format} stands on the left too")
    rules = _read_rules(document["rules"], left, right, objects(document["defaults"]["left"]), f"{file}#/rules")
    only = document["residue"]
    place = f"{file}#/residue"
    left_only = tuple(left.field(name, f"{place}/left") for name in only["left"])
    right_only = tuple(right.field(name, f"{place}/right") for name in only["right"])
    _cover(left, [each for rule in rules for each in rule.written], left_only, f"{file}#", "left")
    _cover(right, [each for rule in rules for each in rule.right], right_only, f"{file}#", "right")
    _check_firsts(rules, f"{file}#/rules")
    inside = _holders(rules)
    kept = left_only + inside
    defaults = tuple(
        read_defaults(document["defaults"][side], shape, fields, holders, f"{file}#/defaults/{side}")
        for side, shape, fields, holders in (("left", left, kept, inside), ("right", right, right_only, ()))
    )
    check_required(left, kept, rules, defaults[0], f"{file}#/defaults/left")
    check_required(right, right_only, (), defaults[1], f"{file}#/defaults/right")
    identity = tuple(
        _identity(document["identity"][side], shape, f"{file}#/identity/{side}", may_be_missing=shape is left)
        for side, shape in (("left", left), ("right", right))
    )
    return Bridge(
        version=document["version"],
        left=left,
        right=right,
        identity=(identity[0], identity[1]),
        plan_rules=rules,
        rules=straight_rules(rules, (identity[0], identity[1]), kept + right_only, defaults),
        left_only=kept,
        right_only=right_only,
        defaults=(defaults[0], defaults[1]),
        keeps_order=document.get("keep_order", True),
    )


def _shape(name: str, shapes: Mapping[str, Shape], place: str) -> Shape:
    if name not in shapes:
        raise SourceError(place, f"there is not a schema for the format {name!r}", shapes)
    return shapes[name]


def _identity(text: str, shape: Shape, place: str, *, may_be_missing: bool) -> BridgeAddress:
    """The address of an identity; where that of the left format is missing, `--set` gives that of the hub."""
    address = find_address(text, shape, place)
    if address.leaf.kind not in ("string", "integer") or (address.may_be_empty and not may_be_missing):
        fields = [each for each in shape.fields if each.kind in ("string", "integer")]
        words = [each.name for each in fields if may_be_missing or not may_be_empty(each)]
        always = "" if may_be_missing else ", and always there"
        raise SourceError(place, f"{text!r} does not name every run: it must be text or an integer{always}", words)
    return address


def _read_rules(
    documents: list[dict[str, Any]], left: Shape, right: Shape, given: Mapping[str, Any], place: str
) -> tuple[PlanRule, ...]:
    """The rules with their addresses, each checked by itself; `given` are the objects on the left by default."""
    found: list[tuple[tuple[BridgeAddress, ...], tuple[BridgeAddress, ...]]] = []
    for index, document in enumerate(documents):
        for text in _texts(document["right"]):
            if text.startswith("/"):
                raise SourceError(f"{place}/{index}/right", f"{text!r} is a path, and only the left side has paths")
        sources, targets = (
            tuple(find_address(text, shape, f"{place}/{index}/{side}") for text in _texts(document[side]))
            for side, shape in (("left", left), ("right", right))
        )
        found.append((sources, targets))
    complete = with_builds((each for sources, _ in found for each in sources), left, given)
    rules = tuple(
        read_rule(document, tuple(complete[each.text] for each in sources), targets, f"{place}/{index}")
        for index, (document, (sources, targets)) in enumerate(zip(documents, found, strict=True))
    )
    check_overlaps((each for rule in rules for each in rule.written if each.path), place)
    return rules


def _texts(addresses: str | list[str]) -> list[str]:
    return [addresses] if isinstance(addresses, str) else addresses


def _holders(rules: Iterable[PlanRule]) -> tuple[Field, ...]:
    """The fields that addresses lead into."""
    return tuple(dict.fromkeys(each.field for rule in rules for each in rule.left if each.path))


def _cover(shape: Shape, mapped: Iterable[BridgeAddress], only: Iterable[Field], place: str, side: str) -> None:
    """Refuse a bridge that does not cover every field exactly once."""
    addresses = list(mapped)
    whole = [each.field.name for each in addresses if not each.path]
    inside = dict.fromkeys(each.field.name for each in addresses if each.path)
    count = Counter([*whole, *inside, *(field.name for field in only)])
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


def _check_firsts(rules: Iterable[PlanRule], place: str) -> None:
    """Refuse a `first` that falls back on a field of another `first`, whose value comes too late."""
    firsts = [rule for rule in rules if rule.name == "first"]
    settled_late = [rule.left[0].text for rule in firsts]
    for rule in firsts:
        for other in rule.left[1:]:
            if other.text in settled_late:
                raise SourceError(
                    place, f"{other.text!r} is what another rule 'first' leads to, so none can fall back on it"
                )
