"""What the public functions accept as a record: JSON text, or a mapping that is encoded first."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

import msgspec

from runbridge._runtime.finite import not_finite
from runbridge._runtime.json_codec import encode_json
from runbridge.errors import InvalidRecord, NotRepresentable, RecordError
from runbridge.problems import Problem, pointer, show_number, without_location

#: One record: its JSON text, or a mapping with values that msgspec can encode.
RecordData: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any]


@contextmanager
def record_text(data: RecordData) -> Generator[bytes, None, None]:
    """The JSON text of a record; problems of a mapping that are raised in the `with` block lose their locations.

    Raises TypeError for data of another type; for a mapping NotRepresentable with every NaN and infinity, and
    InvalidRecord where it is nested too deeply.
    """
    if not isinstance(data, Mapping):
        yield _bytes_of(data)
        return
    try:
        yield _encoded(data)
    except RecordError as error:
        raise type(error)(map(without_location, error.problems)) from None


def _bytes_of(data: bytes | bytearray | memoryview | str) -> bytes:
    match data:
        case bytes():
            return data
        case str():
            # An unpaired surrogate becomes bytes that are not UTF-8, and so a problem of the record.
            return data.encode("utf-8", "surrogatepass")
        case bytearray() | memoryview():
            return bytes(data)
        case _:
            # Not every caller checks types, and `bytes(300_000_000)` would allocate as many bytes.
            kind = type(cast("object", data)).__name__
            raise TypeError(f"a record must be bytes, bytearray, memoryview, str or a mapping, not {kind}")


def _encoded(data: Mapping[str, Any]) -> bytes:
    try:
        tree = msgspec.to_builtins(data, str_keys=True, enc_hook=_as_dict)
    except RecursionError:
        raise InvalidRecord([Problem(code="excessive-nesting")]) from None
    except TypeError as error:
        raise TypeError(f"the mapping cannot be encoded as JSON: {error}") from None
    text = encode_json(tree)
    # msgspec writes NaN and the infinities as null.
    problems = [_not_finite(path, number) for path, number in not_finite(tree)] if b"null" in text else []
    if problems:
        raise NotRepresentable(problems)
    return text


def _as_dict(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    raise TypeError(f"{type(value).__name__} is not a JSON type")


def _not_finite(path: tuple[str | int, ...], number: float) -> Problem:
    actual = show_number(repr(number))
    return Problem(code="unrepresentable-value", pointer=pointer(path), expected="a JSON number", actual=actual)
