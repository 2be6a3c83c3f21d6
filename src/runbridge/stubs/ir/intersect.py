"""What two types have in common: the type of the values that both take, or a wider one where that cannot be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from runbridge.stubs.ir.types import (
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
    array_of,
    object_of,
    word_key,
)

#: Gives the type that a reference leads to; None while that is still being read.
Resolve = Callable[[Reference], Type | None]
#: Is told of everything that the common type does not say.
Lose = Callable[[str], None]
_T = TypeVar("_T")
#: Nobody wants to read a longer union, unless it is one that the schema itself has.
_MOST_OPTIONS = 32
#: More pairs of options are not even looked at.
_MOST_PAIRS = 10_000
#: References that are followed for one answer: each may stand for a record that has to be made anew.
_MOST_STEPS = 500
_FEW_STEPS = 50


def union(options: Iterable[Type]) -> Type:
    """Any of the types, each once, null last."""
    flat: list[Type] = []
    for option in options:
        flat += _options(option)
    if any(isinstance(option, Anything) for option in flat):
        return Anything()
    found = list(dict.fromkeys(option for option in flat if not isinstance(option, Nothing)))
    found.sort(key=lambda option: isinstance(option, Null))
    return found[0] if len(found) == 1 else Union(tuple(found)) if found else Nothing()


def meet(one: Type, other: Type, resolve: Resolve, lose: Lose) -> Type:
    """A type for all values that both types take, and for no others where that can be said.

    Of what is told to people, what the second says counts.
    """
    return _Meeting(resolve, lose, _MOST_STEPS).of(one, other)


def are_apart(one: Type, other: Type, resolve: Resolve) -> bool:
    """Whether it is certain that no value is of both types."""
    return _Meeting(resolve, lambda _: None, _FEW_STEPS).of(one, other) == Nothing()


@dataclass
class _Meeting:
    """One question for what two types have in common; `asked` is what an answer is being looked for."""

    resolve: Resolve
    lose: Lose
    steps: int
    asked: set[tuple[Reference, Type]] = field(default_factory=set[tuple[Reference, Type]])

    def of(self, one: Type, other: Type) -> Type:
        if one == other or isinstance(other, Anything):
            return one
        if isinstance(one, Anything):
            return other
        if isinstance(one, Union) or isinstance(other, Union):
            return self._unions(one, other)
        if isinstance(one, Reference) and isinstance(other, Reference):
            # One question, whichever of them it starts from.
            return self._first(one, other) if one.name < other.name else self._second(one, other)
        if isinstance(one, Reference):
            return self._first(one, other)
        return self._second(one, other) if isinstance(other, Reference) else self._plain(one, other)

    def _first(self, one: Reference, other: Type) -> Type:
        return self._reference(one, other, lambda target: self.of(target, other))

    def _second(self, one: Type, other: Reference) -> Type:
        return self._reference(other, one, lambda target: self.of(one, target))

    def _unions(self, one: Type, other: Type) -> Type:
        ones, others = _options(one), _options(other)
        if len(ones) * len(others) <= _MOST_PAIRS:
            found = union(self.of(each, another) for each in ones for another in others)
            most = max(_MOST_OPTIONS, len(ones), len(others))
            if len(_options(found)) <= most and _new(found) <= max(_MOST_OPTIONS, _new(one) + _new(other)):
                return found
        self.lose(f"which of {len(ones)} choices goes with which of {len(others)} is left to validation")
        return one

    def _reference(self, reference: Reference, other: Type, meet_target: Callable[[Type], Type]) -> Type:
        """What a declared type has in common with another type; the reference itself where that is all of it."""
        question = reference, other
        target = self.resolve(reference) if self.steps and question not in self.asked else None
        if target is None:
            self.lose(f"what else is asked of `{reference.name}` there is left to validation")
            return reference
        self.steps -= 1
        self.asked.add(question)
        met = meet_target(target)
        self.asked.remove(question)
        return reference if met == target else met

    def _plain(self, one: Type, other: Type) -> Type:
        match one, other:
            case (Text(), Text()):
                return self._texts(one, other)
            case (Number(), Number()):
                return self._numbers(one, other)
            case (Words(), _):
                return self._words(one, other)
            case (_, Words()):
                return self._words(other, one)
            case (Listed(), Listed()):
                return self._lists(one, other)
            case (Record() | Mapped(), Record() | Mapped()):
                return self._records(_as_record(one), _as_record(other))
            case _:
                return Nothing()

    def _either(self, keyword: str, one: _T | None, other: _T | None) -> _T | None:
        """What a keyword asks for in two places, where a type has room for one."""
        if one is not None and other is not None and one != other:
            self.lose(f"of two values of `{keyword}` one is left to validation")
        return other if one is None else one

    def _texts(self, one: Text, other: Text) -> Text:
        return Text(
            format=self._either("format", one.format, other.format),
            pattern=self._either("pattern", one.pattern, other.pattern),
            min_length=_tighter(max, one.min_length, other.min_length),
            max_length=_tighter(min, one.max_length, other.max_length),
        )

    def _numbers(self, one: Number, other: Number) -> Number:
        return Number(
            is_integer=one.is_integer or other.is_integer,
            minimum=_tighter(max, one.minimum, other.minimum),
            maximum=_tighter(min, one.maximum, other.maximum),
            exclusive_minimum=_tighter(max, one.exclusive_minimum, other.exclusive_minimum),
            exclusive_maximum=_tighter(min, one.exclusive_maximum, other.exclusive_maximum),
            multiple_of=self._either("multipleOf", one.multiple_of, other.multiple_of),
        )

    def _words(self, words: Words, other: Type) -> Type:
        if words.is_open:
            return _open_words(words, other)
        left = tuple(filter(_fits(other), words.values))
        if not left:
            return Nothing()
        for keyword in _unasked(other):
            self.lose(f"`{keyword}` is left to validation where words are listed")
        return Words(left)

    def _lists(self, one: Listed, other: Listed) -> Type:
        length = max(len(one.items), len(other.items))
        return array_of(
            self.of(one.rest, other.rest),
            [self.of(_item(one, index), _item(other, index)) for index in range(length)],
            min_items=_tighter(max, one.min_items, other.min_items),
            max_items=_tighter(min, one.max_items, other.max_items),
            is_unique=one.is_unique or other.is_unique,
        )

    def _records(self, one: Record, other: Record) -> Type:
        theirs = {member.name: member for member in other.members}
        members: list[Member] = []
        for member in one.members:
            match_ = theirs.pop(member.name, None)
            members.append(self._narrowed(member, other.others) if match_ is None else self._members(member, match_))
        members += [self._narrowed(member, one.others) for member in theirs.values()]
        return object_of(
            members,
            self.of(one.others, other.others),
            name=other.name or one.name,
            description=other.description or one.description,
        )

    def _narrowed(self, member: Member, others: Type) -> Member:
        return replace(member, type=self.of(member.type, others))

    def _members(self, one: Member, other: Member) -> Member:
        return Member(
            name=one.name,
            type=self.of(one.type, other.type),
            required=one.required or other.required,
            read_only=one.read_only or other.read_only,
            deprecated=one.deprecated or other.deprecated,
            description=other.description or one.description,
            default=one.default if other.default is None else other.default,
        )


def _options(type: Type) -> tuple[Type, ...]:
    return type.options if isinstance(type, Union) else (type,)


def _new(type: Type) -> int:
    """How many records without a declaration there are among the options."""
    return sum(isinstance(option, Record) for option in _options(type))


def _tighter(pick: Callable[[_T, _T], _T], one: _T | None, other: _T | None) -> _T | None:
    if one is None or other is None:
        return other if one is None else one
    return pick(one, other)


def _as_record(type: Record | Mapped) -> Record:
    return type if isinstance(type, Record) else Record("", (), type.value)


def _item(array: Listed, index: int) -> Type:
    return array.items[index] if index < len(array.items) else array.rest


def _open_words(words: Words, other: Type) -> Type:
    """What any string, some of which are known, has in common with what is no reference and no union."""
    match other:
        case Words(is_open=True) | Text(None, None, None, None):
            return words
        case Words():
            left = tuple(value for value in other.values if isinstance(value, str))
            return Words(left) if left else Nothing()
        case Text():
            return other
        case _:
            return Nothing()


def _fits(type: Type) -> Callable[[Scalar], bool]:
    """Which words may be of a type, as far as a look at them tells."""
    match type:
        case Words():
            keys = set(map(word_key, type.values))
            return lambda value: word_key(value) in keys or (type.is_open and isinstance(value, str))
        case Text():
            return lambda value: isinstance(value, str) and _is_within(len(value), type.min_length, type.max_length)
        case Boolean():
            return lambda value: isinstance(value, bool)
        case Number():
            return lambda value: isinstance(value, (int, float)) and _is_number(value, type)
        case _:
            return lambda _: False


def _is_number(value: float, number: Number) -> bool:
    return (
        not isinstance(value, bool)
        and (not number.is_integer or float(value).is_integer())
        and _is_within(value, number.minimum, number.maximum)
        and (number.exclusive_minimum is None or value > number.exclusive_minimum)
        and (number.exclusive_maximum is None or value < number.exclusive_maximum)
    )


def _is_within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _unasked(type: Type) -> list[str]:
    """What a type asks for that `_fits` does not look at."""
    match type:
        case Text():
            asked: dict[str, object] = {"format": type.format, "pattern": type.pattern}
        case Number():
            asked = {"multipleOf": type.multiple_of}
        case _:
            return []
    return [keyword for keyword, value in asked.items() if value is not None]
