"""Turns two versions into changes with verdicts: the only module that calls a change compatible or breaking.

A proven change is compatible, a change with a counterexample is breaking, and everything else needs review.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from runbridge.json_locations import Spans, find
from runbridge.schema_diff.change_messages import HIDDEN, UNPROVEN, ChangeText, is_about_unknown, reason_for
from runbridge.schema_diff.compare import Comparison, Difference
from runbridge.schema_diff.counterexamples import CounterexampleSearch
from runbridge.schema_diff.examples import InstanceGenerator
from runbridge.schema_diff.lenient import narrow_writer
from runbridge.schema_diff.model import Change, Counterexample, Diff, Policy, Role, Side, Verdict, worst
from runbridge.schema_diff.proof_rules import COMBINATOR_RULES, CONTAINER_RULES, SCALAR_RULES
from runbridge.schema_diff.prover import Prover, Rule
from runbridge.schemas.document import Document, Path, text_of
from runbridge.schemas.keywords import is_known

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
