"""Columns of single values: text, times in UTC, numbers, booleans, and opaque values as JSON text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw

from runbridge._pyarrow import Array, DataType, pa, pc
from runbridge._runtime import NULL
from runbridge._runtime.numbers import value_of
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import Unrepresentable
from runbridge.problem_messages import show, show_number
from runbridge.tables.column import (
    InvalidValue,
    Number,
    OutOfRange,
    Rounded,
    encode_values,
    is_json,
    json_array,
    texts,
    type_mismatch,
)
from runbridge.tables.table_options import Unit

#: The digits of a second in each unit.
DIGITS: dict[str, int] = {"s": 0, "ms": 3, "us": 6, "ns": 9}
#: The years 1 to 9999, as in `datetime` and Spark, in seconds, and the limits of 64 bits.
_FIRST_ROWS, _END = -62_135_596_800, 253_402_300_800
_MAX_INT64 = 2**63 - 1
_LIMITS: dict[str, tuple[int, int]] = {
    unit: (max(-_MAX_INT64, _FIRST_ROWS * 10**digits), min(_MAX_INT64, _END * 10**digits - 1))
    for unit, digits in DIGITS.items()
}
_EPOCH = date(1970, 1, 1).toordinal()
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):([0-5]\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))?", re.ASCII
)
#: How times begin that are near the limits of microseconds, and how those begin that nanoseconds may not hold.
_NEAR_LIMIT = (b'"0001-', b'"9999-')
_OUTSIDE_NANOSECONDS = re.compile(
    rb'"(?:0\d{3}|1[0-5]\d\d|16[0-6]\d|167[0-7]|226[2-9]|22[7-9]\d|2[3-9]\d\d|[3-9]\d{3})-\d\d-\d\d[Tt]'
)
#: Digits and dashes may be written as escapes.
_ESCAPE = b"\\u00"
_ESCAPED = re.compile(rb"\\u00(?:2[dD]|3\d)")
_WITHOUT_OFFSET = r"(T[0-9:]{8}(\.[0-9]+)?)$"
#: No digits or three, six or nine, as services print them.
_TRAILING_ZEROS = r"\.0+Z$|(000){1,2}Z$"
#: Arrow tries so many values first: it refuses a long column more slowly than it reads one.
_SAMPLE_SIZE = 8


def are_times_in_range(text: bytes, unit: Unit) -> bool:
    """Whether all times in a JSON text are certainly within the limits of a unit.

    The records of the text were validated in a batch: `datetime` has all their times.
    """
    if any(near in text for near in _NEAR_LIMIT) or (_ESCAPE in text and _ESCAPED.search(text)):
        return False
    return unit == "us" or _OUTSIDE_NANOSECONDS.search(text) is None


def timestamp(text: str, unit: Unit) -> int:
    """A valid date-time as units since 1970 in UTC, further digits truncated; a time without an offset is in UTC.

    Raises NotHeld for a leap second and a time outside of the unit's limits.
    """
    match = _TIME.fullmatch(text)
    if match is None or match[1] == "0000":
        raise OutOfRange
    days = date(int(match[1]), int(match[2]), int(match[3])).toordinal() - _EPOCH
    seconds = (days * 24 + int(match[4])) * 3600 + int(match[5]) * 60 + int(match[6])
    if match[8]:
        offset = int(match[9]) * 3600 + int(match[10]) * 60
        seconds += offset if match[8] == "-" else -offset
    digits = DIGITS[unit]
    value: int = seconds * 10**digits + int((match[7] or "")[:digits].ljust(digits, "0"))
    low, high = _LIMITS[unit]
    if not low <= value <= high:
        raise OutOfRange
    return value


def timestamps(values: Sequence[str | None], unit: Unit) -> tuple[Array, int]:
    """Date-times that `timestamp` accepts as an array, and how many lost digits other than zero."""
    kind = pa.timestamp(unit, "UTC")
    texts = pa.array(values, pa.string())
    try:
        texts.slice(0, _SAMPLE_SIZE).cast(kind)
        return texts.cast(kind), 0
    except pa.ArrowInvalid:
        texts = pc.replace_substring_regex(pc.ascii_upper(texts), _WITHOUT_OFFSET, r"\1Z")
    more = rf"(\.[0-9]{{{DIGITS[unit]}}})[0-9]"
    cut = pc.sum(pc.match_substring_regex(texts, f"{more}*[1-9]")).as_py() or 0
    texts = pc.replace_substring_regex(texts, f"{more}+", r"\1")
    try:
        return texts.cast(kind), cut
    except pa.ArrowInvalid:
        # The first times of 64 bits overflow in Arrow's arithmetic.
        numbers = [None if text is None else timestamp(text, unit) for text in values]
        return pa.array(numbers, kind), cut


def are_in_range(array: Array) -> bool:
    """Whether all timestamps are within the limits of their unit. Arrow prints others with a wrong year."""
    low, high = _LIMITS[array.type.unit]
    first, last = pc.min_max(array.cast(pa.int64())).as_py().values()
    return first is None or (low <= first and last <= high)


def times(array: Array) -> list[str | None]:
    """Timestamps within the limits as date-times in UTC, with no, three, six or nine digits of a second."""
    texts = array.cast(pa.timestamp(array.type.unit, "UTC")).cast(pa.string())
    texts = pc.replace_substring(texts, " ", "T", max_replacements=1)
    found: list[str | None] = pc.replace_substring_regex(texts, _TRAILING_ZEROS, "Z").to_pylist()
    return found


_LEAST, _MOST = -(2**63), 2**63 - 1
#: A double has all integers up to here.
_SAFE = 2**53
#: A token of this length without exponent has at most 15 digits, which is what double always keeps.
_SAFE_LENGTH = 15
_TEXTS = msgspec.json.Decoder(list[str | None])
_BOOLEANS = msgspec.json.Decoder(list[bool | None])
_NUMBERS = msgspec.json.Decoder(list[float | None])
_INTEGERS = msgspec.json.Decoder(list[Annotated[int, Meta(ge=_LEAST, le=_MOST)] | None])


def _is_text(type: DataType) -> bool:
    types = pa.types
    if types.is_dictionary(type):
        type = type.value_type
    return bool(types.is_string(type) or types.is_large_string(type) or types.is_string_view(type))


@dataclass(frozen=True)
class TextColumn:
    """Text."""

    type: DataType = field(default_factory=pa.string)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The texts."""
        return pa.array(_TEXTS.decode(json_array(tokens)), self.type)

    def write(self, array: Array) -> list[bytes]:
        """The texts in quotes."""
        return encode_values(array.to_pylist())

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """A text with an unpaired surrogate, which JSON allows as an escape."""
        if isinstance(value, str) and not _is_unicode(value):
            yield path, Unrepresentable("UTF-8", show(value))

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Any type of text matches."""
        if not _is_text(type):
            yield type_mismatch(path, "a string", type)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


#: Names in a map are text.
TEXT = TextColumn()


@dataclass(frozen=True)
class OpaqueColumn:
    """Any value, as its JSON text in the record; null is null."""

    path: str
    type: DataType = field(default_factory=pa.string)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The values' texts."""
        return pa.array([None if token == NULL else bytes(token) for token in tokens], self.type)

    def write(self, array: Array) -> list[bytes]:
        """The values. Raises NotWritten for a text that is none."""
        return texts(array, self.path)

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """Nothing."""
        yield from ()

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Any type of text matches, and JSON."""
        if not (_is_text(type) or is_json(type)):
            yield type_mismatch(path, "a string", type)


@dataclass(frozen=True)
class TimeColumn:
    """Date-times in UTC with the digits of a unit; further digits are truncated."""

    path: str
    unit: Unit

    @property
    def type(self) -> DataType:
        """A timestamp with its zone."""
        return pa.timestamp(self.unit, "UTC")

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The timestamps."""
        array, cut = timestamps(_TEXTS.decode(json_array(tokens)), self.unit)
        if cut:
            rounded[self.path] += cut
        return array

    def write(self, array: Array) -> list[bytes]:
        """The date-times in quotes. Raises NotWritten for what no date-time can be."""
        if not are_in_range(array):
            raise InvalidValue(self.path, "has a time outside the years 1 to 9999")
        return encode_values(times(array))

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """A leap second, and a time outside the limits of the unit."""
        try:
            if isinstance(value, str):
                timestamp(value, self.unit)
        except OutOfRange:
            yield path, Unrepresentable(str(self.type), show(value))

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Timestamps of any unit and zone match. Without a zone the time is unknown."""
        if not (pa.types.is_timestamp(type) and type.tz is not None):
            yield type_mismatch(path, "a timestamp with a time zone", type)


@dataclass(frozen=True)
class BooleanColumn:
    """True and false."""

    type: DataType = field(default_factory=pa.bool_)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The booleans."""
        return pa.array(_BOOLEANS.decode(json_array(tokens)), self.type)

    def write(self, array: Array) -> list[bytes]:
        """`true` and `false`."""
        return encode_values(array.to_pylist())

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """Nothing."""
        yield from ()

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Booleans match."""
        if not pa.types.is_boolean(type):
            yield type_mismatch(path, "a boolean", type)


@dataclass(frozen=True)
class IntegerColumn:
    """Integers of 64 bits."""

    type: DataType = field(default_factory=pa.int64)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The integers. Raises NotHeld."""
        try:
            integers = _INTEGERS.decode(json_array(tokens))
        except msgspec.ValidationError:
            # `1.0` is an integer too.
            integers = [None if token == NULL else _exactly(bytes(token).decode()) for token in tokens]
        return pa.array(integers, self.type)

    def write(self, array: Array) -> list[bytes]:
        """The integers."""
        return encode_values(array.to_pylist())

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """An integer that needs more than 64 bits."""
        try:
            if isinstance(value, Number):
                _exactly(value.token)
        except OutOfRange:
            yield path, Unrepresentable("an integer of 64 bits", show_number(value.token))

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Integers of any size match."""
        if not pa.types.is_integer(type):
            yield type_mismatch(path, "an integer", type)


def _exactly(token: str) -> int:
    """The integer that a number is. Raises NotHeld for one of more than 64 bits."""
    value = value_of(token)
    if value is not None and 0 <= value.exponent <= len(str(_MOST)) - len(value.digits):
        integer: int = int(value.digits or "0") * 10**value.exponent * (-1 if value.negative else 1)
        if _LEAST <= integer <= _MOST:
            return integer
    raise OutOfRange


@dataclass(frozen=True)
class NumberColumn:
    """Numbers as double: each is the nearest double to the number of the record."""

    path: str
    type: DataType = field(default_factory=pa.float64)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The numbers."""
        text = json_array(tokens)
        numbers = _NUMBERS.decode(text)
        if b"e" in text or b"E" in text or max(map(len, map(bytes, tokens)), default=0) > _SAFE_LENGTH:
            count = sum(
                number is not None and not _is_exact(bytes(token).decode(), number)
                for token, number in zip(tokens, numbers, strict=True)
            )
            if count:
                rounded[self.path] += count
        return pa.array(numbers, self.type)

    def write(self, array: Array) -> list[bytes]:
        """The numbers, whole ones without a point. Raises NotWritten for what is no number of JSON."""
        numbers = array.to_pylist()
        if not all(number is None or isfinite(number) for number in numbers):
            raise InvalidValue(self.path, "is NaN or infinite, which JSON cannot have")
        return encode_values([_plain(number) for number in numbers])

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """A number outside the range of a double."""
        if isinstance(value, Number) and not isfinite(float(value.token)):
            yield path, Unrepresentable("a double", show_number(value.token))

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Numbers of any size match."""
        if not (pa.types.is_floating(type) or pa.types.is_integer(type)):
            yield type_mismatch(path, "a double", type)


def _is_exact(token: str, number: float) -> bool:
    """Whether the shortest text of a double is the number of a token."""
    printed = repr(number)
    return printed == token or value_of(printed) == value_of(token)


def _plain(number: float | None) -> float | None:
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) <= _SAFE else number
