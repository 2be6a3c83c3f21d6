"""What is wrong with a payload, as findings: one for each root cause, with what would mend it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from runbridge._runtime.schema_validator import Fault, Path
from runbridge.diagnosis import hints
from runbridge.diagnosis.schema_findings import TIMES, Finding, quoted
from runbridge.payloads.errors import FALSE, Leaf, leaves_of, value_at
from runbridge.payloads.false_schemas import BESIDE
from runbridge.payloads.messages import asked_in_words, listed, wanted
from runbridge.problems import show
from runbridge.schemas.validator import Refusal

#: By the path of an object, the members that stand in it under another name, and that name.
_Renames: TypeAlias = Mapping[Path, Mapping[str, str]]

#: More findings than these have no hint: nobody reads them, and they may be there to take time.
_MOST_HINTS = 100
#: Of a value that one of these refuses it is enough to know that.
_DECISIVE = frozenset({"type", "enum", "const"})
_CODES = {
    "type": "wrong-type",
    "enum": "unknown-value",
    "required": "missing-member",
    "dependentRequired": "missing-member",
    "additionalProperties": "unknown-member",
    "format": "bad-time",
}


class Refusals:
    """What is said against a payload that stands at a path of its record."""

    def __init__(self, payload: Any, inside: Path) -> None:
        self._payload = payload
        self._inside = inside
        self._told: set[tuple[Any, ...]] = set()
        self._hints_left = _MOST_HINTS

    def findings(self, refusals: Iterable[Refusal]) -> Iterator[Finding]:
        """The findings in some refusals, those aside that were told of before."""
        leaves = [leaf for leaf in leaves_of(refusals, self._payload) if self._is_new(leaf)]
        # jsonschema looks at the members of an object in the order of a set, and the first ones are to have hints.
        leaves.sort(key=lambda leaf: [(isinstance(step, str), step) for step in leaf.path])
        renames = _renames(leaves)
        for leaf in _causes(leaves):
            near = renames.get(leaf.path, {}).get(leaf.name or "")
            # A name that is not allowed was told of with the one that is missing.
            if leaf.keyword != "additionalProperties" or leaf.path[-1] not in renames.get(leaf.path[:-1], {}).values():
                hint = _hint(leaf, self._payload, near) if self._hints_left > 0 else ""
                self._hints_left -= 1
                yield _finding(leaf, self._inside, hint, near)

    def _is_new(self, leaf: Leaf) -> bool:
        identity = leaf.keyword, leaf.path, leaf.name, leaf.is_named, asked_in_words(leaf)
        is_new = identity not in self._told
        self._told.add(identity)
        return is_new


def _causes(leaves: list[Leaf]) -> Iterator[Leaf]:
    """The leaves that do not follow from others."""
    values = [leaf for leaf in leaves if not leaf.is_named]
    mistyped = {leaf.path for leaf in values if leaf.keyword == "type"}
    decided = {leaf.path for leaf in values if leaf.keyword in _DECISIVE}
    # What is refused was not looked at, and so it is one more member or element too.
    refused = {
        leaf.path[:depth]
        for leaf in leaves
        if not leaf.keyword.startswith("unevaluated")
        for depth in range(len(leaf.path) + 1)
    }
    for leaf in leaves:
        path, keyword = leaf.path, leaf.keyword
        if any(path[:depth] in mistyped for depth in range(len(path))):
            continue
        if (path in mistyped and keyword != "type") or (path in decided and keyword not in _DECISIVE):
            continue
        if not keyword.startswith("unevaluated") or path not in refused:
            yield leaf


def _renames(leaves: Iterable[Leaf]) -> _Renames:
    missing: dict[Path, list[Leaf]] = {}
    for leaf in leaves:
        if leaf.keyword == "required" and len(missing) < _MOST_HINTS:
            missing.setdefault(leaf.path, []).append(leaf)
    return {path: _renamed(lacking) for path, lacking in missing.items()}


def _renamed(lacking: list[Leaf]) -> dict[str, str]:
    known = (name for leaf in lacking for name in leaf.schema.get("properties", {}))
    return hints.renamed((str(leaf.name) for leaf in lacking), lacking[0].value, known)


def _finding(leaf: Leaf, inside: Path, hint: str, near: str | None) -> Finding:
    path, keyword = (*inside, *leaf.path), leaf.keyword
    code = _CODES.get(keyword, "payload-refused")
    if leaf.is_named:
        at = (*path, str(leaf.name))
        if keyword == FALSE:
            return Finding("unknown-member", at, "propertyNames", hint=hint, name=at)
        expected = f"a member whose name is {asked_in_words(leaf)}"
        return Finding("payload-refused", at, keyword, expected=expected, actual=show(leaf.value), hint=hint, name=at)
    match code:
        case "missing-member":
            place = (*path, near) if near else None
            return Finding(code, path, keyword, expected=quoted(str(leaf.name)), hint=hint, name=place)
        case "unknown-member":
            return Finding(code, path, keyword, hint=hint, name=path)
        case _:
            expected = listed(leaf.asked) if code == "unknown-value" else asked_in_words(leaf)
            return Finding(code, path, keyword, expected=expected, hint=hint, value=leaf.value, shows_value=True)


def _hint(leaf: Leaf, payload: Any, near: str | None) -> str:
    value = leaf.value
    match leaf.keyword:
        case _ if leaf.is_named:
            return ""
        case "required" if near:
            return hints.of_rename(str(leaf.name), near)
        case "required" | "dependentRequired":
            words = wanted(leaf.schema.get("properties", {}).get(leaf.name))
            return hints.of_missing(words, tolerated=False) if words else "add it"
        case "additionalProperties":
            there = value_at(payload, leaf.path[:-1])
            return hints.of_extra(
                str(leaf.path[-1]), (name for name in leaf.schema.get(BESIDE, ()) if name not in there)
            )
        case "enum" if isinstance(value, str):
            return hints.of_word(value, (word for word in leaf.asked if isinstance(word, str)))
        case "format":
            return hints.of_time(value, tolerated=False)
        case "type":
            return hints.of_type(_fault(leaf), tolerated=False)
        case _:
            return ""


def _fault(leaf: Leaf) -> Fault:
    """A leaf as our own schemas would have it, with no more than what tells a hint."""
    schema = {key: leaf.schema[key] for key in ("enum", "format") if key in leaf.schema}
    if schema.get("format") not in TIMES:
        schema.pop("format", None)
    types = (leaf.asked,) if isinstance(leaf.asked, str) else tuple(leaf.asked)
    return Fault("type", leaf.path, leaf.value, schema, types=types)
