"""A name for each record and each vocabulary in a type, which is then declared, and referred to where it stood."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.names import Names, pascal
from runbridge.stubs.ir.types import Alias, Declaration, Listed, Mapped, Member, Record, Reference, Type, Union, Words


@dataclass(frozen=True)
class Settling:
    """Declares types, and gives names to what has none."""

    names: Names
    declared: dict[str, Declaration]

    def declare(self, name: str, type: Type, description: str) -> None:
        """Declare a type under a name that it has been given."""
        match type:
            case Record():
                members = tuple(self._member(member, name) for member in type.members)
                others = self._settled(type.others, f"{name}Value")
                self.declared[name] = Record(name, members, others, description)
            case Words():
                self.declared[name] = Alias(name, type, description)
            case Union():
                self.declared[name] = Alias(name, self._union(type.options, name, in_alias=True), description)
            case _:
                self.declared[name] = Alias(name, self._settled(type, name), description)

    def _member(self, member: Member, name: str) -> Member:
        return replace(member, type=self._settled(member.type, name + (pascal(member.name) or "Member")))

    def _settled(self, type: Type, wanted: str) -> Type:
        """The type with references to what is declared now."""
        match type:
            case Record():
                return self._declared(type, type.description, wanted)
            case Words() if len(type.values) > 1 or type.is_open:
                return self._declared(type, "", wanted)
            case Union():
                return self._union(type.options, wanted, in_alias=False)
            case Listed():
                items = (self._settled(item, f"{wanted}Item{number}") for number, item in enumerate(type.items, 1))
                return replace(type, items=tuple(items), rest=self._settled(type.rest, f"{wanted}Item"))
            case Mapped():
                return Mapped(self._settled(type.value, f"{wanted}Value"))
            case _:
                return type

    def _declared(self, type: Type, description: str, *wanted: str) -> Reference:
        name = self.names.give(*wanted)
        self.declare(name, type, description)
        return Reference(name)

    def _union(self, options: Sequence[Type], wanted: str, *, in_alias: bool) -> Type:
        """The union with references; in an alias, which is a name already, words stay where they are."""
        # There the wanted name is taken.
        plain = f"{wanted}Object" if in_alias else wanted
        are_several = sum(isinstance(option, Record) for option in options) > 1
        found: list[Type] = []
        for option in options:
            if isinstance(option, Record):
                names = _names_of(option, wanted, are_several=are_several) or [plain]
                found.append(self._declared(option, option.description, *names))
            else:
                stays = in_alias and isinstance(option, Words) and not option.is_open
                found.append(option if stays else self._settled(option, wanted))
        return union(found)


def _names_of(record: Record, wanted: str, *, are_several: bool) -> list[str]:
    """The names for one of the options of a union, the best first; none where nothing tells it from the others."""
    if record.name:
        return [record.name, wanted + record.name]
    word = _word_of(record) if are_several else ""
    return [wanted + word] if word else []


def _word_of(record: Record) -> str:
    """What a record is told from its neighbours by, for its name: a word that has to be there; empty without one."""
    for member in record.members:
        words = member.type.values if isinstance(member.type, Words) and member.required else ()
        if len(words) == 1 and isinstance(words[0], str) and pascal(words[0]):
            return pascal(words[0])
    return ""
