"""Turns two versions into changes with verdicts: the only module that calls a change compatible or breaking.

A proven change is compatible, a change with a counterexample is breaking, and everything else needs review.

Under the lenient policy, a writer does not write the fields that only the reader's schema names. This is how most
schema registries treat an added optional field. The assumption becomes part of the writer's schema, so that proofs and
counterexamples need no second set of rules.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from runbridge.json_locations import Spans, find
from runbridge.schema_diff.change_messages import HIDDEN, UNPROVEN, ChangeText, is_about_unknown, reason_for
from runbridge.schema_diff.compare import Comparison, Difference
from runbridge.schema_diff.counterexamples import CounterexampleSearch
from runbridge.schema_diff.examples import InstanceGenerator
from runbridge.schema_diff.model import Change, Counterexample, Diff, Policy, Role, Side, Verdict, worst
from runbridge.schema_diff.proof_rules import COMBINATOR_RULES, CONTAINER_RULES, SCALAR_RULES
from runbridge.schema_diff.prover import Prover, Rule
from runbridge.schemas.document import Document, Node, Path, text_of
from runbridge.schemas.keywords import is_known

_IN_PARTS = ("properties", "patternProperties", "additionalProperties", "items", "prefixItems")
#: A schema under these keywords that accepts less does not make the schema around it accept less.
_NOT_MONOTONE = ("not", "if", "contains")
#: Keywords that may declare fields that `properties` does not name.
_DECLARES_OTHERS = ("additionalProperties", "unevaluatedProperties")


def narrow_writer(writer: Document, reader: Document) -> Document:
    """The writer's schema, which refuses a field that only the reader's schema names.

    Each object schema refuses the names that the reader's schema has anywhere and that it does not declare itself. All
    other schemas keep their paths.
    """
    named = sorted({name for node in reader.root.closure for name in node.keywords.get("properties", {})})
    schema = deepcopy(writer.schema)
    for node in _object_schemas(writer):
        declared = _declared(node)
        if declared is not None and not declared.names.issuperset(named):
            _part(schema, node)["allOf"] = [*node.keywords.get("allOf", []), declared.restriction(named)]
    return replace(writer, schema=schema, _nodes={}, clear_nodes={})


@dataclass(frozen=True)
class _Declared:
    """The names and patterns of the fields that an object schema declares."""

    names: frozenset[str]
    patterns: frozenset[str]

    def restriction(self, named: list[str]) -> dict[str, Any]:
        """A schema of objects without fields that are not declared and that are among some names."""
        allowed = [{"enum": sorted(self.names)}] if self.names else []
        patterns = [{"pattern": pattern} for pattern in sorted(self.patterns)]
        # All these schemas share the list of names, which may be long.
        return {"propertyNames": {"anyOf": [*allowed, *patterns, {"not": {"enum": named}}]}}


def _declared(node: Node) -> _Declared | None:
    """The fields that a schema declares, with all schemas for the same value; None if it declares all fields."""
    names: set[str] = set()
    patterns: set[str] = set()
    for part in _same_value(node):
        if any(part.keywords.get(keyword, True) not in (True, {}) for keyword in _DECLARES_OTHERS):
            return None
        names.update(part.keywords.get("properties", ()))
        patterns.update(part.keywords.get("patternProperties", ()))
    return _Declared(frozenset(names), frozenset(patterns))


def _same_value(node: Node) -> list[Node]:
    """A schema, and all schemas that may apply to the same value with it."""
    found = {node: None}
    for each in (waiting := [node]):
        waiting += (inner for inner in dict.fromkeys(each.in_place()) if inner not in found)
        found.update(dict.fromkeys(each.in_place()))
    return list(found)


def _object_schemas(document: Document) -> Iterator[Node]:
    """The schemas of whole objects that can be narrowed without effect on another place."""
    nodes = document.root.closure
    shared = _parts_of_schemas(nodes)
    unchanged = shared | _reachable(
        node.at(keyword) for node in nodes for keyword in _NOT_MONOTONE if keyword in node.keywords
    )
    for node in _whole_values(document, shared):
        if "object" in node.kinds and node not in unchanged and isinstance(node.schema, dict):
            yield node


def _parts_of_schemas(nodes: Iterable[Node]) -> set[Node]:
    """The schemas that apply to a value together with another one, which may declare other fields."""
    waiting = [child for node in nodes if not (node.is_reference or _is_choice(node)) for child in node.in_place()]
    found: set[Node] = set()
    for node in waiting:
        if node not in found:
            found.add(node)
            waiting += node.in_place()
    return found


def _reachable(nodes: Iterable[Node]) -> set[Node]:
    """The schemas, and all schemas in them and that they refer to."""
    waiting = [*nodes]
    found: set[Node] = set()
    for node in waiting:
        if node not in found:
            found.add(node)
            waiting += node.inside()
    return found


def _whole_values(document: Document, shared: set[Node]) -> Iterator[Node]:
    """Schemas such that each whole value is under one of them; a choice is represented by its branches."""
    waiting = [document.root]
    for node in document.root.closure:
        waiting += (child for keyword in _IN_PARTS if keyword in node.keywords for child in node.under(keyword))
    found: set[Node] = set()
    for node in waiting:
        # A schema that is also a part of another one is narrowed where it is referred to.
        place = node if node.resolved in shared else node.resolved
        if _is_choice(place):
            waiting += (branch for branch in place.under("anyOf") if branch not in found)
        elif place not in found:
            yield place
        found.update((node, place))


def _is_choice(node: Node) -> bool:
    """Whether a schema is nothing but a choice of others."""
    return node.asked == {"anyOf"}


def _part(schema: Any, node: Node) -> dict[str, Any]:
    for step in node.path:
        schema = schema[step]
    return schema  # type: ignore[no-any-return]  # the node has keywords


RULES: Mapping[str, Rule] = {**SCALAR_RULES, **CONTAINER_RULES, **COMBINATOR_RULES}

_COMPATIBLE = Verdict(grade="compatible")


@dataclass(frozen=True)
class _ChangeGroup:
    """One difference for the reader, which may be reached in several ways."""

    change_text: ChangeText
    old: Path
    new: Path
    ways: tuple[Difference, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether an unknown keyword is involved."""
        return any(way.is_unknown for way in self.ways)


