"""Bridges for people: the correspondence of two formats as rows of words, from `bridge.json`."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from runbridge._generated import FORMATS
from runbridge._runtime.registry import Format
from runbridge.errors import WrongUse

Rule = Mapping[str, Any]


def find_bridges(name: str | None = None) -> list[Format]:
    """The formats that have a bridge, or the one of that name; raises WrongUse if it has none."""
    having = [form for form in FORMATS.values() if _file(form).is_file()]
    if name is None:
        return having
    if FORMATS[name] not in having:
        raise WrongUse(f"{name} has no bridge; choose {' or '.join(form.name for form in having)}")
    return [FORMATS[name]]


def as_json(forms: Sequence[Format]) -> str:
    """The text of a `bridge.json` as it ships; raises WrongUse for several."""
    if len(forms) > 1:
        raise WrongUse(f"there are {len(forms)} bridges; choose one: {' or '.join(form.name for form in forms)}")
    return "".join(_file(form).read_text(encoding="utf-8") for form in forms)


def _file(form: Format) -> Traversable:
    return resources.files(form.package) / "bridge.json"


def rows(form: Format) -> list[tuple[str, str, str]]:
    """The header row, and a row a rule: left member, right member, what happens in words."""
    bridge = json.loads(as_json([form]))
    only = bridge["residue"]
    table = [(bridge["left"], bridge["right"], "rule")]
    for rule in bridge["rules"]:
        words = _same(rule, bridge) if rule["rule"] == "same" else _WORDS[rule["rule"]](rule)
        table.append((_left(rule), rule["right"], words))
    table += [(name, "—", "no counterpart: in the residue") for name in only["left"]]
    table += [("—", name, "no counterpart: in the residue") for name in only["right"]]
    return table


def _left(rule: Rule) -> str:
    return ", else ".join(rule["left"]) if rule["rule"] == "first" else str(rule["left"])


def _same(rule: Rule, bridge: Mapping[str, Any]) -> str:
    left, right = (FORMATS[bridge[side]].variants["published"] for side in ("left", "right"))
    if rule["left"] in left.nullable and rule["right"] not in right.nullable:
        return f"same; null needs --set {rule['right']}=VALUE"
    return "same; absent becomes null" if rule["left"] in left.omittable else "same"


def _prefix(rule: Rule) -> str:
    return f"prefix {rule['prefix']}: added going right, taken off going left where it stands"


def _first(rule: Rule) -> str:
    return f"the first that is not null, else --set {rule['right']}=VALUE; going left it becomes {rule['left'][0]}"


def _table(rule: Rule) -> str:
    return f"right: {_words(rule['to_right'])}. Left: {_words(rule['to_left'])}. Others need --map"


def _words(table: Mapping[str, str]) -> str:
    sources: dict[str, list[str]] = defaultdict(list)
    for value, word in table.items():
        sources[word].append(value)
    return "; ".join(f"{', '.join(values)} → {word}" for word, values in sources.items())


def _flag(rule: Rule) -> str:
    return f"true ↔ {rule['true']}, false ↔ {rule['false']}; absent → {rule['absent']}"


def _conforming(rule: Rule) -> str:
    return f"same value; going left it is kept only where it is valid as {rule['left']}"


def _shift(rule: Rule) -> str:
    return f"the decimal point moves by {rule['places']}, exactly"


_WORDS: Mapping[str, Callable[[Rule], str]] = {
    "prefix": _prefix,
    "first": _first,
    "table": _table,
    "flag": _flag,
    "conforming": _conforming,
    "shift": _shift,
}


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
