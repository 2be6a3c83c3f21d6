"""A record that is valid under the tolerant profile, changed to what the published format has for it."""

from typing import Any

from runbridge._runtime.registry import Format
from runbridge._runtime.schema import validator


def publish(record: dict[str, Any], form: Format) -> None:
    """Change a parsed record that the tolerant profile accepts, in place, so that the published one accepts it.

    A missing field that may be null becomes null, a null field that may be missing is removed, and a timestamp without
    offset is UTC.
    """
    for error in list(validator(form, "published", strict=False).errors(record)):
        if error.keyword == "required":
            error.value[str(error.name)] = None
            continue
        parent: Any = record
        for step in error.path[:-1]:
            parent = parent[step]
        if error.value is None:
            del parent[error.path[-1]]
        else:
            parent[error.path[-1]] = f"{error.value}Z"
