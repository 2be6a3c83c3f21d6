"""JSON in which numbers keep their text, so that two values are equal only if their tokens are."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, NamedTuple, TypeAlias, TypeGuard

from runbridge._runtime.numbers import equal_or_printed

#: The fields of a record by name; each value is one of `read_tokens`.
Record: TypeAlias = dict[str, Any]

#: How a text is written: as short as possible, with an escape for everything outside of ASCII, or with white space.
Style: TypeAlias = Literal["compact", "escaped", "spaced"]


class Num(NamedTuple):
    """The literal text of a number."""

    token: str


class _Missing:
    """The value of a field that is not there."""

    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()


def read_tokens(text: bytes | str) -> Any:
    """The value of a JSON text, with a Num for each number."""
    return json.loads(text, parse_int=Num, parse_float=Num)


def write_tokens(value: Any, style: Style = "compact") -> bytes:
    """The JSON text of a value with Nums; unpaired surrogates are always escapes."""
    comma, colon = (b" ,\n ", b" : ") if style == "spaced" else (b",", b":")
    if isinstance(value, Num):
        return value.token.encode()
    if is_object(value):
        fields = (write_tokens(name, style) + colon + write_tokens(child, style) for name, child in value.items())
        return b"{" + comma.join(fields) + b"}"
    if is_array(value):
        return b"[" + comma.join(write_tokens(child, style) for child in value) + b"]"
    return _text(value, escaped=style == "escaped") if isinstance(value, str) else json.dumps(value).encode()


def _text(value: str, *, escaped: bool) -> bytes:
    if not escaped:
        with suppress(UnicodeEncodeError):
            return json.dumps(value, ensure_ascii=False).encode()
    return json.dumps(value).replace("/", r"\/").encode()


def is_object(value: object) -> TypeGuard[Record]:
    """Whether a value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is an array."""
    return isinstance(value, list)


def with_order(value: Any) -> Any:
    """The value in a form that is equal only if the fields of its objects have the same order."""
    if is_object(value):
        return tuple((name, with_order(child)) for name, child in value.items())
    return [*map(with_order, value)] if is_array(value) else value


def is_same(one: Any, other: Any) -> bool:
    """Whether two values have the same tokens, and their fields the same order."""
    return bool(with_order(one) == with_order(other))


def change_leaves(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value with every text, number, boolean and null in it changed."""
    if is_object(value):
        return {name: change_leaves(child, change) for name, child in value.items()}
    return [change_leaves(child, change) for child in value] if is_array(value) else change(value)


def by_value(value: Any) -> Any:
    """The value with its numbers as double and its fields in order: all that most tools keep of it."""
    if is_object(value):
        return {name: by_value(value[name]) for name in sorted(value)}
    if is_array(value):
        return [*map(by_value, value)]
    # Integers of Python have no negative zero.
    return Num(repr(float(value.token) + 0.0)) if isinstance(value, Num) else value


def with_old_texts(changed: Any, old: Any, found: Any) -> Any:
    """A value, with the old text of each number that was found with it and that became what tools print for it."""
    if is_object(changed) and is_object(old) and is_object(found):
        return {name: with_old_texts(value, old.get(name), found.get(name)) for name, value in changed.items()}
    if is_array(changed) and is_array(old) and is_array(found) and len(changed) == len(old) == len(found):
        return [*map(with_old_texts, changed, old, found)]
    if isinstance(changed, Num) and isinstance(old, Num) and found == old:
        return old if equal_or_printed(old.token, changed.token) else changed
    return changed


def shown(value: Any) -> str:
    """A value for a message."""
    return "missing" if value is MISSING else write_tokens(value).decode()
