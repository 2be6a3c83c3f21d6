"""JSON values as text and as Python objects: reading, writing and comparing one."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeGuard, cast

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime import numbers

#: A function that is called for every record inside a record, with the record and the fields of its schema.
VisitRecord = Callable[[dict[str, Any], frozenset[str]], None]
#: The name under which msgspec reads and writes the attribute `unknown` of a model.
UNKNOWN = "(unknown)"


def decode_json(raw: Raw | bytes) -> Any:
    """The Python value of a well-formed JSON text.

    A lone surrogate stays one; a number that no int and no float can represent is infinite.
    """
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(bytes(raw), parse_int=_integer)


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        # More digits than Python converts, 4,300 by default: infinite like 1e400.
        return float(digits)


def encode_json(value: Any) -> bytes:
    """The JSON text of a value, raw ones and structs included; a lone surrogate is written as an escape."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        try:
            # As deep as Python's own parser goes, which such a value comes from.
            return json.dumps(value, separators=(",", ":")).encode()
        except TypeError:
            return _token_slowly(value)


def has_same_tokens(one: object, other: object) -> bool:
    """Whether two values are JSON texts that differ in white space and escapes at most: not in numbers or order."""
    if not isinstance(one, Raw) or not isinstance(other, Raw):
        return False
    try:
        return bool(_tokens(one) == _tokens(other))
    except RecursionError:
        return False


def _tokens(raw: Raw) -> Any:
    def number(token: str) -> tuple[str]:
        return (token,)

    return json.loads(bytes(raw), parse_int=number, parse_float=number, object_pairs_hook=tuple)


def _token_slowly(value: Any) -> bytes:
    match value:
        case str():
            return json.dumps(value).encode()
        case dict():
            members = cast("dict[str, Any]", value)
            return append_fields(b"{}", {name: _token_slowly(child) for name, child in members.items()})
        case list() | tuple():
            return b"[" + b",".join(map(_token_slowly, cast("Iterable[Any]", value))) + b"]"
        case msgspec.Struct():
            return _token_slowly(dict(_present(value)))
        case _:
            return msgspec.json.encode(value)


def _present(struct: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    omit_defaults = struct.__struct_config__.omit_defaults
    for field in msgspec.structs.fields(struct):
        value = getattr(struct, field.name)
        if value is not UNSET and not (omit_defaults and value is field.default):
            yield field.encode_name, value


def append_fields(text: bytes, members: Mapping[str, Raw | bytes]) -> bytes:
    """The JSON text of an object with more fields at its end."""
    if not members:
        return text
    more = b",".join([_start_of(name) + bytes(raw) for name, raw in members.items()])
    return text[:-1] + (b"," if text != b"{}" else b"") + more + b"}"


@lru_cache(maxsize=1024)
def _start_of(name: str) -> bytes:
    """The JSON text of a field up to its value: records have the same names again and again."""
    return encode_json(name) + b":"


class _Number(NamedTuple):
    token: str


def equal_json(written: Raw | bytes, found: Raw | bytes) -> bool:
    """Whether a JSON text is still the value that was written; escapes, order and whitespace may differ.

    A number may be what tools print for the one that was written: see `numbers.equal_or_printed`. `true` is not `1`.
    """
    first, second = bytes(written), bytes(found)
    if first == second:
        return True
    try:
        return _same(_parse(first), _parse(second))
    except RecursionError:
        return False


def _parse(text: bytes) -> Any:
    return json.loads(text, parse_int=_Number, parse_float=_Number)


def _same(written: Any, found: Any) -> bool:
    if type(written) is not type(found):
        return False
    match written:
        case _Number():
            return numbers.equal_or_printed(written.token, found.token)
        case dict():
            members = cast("dict[str, Any]", written)
            return members.keys() == found.keys() and all(_same(value, found[name]) for name, value in members.items())
        case list():
            elements = cast("Sequence[Any]", written)
            return len(elements) == len(found) and all(map(_same, elements, found))
        case _:
            return bool(written == found)


def collect_unknown_fields(record: dict[str, Any], names: frozenset[str]) -> None:
    """Move the fields that are not in `names` under UNKNOWN, in place."""
    unknown = {name: record.pop(name) for name in list(record) if name not in names}
    if unknown:
        record[UNKNOWN] = unknown


def restore_unknown_fields(record: dict[str, Any], names: frozenset[str]) -> None:
    """Undo `collect_unknown_fields`, in place; a field in `names` is never overwritten."""
    unknown = record.pop(UNKNOWN, {})
    record.update((name, value) for name, value in unknown.items() if name not in names)


def entries_of(fields: Any) -> list[Any]:
    """The values of the fields of an object; nothing for null or missing."""
    return list(fields.values()) if fields else []


def is_record(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether the value is an object, where the schema allows other kinds too."""
    return isinstance(value, dict)


def reprinted(raw: Raw) -> Raw:
    """A JSON text as tools print it anew that read numbers as doubles: JavaScript, jq and orjson."""
    try:
        return Raw(encode_json(json.loads(bytes(raw), parse_int=_double)))
    except RecursionError:
        return raw


def _double(digits: str) -> int | float:
    number = float(digits)
    # The shortest digits that read as the double, and zeros: JavaScript prints 72057594037927940 for 2**56.
    return int(numbers.integer_digits(repr(number))) if abs(number) < 1e21 else number
