"""Records whose format follows from their being valid in it, so that it need not be detected for each."""

from collections.abc import Collection, Set

from runbridge._runtime.registry import NAME, Detection, Format
from runbridge._runtime.schema import load_schema
from runbridge.known_formats import FORMATS


def is_certain(form: Format, profile: str, unknown: Collection[str]) -> bool:
    """Whether all records that are valid in a format are detected as those of that format only.

    `unknown` has the names of all fields of the records that the format does not have.
    """
    schema = load_schema(form, profile)
    given = frozenset(schema.get("required", ()))
    possible = form.fields | frozenset(schema.get("properties", ())) | frozenset(unknown) | {NAME}
    return _is_always_like(form.detection, given, possible) and not any(
        _may_be_like(other.detection, given, possible) for other in FORMATS.values() if other is not form
    )


def _is_always_like(detection: Detection, given: Set[str], possible: Set[str]) -> bool:
    """Whether every record with all given fields, and no others than possible ones, is like a format."""
    return (
        sum(len(path) == 1 and path[0] in given for path in detection.fields) >= detection.at_least
        and not any(path[0] in possible for path in detection.without)
        and not detection.values
        and not detection.mostly_known
    )


def _may_be_like(detection: Detection, given: Set[str], possible: Set[str]) -> bool:
    """Whether some record with all given fields, and no others than possible ones, is like a format."""
    return (
        sum(path[0] in possible for path in detection.fields) >= detection.at_least
        and not any(len(path) == 1 and path[0] in given for path in detection.without)
        and all(path[0] in possible for path, _ in detection.values)
    )
