"""What datamodel-code-generator and its templates are given: a schema of classes and members that have safe names."""

import keyword
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from runbridge.stubs.ir.graph import parts_of
from runbridge.stubs.ir.types import (
    Alias,
    Anything,
    Boolean,
    Listed,
    Mapped,
    Member,
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
from runbridge.stubs.python.attributes import attributes, is_free, is_name
from runbridge.stubs.python.constraints import list_constraint, number_constraint, text_constraint
from runbridge.stubs.python.dialects.base import Dialect, Remark, Schema, Slot, Tag, imported
from runbridge.stubs.python.docstrings import comment, docstring, paragraphs_of
from runbridge.stubs.python.literals import quoted
from runbridge.stubs.python.lowering import Fitted

_INDENT = "    "
_DEEP = 2 * _INDENT
#: The property that the type of an alias is, and the one that the type of a record's other members is.
_ALIAS, _OTHERS = "alias", "others"


@dataclass(frozen=True)
class Derived:
    """A schema, what the templates are told of each class, and the constraints by the names that stand for them."""

    schema: Schema
    classes: Mapping[str, dict[str, Any]]
    constraints: Mapping[str, str]


def derive(fitted: Fitted, dialect: Dialect) -> Derived:
    """The schema of all that is declared, the first of it at the root, and what is to be written beside the types."""
    return _Deriving(fitted, dialect).derived()


class _Deriving:
    def __init__(self, fitted: Fitted, dialect: Dialect) -> None:
        self._fitted = fitted
        self._dialect = dialect
        self._root, *self._others = fitted.declared
        imports = {name for _, names in dialect.imports for name in names}
        self._taken = frozenset(imports | dialect.preludes.keys() | fitted.declared.keys() | dialect.taken)
        # A tag is told by the name of the attribute.
        tags = {name: tag for name, tag in fitted.tags.items() if attributes(tag[:1], self._taken) == {tag[0]: tag[0]}}
        self._spelling = Spelling(dialect, self._point_at, tags)
        self._remarks = {place: [*said] for place, said in fitted.remarks.items()}

    def derived(self) -> Derived:
        # Schemas come first: what is left out of them is remarked upon.
        schemas = {each.name: self._schema(each) for each in self._fitted.declared.values()}
        classes = {
            each.name: self._told_of_alias(each) if isinstance(each, Alias) else self._told_of_record(each)
            for each in self._fitted.declared.values()
        }
        definitions = {name: schemas[name] for name in self._others}
        return Derived({**schemas[self._root], "$defs": definitions}, classes, self._spelling.constraints)

    def _point_at(self, name: str) -> Schema:
        return {"$ref": "#" if name == self._root else f"#/$defs/{name}"}

    def _schema(self, declaration: Alias | Record) -> Schema:
        """An object with a property for each type; an alias is one too, until a template writes it."""
        found: dict[str, tuple[Type, str]] = {}
        if isinstance(declaration, Alias):
            found[_ALIAS] = declaration.type, ""
        else:
            for number, member in enumerate(declaration.members):
                found[f"m{number}"] = member.type, member.name
            if declaration.others not in (Anything(), Nothing()):
                found[_OTHERS] = declaration.others, ""
        properties = {
            key: self._spelling.schema(type, partial(self._remark, (declaration.name, member)))
            for key, (type, member) in found.items()
        }
        return {
            "title": declaration.name,
            "type": "object",
            "properties": properties,
            # What is absent is left to the templates.
            "required": [*properties],
        }

    def _remark(self, place: tuple[str, str], text: str) -> None:
        said = self._remarks.setdefault(place, [])
        said += [text] * (text not in said)

    def _said(self, name: str, member: str = "") -> list[str]:
        return self._remarks.get((name, member), [])

    def _told_of_alias(self, alias: Alias) -> dict[str, Any]:
        return {
            "alias": True,
            "recursive": alias.name in self._fitted.recursive,
            "comment": comment(self._said(alias.name)),
            "docstring": docstring([alias.description]),
            "indented": docstring([alias.description], indent=_INDENT),
        }

    def _told_of_record(self, record: Record) -> dict[str, Any]:
        wires = [member.name for member in record.members]
        names = attributes(wires, self._taken)
        slots = tuple(self._slot(member, names[member.name]) for member in record.members)
        patterns = any(self._has_pattern(member.type, set()) for member in record.members)
        return {
            "comment": comment(self._said(record.name)),
            "described": comment([record.description, *self._said(record.name)]),
            "docstring": docstring([record.description], indent=_INDENT),
            "bases": self._dialect.bases(record, self._fitted.tags.get(record.name)),
            "config": self._dialect.config(record, slots, patterns),
            "members": {
                f"m{number}": self._told_of_member(record.name, member, slot)
                for number, (member, slot) in enumerate(zip(record.members, slots, strict=True))
            },
            # Members that a class cannot have, and those that ruff would put in one all the same.
            "is_functional": not all(is_name(wire) and is_free(wire, self._taken) for wire in wires),
            "is_orderly": all(is_name(wire) and not keyword.iskeyword(wire) for wire in wires),
        }

    def _slot(self, member: Member, name: str) -> Slot:
        return Slot(
            wire=member.name,
            name=name,
            is_required=member.required,
            is_nullable=self._fitted.is_nullable(member.type),
            is_impossible=member.type == Nothing(),
        )

    def _told_of_member(self, record: str, member: Member, slot: Slot) -> dict[str, Any]:
        written = self._dialect.write(slot)
        said = self._said(record, member.name)
        return {
            "name": slot.name,
            "is_required": member.required,
            # Whether None stands for what is absent, and for nothing else.
            "is_none": not (member.required or slot.is_nullable),
            "wire": member.name,
            "key": quoted(member.name),
            "comment": comment(said, indent=_INDENT),
            "described": comment([*paragraphs_of(member), *said], indent=_DEEP),
            "metadata": ", ".join(written.metadata),
            "default": written.default,
            "docstring": docstring(paragraphs_of(member), indent=_INDENT),
        }

    def _has_pattern(self, type: Type, seen: set[str]) -> bool:
        """Whether a string in a type has to match a pattern, but for those in records."""
        if isinstance(type, Text):
            return type.pattern is not None
        if isinstance(type, Reference):
            found = self._fitted.declared[type.name]
            if type.name in seen or isinstance(found, Record):
                return False
            seen.add(type.name)
            return self._has_pattern(found.type, seen)
        return any(self._has_pattern(part, seen) for part in parts_of(type))


class Spelling:
    """Makes schemas of types, and remembers the constraints by the names that stand for them."""

    def __init__(self, dialect: Dialect, point_at: Callable[[str], Schema], tags: Mapping[str, Tag]) -> None:
        self._dialect = dialect
        self._point_at = point_at
        self._tags = tags
        self._fixed: Mapping[Type, Schema] = {
            Anything(): {},
            Nothing(): dialect.never,
            Null(): {"type": "null"},
            Boolean(): dialect.boolean,
        }
        self._names: dict[str, str] = {}

    @property
    def constraints(self) -> dict[str, str]:
        """The calls, by the names that stand for them."""
        return {name: call for call, name in self._names.items()}

    def schema(self, type: Type, remark: Remark) -> Schema:
        """The schema of which the type's text is made."""
        match type:
            case Anything() | Nothing() | Null() | Boolean():
                return self._fixed[type]
            case Text():
                return self._text(type, remark)
            case Number():
                return self._number(type, remark)
            case Words():
                return {"enum": [*type.values]}
            case Listed():
                return self._listed(type, remark)
            case Mapped():
                return {"type": "object", "additionalProperties": self.schema(type.value, remark)}
            case Union():
                return self._union(type, remark)
            case _:
                return self._point_at(type.name)

    def _union(self, union: Union, remark: Remark) -> Schema:
        """A union, in which records with tags are one that is told by them."""
        tagged = [each for each in union.options if isinstance(each, Reference) and each.name in self._tags]
        tags = {self._tags[each.name] for each in tagged}
        wires = {wire for wire, _ in tags}
        if not self._dialect.discriminator or len(tags) < max(2, len(tagged)) or len(wires) > 1:
            return _any(self.schema(option, remark) for option in union.options)
        records = _any(self.schema(each, remark) for each in tagged)
        others = [self.schema(each, remark) for each in union.options if each not in tagged]
        return _any([self._constrained(records, self._dialect.discriminator.format(quoted(*wires))), *others])

    def _listed(self, listed: Listed, remark: Remark) -> Schema:
        if listed.items:
            return _tuple(self.schema(item, remark) for item in listed.items)
        array = {"type": "array", "items": self.schema(listed.rest, remark)}
        return self._constrained(array, list_constraint(listed, self._dialect))

    def _text(self, text: Text, remark: Remark) -> Schema:
        # A time is no string any more, which could be long or short.
        time = self._dialect.times.get(text.format or "")
        return time or self._constrained({"type": "string"}, text_constraint(text, self._dialect, remark))

    def _number(self, number: Number, remark: Remark) -> Schema:
        dialect = self._dialect
        integer = self._constrained(dialect.integer, number_constraint(number, dialect, remark, is_integer=True))
        if number.is_integer:
            return integer
        constraint = number_constraint(number, dialect, remark, is_integer=False)
        if dialect.is_number_one:
            return self._constrained(_any([dialect.integer, dialect.fraction]), constraint)
        return _any([integer, self._constrained(dialect.fraction, constraint)])

    def _constrained(self, schema: Schema, call: str | None) -> Schema:
        if call is None:
            return schema
        name = self._names.setdefault(call, f"Constraint{len(self._names) + 1}_")
        return _tuple([imported(f"constraints.{name}"), schema])


def _any(schemas: Iterable[Schema]) -> Schema:
    return {"anyOf": [*schemas]}


def _tuple(schemas: Iterable[Schema]) -> Schema:
    items = [*schemas]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items), "maxItems": len(items)}
