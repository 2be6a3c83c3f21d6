"""Lowers the types of a module to what a Python library supports: wider types where necessary, with a remark."""

import keyword
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from runbridge.stubs.ir.graph import groups_of, references_of
from runbridge.stubs.ir.intersect import options_of, union
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Declaration,
    Field,
    Literal,
    Map,
    Module,
    Never,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)
from runbridge.stubs.python.disambiguation import disambiguate, tags_of
from runbridge.stubs.python.library_dialects import ANY_TIME, Dialect, Tag
from runbridge.stubs.python.printer import is_encodable, quoted

_WORD_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MAX_LENGTH = 60
#: Names of built-in types in annotations, and the first argument of methods.
_BUILT_IN = frozenset(["bool", "dict", "float", "int", "list", "self", "str", "tuple"])

#: mypy and msgspec support integer literals below this.
_MAX_INTEGER_LITERAL = 2**63
_KNOWN = "The known values; any other string is accepted too."
_TIMES = {String("date-time"), String("date-time-local")}


@dataclass(frozen=True)
class Lowered:
    """Lowered declarations by name, in the order of the module."""

    declared: Mapping[str, Declaration]
    #: Remarks for the reader of the output, by declaration and field; the field is empty for the declaration itself.
    remarks: Mapping[tuple[str, str], tuple[str, ...]]
    #: Aliases that contain themselves without a record in between.
    recursive: frozenset[str]
    #: The tags of records that are options of a union.
    tags: Mapping[str, Tag]

    def is_nullable(self, type: Type) -> bool:
        """Whether a type accepts null."""
        match type:
            case Null() | Unknown():
                return True
            case Union():
                return any(map(self.is_nullable, type.options))
            case Reference():
                found = self.declared[type.name]
                # A recursive alias contains itself inside of an array or a map only, so this terminates.
                return isinstance(found, Alias) and self.is_nullable(found.type)
            case _:
                return False


def lower(module: Module, dialect: Dialect) -> Lowered:
    """The types of a module, lowered for a dialect."""
    return _Lowering(module, dialect).lowered()


