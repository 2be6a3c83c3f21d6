"""Compares two versions of a schema: every difference, and the roles for which it is proven to be compatible."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from runbridge.schema_diff.change_messages import (
    ChangeText,
    affected_text,
    entry_text,
    keyword_text,
    reference_text,
    was_and_is,
)
from runbridge.schema_diff.intersection import item_nodes, member_nodes
from runbridge.schema_diff.match import InstancePath, Nodes, PathLevel, is_wider, match_schemas, path_to, sign_of
from runbridge.schema_diff.model import Role
from runbridge.schema_diff.prover import Prover
from runbridge.schemas.document import Document, Node, Path, reaches_no_stop, text_of
from runbridge.schemas.keywords import MANY, NAMED, ONE, WHOLE, is_annotation, is_known, neighbours_of

#: Not reported: definitions count where they are used.
_NOT_REPORTED = frozenset({"$defs", "definitions", "$schema", "$anchor"})
#: The keywords whose meaning a keyword changes, and the keywords that it has to be read with.
_AFFECTS: dict[str, tuple[str, ...]] = {
    "patternProperties": ("additionalProperties",),
    "contains": ("minContains", "maxContains"),
    "minContains": ("contains", "maxContains"),
    "maxContains": ("contains", "minContains"),
    "if": ("then", "else"),
}
_READ_WITH: dict[str, tuple[str, ...]] = {**_AFFECTS, "then": ("if",), "else": ("if",)}
#: Keywords that constrain parts of the value, to which the instance path leads, or more than one part.
_ABOUT_PARTS = frozenset(
    {
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "items", "prefixItems"),
        *("contains", *WHOLE),
    }
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is different, where, and the roles for which it is proven to be compatible.

    `focus_old` and `focus_new` are the constraints of the versions right there: a record shows the difference if the
    value at the end of the instance path violates them. None leaves it to the schemas of the path. `is_unknown` says
    that an unknown keyword is involved, which is never compatible.
    """

    change_text: ChangeText
    old: Path
    new: Path
    proven: frozenset[Role]
    instance_path: InstancePath
    focus_old: dict[str, Any] | None = None
    focus_new: dict[str, Any] | None = None
    is_unknown: bool = False


@dataclass(frozen=True)
class _SchemaPair:
    """Two schemas to compare, the roles for which they are proven to be compatible, and a sign.

    The sign says whether a schema here that accepts more makes the whole accept more (1), less (-1) or either (0).
    """

    old: Node
    new: Node
    instance_path: InstancePath
    proven: frozenset[Role] = frozenset()
    sign: int = 1


