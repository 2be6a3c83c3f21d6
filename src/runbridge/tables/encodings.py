"""How a Parquet file stores columns, where Arrow does not show it or would store them with another type."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from runbridge._pyarrow import Array, load, pa, pc

_pq = load("pyarrow.parquet")
#: The test for each type of list, and its constructor; lists of a fixed size are handled apart.
_LISTS = {
    pa.types.is_list: pa.list_,
    pa.types.is_large_list: pa.large_list,
    pa.types.is_list_view: pa.list_view,
    pa.types.is_large_list_view: pa.large_list_view,
}
#: The metadata with the Arrow schema of a file.
_ARROW_SCHEMA = b"ARROW:schema"


def leaves_of(file: Any) -> list[Any]:
    """The columns of a pyarrow.parquet.ParquetFile as they are stored, in its order."""
    return [file.schema.column(index) for index in range(len(file.schema))]


def with_utc(field: Any, are_int96: Iterator[bool]) -> Any:
    """The field with a zone for timestamps of 96 bits that have none, at any depth.

    `are_int96` says for each leaf, in the order of the file, whether it has 96 bits. Those of the field are consumed.
    """
    types, kind = pa.types, field.type
    if types.is_struct(kind):
        kind = pa.struct([with_utc(each, are_int96) for each in kind])
    elif types.is_map(kind):
        kind = pa.map_(with_utc(kind.key_field, are_int96), with_utc(kind.item_field, are_int96), kind.keys_sorted)
    elif types.is_fixed_size_list(kind):
        kind = pa.list_(with_utc(kind.value_field, are_int96), kind.list_size)
    elif make := next((make for is_one, make in _LISTS.items() if is_one(kind)), None):
        kind = make(with_utc(kind.value_field, are_int96))
    elif isinstance(kind, pa.BaseExtensionType):
        # An extension type stays; its leaves are consumed.
        with_utc(field.with_type(kind.storage_type), are_int96)
    elif next(are_int96):
        kind = pa.timestamp(kind.unit, "UTC")
    return field.with_type(kind)


def columns_that_change(file: Any) -> Iterator[Any]:
    """The leaves of a file that this pyarrow would write as another type: intervals and some times of day."""
    # In a file that Arrow wrote a time of day is the same, whether it is marked as UTC or not.
    is_ours = _ARROW_SCHEMA in (file.metadata.metadata or {})
    for leaf in leaves_of(file):
        is_time = leaf.logical_type.type == "TIME" and not is_ours
        if leaf.converted_type == "INTERVAL" or (is_time and _is_in_utc(leaf) != _writes_in_utc()):
            yield leaf


def _is_in_utc(leaf: Any) -> bool:
    logical_type: dict[str, bool] = json.loads(leaf.logical_type.to_json())
    return logical_type["isAdjustedToUTC"]


@cache
def _writes_in_utc() -> bool:
    """Whether this pyarrow marks all times of day as UTC, as its first versions did."""
    with pa.BufferOutputStream() as stream:
        _pq.write_table(pa.table({"": pa.array([], pa.time64("us"))}), stream)
        return _is_in_utc(leaves_of(_pq.ParquetFile(stream.getvalue()))[0])


def are_truncated(coarse: Array, fine: Array) -> bool:
    """Whether timestamps of 96 bits, read as microseconds and as nanoseconds, lose digits as microseconds."""
    # Both numbers of a time outside the range of nanoseconds overflow alike, so that the digits are still compared.
    pairs = zip(_flat(coarse), _flat(fine), strict=True)
    return any(
        pc.any(pc.not_equal(pc.multiply(first.view(pa.int64()), 1000), second.view(pa.int64()))).as_py()
        for first, second in pairs
        if first.type != second.type
    )


def _flat(array: Array) -> Iterator[Array]:
    """The values in an array, at every depth."""
    if pa.types.is_struct(array.type):
        for each in array.flatten():
            yield from _flat(each)
    elif pa.types.is_nested(array.type):
        yield from _flat(array.flatten())
    elif isinstance(array, pa.ExtensionArray):
        yield from _flat(array.storage)
    else:
        yield array
