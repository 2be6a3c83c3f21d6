"""Two versions of a schema side by side: every difference, and for whom it is proven to change nothing."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from runbridge.schema_diff.intersection import Meet, item_nodes, member_nodes
from runbridge.schema_diff.locations import Level, Nodes, Trail
from runbridge.schema_diff.match import is_wider, lead, paired, sign_of
from runbridge.schema_diff.messages import Words, about_elsewhere, about_keyword, about_neighbours, about_one, shown
from runbridge.schema_diff.model import Role
from runbridge.schema_diff.prover import Prover, agree, has_identical
from runbridge.schemas.document import Node, Path, text_of
from runbridge.schemas.keywords import MANY, NAMED, ONE, WHOLE, is_annotation, is_known, neighbours_of

#: What is not worth a line: definitions count where they are used.
_SILENT = frozenset({"$defs", "definitions", "$schema", "$anchor"})
#: Where a change of one keyword changes what another asks for, and what a keyword is to be read with.
_FELT_BY: dict[str, tuple[str, ...]] = {
    "patternProperties": ("additionalProperties",),
    "contains": ("minContains", "maxContains"),
    "minContains": ("contains", "maxContains"),
    "maxContains": ("contains", "minContains"),
    "if": ("then", "else"),
}
_READ_WITH: dict[str, tuple[str, ...]] = {**_FELT_BY, "then": ("if",), "else": ("if",)}
#: What asks nothing of the value itself, but of parts of it that the trail leads to; or of too much to say.
_ELSEWHERE = frozenset(
    {
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "items", "prefixItems"),
        *("contains", *WHOLE),
    }
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is different, where, and the roles for which it is proven to be compatible.

    `focus_old` and `focus_new` are what the versions ask for right there: a record shows the difference if the value
    at the end of the trail fails that. None leaves it to the schemas of the trail. `is_unknown` says that a keyword
    is involved which we do not know, which is never compatible.
    """

    words: Words
    old: Path
    new: Path
    proven: frozenset[Role]
    trail: Trail
    focus_old: dict[str, Any] | None = None
    focus_new: dict[str, Any] | None = None
    is_unknown: bool = False


@dataclass(frozen=True)
class _Pair:
    """Two schemas to compare, the roles that are known to be served there, and a sign.

    The sign says whether more that is accepted there means more (1), less (-1) or neither (0) that the whole accepts.
    """

    old: Node
    new: Node
    trail: Trail
    proven: frozenset[Role] = frozenset()
    sign: int = 1


