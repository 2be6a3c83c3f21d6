"""The intersection of two types: the type of the values that both accept, or a wider one if that has no type."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from runbridge.stubs.ir.types import (
    Array,
    Boolean,
    Field,
    Literal,
    Map,
    Never,
    Null,
    Number,
    Record,
    Reference,
    Scalar,
    String,
    Type,
    Union,
    Unknown,
    array_of,
    literal_key,
    object_of,
)

#: Integers up to this one are the same number in every language.
_MAX_EXACT_INTEGER = 2**53

#: Returns the type that a reference leads to; None while that type is still being read.
Resolve = Callable[[Reference], Type | None]
#: Takes a message about something that the intersection leaves out.
ReportLoss = Callable[[str], None]
_T = TypeVar("_T")
#: A longer union is not readable; one that the schema itself has is kept.
_MAX_OPTIONS = 32
#: More pairs of options are not compared.
_MAX_PAIRS = 10_000
#: How many references one intersection follows, and one test for disjoint types: each may expand to a whole record.
_MAX_REFERENCES = 500
_MAX_REFERENCES_DISJOINT = 50


def intersect(one: Type, other: Type, resolve: Resolve, report_loss: ReportLoss) -> Type:
    """A type for all values that both types accept, and for no others if there is such a type.

    Descriptions and names come from the second type if it has them. Everything left out is passed to `report_loss`.
    """
    return _Intersection(resolve, report_loss, _MAX_REFERENCES).of(one, other)


def are_disjoint(one: Type, other: Type, resolve: Resolve) -> bool:
    """Whether no value has both types, as far as that is certain."""
    return _Intersection(resolve, lambda _: None, _MAX_REFERENCES_DISJOINT).of(one, other) == Never()


@dataclass
class _Intersection:
    """One intersection; `pending` has the pairs that are being computed, which ends recursion."""

    resolve: Resolve
    report_loss: ReportLoss
    references_left: int
    pending: set[tuple[Reference, Type]] = dataclasses.field(default_factory=set[tuple[Reference, Type]])

    def of(self, one: Type, other: Type) -> Type:
        if one == other or isinstance(other, Unknown):
            return one
        if isinstance(one, Unknown):
            return other
        if isinstance(one, Union) or isinstance(other, Union):
            return self._unions(one, other)
        if isinstance(one, Reference) and isinstance(other, Reference):
            # The same pair must have the same key, whichever reference comes first.
            return self._left_reference(one, other) if one.name < other.name else self._right_reference(one, other)
        if isinstance(one, Reference):
            return self._left_reference(one, other)
        return self._right_reference(one, other) if isinstance(other, Reference) else self._concrete(one, other)

    def _left_reference(self, one: Reference, other: Type) -> Type:
        return self._reference(one, other, lambda target: self.of(target, other))

    def _right_reference(self, one: Type, other: Reference) -> Type:
        return self._reference(other, one, lambda target: self.of(one, target))

    def _unions(self, one: Type, other: Type) -> Type:
        ones, others = options_of(one), options_of(other)
        if len(ones) * len(others) <= _MAX_PAIRS:
            found = union(self.of(each, another) for each in ones for another in others)
            most = max(_MAX_OPTIONS, len(ones), len(others))
            most_records = max(_MAX_OPTIONS, _count_records(one) + _count_records(other))
            if len(options_of(found)) <= most and _count_records(found) <= most_records:
                return found
        self.report_loss(f"only `validate` checks the combinations of {len(ones)} alternatives with {len(others)}")
        return one

    def _reference(self, reference: Reference, other: Type, intersect_target: Callable[[Type], Type]) -> Type:
        """The intersection with a declared type; the reference itself if the other type adds nothing."""
        pair = reference, other
        target = self.resolve(reference) if self.references_left and pair not in self.pending else None
        if target is None:
            self.report_loss(f"only `validate` checks the other constraints on `{reference.name}` here")
            return reference
        self.references_left -= 1
        self.pending.add(pair)
        result = intersect_target(target)
        self.pending.remove(pair)
        return reference if result == target else result

    def _concrete(self, one: Type, other: Type) -> Type:
        match one, other:
            case (String(), String()):
                return self._strings(one, other)
            case (Number(), Number()):
                return self._numbers(one, other)
            case (Literal(), _):
                return self._literal(one, other)
            case (_, Literal()):
                return self._literal(other, one)
            case (Array(), Array()):
                return self._arrays(one, other)
            case (Record() | Map(), Record() | Map()):
                return self._records(_as_record(one), _as_record(other))
            case _:
                return Never()

    def _pick_one(self, keyword: str, one: _T | None, other: _T | None) -> _T | None:
        """The value of a keyword that two types have, of which the intersection can only have one."""
        if one is not None and other is not None and one != other:
            self.report_loss(f"only `validate` checks the second value of `{keyword}`")
        return other if one is None else one

    def _strings(self, one: String, other: String) -> String:
        return String(
            format=self._pick_one("format", one.format, other.format),
            pattern=self._pick_one("pattern", one.pattern, other.pattern),
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
            multiple_of=self._pick_one("multipleOf", one.multiple_of, other.multiple_of),
        )

    def _literal(self, literal: Literal, other: Type) -> Type:
        if literal.is_open:
            return _open_literal(literal, other)
        values = tuple(filter(_accepts(other), literal.values))
        if not values:
            return Never()
        for keyword in _unchecked_keywords(other):
            self.report_loss(f"only `validate` checks `{keyword}` of listed values")
        return Literal(values)

    def _arrays(self, one: Array, other: Array) -> Type:
        length = max(len(one.items), len(other.items))
        return array_of(
            self.of(one.rest, other.rest),
            [self.of(_item(one, index), _item(other, index)) for index in range(length)],
            min_items=_tighter(max, one.min_items, other.min_items),
            max_items=_tighter(min, one.max_items, other.max_items),
            is_unique=one.is_unique or other.is_unique,
        )

    def _records(self, one: Record, other: Record) -> Type:
        remaining = {field.name: field for field in other.fields}
        fields: list[Field] = []
        for field in one.fields:
            counterpart = remaining.pop(field.name, None)
            fields.append(
                self._narrowed(field, other.additional) if counterpart is None else self._fields(field, counterpart)
            )
        fields += [self._narrowed(field, one.additional) for field in remaining.values()]
        return object_of(
            fields,
            self.of(one.additional, other.additional),
            name=other.name or one.name,
            description=other.description or one.description,
        )

    def _narrowed(self, field: Field, additional: Type) -> Field:
        return replace(field, type=self.of(field.type, additional))

    def _fields(self, one: Field, other: Field) -> Field:
        return Field(
            name=one.name,
            type=self.of(one.type, other.type),
            required=one.required or other.required,
            read_only=one.read_only or other.read_only,
            deprecated=one.deprecated or other.deprecated,
            description=other.description or one.description,
            default=one.default if other.default is None else other.default,
        )


def _count_records(type: Type) -> int:
    """The number of options that are records without a declaration."""
    return sum(isinstance(option, Record) for option in options_of(type))


def _tighter(pick: Callable[[_T, _T], _T], one: _T | None, other: _T | None) -> _T | None:
    if one is None or other is None:
        return other if one is None else one
    return pick(one, other)


def _as_record(type: Record | Map) -> Record:
    return type if isinstance(type, Record) else Record("", (), type.value)


def _item(array: Array, index: int) -> Type:
    return array.items[index] if index < len(array.items) else array.rest


def _open_literal(literal: Literal, other: Type) -> Type:
    """The intersection of an open literal with a type that is neither a reference nor a union."""
    match other:
        case Literal(is_open=True) | String(None, None, None, None):
            return literal
        case Literal():
            values = tuple(value for value in other.values if isinstance(value, str))
            return Literal(values) if values else Never()
        case String():
            return other
        case _:
            return Never()


def _accepts(type: Type) -> Callable[[Scalar], bool]:
    """A test for literals of a type, which ignores the `_unchecked_keywords`."""
    match type:
        case Literal():
            keys = set(map(literal_key, type.values))
            return lambda value: literal_key(value) in keys or (type.is_open and isinstance(value, str))
        case String():
            return lambda value: isinstance(value, str) and _is_within(len(value), type.min_length, type.max_length)
        case Boolean():
            return lambda value: isinstance(value, bool)
        case Number():
            return lambda value: isinstance(value, (int, float)) and _accepts_number(value, type)
        case _:
            return lambda _: False


def _accepts_number(value: float, number: Number) -> bool:
    return (
        not isinstance(value, bool)
        and (not number.is_integer or float(value).is_integer())
        and _is_within(value, number.minimum, number.maximum)
        and (number.exclusive_minimum is None or value > number.exclusive_minimum)
        and (number.exclusive_maximum is None or value < number.exclusive_maximum)
    )


def _is_within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _unchecked_keywords(type: Type) -> list[str]:
    """The keywords of a type that `_accepts` ignores."""
    match type:
        case String():
            unchecked: dict[str, object] = {"format": type.format, "pattern": type.pattern}
        case Number():
            unchecked = {"multipleOf": type.multiple_of}
        case _:
            return []
    return [keyword for keyword, value in unchecked.items() if value is not None]


def options_of(type: Type) -> tuple[Type, ...]:
    """The options of a union; any other type is its own only option."""
    return type.options if isinstance(type, Union) else (type,)


def union(options: Iterable[Type]) -> Type:
    """Any of the types, each once, null last."""
    flat: list[Type] = []
    for option in options:
        flat += options_of(option)
    if any(isinstance(option, Unknown) for option in flat):
        return Unknown()
    found = list(dict.fromkeys(option for option in flat if not isinstance(option, Never)))
    found.sort(key=lambda option: isinstance(option, Null))
    return found[0] if len(found) == 1 else Union(tuple(found)) if found else Never()


def literal_of(values: Iterable[Scalar]) -> Literal:
    """A literal with each value once; a value such as `1.0` becomes the integer that it is."""
    found: dict[object, Scalar] = {}
    for value in values:
        if isinstance(value, float) and value.is_integer() and abs(value) <= _MAX_EXACT_INTEGER:
            found.setdefault(literal_key(value), int(value))
        else:
            found.setdefault(literal_key(value), value)
    return Literal(tuple(found.values()))


def merge_literals(options: Iterable[Type]) -> Type:
    """The union of the types with all literals merged into one, which is open if any other string fits too.

    Schemas use such unions for literals with descriptions, and for vocabularies that may grow.
    """
    given = options_of(union(options))
    literals = [option for option in given if isinstance(option, Literal)]
    others = [option for option in given if not isinstance(option, Literal)]
    values = literal_of(value for option in literals for value in option.values).values
    strings = tuple(value for value in values if isinstance(value, str))
    if strings and (String() in others or any(option.is_open for option in literals)):
        others = [option for option in others if option != String()]
        numbers = tuple(value for value in values if not isinstance(value, str))
        return union([Literal(strings, is_open=True), *([Literal(numbers)] if numbers else []), *others])
    return union([*([Literal(values)] if values else []), *others])
