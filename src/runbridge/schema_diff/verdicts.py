"""Two versions in, changes with verdicts out: the one place where a change is called compatible or breaking.

Compatible is what is proven, breaking is what a record shows, and all the rest needs review.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from runbridge.diagnosis.locations import Spans, find
from runbridge.schema_diff.compare import Comparison, Difference
from runbridge.schema_diff.counterexamples import Searcher
from runbridge.schema_diff.examples import Inventor
from runbridge.schema_diff.messages import HIDDEN, UNPROVEN, Words, is_about_unknown, reason_for
from runbridge.schema_diff.model import Change, Counterexample, Diff, Role, Side, Verdict, worst
from runbridge.schema_diff.prover import Prover, Rule
from runbridge.schema_diff.rules_combinators import CHOICE_RULES
from runbridge.schema_diff.rules_containers import PART_RULES
from runbridge.schema_diff.rules_scalars import VALUE_RULES
from runbridge.schemas.document import Document, Path, text_of
from runbridge.schemas.keywords import is_known

RULES: Mapping[str, Rule] = {**VALUE_RULES, **PART_RULES, **CHOICE_RULES}

_COMPATIBLE = Verdict(grade="compatible")


@dataclass(frozen=True)
class _Group:
    """What is one difference to people, though it may be reached in several ways."""

    words: Words
    old: Path
    new: Path
    ways: tuple[Difference, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether a keyword is involved that we do not know."""
        return any(way.is_unknown for way in self.ways)


def diff(old: Document, new: Document, roles: Collection[Role]) -> Diff:
    """What changed from one version to the other, and what that means to roles."""
    prover, inventor = Prover(RULES), Inventor()
    sides: dict[Role, tuple[Document, Document]] = {
        role: (old, new) if role == "consumer" else (new, old) for role in roles
    }
    # Those for whom the whole is proven to be compatible need no search, whatever changed.
    searchers: dict[Role, Searcher] = {
        role: Searcher(writer, reader, role, inventor)
        for role, (writer, reader) in sides.items()
        if not prover.proves(writer.root, reader.root)
    }
    proven = frozenset(roles).difference(searchers)
    groups = _grouped(Comparison(prover, roles).run(old.root, new.root, proven))
    verdicts: dict[Role, list[Verdict]] = {role: _verdicts(role, groups, searchers.get(role)) for role in roles}
    if any(worst(verdict.grade for verdict in verdicts[role]) == "compatible" for role in searchers):
        groups.append(_Group(UNPROVEN, (), ()))
        for role in roles:
            verdicts[role].append(_verdict_on_all(searchers.get(role), verdicts[role]))
    if _unknown(old) != _unknown(new) and not any(group.is_unknown for group in groups):
        groups.append(_Group(HIDDEN, (), ()))
        for role in roles:
            verdicts[role].append(Verdict(grade="needs-review", reason=reason_for(HIDDEN.code, is_unknown=True)))
    changes = _placed(groups, verdicts, old, new)
    return Diff(old=old.name, new=new.name, roles=tuple(roles), changes=changes)


def _grouped(differences: Iterable[Difference]) -> list[_Group]:
    groups: dict[tuple[Words, Path, Path], list[Difference]] = {}
    for difference in differences:
        groups.setdefault((difference.words, difference.old, difference.new), []).append(difference)
    return [_Group(words, old, new, tuple(ways)) for (words, old, new), ways in groups.items()]


def _verdicts(role: Role, groups: list[_Group], searcher: Searcher | None) -> list[Verdict]:
    """What each difference means to a role; `searcher` is None where the whole is proven to be compatible."""
    verdicts = [_verdict(role, group, searcher) for group in groups]
    open_ = [index for index, verdict in enumerate(verdicts) if verdict.grade != "compatible"]
    if searcher is not None and len(open_) == 1 and verdicts[open_[0]].grade == "needs-review":
        # All others are proven to be compatible, so that whatever is refused is refused because of this one.
        found = None if groups[open_[0]].is_unknown else _first(searcher.anywhere())
        if found is not None:
            verdicts[open_[0]] = Verdict(grade="breaking", counterexample=found)
    return verdicts


def _verdict(role: Role, group: _Group, searcher: Searcher | None) -> Verdict:
    ways = [way for way in group.ways if role not in way.proven]
    if not group.is_unknown and (searcher is None or not ways):
        return _COMPATIBLE
    if searcher is not None and not is_about_unknown(group.words):
        for way in ways:
            found = _first(searcher.showing(way))
            if found is not None:
                return Verdict(grade="breaking", counterexample=found)
    return Verdict(grade="needs-review", reason=reason_for(group.words.code, is_unknown=group.is_unknown))


def _first(found: Iterator[Counterexample]) -> Counterexample | None:
    try:
        return next(found, None)
    except RecursionError:
        # Schemas that are nested about as deep as Python can read them.
        return None


def _verdict_on_all(searcher: Searcher | None, verdicts: list[Verdict]) -> Verdict:
    """What no single difference accounts for: no verdict is better than what is proven of the whole."""
    if searcher is None or worst(verdict.grade for verdict in verdicts) != "compatible":
        return _COMPATIBLE
    found = _first(searcher.anywhere())
    if found is not None:
        return Verdict(grade="breaking", counterexample=found)
    return Verdict(grade="needs-review", reason=reason_for(UNPROVEN.code, is_unknown=False))


def _unknown(document: Document) -> list[tuple[str, str]]:
    """The keywords of a document that we do not know, wherever they apply."""
    return sorted(
        (keyword, text_of(value))
        for node in document.root.closure
        for keyword, value in node.keywords.items()
        if not is_known(keyword)
    )


def _placed(
    groups: list[_Group], verdicts: dict[Role, list[Verdict]], old: Document, new: Document
) -> tuple[Change, ...]:
    """The changes with their places, in the order of the new version."""
    olds, news = _sides(old, [group.old for group in groups]), _sides(new, [group.new for group in groups])
    changes = [
        Change(
            code=group.words.code,
            message=group.words.message,
            old=olds[group.old],
            new=news[group.new],
            verdicts={role: listed[index] for role, listed in verdicts.items()},
        )
        for index, group in enumerate(groups)
    ]
    return tuple(sorted(changes, key=lambda change: (change.new.line, change.new.column, change.old.line)))


def _sides(document: Document, paths: list[Path]) -> dict[Path, Side]:
    spans = Spans(document.text)
    sides: dict[Path, Side] = {}
    for path, place in find(document.text, paths).items():
        line, column = spans.position(place.name)
        sides[path] = Side(path=path, line=line, column=column)
    return sides