def diff(old: Document, new: Document, roles: Collection[Role], policy: Policy = "strict") -> Diff:
    """The changes from one version to the other, with a verdict for each role."""
    if text_of(old.schema) == text_of(new.schema):
        return Diff(old=old.name, new=new.name, roles=tuple(roles), changes=(), policy=policy)
    sides: dict[Role, tuple[Document, Document]] = {
        role: (old, new) if role == "consumer" else (new, old) for role in roles
    }
    narrowed = {writer: narrow_writer(writer, reader) for writer, reader in sides.values() if policy == "lenient"}
    prover = Prover(RULES, {document: original for original, document in narrowed.items()})
    generator = InstanceGenerator()
    # Roles for which the whole is proven to be compatible need no search, whatever changed.
    searchers: dict[Role, CounterexampleSearch] = {}
    for role, (writer, reader) in sides.items():
        written = narrowed.get(writer, writer)
        if not prover.proves(written.root, reader.root):
            searchers[role] = CounterexampleSearch(writer, reader, role, generator, written)
    proven = frozenset(roles).difference(searchers)
    groups = _group_differences(Comparison(prover, roles, narrowed).run(old.root, new.root, proven))
    verdicts: dict[Role, list[Verdict]] = {role: _verdicts(role, groups, searchers.get(role)) for role in roles}
    if any(worst(verdict.grade for verdict in verdicts[role]) == "compatible" for role in searchers):
        groups.append(_ChangeGroup(UNPROVEN, (), ()))
        for role in roles:
            verdicts[role].append(_verdict_on_all(searchers.get(role), verdicts[role]))
    if _unknown_keywords(old) != _unknown_keywords(new) and not any(group.is_unknown for group in groups):
        groups.append(_ChangeGroup(HIDDEN, (), ()))
        for role in roles:
            verdicts[role].append(Verdict(grade="needs-review", reason=reason_for(HIDDEN.code, is_unknown=True)))
    changes = _locate_changes(groups, verdicts, old, new)
    return Diff(old=old.name, new=new.name, roles=tuple(roles), changes=changes, policy=policy)


