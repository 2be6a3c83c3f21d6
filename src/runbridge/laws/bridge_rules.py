"""The rules of a bridge as the laws see them: which values of the one format depend on which of the other."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

from runbridge._runtime.registry import Direction
from runbridge.laws.json_tokens import MISSING, Num, Record, is_array, is_object, is_same, read_tokens, write_tokens

#: The name of a field, or the key and value by which an item of a list is found.
Step: TypeAlias = str | tuple[str, str]


@dataclass(frozen=True)
class Address:
    """A value in a record: a field, and the steps to a value inside of it."""

    field: str
    path: tuple[Step, ...] = ()

    def __str__(self) -> str:
        steps = (f"/{step}" if isinstance(step, str) else f"[{step[0]}={step[1]}]" for step in self.path)
        return f"/{self.field}{''.join(steps)}" if self.path else self.field

    def read(self, record: Record) -> Any:
        """The value, MISSING where it is not there."""
        value: Any = record.get(self.field, MISSING)
        for step in self.path:
            value = _inside(value, step)
        return value


def _inside(value: Any, step: Step) -> Any:
    if isinstance(step, str):
        return value.get(step, MISSING) if is_object(value) else MISSING
    key, text = step
    items = value if is_array(value) else []
    return next((item for item in items if is_object(item) and item.get(key) == text), MISSING)


def read_address(text: str) -> Address:
    """The address that a bridge has as text: `status`, `/actor/login` or `/tags[key=user]/value`."""
    if not text.startswith("/"):
        return Address(text)
    steps: list[Step] = []
    for part in text[1:].split("/"):
        name, bracket, found_by = part.partition("[")
        steps.append(name)
        if bracket:
            key, _, value = found_by.removesuffix("]").partition("=")
            steps.append((key, value))
    return Address(str(steps[0]), tuple(steps[1:]))


@dataclass(frozen=True)
class Rule:
    """One rule from a source to a target.

    `parameters` has the other keys of the rule in the bridge, and as `rows` those of a table in this direction.
    The values at `targets` depend on those at `sources` and on nothing else.
    """

    kind: str
    sources: tuple[Address, ...]
    targets: tuple[Address, ...]
    parameters: Mapping[str, Any]

    def values_of(self, name: str) -> Sequence[Any]:
        """The values of a source that a table names; a table without rows has texts by their counterparts."""
        rows = self.parameters["rows"]
        if not is_array(rows):
            return [*rows]
        named = [_listed(row["when"][name]) for row in rows if name in row["when"]]
        return [value for values in named for value in values]


def _listed(values: Any) -> list[Any]:
    return values if is_array(values) else [values]


@dataclass(frozen=True)
class Rules:
    """The rules of a bridge in one direction.

    `identity` is where the source has its identity. `defaults` are those of fields of the target, as they are declared.
    """

    identity: Address
    rules: tuple[Rule, ...]
    defaults: Mapping[str, Any]

    def sources_of(self, target: str) -> frozenset[Address]:
        """The addresses in the source that a field of the target depends on."""
        found = {
            source for rule in self.rules for each in rule.targets if each.field == target for source in rule.sources
        }
        for field in _fields_in(self.defaults.get(target)):
            # A field of the source, or one of the target that has a rule itself.
            found |= self.sources_of(field) or {Address(field)}
        return frozenset(found)

    @property
    def mapped(self) -> tuple[Address, ...]:
        """Every address in the target that a rule writes."""
        return tuple(address for rule in self.rules for address in rule.targets)


@cache
def bridge_of(package: str) -> Mapping[str, Any] | None:
    """The bridge of the format in a generated package; None if it has none."""
    file = resources.files(package) / "bridge.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def read_rules(direction: Direction) -> Rules:
    """The rules of a direction, from the bridge of the one format that has it."""
    own = bridge_of(direction.source.package)
    is_rightward = own is not None and own["right"] == direction.target.name
    bridge: Mapping[str, Any] = (own if is_rightward else bridge_of(direction.target.package)) or {}
    rules = [_read_rule(rule, rightward=is_rightward) for rule in bridge["rules"]]
    if not is_rightward:
        # What `first` falls back on is also what a null is restored for.
        back = {rule["left"][0]: rule["left"][1:] for rule in bridge["rules"] if rule["rule"] == "first"}
        rules = [_with_fallback(rule, rules, back) for rule in rules]
    defaults = bridge["defaults"]["right" if is_rightward else "left"]
    identity = read_address(bridge["identity"]["left" if is_rightward else "right"])
    return Rules(identity, tuple(rules), defaults)


def _read_rule(rule: Mapping[str, Any], *, rightward: bool) -> Rule:
    left, right = (_addresses(rule[side]) for side in ("left", "right"))
    parameters = {key: value for key, value in rule.items() if key not in ("rule", "left", "right")}
    parameters["rows"] = rule.get("to_right" if rightward else "to_left")
    if rightward:
        return Rule(rule["rule"], left, right, parameters)
    return Rule(rule["rule"], right, left[:1] if rule["rule"] == "first" else left, parameters)


def _addresses(names: str | list[str]) -> tuple[Address, ...]:
    return tuple(read_address(name) for name in ([names] if isinstance(names, str) else names))


def _with_fallback(rule: Rule, rules: Iterable[Rule], back: Mapping[str, list[str]]) -> Rule:
    if rule.kind != "first":
        return rule
    others = [read_address(name) for name in back[str(rule.targets[0])]]
    more = tuple(source for each in rules if not set(others).isdisjoint(each.targets) for source in each.sources)
    return Rule(rule.kind, (*rule.sources, *more), rule.targets, rule.parameters)


def _fields_in(default: Any) -> Iterable[str]:
    """The fields that a computed default names."""
    if not is_object(default):
        return []
    copied = [default["copy"], *default.get("when", {})] if "copy" in default else []
    return [*copied, *default.get("difference", [])]


def has_default(default: Any, record: Record, value: Any, given: str | None) -> bool:
    """Whether a value is what a default says for its record, which has no residue; null and missing are the same.

    `given` is what `--set` gives the field. The answer does not depend on the code that computes defaults. It is always
    yes for times in the year 0, which Python does not have.
    """
    if not is_object(default) or "constant" in default:
        return is_same(value, constant_of(default))
    if "difference" in default:
        return _is_difference(default, record, value)
    when = default.get("when", {}).items()
    is_copied = "copy" in default and all(read_address(name).read(record) in _listed(each) for name, each in when)
    copied = read_address(default["copy"]).read(record) if is_copied else None
    if default.get("set") and copied in (None, MISSING):
        return given == (value if isinstance(value, str) else write_tokens(value).decode())
    return is_same(*(None if each is MISSING else each for each in (value, copied)))


def constant_of(default: Any) -> Any:
    """The value of a default that is a constant; MISSING for one that is computed."""
    if is_object(default):
        default = default.get("constant", MISSING)
    return MISSING if default is MISSING else read_tokens(json.dumps(default))


def _is_difference(default: Record, record: Record, value: Any) -> bool:
    times = [read_address(name).read(record) for name in default["difference"]]
    if not all(isinstance(time, str) for time in times):
        return value in (None, MISSING)
    end, start = map(_seconds, times)
    if end is None or start is None:
        return True
    return isinstance(value, Num) and Fraction(value.token) == (end - start) * _UNITS[default["unit"]]


_UNITS = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
_TIME = re.compile(r"([\d-]{10})T(\d\d):(\d\d):(\d\d(?:\.\d+)?)(?:Z|([+-])(\d\d):(\d\d))?", re.IGNORECASE)


def _seconds(time: str) -> Fraction | None:
    """The seconds of a date-time since a fixed day; None in the year 0."""
    found = _TIME.fullmatch(time)
    if found is None or time.startswith("0000"):
        return None
    day, hours, minutes, seconds, sign, ahead_hours, ahead_minutes = found.groups()
    ahead = (-1 if sign == "-" else 1) * (60 * int(ahead_hours or 0) + int(ahead_minutes or 0))
    whole = 24 * 60 * date.fromisoformat(day).toordinal() + 60 * int(hours) + int(minutes) - ahead
    return 60 * whole + Fraction(seconds)
