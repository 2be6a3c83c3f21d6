"""What two types have in common: the type of the values that both take, or a wider one where that cannot be told."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from runbridge.stubs.tree import (
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
    Scalar,
    Text,
    Type,
    Union,
    Words,
)

#: Gives the type that a reference leads to; None while that is still being read.
Resolve = Callable[[Reference], Type | None]
_T = TypeVar("_T")


def union(options: Iterable[Type]) -> Type:
    """Any of the types, each once, null last."""
    flat: list[Type] = []
    for option in options:
        flat += option.options if isinstance(option, Union) else (option,)
    if any(isinstance(option, Anything) for option in flat):
        return Anything()
    found = list(dict.fromkeys(option for option in flat if not isinstance(option, Nothing)))
    found.sort(key=lambda option: isinstance(option, Null))
    return found[0] if len(found) == 1 else Union(tuple(found)) if found else Nothing()


def meet(one: Type, other: Type, resolve: Resolve) -> Type:
    """The values that both types take, and where that cannot be said, those that the first takes."""
    if one == other or isinstance(other, Anything):
        return one
    if isinstance(one, Anything):
        return other
    if isinstance(one, Union):
        return union(meet(option, other, resolve) for option in one.options)
    if isinstance(other, Union):
        return union(meet(one, option, resolve) for option in other.options)
    if isinstance(one, Reference):
        target = resolve(one)
        met = one if target is None else meet(target, other, resolve)
        return one if met == target else met
    if isinstance(other, Reference):
        return meet(other, one, resolve)
    return _meet_plain(one, other, partial(meet, resolve=resolve))


def _meet_plain(one: Type, other: Type, both: Callable[[Type, Type], Type]) -> Type:
    match one, other:
        case (Text(), Text()):
            return _texts(one, other)
        case (Number(), Number()):
            return _numbers(one, other)
        case (Words(), _):
            return _words(one, other)
        case (_, Words()):
            return _words(other, one)
        case (Listed(), Listed()):
            return _lists(one, other, both)
        case (Mapped(), Mapped()):
            return Mapped(both(one.value, other.value))
        case (Record(), Record()):
            return _records(one, other, both)
        case (Record(), Mapped()):
            return _records(one, Record("", (), other.value), both)
        case (Mapped(), Record()):
            return _records(other, Record("", (), one.value), both)
        case _:
            return Nothing()


def _either(one: _T | None, other: _T | None, pick: Callable[[_T, _T], _T]) -> _T | None:
    if one is None or other is None:
        return other if one is None else one
    return pick(one, other)


def _first(one: _T, _: _T) -> _T:
    return one


def _texts(one: Text, other: Text) -> Text:
    return Text(
        format=_either(one.format, other.format, _first),
        pattern=_either(one.pattern, other.pattern, _first),
        min_length=_either(one.min_length, other.min_length, max),
        max_length=_either(one.max_length, other.max_length, min),
    )


def _numbers(one: Number, other: Number) -> Number:
    return Number(
        is_integer=one.is_integer or other.is_integer,
        minimum=_either(one.minimum, other.minimum, max),
        maximum=_either(one.maximum, other.maximum, min),
        exclusive_minimum=_either(one.exclusive_minimum, other.exclusive_minimum, max),
        exclusive_maximum=_either(one.exclusive_maximum, other.exclusive_maximum, min),
        multiple_of=_either(one.multiple_of, other.multiple_of, _first),
    )


def _words(words: Words, other: Type) -> Type:
    if words.is_open and isinstance(other, Text):
        return words
    if words.is_open and isinstance(other, Words):
        return other
    left = tuple(value for value in words.values if _takes(other, value))
    return Words(left) if left else Nothing()


def _takes(other: Type, value: Scalar) -> bool:
    match other:
        case Words():
            known = any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in other.values)
            return known or (other.is_open and isinstance(value, str))
        case Text():
            return isinstance(value, str)
        case Boolean():
            return isinstance(value, bool)
        case Number():
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                return False
            return not other.is_integer or float(value).is_integer()
        case _:
            return False


def _lists(one: Listed, other: Listed, both: Callable[[Type, Type], Type]) -> Listed:
    length = max(len(one.items), len(other.items))
    return Listed(
        rest=both(one.rest, other.rest),
        items=tuple(both(_item(one, index), _item(other, index)) for index in range(length)),
        min_items=_either(one.min_items, other.min_items, max),
        max_items=_either(one.max_items, other.max_items, min),
        is_unique=one.is_unique or other.is_unique,
    )


def _item(listed: Listed, index: int) -> Type:
    return listed.items[index] if index < len(listed.items) else listed.rest


def _records(one: Record, other: Record, both: Callable[[Type, Type], Type]) -> Record:
    theirs = {member.name: member for member in other.members}
    members: list[Member] = []
    for member in one.members:
        match_ = theirs.pop(member.name, None)
        if match_ is None:
            members.append(replace(member, type=both(member.type, other.others)))
        else:
            members.append(_members(member, match_, both))
    members += [replace(member, type=both(member.type, one.others)) for member in theirs.values()]
    return Record(
        name=one.name or other.name,
        members=tuple(members),
        others=both(one.others, other.others),
        description=one.description or other.description,
    )


def _members(one: Member, other: Member, both: Callable[[Type, Type], Type]) -> Member:
    return Member(
        name=one.name,
        type=both(one.type, other.type),
        required=one.required or other.required,
        read_only=one.read_only or other.read_only,
        deprecated=one.deprecated or other.deprecated,
        description=one.description or other.description,
        default=_either(one.default, other.default, _first),
    )
