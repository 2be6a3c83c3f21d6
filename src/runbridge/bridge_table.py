"""The bridge for people: the correspondence of two formats as rows of words, from `bridge.json`."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from runbridge._generated import FORMATS

Rule = Mapping[str, Any]


def bridge_text() -> str:
    """The text of `bridge.json` as it ships."""
    return (resources.files("runbridge._generated") / "schemas" / "bridge.json").read_text(encoding="utf-8")


def rows() -> list[tuple[str, str, str]]:
    """The header row, and a row a rule: left member, right member, what happens in words."""
    bridge = json.loads(bridge_text())
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


def as_text() -> str:
    """The rows in columns."""
    table = rows()
    widths = [max(len(row[column]) for row in table) for column in (0, 1)]
    return "".join(f"{left:<{widths[0]}}  {right:<{widths[1]}}  {rule}\n" for left, right, rule in table)


def as_markdown() -> str:
    """The rows as a Markdown table."""
    head, *body = rows()
    lines = [head, ("---", "---", "---"), *body]
    return "".join(f"| {left} | {right} | {rule} |\n" for left, right, rule in lines)