@dataclass
class Comparison:
    """Walks through two versions and gathers the differences."""

    prover: Prover
    roles: Collection[Role]
    _found: list[Difference] = field(default_factory=list[Difference])

    def run(self, old: Node, new: Node, proven: frozenset[Role]) -> list[Difference]:
        """Every difference; one that is reached in several ways has an entry for each.

        `proven` are the roles for which the whole is proven to be compatible.
        """
        seen: set[tuple[Node, Node, frozenset[Role], int]] = set()
        waiting = [_Pair(old, new, Trail(Level((old,), (new,))), proven)]
        for pair in waiting:
            key = (pair.old, pair.new, pair.proven, pair.sign)
            if key not in seen:
                seen.add(key)
                waiting.extend(self._compare(pair))
        return self._found

    def _compare(self, pair: _Pair) -> Iterator[_Pair]:
        old, new = pair.old, pair.new
        if old.refuses_all != new.refuses_all:
            words = Words("schema-changed", f"the schema was {shown(old.schema)} and is {shown(new.schema)}")
            self._add(pair, words, is_unknown=_is_murky(old) or _is_murky(new))
            return
        references = [node for node in (old, new) if _is_reference(node)]
        if len(references) != 1:
            self._annotations(pair)
        if references:
            targets = {node: node.target for node in references}
            trail = pair.trail.beside(*targets.values())
            yield replace(pair, old=targets.get(old, old), new=targets.get(new, new), trail=trail)
            return
        for keyword in dict.fromkeys((*old.keywords, *new.keywords)):
            if not is_annotation(keyword):
                yield from self._keyword(pair, keyword)

    def _annotations(self, pair: _Pair) -> None:
        old, new = pair.old.keywords, pair.new.keywords
        for keyword in dict.fromkeys((*old, *new)):
            if is_annotation(keyword) and keyword not in _SILENT and not _is_same(pair, keyword):
                self._add(replace(pair, proven=frozenset(self.roles)), about_keyword(keyword, old, new), keyword)

    def _keyword(self, pair: _Pair, keyword: str) -> Iterator[_Pair]:
        old, new = pair.old.keywords, pair.new.keywords
        served = self._served(pair, partial(self._keeps, keyword))
        if keyword in WHOLE:
            if not agree(pair.old, pair.new, neighbours_of(keyword)):
                words = about_neighbours(keyword) if _is_same(pair, keyword) else about_keyword(keyword, old, new)
                ends = [
                    child for node in (pair.old, pair.new) if keyword in node.keywords for child in node.under(keyword)
                ]
                self._add(served, words, keyword, is_unknown=any(map(_is_murky, ends)))
        elif not is_known(keyword):
            if not (keyword in old and keyword in new and has_identical(Meet((pair.old,)), pair.new, keyword)):
                words = about_elsewhere(keyword) if _is_same(pair, keyword) else about_keyword(keyword, old, new)
                self._add(pair, words, keyword, is_unknown=True)
        elif keyword in NAMED:
            # What one version asks of a part under this name the other may ask under another, so each is looked at.
            yield from self._named(pair if keyword == "properties" else served, keyword)
        elif keyword in MANY:
            yield from self._many(pair if keyword == "prefixItems" else served, keyword)
        elif keyword in ONE or keyword == "$ref":
            yield from self._one(served, keyword)
        elif keyword == "required":
            self._required(served)
        elif not _is_same(pair, keyword):
            self._add(served, about_keyword(keyword, old, new), keyword)

    def _one(self, pair: _Pair, keyword: str) -> Iterator[_Pair]:
        ends = [
            (node.target if keyword == "$ref" else node.at(keyword),) if keyword in node.keywords else ()
            for node in (pair.old, pair.new)
        ]
        yield from self._enter(pair, keyword, (ends[0], ends[1]))

    def _named(self, pair: _Pair, keyword: str) -> Iterator[_Pair]:
        old, new = (node.keywords.get(keyword, {}) for node in (pair.old, pair.new))
        for name in dict.fromkeys((*old, *new)):
            ends = (
                (pair.old.at(keyword, name),) if name in old else (),
                (pair.new.at(keyword, name),) if name in new else (),
            )
            member = pair
            if keyword == "properties":
                member = self._served(pair, partial(self._keeps_member, name))
            yield from self._enter(member, keyword, ends, name)

    def _many(self, pair: _Pair, keyword: str) -> Iterator[_Pair]:
        if keyword in {"anyOf", "oneOf"} and not (keyword in pair.old.keywords and keyword in pair.new.keywords):
            # No choice at all is not a choice with no branches.
            is_unknown = any(_is_murky(node) for node in _branches(pair, keyword))
            words = about_keyword(keyword, pair.old.keywords, pair.new.keywords)
            self._add(pair, words, keyword, is_unknown=is_unknown)
            return
        for old, new, index in paired(pair.old, pair.new, keyword):
            item = pair
            if keyword == "prefixItems":
                item = self._served(pair, partial(self._keeps_item, index))
            yield from self._enter(item, keyword, (old, new), index)

    def _enter(
        self, pair: _Pair, keyword: str, ends: tuple[Nodes, Nodes], at: str | int | None = None
    ) -> Iterator[_Pair]:
        """Go on to the two schemas, or report the one that has no partner."""
        old, new = ends
        trail = lead(pair.trail, (pair.old, pair.new), keyword, ends, "" if at is None else at)
        if old and new:
            sign = pair.sign * sign_of(keyword, pair.old, pair.new)
            yield replace(pair, old=old[0], new=new[0], trail=trail, sign=sign)
            return
        alone = replace(pair, trail=trail)
        if at is None:
            words = about_keyword(keyword, pair.old.keywords, pair.new.keywords)
        else:
            words = about_one(keyword, at if isinstance(at, str) else (*old, *new)[0].schema, added=bool(new))
            wider = is_wider(keyword, added=bool(new))
            if wider is not None:
                alone = self._served(alone, lambda left, _: (left is pair.old) == wider)
        is_unknown = any(_is_murky(node) for node in (*old, *new))
        self._add(alone, words, keyword, at, missing_in=pair.old if new else pair.new, is_unknown=is_unknown)

    def _required(self, pair: _Pair) -> None:
        old, new = (node.keywords.get("required", []) for node in (pair.old, pair.new))
        for name in dict.fromkeys((*old, *new)):
            if name in old and name in new:
                continue
            words = about_one("required", name, added=name in new)
            self._add(self._served(pair, partial(_keeps_required, name)), words, "required", focus={"required": [name]})

    def _served(self, pair: _Pair, holds: Callable[[Node, Node], bool]) -> _Pair:
        """The pair, with the roles for which something holds from what writes the data to what reads it."""

        def is_served(role: Role) -> bool:
            ways = [(pair.old, pair.new), (pair.new, pair.old)]
            if role == "producer":
                ways.reverse()
            return all(holds(*way) for way in {1: ways[:1], -1: ways[1:], 0: ways}[pair.sign])

        return replace(pair, proven=pair.proven | {role for role in self.roles if is_served(role)})

    def _keeps(self, keyword: str, left: Node, right: Node) -> bool:
        asked = (key for key in (keyword, *_FELT_BY.get(keyword, ())) if key in right.keywords)
        return all(self.prover.follows(Meet((left,)), right, key) for key in asked)

    def _keeps_member(self, name: str, left: Node, right: Node) -> bool:
        return self.prover.follows_within(Meet((left,)).member(name), member_nodes(right, name))

    def _keeps_item(self, index: int, left: Node, right: Node) -> bool:
        return self.prover.follows_within(Meet((left,)).item(index), item_nodes(right, index))

    def _add(
        self,
        pair: _Pair,
        words: Words,
        keyword: str | None = None,
        at: str | int | None = None,
        *,
        missing_in: Node | None = None,
        focus: dict[str, Any] | None = None,
        is_unknown: bool = False,
    ) -> None:
        """Report a difference in a keyword, or in one entry of it, which one version may lack."""
        places = [_place(node, keyword, None if node is missing_in else at) for node in (pair.old, pair.new)]
        self._found.append(
            Difference(
                words=words,
                old=places[0],
                new=places[1],
                proven=frozenset() if is_unknown else pair.proven,
                trail=pair.trail,
                focus_old=focus or _focus(pair, pair.old, keyword),
                focus_new=focus or _focus(pair, pair.new, keyword),
                is_unknown=is_unknown,
            )
        )