class _Lowering:
    def __init__(self, module: Module, dialect: Dialect) -> None:
        self._dialect = dialect
        self._names = _safe_names(module, dialect)
        self._original = {self._names[each.name]: each for each in module.declarations}
        self._payloads = {self._names[name] for _, name in module.payloads}
        #: The name of the alias for the known values of an open vocabulary, by the name of the vocabulary.
        self._known: dict[str, str] = {}
        self._aliases: dict[str, Type] = {}
        for name, each in self._original.items():
            if isinstance(each, Alias) and isinstance(each.type, Literal) and each.type.is_open:
                self._known[name] = known = self._known_name(name)
                self._aliases[known] = union(self._literal(replace(each.type, is_open=False)))
        self._recursive = dict(self._recursion())
        self._tags = {self._names[name]: tag for name, tag in tags_of(module).items()}
        self._remarks: dict[tuple[str, str], dict[str, None]] = {}

    def lowered(self) -> Lowered:
        declared = {each.name: each for name in self._original for each in self._declarations(name)}
        return Lowered(
            declared,
            {place: tuple(texts) for place, texts in self._remarks.items()},
            frozenset(self._recursive),
            self._tags,
        )

    def _known_name(self, name: str) -> str:
        known = f"Known{name}"
        while known in self._original:
            known += "_"
        return known

    def _recursion(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The recursive aliases, each with all aliases of its strongly connected group."""
        aliases = {name: each for name, each in self._original.items() if isinstance(each, Alias)}
        references = {
            name: {self._names[other] for other in references_of(each)} & aliases.keys()
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
        if name in self._payloads:
            yield Alias(name, union([Reference(known), String()]))

    def _record(self, name: str, original: Record) -> Record:
        # A class with a tag has no attribute for it.
        tag = self._tags.get(name, (None, None))[0] if self._dialect.needs_disjoint_unions else None
        fields = [field for field in original.fields if field.name != tag]
        additional = self._lower(original.additional, (name, ""))
        if not self._dialect.types_additional_fields and additional not in (Unknown(), Never()):
            self._remark((name, ""), "Only `validate` checks the types of other fields.")
        for field in fields:
            if not self._dialect.can_name(field.name):
                self._remark((name, ""), f"The field {quoted(field.name)} is left out: no attribute can have its name.")
                additional = Unknown()
        kept = tuple(self._field(field, name) for field in fields if self._dialect.can_name(field.name))
        return replace(original, name=name, fields=kept, additional=additional)

    def _field(self, field: Field, record: str) -> Field:
        return replace(field, type=self._lower(field.type, (record, field.name)))

    def _alias(self, name: str) -> Type:
        original = self._original.get(name)
        if name not in self._aliases and isinstance(original, Alias):
            # A placeholder for references to it from within.
            self._aliases[name] = Unknown()
            self._aliases[name] = self._lower(original.type, (name, ""))
        return self._aliases[name]

    def _lookup(self, name: str) -> Type:
        original = self._original.get(name)
        return original if isinstance(original, Record) else self._alias(name)

    def _remark(self, place: tuple[str, str], text: str) -> None:
        self._remarks.setdefault(place, {})[text] = None

    def _lower(self, type: Type, place: tuple[str, str]) -> Type:
        match type:
            case Unknown():
                return Unknown()
            case Literal():
                found = union(self._literal(type))
                if not type.is_open and any(not isinstance(each, Literal) for each in options_of(found)):
                    self._remark(place, "Only `validate` checks which of the listed values it is.")
                return found
            case Array():
                return self._array(type, place)
            case Map():
                return Map(self._lower(type.value, place))
            case Union():
                return self._union(type, place)
            case Reference():
                return self._reference(type, place)
            case _:
                return type

    def _literal(self, literal: Literal) -> Iterator[Type]:
        strings = [value for value in literal.values if isinstance(value, str)]
        booleans = [value for value in literal.values if isinstance(value, bool)]
        numbers = [value for value in literal.values if isinstance(value, int | float) and not isinstance(value, bool)]
        widen_strings = not all(map(is_encodable, strings))
        widen_booleans = len(booleans) > 1 or not (booleans == [] or self._dialect.has_literal_booleans)
        # There are no literals for fractions and large integers; a literal of some numbers would refuse the others.
        widen_numbers = not all(isinstance(value, int) and abs(value) < _MAX_INTEGER_LITERAL for value in numbers)
        kept = [
            *([] if widen_strings else strings),
            *([] if widen_numbers else numbers),
            *([] if widen_booleans else booleans),
        ]
        if kept:
            yield Literal(tuple(kept))
        if widen_strings or literal.is_open:
            yield String()
        if widen_numbers:
            yield Number(is_integer=all(isinstance(value, int) for value in numbers))
        if widen_booleans:
            yield Boolean()

    def _array(self, array: Array, place: tuple[str, str]) -> Type:
        items = tuple(self._lower(item, place) for item in array.items)
        if array.is_unique and self._dialect.constraint:
            self._remark(place, "Only `validate` checks that its elements are unique.")
        if array.rest == Never() and items and array.min_items == len(items) and self._dialect.has_tuples:
            return Array(Never(), items)
        # Few libraries support a tuple that is longer or shorter than its types, so their order is lost.
        types = (*items, *([] if array.rest == Never() else [self._lower(array.rest, place)]))
        if len({*types}) > 1:
            self._remark(place, "Only `validate` checks the types of its elements by position.")
        rest = self._disjoint(types, place) if types else Unknown()
        if array.rest != Never():
            return replace(array, rest=rest, items=())
        return Array(rest, min_items=array.min_items, max_items=len(items))

    def _union(self, type: Union, place: tuple[str, str]) -> Type:
        return self._disjoint([self._lower(option, place) for option in type.options], place)

    def _disjoint(self, options: Sequence[Type], place: tuple[str, str]) -> Type:
        """The union of lowered types, as far as the library can distinguish them."""
        if _TIMES.issubset(options):
            options = [String(ANY_TIME), *(option for option in options if option not in _TIMES)]
        found = union(options)
        if self._dialect.needs_disjoint_unions and isinstance(found, Union):
            return disambiguate(found.options, self._lookup, self._tags, partial(self._remark, place))
        return found

    def _reference(self, reference: Reference, place: tuple[str, str]) -> Type:
        name = self._names[reference.name]
        original = self._original[name]
        if name in self._known and name not in self._payloads:
            return union([Reference(self._known[name]), String()])
        if isinstance(original, Alias) and original.type == Never():
            return Never()
        if not self._dialect.has_recursive_aliases and place[0] in self._recursive.get(name, ()):
            self._remark(place, f"Only `validate` checks the nested `{name}`.")
            return Unknown()
        return Reference(name)


def _safe_names(module: Module, dialect: Dialect) -> dict[str, str]:
    """A name for each declaration that clashes with nothing else in the output."""
    taken = {name for _, names in dialect.imports for name in names} | dialect.preludes.keys()
    safe: dict[str, str] = {}
    for each in module.declarations:
        name = each.name
        while name in taken:
            name += "_"
        safe[each.name] = name
        taken.add(name)
    return safe


def attribute_names(fields: Iterable[str], reserved: frozenset[str]) -> dict[str, str]:
    """The attribute name of each field; a field that already has a suitable name keeps it."""
    preferred = {field: _snake(field) for field in fields}
    chosen = {field: name for field, name in preferred.items() if field == name and is_free(name, reserved)}
    used = set(chosen.values())
    for field, name in preferred.items():
        if field not in chosen:
            chosen[field] = _unused_name(name if is_free(name, reserved) else f"{name}_", used)
            used.add(chosen[field])
    return {field: chosen[field] for field in preferred}


def is_free(name: str, reserved: frozenset[str]) -> bool:
    """Whether a name is neither a keyword nor reserved."""
    return not keyword.iskeyword(name) and name not in reserved | _BUILT_IN


def is_name(text: str) -> bool:
    """Whether a text is an identifier that Python neither normalizes nor mangles."""
    return text.isidentifier() and unicodedata.normalize("NFKC", text) == text and not text.startswith("__")


def _snake(field: str) -> str:
    """The name of a field in snake case, without leading and trailing underscores, which have a meaning in Python."""
    words = _WORD_BOUNDARY.sub("_", unicodedata.normalize("NFKC", field)).lower()
    name = "".join(char if f"_{char}".isidentifier() else "_" for char in unicodedata.normalize("NFKC", words))
    if not name or name.startswith("_") or name != words:
        name = re.sub("_+", "_", name).strip("_") or "field"
    if len(name) > _MAX_LENGTH:
        name = name[:_MAX_LENGTH].rstrip("_")
    return name if name.isidentifier() else f"field_{name}"


def _unused_name(name: str, used: set[str]) -> str:
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name.rstrip('_')}_{number}"
    return found
