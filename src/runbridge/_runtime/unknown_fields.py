"""Unknown fields: collected under one key, which is the attribute `unknown` of a model, and restored from there."""

from collections.abc import Callable
from typing import Any, TypeGuard

#: A function that is called for every record inside a record, with the record and the fields of its schema.
VisitRecord = Callable[[dict[str, Any], frozenset[str]], None]

#: The name under which msgspec reads and writes the attribute `unknown` of a model.
UNKNOWN = "(unknown)"


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