@dataclass
class Comparison:
    """Walks through two versions and collects the differences."""

    prover: Prover
    roles: Collection[Role]
    #: The narrowed document of a writer by its document; a document that is not here is not narrowed.
    narrowed: Mapping[Document, Document] = field(default_factory=dict[Document, Document])
    _found: list[Difference] = field(default_factory=list[Difference])
    _known_only: dict[Node, bool] = field(default_factory=dict[Node, bool])

    def run(self, old: Node, new: Node, proven: frozenset[Role]) -> list[Difference]:
        """Every difference; one that is reached in several ways has an entry for each.

        `proven` are the roles for which the whole is proven to be compatible.
        """
        seen: set[tuple[Node, Node, frozenset[Role], int]] = set()
        waiting = [_SchemaPair(old, new, InstancePath(PathLevel((old,), (new,))), proven)]
        for waiting_pair in waiting:
            pair = self._with_identity(waiting_pair)
            key = (pair.old, pair.new, pair.proven, pair.sign)
            if key not in seen:
                seen.add(key)
                waiting.extend(self._compare(pair))
        return self._found

    def _with_identity(self, pair: _SchemaPair) -> _SchemaPair:
        """The pair, compatible for every role where only annotations can differ."""
        if not self.prover.identity.are_identical(pair.old, pair.new):
            return pair
        return replace(pair, proven=frozenset(self.roles))

    def _compare(self, pair: _SchemaPair) -> Iterator[_SchemaPair]:
        old, new = pair.old, pair.new
        if old.refuses_all != new.refuses_all:
            change_text = ChangeText("schema-changed", was_and_is("the schema", old.schema, new.schema))
            self._add(pair, change_text, is_unknown=self._has_unknown_keyword(old) or self._has_unknown_keyword(new))
            return
        references = [node for node in (old, new) if node.is_reference]
        if len(references) != 1:
            self._annotations(pair)
        if references:
            targets = {node: node.target for node in references}
            instance_path = pair.instance_path.within_same_value(*targets.values())
            yield replace(pair, old=targets.get(old, old), new=targets.get(new, new), instance_path=instance_path)
            return
        for keyword in dict.fromkeys((*old.keywords, *new.keywords)):
            if not is_annotation(keyword):
                yield from self._keyword(pair, keyword)

    def _annotations(self, pair: _SchemaPair) -> None:
        old, new = pair.old.keywords, pair.new.keywords
        for keyword in dict.fromkeys((*old, *new)):
            if is_annotation(keyword) and keyword not in _NOT_REPORTED and not _is_same(pair, keyword):
                self._add(replace(pair, proven=frozenset(self.roles)), keyword_text(keyword, old, new), keyword)

    def _keyword(self, pair: _SchemaPair, keyword: str) -> Iterator[_SchemaPair]:
        old, new = pair.old.keywords, pair.new.keywords
        served = self._with_proven_roles(pair, partial(self._keeps, keyword))
        if keyword in WHOLE:
            if not self.prover.identity.agree(pair.old, pair.new, neighbours_of(keyword)):
                change_text = affected_text(keyword) if _is_same(pair, keyword) else keyword_text(keyword, old, new)
                ends = [
                    child for node in (pair.old, pair.new) if keyword in node.keywords for child in node.under(keyword)
                ]
                self._add(served, change_text, keyword, is_unknown=any(map(self._has_unknown_keyword, ends)))
        elif not is_known(keyword):
            if not self._is_unknown_same(pair, keyword):
                change_text = reference_text(keyword) if _is_same(pair, keyword) else keyword_text(keyword, old, new)
                self._add(pair, change_text, keyword, is_unknown=True)
        elif keyword in NAMED:
            # The other version may constrain a property with another keyword, so each property is compared.
            yield from self._named(pair if keyword == "properties" else served, keyword)
        elif keyword in MANY:
            yield from self._many(pair if keyword == "prefixItems" else served, keyword)
        elif keyword in ONE or keyword == "$ref":
            yield from self._one(served, keyword)
        elif keyword == "required":
            self._required(served)
        elif not _is_same(pair, keyword):
            self._add(served, keyword_text(keyword, old, new), keyword)

    def _is_unknown_same(self, pair: _SchemaPair, keyword: str) -> bool:
        """Whether an unknown keyword is the same in both versions, with everything that it may refer to."""
        if keyword not in pair.old.keywords or keyword not in pair.new.keywords:
            return False
        return self.prover.identity.has_identical(self.prover.values_of(pair.old), pair.new, keyword)

    def _one(self, pair: _SchemaPair, keyword: str) -> Iterator[_SchemaPair]:
        ends = [
            (node.target if keyword == "$ref" else node.at(keyword),) if keyword in node.keywords else ()
            for node in (pair.old, pair.new)
        ]
        yield from self._enter(pair, keyword, (ends[0], ends[1]))

    def _named(self, pair: _SchemaPair, keyword: str) -> Iterator[_SchemaPair]:
        old, new = (node.keywords.get(keyword, {}) for node in (pair.old, pair.new))
        for name in dict.fromkeys((*old, *new)):
            ends = (
                (pair.old.at(keyword, name),) if name in old else (),
                (pair.new.at(keyword, name),) if name in new else (),
            )
            member = pair
            if keyword == "properties":
                member = self._with_proven_roles(pair, partial(self._keeps_member, name))
            yield from self._enter(member, keyword, ends, name)

    def _many(self, pair: _SchemaPair, keyword: str) -> Iterator[_SchemaPair]:
        if keyword in {"anyOf", "oneOf"} and not (keyword in pair.old.keywords and keyword in pair.new.keywords):
            # No choice at all is not a choice with no branches.
            is_unknown = any(self._has_unknown_keyword(node) for node in _branches(pair, keyword))
            change_text = keyword_text(keyword, pair.old.keywords, pair.new.keywords)
            self._add(pair, change_text, keyword, is_unknown=is_unknown)
            return
        for old, new, index in match_schemas(pair.old, pair.new, keyword, self.prover.identity):
            item = pair
            if keyword == "prefixItems":
                item = self._with_proven_roles(pair, partial(self._keeps_item, index))
            yield from self._enter(item, keyword, (old, new), index)

    def _enter(
        self, pair: _SchemaPair, keyword: str, ends: tuple[Nodes, Nodes], at: str | int | None = None
    ) -> Iterator[_SchemaPair]:
        """Go on to the two schemas, or report the one that has no partner."""
        old, new = ends
        instance_path = path_to(pair.instance_path, (pair.old, pair.new), keyword, ends, "" if at is None else at)
        if old and new:
            sign = pair.sign * sign_of(keyword, pair.old, pair.new)
            yield replace(pair, old=old[0], new=new[0], instance_path=instance_path, sign=sign)
            return
        alone = replace(pair, instance_path=instance_path)
        if at is None:
            change_text = keyword_text(keyword, pair.old.keywords, pair.new.keywords)
        else:
            change_text = entry_text(keyword, at if isinstance(at, str) else (*old, *new)[0].schema, added=bool(new))
            wider = is_wider(keyword, added=bool(new))
            if wider is not None:
                alone = self._with_proven_roles(alone, lambda _, right: (right is pair.new) == wider)
        is_unknown = any(self._has_unknown_keyword(node) for node in (*old, *new))
        self._add(alone, change_text, keyword, at, missing_in=pair.old if new else pair.new, is_unknown=is_unknown)

    def _required(self, pair: _SchemaPair) -> None:
        old, new = (dict.fromkeys(node.keywords.get("required", [])) for node in (pair.old, pair.new))
        for name in [*(name for name in old if name not in new), *(name for name in new if name not in old)]:
            change_text = entry_text("required", name, added=name in new)
            proven = self._with_proven_roles(pair, partial(self._keeps_required, name))
            self._add(proven, change_text, "required", focus={"required": [name]})

    def _with_proven_roles(self, pair: _SchemaPair, holds: Callable[[Node, Node], bool]) -> _SchemaPair:
        """The pair, with the roles for which something holds from the writer of the data to its reader."""

        def holds_for(role: Role) -> bool:
            writer, reader = (pair.old, pair.new) if role == "consumer" else (pair.new, pair.old)
            directions = [(self._writes(writer), reader), (reader, writer)]
            return all(holds(*each) for each in {1: directions[:1], -1: directions[1:], 0: directions}[pair.sign])

        proven = [role for role in self.roles if role not in pair.proven and holds_for(role)]
        return replace(pair, proven=pair.proven.union(proven))

    def _writes(self, node: Node) -> Node:
        """The schema of what a writer is assumed to write."""
        document = self.narrowed.get(node.document)
        return node if document is None else document.node(node.path)

    def _keeps(self, keyword: str, left: Node, right: Node) -> bool:
        asked = (key for key in (keyword, *_AFFECTS.get(keyword, ())) if key in right.keywords)
        return all(self.prover.follows(self.prover.values_of(left), right, key) for key in asked)

    def _keeps_member(self, name: str, left: Node, right: Node) -> bool:
        values = self.prover.values_of(left)
        return not values.may_have(name) or self.prover.follows_within(values.member(name), member_nodes(right, name))

    def _keeps_required(self, name: str, left: Node, right: Node) -> bool:
        return name not in right.keywords.get("required", []) or name in self.prover.values_of(left).required

    def _keeps_item(self, index: int, left: Node, right: Node) -> bool:
        return self.prover.follows_within(self.prover.values_of(left).item(index), item_nodes(right, index))

    def _has_unknown_keyword(self, node: Node) -> bool:
        """Whether there is an unknown keyword in a schema or in what it refers to."""
        return not reaches_no_stop(node, self._known_only, _parts_if_known)

    def _add(
        self,
        pair: _SchemaPair,
        change_text: ChangeText,
        keyword: str | None = None,
        at: str | int | None = None,
        *,
        missing_in: Node | None = None,
        focus: dict[str, Any] | None = None,
        is_unknown: bool = False,
    ) -> None:
        """Report a difference in a keyword, or in one entry of it, which one version may miss."""
        places = [_place(node, keyword, None if node is missing_in else at) for node in (pair.old, pair.new)]
        self._found.append(
            Difference(
                change_text=change_text,
                old=places[0],
                new=places[1],
                proven=frozenset() if is_unknown else pair.proven,
                instance_path=pair.instance_path,
                focus_old=focus or _focus(pair, pair.old, keyword),
                focus_new=focus or _focus(pair, pair.new, keyword),
                is_unknown=is_unknown,
            )
        )