def _keeps_required(name: str, left: Node, right: Node) -> bool:
    return name not in right.keywords.get("required", []) or name in Meet((left,)).required


def _is_reference(node: Node) -> bool:
    """Whether a schema is nothing but a reference."""
    return node.asked == {"$ref"}


def _is_same(pair: _Pair, keyword: str) -> bool:
    old, new = pair.old.keywords, pair.new.keywords
    return keyword in old and keyword in new and text_of(old[keyword]) == text_of(new[keyword])


def _branches(pair: _Pair, keyword: str) -> Iterator[Node]:
    for node in (pair.old, pair.new):
        yield from (node.at(keyword, index) for index in range(len(node.keywords.get(keyword, []))))


def _is_murky(node: Node) -> bool:
    """Whether a keyword that we do not know is in a schema."""
    return not all(is_known(keyword) for each in node.closure for keyword in each.keywords)


def _place(node: Node, keyword: str | None, at: str | int | None) -> Path:
    """Where something stands in a version, or the schema or the keyword that lacks it."""
    if keyword is None or keyword not in node.keywords:
        return node.path
    return (*node.path, keyword) if at is None else (*node.path, keyword, at)


def _focus(pair: _Pair, node: Node, keyword: str | None) -> dict[str, Any] | None:
    """What a keyword of a schema asks for, alone, where all values of the trail's end are to satisfy it."""
    if pair.sign != 1 or keyword is None or keyword not in node.keywords or keyword in _ELSEWHERE:
        return None
    return {key: node.keywords[key] for key in (keyword, *_READ_WITH.get(keyword, ())) if key in node.keywords}
