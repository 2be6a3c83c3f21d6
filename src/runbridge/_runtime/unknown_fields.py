"""Members that a schema does not name: set aside under one key, which a model's `unknown` reads, and brought back."""

from collections.abc import Callable
from typing import Any, TypeGuard

#: A function on every record inside a record: the record, and the members that its schema names.
VisitRecord = Callable[[dict[str, Any], frozenset[str]], None]

#: The name under which msgspec reads and writes the field `unknown` of a model.
UNKNOWN = "(unknown)"


def collect_unknown_fields(record: dict[str, Any], names: frozenset[str]) -> None:
    """Move the members that are not in `names` under UNKNOWN, in place."""
    unknown = {name: record.pop(name) for name in list(record) if name not in names}
    if unknown:
        record[UNKNOWN] = unknown


def restore_unknown_fields(record: dict[str, Any], names: frozenset[str]) -> None:
    """Undo `set_aside`, in place; a member that the schema names is never overwritten."""
    unknown = record.pop(UNKNOWN, {})
    record.update((name, value) for name, value in unknown.items() if name not in names)


def entries_of(members: Any) -> list[Any]:
    """The values of an object's members; nothing for null or absent."""
    return list(members.values()) if members else []


def is_record(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether the value is an object, where the schema allows other kinds too."""
    return isinstance(value, dict)
