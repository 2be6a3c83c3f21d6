"""The types of a module as Python's libraries can have them: wider where they must be, with a remark there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from runbridge.stubs.ir.graph import groups_of, references_of
from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.types import (
    Alias,
    Anything,
    Boolean,
    Declaration,
    Listed,
    Mapped,
    Member,
    Module,
    Nothing,
    Null,
    Number,
    Record,
    Reference,
    Text,
    Type,
    Union,
    Words,
)
from runbridge.stubs.python.dialects.base import ANY_TIME, Dialect, Tag
from runbridge.stubs.python.disambiguation import tags_of, tell_apart
from runbridge.stubs.python.literals import is_text, quoted

#: Integers of literals are smaller than this, for mypy and msgspec.
_LARGEST = 2**63
_KNOWN = "The words that are known; any other string fits too."
_TIMES = {Text("date-time"), Text("date-time-local")}


@dataclass(frozen=True)
class Fitted:
    """Declarations by name, in the order of the module, and what there is to know about them."""

    declared: Mapping[str, Declaration]
    #: What is said to people, by the declaration and the member that it is about.
    remarks: Mapping[tuple[str, str], tuple[str, ...]]
    #: Aliases that are made of themselves without a record in between.
    recursive: frozenset[str]
    #: How records that stand in a union are told apart.
    tags: Mapping[str, Tag]

    def is_nullable(self, type: Type) -> bool:
        """Whether null is of that type."""
        match type:
            case Null() | Anything():
                return True
            case Union():
                return any(map(self.is_nullable, type.options))
            case Reference():
                found = self.declared[type.name]
                # What is made of itself is so inside of an array or a mapping, which null is not.
                return isinstance(found, Alias) and self.is_nullable(found.type)
            case _:
                return False


def fit(module: Module, dialect: Dialect) -> Fitted:
    """The module's types, as a library can have them."""
    return _Fitting(module, dialect).fitted()


