"""The kinds of rules as frozen values: what the values on the left become on the right, and the reverse.

A rule is given the values at its addresses, in their order, and returns those of the other side. It raises
NoCounterpart for a value that has none. `null` and missing may stand for each other: the caller fits the values to the
addresses.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any, ClassVar, Protocol

from msgspec import UNSET, Raw, Struct

from runbridge._runtime import NULL, numbers, registry, times
from runbridge._runtime.addresses import Step, Value, Values, to_json
from runbridge._runtime.conversion import Options
from runbridge._runtime.json_codec import decode_json, equal_json
from runbridge._runtime.json_slices import canonical_text, json_value
from runbridge._runtime.registry import OTHER_TEXT, Format
from runbridge._runtime.schema import accepts_at

_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
_DURATION = re.compile(r"(-?(?:0|[1-9]\d*)(?:\.\d+)?)s", re.ASCII)
_NO_ALIASES: Mapping[str | int, str] = {}
_BOOLEANS: Mapping[str, Value] = {"true": True, "false": False}


class NoCounterpart(Exception):
    """A value that a rule has no counterpart for; `expected` says what has one."""

    def __init__(self, value: Value, expected: str) -> None:
        super().__init__(value, expected)
        self.value = value
        self.expected = expected


class ValueRule(Protocol):
    """A rule between the values at some addresses of the left format and those at some of the right one.

    `reads_numbers` says whether a number that another tool printed anew may become another value on the way back.
    """

    reads_numbers: ClassVar[bool]

    def right(self, values: Values, options: Options) -> Values:
        """The values on the right; raises NoCounterpart and MissingOption."""
        ...

    def left(self, values: Values, options: Options) -> Values:
        """The values on the left; raises NoCounterpart and MissingOption."""
        ...


class _OneValue(Struct, frozen=True):
    """A rule between one value and another; null and missing stay what they are."""

    reads_numbers: ClassVar[bool] = False

    def right(self, values: Values, options: Options) -> Values:
        value = values[0]
        return values if value is None or value is UNSET else (self.to_right(value, options),)

    def left(self, values: Values, options: Options) -> Values:
        value = values[0]
        return values if value is None or value is UNSET else (self.to_left(value, options),)

    def to_right(self, value: Value, options: Options) -> Value:
        """The value on the right of one that is there."""
        return value

    def to_left(self, value: Value, options: Options) -> Value:
        """The value on the left of one that is there: that on the right, unless the rule says otherwise."""
        return self.to_right(value, options)


def _none_for(empty: str | None, text: Value) -> Value:
    """A text on the left; none for the one that stands for none, because it would come back as null."""
    return None if text == empty else text


class Same(_OneValue, frozen=True):
    """Equal values of any kind. The text `empty` stands for none on the left; the right has null instead."""

    empty: str | None = None

    def to_right(self, value: Value, options: Options) -> Value:
        # Going left, too: the text would come back as null.
        return None if value == self.empty else value


class Prefix(_OneValue, frozen=True):
    """Text without a prefix on the left and with it on the right."""

    prefix: str

    def to_right(self, value: Value, options: Options) -> Value:
        return self.prefix + str(value)

    def to_left(self, value: Value, options: Options) -> Value:
        return str(value).removeprefix(self.prefix)


class Text(_OneValue, frozen=True):
    """An integer or a boolean, and its text; `text_left` says that the text is on the left.

    The text `empty` stands for none on the left.
    """

    reads_numbers: ClassVar[bool] = True
    boolean: bool = False
    text_left: bool = False
    empty: str | None = None

    def to_right(self, value: Value, options: Options) -> Value:
        if self.text_left:
            return None if value == self.empty else self._read(value)
        return self._write(value)

    def to_left(self, value: Value, options: Options) -> Value:
        return _none_for(self.empty, self._write(value)) if self.text_left else self._read(value)

    def _write(self, value: Value) -> Value:
        if isinstance(value, bool):
            return "true" if value else "false"
        return numbers.integer_digits(bytes(to_json(value)).decode())

    def _read(self, value: Value) -> Value:
        if self.boolean:
            if value not in _BOOLEANS:
                raise NoCounterpart(value, "`true` or `false`")
            return _BOOLEANS[str(value)]
        if _INTEGER.fullmatch(str(value)) is None:
            raise NoCounterpart(value, "an integer")
        return Raw(str(value).encode())


class Shift(_OneValue, frozen=True):
    """Numbers: on the right, the decimal point is `places` further to the right."""

    reads_numbers: ClassVar[bool] = True
    places: int

    def to_right(self, value: Value, options: Options) -> Value:
        return _shifted(value, self.places)

    def to_left(self, value: Value, options: Options) -> Value:
        return _shifted(value, -self.places)


def _shifted(value: Value, places: int) -> Raw:
    return Raw(numbers.shift(bytes(to_json(value)).decode(), places).encode())


class Time(_OneValue, frozen=True):
    """A number since 1970-01-01T00:00:00Z on the left, an RFC 3339 date-time on the right.

    The number is in seconds with its decimal point moved by `places`: 3 for milliseconds. With `whole` it is an
    integer. `text_left` exchanges the sides. The text or number `empty` stands for none on the left.
    """

    reads_numbers: ClassVar[bool] = True
    places: int
    whole: bool
    text_left: bool = False
    empty: str | int | None = None

    def to_right(self, value: Value, options: Options) -> Value:
        if self._is_none(value):
            return None
        return self._number(value) if self.text_left else self._text(value)

    def to_left(self, value: Value, options: Options) -> Value:
        made = self._text(value) if self.text_left else self._number(value)
        # It would come back as null.
        return None if self._is_none(made) else made

    def _is_none(self, value: Value) -> bool:
        """Whether a value on the left stands for none; a number does with any text, such as 0.0."""
        if isinstance(self.empty, int):
            return numbers.value_of(bytes(to_json(value)).decode()) == numbers.value_of(str(self.empty))
        return value == self.empty

    def _text(self, value: Value) -> Value:
        text = times.time_of(bytes(to_json(value)).decode(), self.places)
        if text is None:
            raise NoCounterpart(value, "a time from year 0 to 9999")
        return text

    def _number(self, value: Value) -> Value:
        token = times.epoch_of(str(value), self.places, whole=self.whole)
        if token is None:
            raise NoCounterpart(value, "an RFC 3339 date-time with less than 4,000 digits")
        return Raw(token.encode())


class Duration(_OneValue, frozen=True):
    """Text such as `3.5s` on the left, a number on the right, whose decimal point is `places` further to the right."""

    reads_numbers: ClassVar[bool] = True
    places: int

    def to_right(self, value: Value, options: Options) -> Value:
        match = _DURATION.fullmatch(str(value))
        if match is None:
            raise NoCounterpart(value, "a duration in seconds such as `3.5s`")
        return Raw(numbers.shift(match[1], self.places).encode())

    def to_left(self, value: Value, options: Options) -> Value:
        token = numbers.plain(numbers.shift(bytes(to_json(value)).decode(), -self.places))
        if token is None:
            raise NoCounterpart(value, "a number with less than 4,000 digits")
        return f"{token}s"


class Json(_OneValue, frozen=True):
    """The JSON text of a value on the left, the value itself on the right."""

    reads_numbers: ClassVar[bool] = True

    def to_right(self, value: Value, options: Options) -> Value:
        text = str(value)
        try:
            raw = json_value(text)
        except (ValueError, RecursionError):
            raise NoCounterpart(value, "a JSON text") from None
        return None if raw == NULL else raw

    def to_left(self, value: Value, options: Options) -> Value:
        return canonical_text(bytes(to_json(value))).decode()


class First(Struct, frozen=True):
    """On the right, the first value that is not null; on the left, it is the first of them."""

    reads_numbers: ClassVar[bool] = False

    def right(self, values: Values, options: Options) -> Values:
        return (next((value for value in values if value is not None and value is not UNSET), None),)

    def left(self, values: Values, options: Options) -> Values:
        return values


class Conforming(_OneValue, frozen=True):
    """Any value on the right; on the left the same value where the schema at the path accepts it, else none."""

    form: Format
    path: tuple[Step, ...]

    def to_left(self, value: Value, options: Options) -> Value:
        return value if accepts_at(self.form, options.profile, self.path, to_json(value)) else UNSET


class Table(Struct, frozen=True):
    """Values that stand for each other, one or two on each side; `null` stands for missing too.

    `to_right` and `to_left` have the rows by the values of their fields. `aliases` are other texts and integers for
    values on the left, a mapping for each field. `name_left` and `name_right` are the names that `--map` takes;
    `open_left` and `open_right` say whether there may be values that have no row; `asked_left` and `asked_right` are
    those that the schema names.
    """

    reads_numbers: ClassVar[bool] = False
    name_left: str
    name_right: str
    to_right: Mapping[Values, Values]
    to_left: Mapping[Values, Values]
    open_left: bool = False
    open_right: bool = False
    asked_left: tuple[Values, ...] = ()
    asked_right: tuple[Values, ...] = ()
    aliases: tuple[Mapping[str | int, str], ...] = ()

    def right(self, values: Values, options: Options) -> Values:
        known = tuple(
            aliases.get(decode_json(value) if isinstance(value, Raw) else value, value)
            if isinstance(value, str | Raw)
            else value
            for value, aliases in zip(values, self.aliases or (_NO_ALIASES,) * len(values), strict=True)
        )
        return _look_up(self.to_right, self.to_left, self.name_left, known, options)

    def left(self, values: Values, options: Options) -> Values:
        return _look_up(self.to_left, self.to_right, self.name_right, values, options)

    def option_table(self, *, rightward: bool) -> Iterator[tuple[str, registry.Table]]:
        """The name and the table for the option `map`, if there may be values without a row in one direction."""
        asked, is_open = (self.asked_left, self.open_left) if rightward else (self.asked_right, self.open_right)
        if asked or is_open:
            there, back = (self.to_right, self.to_left) if rightward else (self.to_left, self.to_right)
            yield (
                self.name_left if rightward else self.name_right,
                registry.Table(
                    known={_option_text(key, there): _option_text(row, back) for key, row in there.items()},
                    targets=tuple(_option_text(row, back) for row in back if OTHER_TEXT not in row),
                    asked=tuple(_option_text(key, there) for key in asked),
                    is_open=is_open,
                ),
            )


def _look_up(
    table: Mapping[Values, Values], opposite: Mapping[Values, Values], name: str, values: Values, options: Options
) -> Values:
    key = tuple(None if value is UNSET else value for value in values)
    found = table.get(key)
    if found is not None:
        return found
    for others in _with_others(key):
        if others in table:
            return table[others]
    texts = [_option_text(each, table) for each in (key, *_with_others(key))]
    target = next(filter(None, (options.mapping(name, text) for text in texts)), None) or options.mapped(name, texts[0])
    return next(row for row in opposite if _option_text(row, opposite) == target)


def _with_others(key: Values) -> Iterator[Values]:
    """The keys of rows for any other texts."""
    choices = [(value, OTHER_TEXT) if isinstance(value, str) else (value,) for value in key]
    return islice(product(*choices), 1, None)


def _option_text(values: Values, table: Mapping[Values, Values]) -> str:
    """The values of a row of a table as the option `map` has them: the text itself where there is nothing else."""
    value = values[0]
    has_only_texts = all(len(key) == 1 and isinstance(key[0], str) for key in table)
    return value if has_only_texts and isinstance(value, str) else row_text(values)


def row_text(values: Values) -> str:
    """The values of a row: `completed+null`. A text is in quotes where it looks like something else."""
    return "+".join(_quoted(value) if isinstance(value, str) else json.dumps(value) for value in values)


def _quoted(text: str) -> str:
    is_clear = text not in ("null", "true", "false") and not text.startswith('"') and "+" not in text
    return text if is_clear else json.dumps(text, ensure_ascii=False)


def exactly_equal(one: Any, other: Any) -> bool:
    """Whether two values are the same, with their number texts; null is not missing."""
    return type(one) is type(other) and bool(one == other)


def equal_values(written: Value, found: Value) -> bool:
    """Whether a value is still what was written, with other number texts maybe; null is not missing."""
    if isinstance(written, Raw) and isinstance(found, Raw):
        return equal_json(written, found)
    return exactly_equal(written, found)


def shown(values: Values) -> Any:
    """The values of one side as an entry of `via` has them; an array for several."""
    if len(values) == 1:
        return values[0]
    return [None if value is UNSET else value for value in values]


def is_empty(value: Any) -> bool:
    """Whether a value is null or missing."""
    return value is None or value is UNSET