def _group_differences(differences: Iterable[Difference]) -> list[_ChangeGroup]:
    groups: dict[tuple[ChangeText, Path, Path], list[Difference]] = {}
    for difference in differences:
        groups.setdefault((difference.change_text, difference.old, difference.new), []).append(difference)
    return [_ChangeGroup(change_text, old, new, tuple(ways)) for (change_text, old, new), ways in groups.items()]


def _verdicts(role: Role, groups: list[_ChangeGroup], searcher: CounterexampleSearch | None) -> list[Verdict]:
    """The verdict on each difference for a role; `searcher` is None if the whole is proven to be compatible."""
    verdicts = [_verdict(role, group, searcher) for group in groups]
    open_ = [index for index, verdict in enumerate(verdicts) if verdict.grade != "compatible"]
    if searcher is not None and len(open_) == 1 and verdicts[open_[0]].grade == "needs-review":
        # All others are proven to be compatible, so a refused record is refused because of this one.
        found = None if groups[open_[0]].is_unknown else _first(searcher.anywhere())
        if found is not None:
            verdicts[open_[0]] = Verdict(grade="breaking", counterexample=found)
    return verdicts


def _verdict(role: Role, group: _ChangeGroup, searcher: CounterexampleSearch | None) -> Verdict:
    ways = [way for way in group.ways if role not in way.proven]
    if not group.is_unknown and (searcher is None or not ways):
        return _COMPATIBLE
    if searcher is not None and not is_about_unknown(group.change_text):
        for way in ways:
            found = _first(searcher.showing(way))
            if found is not None:
                return Verdict(grade="breaking", counterexample=found)
    return Verdict(grade="needs-review", reason=reason_for(group.change_text.code, is_unknown=group.is_unknown))


def _first(found: Iterator[Counterexample]) -> Counterexample | None:
    try:
        return next(found, None)
    except RecursionError:
        # The schemas are nested about as deeply as Python can read them.
        return None


def _verdict_on_all(searcher: CounterexampleSearch | None, verdicts: list[Verdict]) -> Verdict:
    """The verdict on the whole: no set of verdicts is better than what is proven of the whole."""
    if searcher is None or worst(verdict.grade for verdict in verdicts) != "compatible":
        return _COMPATIBLE
    found = _first(searcher.anywhere())
    if found is not None:
        return Verdict(grade="breaking", counterexample=found)
    return Verdict(grade="needs-review", reason=reason_for(UNPROVEN.code, is_unknown=False))


def _unknown_keywords(document: Document) -> list[tuple[str, str]]:
    """The unknown keywords of a document, wherever they apply."""
    return sorted(
        (keyword, text_of(value))
        for node in document.root.closure
        for keyword, value in node.keywords.items()
        if not is_known(keyword)
    )


def _locate_changes(
    groups: list[_ChangeGroup], verdicts: dict[Role, list[Verdict]], old: Document, new: Document
) -> tuple[Change, ...]:
    """The changes with their locations, in the order of the new version."""
    olds, news = _locations(old, [group.old for group in groups]), _locations(new, [group.new for group in groups])
    changes = [
        Change(
            code=group.change_text.code,
            message=group.change_text.message,
            old=olds[group.old],
            new=news[group.new],
            verdicts={role: listed[index] for role, listed in verdicts.items()},
        )
        for index, group in enumerate(groups)
    ]
    return tuple(sorted(changes, key=lambda change: (change.new.line, change.new.column, change.old.line)))


def _locations(document: Document, paths: list[Path]) -> dict[Path, Side]:
    spans = Spans(document.text)
    originals = {path: document.original_path(path) for path in paths}
    places = find(document.text, originals.values())
    sides: dict[Path, Side] = {}
    for path, original in originals.items():
        line, column = spans.position(places[original].name)
        sides[path] = Side(path=original, line=line, column=column)
    return sides