class _Fitting:
    def __init__(self, module: Module, dialect: Dialect) -> None:
        self._dialect = dialect
        self._given = _safe_names(module, dialect)
        self._original = {self._given[each.name]: each for each in module.declarations}
        self._kept = {self._given[name] for _, name in module.payloads}
        #: What the words of an open vocabulary are called, by its name.
        self._known: dict[str, str] = {}
        self._aliases: dict[str, Type] = {}
        for name, each in self._original.items():
            if isinstance(each, Alias) and isinstance(each.type, Words) and each.type.is_open:
                self._known[name] = known = self._known_name(name)
                self._aliases[known] = union(self._words(replace(each.type, is_open=False)))
        self._recursive = dict(self._recursion())
        self._tags = {self._given[name]: tag for name, tag in tags_of(module).items()}
        self._remarks: dict[tuple[str, str], dict[str, None]] = {}

    def fitted(self) -> Fitted:
        declared = {each.name: each for name in self._original for each in self._declarations(name)}
        return Fitted(
            declared,
            {place: tuple(said) for place, said in self._remarks.items()},
            frozenset(self._recursive),
            self._tags,
        )

    def _known_name(self, name: str) -> str:
        known = f"Known{name}"
        while known in self._original:
            known += "_"
        return known

    def _recursion(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The aliases that are made of themselves, each with all those that it is made of and that are made of it."""
        aliases = {name: each for name, each in self._original.items() if isinstance(each, Alias)}
        references = {
            name: {self._given[other] for other in references_of(each)} & aliases.keys()
            for name, each in aliases.items()
        }
        graph = [Alias(name, Union(tuple(map(Reference, sorted(others))))) for name, others in references.items()]
        for group in groups_of(graph):
            names = frozenset(each.name for each in group)
            if len(names) > 1 or names <= references[group[0].name]:
                yield from ((name, names) for name in names)

    def _declarations(self, name: str) -> Iterator[Declaration]:
        original = self._original[name]
        if isinstance(original, Record):
            yield self._record(name, original)
            return
        known = self._known.get(name)
        if known is None:
            yield replace(original, name=name, type=self._alias(name))
            return
        yield Alias(known, self._aliases[known], f"{original.description}\n\n{_KNOWN}".strip())
        if name in self._kept:
            yield Alias(name, union([Reference(known), Text()]))

    def _record(self, name: str, original: Record) -> Record:
        # A class with a tag has no attribute for it.
        tag = self._tags.get(name, (None, None))[0] if self._dialect.is_choosy else None
        members = [member for member in original.members if member.name != tag]
        others = self._of(original.others, (name, ""))
        for member in members:
            if not self._dialect.can_name(member.name):
                self._remark(
                    (name, ""), f"The member {quoted(member.name)} is left out: no attribute can have its name."
                )
                others = Anything()
        named = [member for member in members if self._dialect.can_name(member.name)]
        return replace(original, name=name, members=tuple(self._member(each, name) for each in named), others=others)

    def _member(self, member: Member, record: str) -> Member:
        return replace(member, type=self._of(member.type, (record, member.name)))

    def _alias(self, name: str) -> Type:
        original = self._original.get(name)
        if name not in self._aliases and isinstance(original, Alias):
            # Until it is known, what refers to it from within is told nothing.
            self._aliases[name] = Anything()
            self._aliases[name] = self._of(original.type, (name, ""))
        return self._aliases[name]

    def _lookup(self, name: str) -> Type:
        original = self._original.get(name)
        return original if isinstance(original, Record) else self._alias(name)

    def _remark(self, place: tuple[str, str], text: str) -> None:
        self._remarks.setdefault(place, {})[text] = None

    def _of(self, type: Type, place: tuple[str, str]) -> Type:
        match type:
            case Anything():
                return Anything()
            case Words():
                return union(self._words(type))
            case Listed():
                return self._listed(type, place)
            case Mapped():
                return Mapped(self._of(type.value, place))
            case Union():
                return self._union(type, place)
            case Reference():
                return self._reference(type, place)
            case _:
                return type

    def _words(self, words: Words) -> Iterator[Type]:
        texts = [word for word in words.values if isinstance(word, str)]
        truths = [word for word in words.values if isinstance(word, bool)]
        numbers = [word for word in words.values if isinstance(word, int | float) and not isinstance(word, bool)]
        is_wide_text = not all(map(is_text, texts))
        is_boolean = len(truths) > 1 or not (truths == [] or self._dialect.has_literal_booleans)
        # A literal is no fraction and not too long, and one of some numbers would refuse the others.
        is_number = not all(isinstance(word, int) and abs(word) < _LARGEST for word in numbers)
        kept = [*([] if is_wide_text else texts), *([] if is_number else numbers), *([] if is_boolean else truths)]
        if kept:
            yield Words(tuple(kept))
        if is_wide_text or words.is_open:
            yield Text()
        if is_number:
            yield Number(is_integer=all(isinstance(word, int) for word in numbers))
        if is_boolean:
            yield Boolean()

    def _listed(self, listed: Listed, place: tuple[str, str]) -> Type:
        items = tuple(self._of(item, place) for item in listed.items)
        if listed.rest != Nothing():
            # Which of them stands where is not said: a tuple that goes on is something that few libraries know.
            rest = self._of(union([*listed.items, listed.rest]), place)
            return replace(listed, rest=rest, items=())
        if items and listed.min_items == len(items) and self._dialect.has_tuples:
            return Listed(Nothing(), items)
        rest = self._of(union(listed.items), place) if items else Anything()
        return Listed(rest, min_items=listed.min_items, max_items=len(items))

    def _union(self, type: Union, place: tuple[str, str]) -> Type:
        given = type.options
        if _TIMES.issubset(given):
            given = (Text(ANY_TIME), *(option for option in given if option not in _TIMES))
        found = union(self._of(option, place) for option in given)
        if self._dialect.is_choosy and isinstance(found, Union):
            return tell_apart(found.options, self._lookup, self._tags, partial(self._remark, place))
        return found

    def _reference(self, reference: Reference, place: tuple[str, str]) -> Type:
        name = self._given[reference.name]
        original = self._original[name]
        if name in self._known and name not in self._kept:
            return union([Reference(self._known[name]), Text()])
        if isinstance(original, Alias) and original.type == Nothing():
            return Nothing()
        if not self._dialect.has_recursive_aliases and place[0] in self._recursive.get(name, ()):
            self._remark(place, f"It is made of `{name}` again, which is left to validation.")
            return Anything()
        return Reference(name)


def _safe_names(module: Module, dialect: Dialect) -> dict[str, str]:
    """A name for each declaration that nothing in the text has beside it."""
    taken = {name for _, names in dialect.imports for name in names} | dialect.preludes.keys()
    given: dict[str, str] = {}
    for each in module.declarations:
        name = each.name
        while name in taken:
            name += "_"
        given[each.name] = name
        taken.add(name)
    return given
