"""The `bridge.json` of a format as it ships: as rows of words for people, and which fields its rules join."""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, cast

from runbridge._runtime.registry import Direction, Format
from runbridge.errors import UsageError
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.rule_kinds import RULE_KINDS, Rule


def find_bridges(name: str | None = None) -> list[Format]:
    """The formats that have a bridge, or the one of that name; raises UsageError if it has none."""
    having = [form for form in FORMATS.values() if _file(form).is_file()]
    if name is None:
        return having
    if FORMATS[name] not in having:
        raise UsageError(f"{name} has no bridge; choose {' or '.join(form.name for form in having)}")
    return [FORMATS[name]]


def as_json(forms: Sequence[Format]) -> str:
    """The text of a `bridge.json` as it ships; raises UsageError for several."""
    if len(forms) > 1:
        raise UsageError(f"there are {len(forms)} bridges; choose one: {' or '.join(form.name for form in forms)}")
    return "".join(_file(form).read_text(encoding="utf-8") for form in forms)


def _file(form: Format) -> Traversable:
    return resources.files(form.package) / "bridge.json"


def rows(form: Format) -> list[tuple[str, str, str]]:
    """The header row, and a row a rule: left field, right field, what happens in words."""
    bridge = json.loads(as_json([form]))
    only = bridge["residue"]
    left, right = (FORMATS[bridge[side]].variants["published"] for side in ("left", "right"))
    tables = DIRECTIONS[bridge["left"], bridge["right"]].tables
    table = [(bridge["left"], bridge["right"], "rule")]
    for rule in bridge["rules"]:
        words = RULE_KINDS[rule["rule"]].describe(rule, left, right)
        if rule["rule"] == "table" and _names(rule, "left") in tables and tables[_names(rule, "left")].is_open:
            words += ". Others need --map"
        table.append((_names(rule, "left"), _names(rule, "right"), words))
    defaults = bridge["defaults"]
    table += [(name, "—", _own(name, defaults["left"])) for name in only["left"]]
    table += [("—", name, _own(name, defaults["right"])) for name in only["right"]]
    # Fields that rules lead into.
    table += [(name, "—", _default(value)) for name, value in defaults["left"].items() if name not in only["left"]]
    return table


def _own(name: str, defaults: Mapping[str, Any]) -> str:
    """What happens to a field without a counterpart."""
    words = "no counterpart; in the residue"
    return f"{words}; {_default(defaults[name])}" if name in defaults else words


def _default(default: Any) -> str:
    """The default of a field in words."""
    if not isinstance(default, dict):
        return f"default {json.dumps(default, ensure_ascii=False)}"
    parts = cast("dict[str, Any]", default)
    if "constant" in parts:
        return f"default {json.dumps(parts['constant'], ensure_ascii=False)}"
    if "difference" in parts:
        return f"default: {' minus '.join(parts['difference'])}, in {parts['unit']}"
    if "copy" not in parts:
        return "needs --set"
    conditions = (f"{name} is {' or '.join(_listed(values))}" for name, values in parts.get("when", {}).items())
    when = " and ".join(conditions)
    return f"default: {parts['copy']}{f' if {when}' if when else ''}{', else --set' if 'set' in parts else ''}"


def _listed(values: Any) -> list[str]:
    return [*values] if isinstance(values, list) else [str(values)]


def _names(rule: Rule, side: str) -> str:
    """The field on a side of a rule, or the fields; those of a table are named as `--map` names them."""
    fields = rule[side]
    return fields if isinstance(fields, str) else (", else " if rule["rule"] == "first" else "+").join(fields)


def as_text(forms: Sequence[Format]) -> str:
    """The rows of each bridge in columns."""
    return "\n".join(map(_columns, forms))


def _columns(form: Format) -> str:
    table = rows(form)
    widths = [max(len(row[column]) for row in table) for column in (0, 1)]
    return "".join(f"{left:<{widths[0]}}  {right:<{widths[1]}}  {rule}\n" for left, right, rule in table)


def as_markdown(forms: Sequence[Format]) -> str:
    """The rows of each bridge as a Markdown table."""
    return "\n".join(map(_markdown, forms))


def _markdown(form: Format) -> str:
    head, *body = rows(form)
    lines = [head, ("---", "---", "---"), *body]
    return "".join(f"| {left} | {right} | {rule} |\n" for left, right, rule in lines)


def counterparts(direction: Direction) -> Mapping[str, tuple[str, ...]]:
    """The fields of the source that rules join to each field of the target; a field that no rule joins is left out."""
    left = direction.bridge.partition("/")[0]
    joined: dict[str, list[str]] = {}
    for rule in json.loads(as_json([FORMATS[left]]))["rules"]:
        sides = [_fields(rule[side]) for side in ("left", "right")]
        sources, targets = sides if direction.source.name == left else reversed(sides)
        for target in targets:
            joined.setdefault(target, []).extend(sources)
    return {target: tuple(dict.fromkeys(sources)) for target, sources in joined.items()}


def computed_fields(direction: Direction) -> Mapping[str, tuple[str, ...]]:
    """The fields of the source that are left out where they have a computed default, with those that it is made of."""
    left = direction.bridge.partition("/")[0]
    side = "left" if direction.source.name == left else "right"
    computed: dict[str, tuple[str, ...]] = {}
    for field, default in json.loads(as_json([FORMATS[left]]))["defaults"][side].items():
        if isinstance(default, dict):
            rule = cast("dict[str, Any]", default)
            of = [*_fields(rule.get("copy", [])), *rule.get("difference", []), *rule.get("when", {})]
            computed[field] = tuple(of)
    return computed


def _fields(side: str | list[str]) -> list[str]:
    return [side] if isinstance(side, str) else side
