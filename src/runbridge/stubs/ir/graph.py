"""The references between declared types, and the order of declarations: for reading, or dependencies first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from runbridge._runtime.times import FORMATS
from runbridge.problem_messages import brief
from runbridge.schemas.document import Document, Node
from runbridge.schemas.keywords import ALL_KINDS, Kinds, is_known, kinds_about
from runbridge.schemas.loader import location_of, unchecked_notes
from runbridge.stubs.ir.types import Array, Declaration, Map, Module, Number, Record, Reference, String, Type, Union

#: Keywords that no type can express.
_INEXPRESSIBLE = frozenset(
    {
        *("not", "contains", "propertyNames", "minProperties", "maxProperties", "dependentRequired"),
        *("dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "$dynamicRef"),
    }
)
#: The attributes of types that are constraints, and their keywords.
CONSTRAINTS = {
    "pattern": "pattern",
    "min_length": "minLength",
    "max_length": "maxLength",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_items": "minItems",
    "max_items": "maxItems",
    "is_unique": "uniqueItems",
}


def parts_of(type: Type) -> Iterator[Type]:
    """The types directly inside a type."""
    match type:
        case Array():
            yield from type.items
            yield type.rest
        case Map():
            yield type.value
        case Union():
            yield from type.options
        case Record():
            yield from (field.type for field in type.fields)
            yield type.additional
        case _:
            return


def references_in(type: Type) -> Iterator[str]:
    """The names that a type refers to, at any depth, in the order of the text."""
    if isinstance(type, Reference):
        yield type.name
    for part in parts_of(type):
        yield from references_in(part)


def references_of(declaration: Declaration) -> tuple[str, ...]:
    """The names that a declaration refers to, each once."""
    type = declaration if isinstance(declaration, Record) else declaration.type
    return tuple(dict.fromkeys(references_in(type)))


def reachable(roots: Iterable[str], declared: Mapping[str, Declaration]) -> tuple[Declaration, ...]:
    """The roots, each followed by what it refers to; declarations without a reference are left out."""
    found: dict[str, Declaration] = {}
    waiting = [*roots][::-1]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = declared[name]
            waiting += references_of(declared[name])[::-1]
    return tuple(found.values())


def groups_of(declarations: Sequence[Declaration]) -> tuple[tuple[Declaration, ...], ...]:
    """The strongly connected groups of declarations, each after the groups that it refers to.

    A group of one may refer to itself. Otherwise the given order is kept; a dependency comes right before its user.
    """
    declared = {each.name: each for each in declarations}
    edges = {name: references_of(each) for name, each in declared.items()}
    reverse_edges: dict[str, list[str]] = {name: [] for name in declared}
    for name, targets in edges.items():
        for target in targets:
            reverse_edges[target].append(name)
    finished = [*depth_first(declared, edges, set())]
    # Kosaraju's algorithm: backwards from the last finished name of a group, exactly the group is reachable.
    last_of: dict[str, str] = {}
    seen: set[str] = set()
    for last in reversed(finished):
        last_of |= dict.fromkeys(depth_first([last], reverse_edges, seen), last)
    groups: dict[str, list[Declaration]] = {name: [] for name in finished if last_of[name] == name}
    for name, each in declared.items():
        groups[last_of[name]].append(each)
    return tuple(map(tuple, groups.values()))


def depth_first(starts: Iterable[str], edges: Mapping[str, Iterable[str]], seen: set[str]) -> Iterator[str]:
    """The names reachable from the starts, each after the names that it leads to; names in `seen` are skipped."""
    for start in starts:
        walk = [] if start in seen else [(start, iter(edges[start]))]
        seen.add(start)
        while walk:
            name, targets = walk[-1]
            new = next((target for target in targets if target not in seen), None)
            if new is None:
                walk.pop()
                yield name
            else:
                seen.add(new)
                walk.append((new, iter(edges[new])))


class Notes:
    """Collects notes, each once, in the order in which they are added."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}

    @property
    def texts(self) -> tuple[str, ...]:
        """All notes so far."""
        return tuple(self._texts)

    def add(self, node: Node, text: str) -> None:
        """Add a note about a location in a schema."""
        self._texts[f"{location_of(node)}: {text}"] = None

    def add_unchecked(self, document: Document) -> None:
        """Add a note for each keyword and format of a schema that nothing checks."""
        self._texts.update(dict.fromkeys(unchecked_notes(document)))

    def add_inexpressible(self, node: Node, kinds: Kinds) -> None:
        """Add a note for each keyword that no type can express, if it matters for values of some kinds."""
        for keyword in node.keywords:
            if keyword in _INEXPRESSIBLE and kinds_about(keyword) & kinds:
                self.add(node, f"`{keyword}` is checked by `validate` only")
        if "if" in node.keywords and node.keywords.keys() & {"then", "else"}:
            self.add(node, "`if` is checked by `validate` only")

    def add_untyped(self, node: Node) -> None:
        """Add a note for each keyword that cannot be expressed because the schema does not say what the value is."""
        for keyword in type_specific_keywords(node):
            is_checked = keyword != "format" or node.keywords["format"] in FORMATS
            if is_checked and is_known(keyword) and keyword not in _INEXPRESSIBLE:
                self.add(node, f"`{brief(keyword)}` without `type` is checked by `validate` only")


def type_specific_keywords(node: Node) -> list[str]:
    """The keywords of a schema that only apply to values of some kinds."""
    return [keyword for keyword in node.keywords if kinds_about(keyword) != ALL_KINDS]


def constraint_notes(
    module: Module, names: Iterable[str], target: str, *, has_integers: bool, has_times: bool
) -> Iterator[str]:
    """A note that lists the constraints of types with these names, for a target whose types cannot express them."""
    declared = {each.name: each for each in module.declarations}
    described = reachable(names, declared)
    types = [part for each in described for part in _all_parts(each if isinstance(each, Record) else each.type)]
    counts = Counter(keyword for type in types for keyword in _constraints_of(type))
    counts["type: integer"] *= not has_integers
    counts["format"] *= not has_times
    found = [f"`{keyword}` ({count} place{'s' * (count > 1)})" for keyword, count in sorted(counts.items()) if count]
    if found:
        yield f"checked by `validate` only, because the types of {target} cannot express them: {', '.join(found)}"


def _all_parts(type: Type) -> Iterator[Type]:
    yield type
    for part in parts_of(type):
        yield from _all_parts(part)


def _constraints_of(type: Type) -> Iterator[str]:
    """The keywords of a type that are constraints, and not the type itself."""
    if isinstance(type, Number) and type.is_integer:
        yield "type: integer"
    if isinstance(type, String) and type.format in FORMATS:
        yield "format"
    for attribute, keyword in CONSTRAINTS.items():
        if getattr(type, attribute, None) not in (None, False):
            yield keyword
