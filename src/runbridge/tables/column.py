"""The interface of columns: JSON values of one field to an Arrow array and back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

import msgspec
from msgspec import Raw

from runbridge._pyarrow import Array, DataType, pa
from runbridge._runtime.json_parser import parse
from runbridge._runtime.json_slices import split_object
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import Unrepresentable
from runbridge.problem_messages import brief

#: How many values of each field were rounded to what its column can hold, by the path of the field.
Rounded: TypeAlias = Counter[str]

_encoder = msgspec.json.Encoder()
_RAWS = msgspec.json.Decoder(list[Raw])
_OBJECTS: msgspec.json.Decoder[list[dict[str, Raw]]] = msgspec.json.Decoder(list[dict[str, Raw]])
#: Null in the texts that columns write.
NULL_TEXT = b"null"
#: Read in place of null where only objects are decoded.
NO_OBJECT = Raw(b"{}")
_BLANK = " \t\r\n"
#: The fields of the struct that Arrow reads for a VARIANT of Parquet.
_VARIANT = frozenset(("metadata", "value", "typed_value"))


class Number(NamedTuple):
    """A number of a JSON text, as it is written there."""

    token: str


class OutOfRange(Exception):
    """A column cannot hold a value; `Column.find_unrepresentable` says which values of a record those are."""


class InvalidValue(Exception):
    """A value in a table cannot be a value of a record; `reason` says why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column = column
        self.reason = reason


class Column(Protocol):
    """A kind of column; `type` is its Arrow type."""

    @property
    def type(self) -> DataType:
        """The Arrow type."""
        ...

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The column of some valid values, null where they are.

        Raises NotHeld for integers that are too large. That it can hold all else is for the caller to see to.
        """
        ...

    def write(self, array: Array) -> list[bytes]:
        """The values of a column, `null` where it is. Raises NotWritten."""
        ...

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """The parts of a valid value, its numbers as Number, that the column cannot hold."""
        ...

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Why a column with another Arrow type cannot be read as this one: messages about its path."""
        ...


def type_mismatch(path: str, expected: str, type: DataType) -> str:
    """The message about a column that has the wrong Arrow type."""
    return f"the column `{brief(path)}` must be {expected}, not {brief(type_name(type))}"


def is_json(type: DataType) -> bool:
    """Whether a type is Parquet's JSON: each value is the text of a JSON value."""
    return isinstance(type, pa.BaseExtensionType) and type.extension_name == "arrow.json"


def type_name(type: DataType) -> str:
    """The name of an Arrow type in a message; VARIANT of Parquet by its name, not as the struct that Arrow reads."""
    return "VARIANT (cast it to JSON)" if _is_variant(type) else str(type)


def _is_variant(type: DataType) -> bool:
    if not pa.types.is_struct(type):
        return False
    names = {field.name for field in type}
    return names <= _VARIANT and all(
        name in names and pa.types.is_binary(type.field(name).type) for name in ("metadata", "value")
    )


def repeated_names(fields: Iterable[Any], prefix: str = "") -> Iterator[str]:
    """The messages about names that several columns have."""
    for name, count in Counter(field.name for field in fields).items():
        if count > 1:
            yield f"there are {count} columns `{brief(prefix + name)}`; rename all but one"


def json_array(tokens: Iterable[Raw | bytes]) -> bytes:
    """JSON values as one array."""
    return b"[" + b",".join(tokens) + b"]"


def encode_values(values: Sequence[Any]) -> list[bytes]:
    """The JSON text of each value; text in it is valid Unicode."""
    return _encoder.encode_lines(values).split(b"\n")[:-1]


def decode_objects(tokens: Sequence[Raw | bytes]) -> list[dict[str, Raw]]:
    """The fields of each object, the last of each name."""
    try:
        return _OBJECTS.decode(json_array(tokens))
    except (msgspec.DecodeError, UnicodeError):
        # Unpaired surrogates in names, which msgspec refuses.
        return [split_object(token) for token in tokens]


def texts(array: Array, column: str) -> list[bytes]:
    """The JSON texts of a text column, `null` for null, each of them one JSON value. Raises NotWritten."""
    found = [NULL_TEXT if text is None else text.strip(_BLANK).encode() for text in array.to_pylist()]
    try:
        # Joined texts may be valid JSON where single ones are not.
        if list(map(bytes, _RAWS.decode(json_array(found)))) == found:
            return found
    except (msgspec.DecodeError, RecursionError):
        pass
    for text in found:
        try:
            parse(text.decode())
        except (ValueError, RecursionError):
            raise InvalidValue(column, "is not the text of a JSON value") from None
    return found
