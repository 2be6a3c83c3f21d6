"""What tools that keep records in columns make of them, in plain Python."""

from collections.abc import Sequence
from typing import Any


def unified(values: Sequence[Any]) -> list[Any]:
    """The values after all objects at one place got the same fields, null where they had none, at every depth."""
    objects = [value for value in values if isinstance(value, dict)]
    names = list(dict.fromkeys(name for each in objects for name in each))
    columns = {name: iter(unified([each.get(name) for each in objects])) for name in names}
    lists = iter(_unified_lists([value for value in values if isinstance(value, list)]))
    return [
        {name: next(columns[name]) for name in names}
        if isinstance(value, dict)
        else next(lists)
        if isinstance(value, list)
        else value
        for value in values
    ]


def _unified_lists(lists: Sequence[list[Any]]) -> list[list[Any]]:
    items = iter(unified([item for each in lists for item in each]) if any(lists) else [])
    return [[next(items) for _ in each] for each in lists]


def without_nulls(value: Any) -> Any:
    """The value without the fields of objects that are null, at every depth: what Spark writes."""
    if isinstance(value, dict):
        return {name: without_nulls(child) for name, child in value.items() if child is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