def _is_same(pair: _SchemaPair, keyword: str) -> bool:
    old, new = pair.old.keywords, pair.new.keywords
    return keyword in old and keyword in new and text_of(old[keyword]) == text_of(new[keyword])


def _branches(pair: _SchemaPair, keyword: str) -> Iterator[Node]:
    for node in (pair.old, pair.new):
        yield from (node.at(keyword, index) for index in range(len(node.keywords.get(keyword, []))))


def _parts_if_known(node: Node) -> Iterator[Node] | None:
    """The schemas that a schema is made of; None where it has an unknown keyword itself."""
    return node.inside() if all(map(is_known, node.keywords)) else None


def _place(node: Node, keyword: str | None, at: str | int | None) -> Path:
    """The path of a keyword or an entry in a version, or of the schema or keyword where it is missing."""
    if keyword is None or keyword not in node.keywords:
        return node.path
    return (*node.path, keyword) if at is None else (*node.path, keyword, at)


def _focus(pair: _SchemaPair, node: Node, keyword: str | None) -> dict[str, Any] | None:
    """The constraint of one keyword, where all values at the end of the instance path have to satisfy it."""
    if pair.sign != 1 or keyword is None or keyword not in node.keywords or keyword in _ABOUT_PARTS:
        return None
    return {key: node.keywords[key] for key in (keyword, *_READ_WITH.get(keyword, ())) if key in node.keywords}
