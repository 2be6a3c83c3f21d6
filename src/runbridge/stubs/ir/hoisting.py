"""Gives a name to each record and vocabulary inside a type, declares it, and puts a reference in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.names import Names, pascal
from runbridge.stubs.ir.types import Alias, Array, Declaration, Field, Literal, Map, Record, Reference, Type, Union


@dataclass(frozen=True)
class Hoister:
    """Declares types, and all unnamed types in them that need a name."""

    names: Names
    declared: dict[str, Declaration]

    def declare(self, name: str, type: Type, description: str) -> None:
        """Declare a type under a name that it has been given."""
        match type:
            case Record():
                fields = tuple(self._field(field, name) for field in type.fields)
                additional = self._hoist(type.additional, f"{name}Value")
                self.declared[name] = Record(name, fields, additional, description)
            case Literal():
                self.declared[name] = Alias(name, type, description)
            case Union():
                self.declared[name] = Alias(name, self._union(type.options, name, in_alias=True), description)
            case _:
                self.declared[name] = Alias(name, self._hoist(type, name), description)

    def _field(self, field: Field, record: str) -> Field:
        return replace(field, type=self._hoist(field.type, record + (pascal(field.name) or "Field")))

    def _hoist(self, type: Type, name: str) -> Type:
        """The type with references to what is declared now; `name` is the preferred name."""
        match type:
            case Record():
                return self._hoist_as(type, type.description, name)
            case Literal() if len(type.values) > 1 or type.is_open:
                return self._hoist_as(type, "", name)
            case Union():
                return self._union(type.options, name, in_alias=False)
            case Array():
                items = tuple(self._hoist(item, f"{name}Item{number}") for number, item in enumerate(type.items, 1))
                return replace(type, items=items, rest=self._hoist(type.rest, f"{name}Item"))
            case Map():
                return Map(self._hoist(type.value, f"{name}Value"))
            case _:
                return type

    def _hoist_as(self, type: Type, description: str, *names: str) -> Reference:
        name = self.names.give(*names)
        self.declare(name, type, description)
        return Reference(name)

    def _union(self, options: Sequence[Type], name: str, *, in_alias: bool) -> Type:
        """The union with references; in an alias, which has a name already, closed literals are not hoisted."""
        # In an alias the preferred name is taken.
        fallback = f"{name}Object" if in_alias else name
        has_several_records = sum(isinstance(option, Record) for option in options) > 1
        found: list[Type] = []
        for option in options:
            if isinstance(option, Record):
                names = _candidate_names(option, name, use_tag=has_several_records) or [fallback]
                found.append(self._hoist_as(option, option.description, *names))
            elif in_alias and isinstance(option, Literal) and not option.is_open:
                found.append(option)
            else:
                found.append(self._hoist(option, name))
        return union(found)


def _candidate_names(record: Record, name: str, *, use_tag: bool) -> list[str]:
    """Names for a record in a union, the best first; none if nothing distinguishes it from the other options."""
    if record.name:
        return [record.name, name + record.name]
    tag = _tag_of(record) if use_tag else ""
    return [name + tag] if tag else []


def _tag_of(record: Record) -> str:
    """The value of a required field with one possible string, as part of a name; empty if there is none."""
    for field in record.fields:
        values = field.type.values if isinstance(field.type, Literal) and field.required else ()
        if len(values) == 1 and isinstance(values[0], str) and pascal(values[0]):
            return pascal(values[0])
    return ""
