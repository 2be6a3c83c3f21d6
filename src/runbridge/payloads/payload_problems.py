"""The problems of a payload: one for each root cause, with what was expected and the fix where it is known."""

from collections.abc import Iterable, Iterator
from typing import Any

from runbridge._runtime.schema_validator import Path, SchemaError
from runbridge.diagnosis import hints
from runbridge.diagnosis.hints import TIMES, describe_keyword, describe_schema, describe_values
from runbridge.diagnosis.schema_problems import MAX_FIXES, Unlocated, invalid_value, missing_field, unknown_field
from runbridge.payloads.payload_errors import BESIDE, FALSE, UNDER, split_errors, value_at
from runbridge.problem_messages import pointer, show
from runbridge.problems import Fix, Problem
from runbridge.schemas.json_validator import ValidatorError

#: The keywords under which a schema that is `false` forbids a part of a value.
_PARTS = ("properties", "patternProperties", "prefixItems")


def describe_expected(error: SchemaError) -> str:
    """What the keyword of an error expects of its value."""
    if error.keyword == "items":
        # Only `false` rejects an array itself, for its elements after the first ones.
        return f"an array of at most {len(error.schema.get('prefixItems', []))}"
    if error.keyword == "oneOf" and not error.is_merged:
        return "a value that only one schema in `oneOf` accepts"
    if error.keyword == FALSE:
        return "left out" if error.schema.get(UNDER) in _PARTS else "left out: the schema accepts no value there"
    return describe_keyword(error.keyword, error.expected)


#: A value that one of these keywords rejects needs no other error.
_DECISIVE = frozenset({"type", "enum", "const"})
_CODES = {
    "type": "invalid-type",
    "enum": "unknown-value",
    "required": "missing-field",
    "dependentRequired": "missing-field",
    "additionalProperties": "unknown-field",
    "format": "invalid-timestamp",
}


class PayloadDiagnosis:
    """Finds the problems of one payload; `parent` is the path of the payload in its record."""

    def __init__(self, payload: Any, parent: Path) -> None:
        self._payload = payload
        self._parent = parent
        self._seen: set[tuple[Any, ...]] = set()
        self._fixes_left = MAX_FIXES
        self._renames = hints.Renames()

    def problems(self, found: Iterable[ValidatorError]) -> Iterator[Unlocated]:
        """The problems for some errors of jsonschema, without those that were reported before."""
        errors = [error for error in split_errors(found, self._payload) if self._is_new(error)]
        # jsonschema visits the fields of an object in the order of a set; the first ones get the fixes.
        errors.sort(key=lambda error: [(isinstance(step, str), step) for step in error.path])
        self._find_renames(errors)
        for error in _root_causes(errors):
            # The problem of the missing field names the field that is meant for it.
            if error.keyword != "additionalProperties" or not self._renames.is_source(error.path[:-1], error.path[-1]):
                near = self._renames.of(error.path, error.name)
                fix = _fix(error, self._payload, near) if self._fixes_left > 0 else None
                self._fixes_left -= 1
                yield _problem(error, self._parent, fix, near)

    def _is_new(self, error: SchemaError) -> bool:
        identity = error.keyword, error.path, error.name, error.is_name, describe_expected(error)
        is_new = identity not in self._seen
        self._seen.add(identity)
        return is_new

    def _find_renames(self, errors: Iterable[SchemaError]) -> None:
        missing: dict[Path, list[SchemaError]] = {}
        for error in errors:
            if error.keyword == "required" and len(missing) < MAX_FIXES:
                missing.setdefault(error.path, []).append(error)
        for path, group in missing.items():
            known = (name for error in group for name in error.schema.get("properties", {}))
            self._renames.find(path, (str(error.name) for error in group), group[0].value, known)


def _root_causes(errors: list[SchemaError]) -> Iterator[SchemaError]:
    """The errors that do not follow from others."""
    of_values = [error for error in errors if not error.is_name]
    mistyped = {error.path for error in of_values if error.keyword == "type"}
    decided = {error.path for error in of_values if error.keyword in _DECISIVE}
    # A rejected part is not evaluated, so `unevaluated…` rejects it too.
    refused = {
        error.path[:depth]
        for error in errors
        if not error.keyword.startswith("unevaluated")
        for depth in range(len(error.path) + 1)
    }
    for error in errors:
        path, keyword = error.path, error.keyword
        if any(path[:depth] in mistyped for depth in range(len(path))):
            continue
        if (path in mistyped and keyword != "type") or (path in decided and keyword not in _DECISIVE):
            continue
        if not keyword.startswith("unevaluated") or path not in refused:
            yield error


def _problem(error: SchemaError, parent: Path, fix: Fix | None, near: str | None) -> Unlocated:
    path, keyword = (*parent, *error.path), error.keyword
    code = _CODES.get(keyword, "payload-invalid")
    if error.is_name:
        return _invalid_name((*path, str(error.name)), error, fix)
    if code == "missing-field":
        return missing_field(path, keyword, str(error.name), fix, near)
    if code == "unknown-field":
        return unknown_field(path, keyword, fix)
    expected = describe_values(error.expected) if code == "unknown-value" else describe_expected(error)
    return invalid_value(code, path, keyword, expected=expected, fix=fix, value=error.value)


def _invalid_name(path: Path, error: SchemaError, fix: Fix | None) -> Unlocated:
    if error.keyword == FALSE:
        return unknown_field(path, "propertyNames", fix)
    problem = Problem(
        code="payload-invalid",
        keyword=error.keyword,
        pointer=pointer(path),
        expected=f"a field whose name is {describe_expected(error)}",
        actual=show(error.value),
        fix=fix,
    )
    return Unlocated(problem, path, at_name=True)


def _fix(error: SchemaError, payload: Any, near: str | None) -> Fix | None:
    value = error.value
    match error.keyword:
        case _ if error.is_name:
            return None
        case "required" if near:
            return hints.of_rename(str(error.name), near)
        case "required" | "dependentRequired":
            described = describe_schema(error.schema.get("properties", {}).get(error.name))
            return hints.of_missing(described)
        case "additionalProperties":
            present = value_at(payload, error.path[:-1])
            return hints.of_extra(
                str(error.path[-1]), (name for name in error.schema.get(BESIDE, ()) if name not in present)
            )
        case "enum" if isinstance(value, str):
            return hints.of_word(value, (word for word in error.expected if isinstance(word, str)))
        case "format":
            return hints.of_time(value, tolerated=False)
        case "type":
            is_time = error.schema.get("format") in TIMES
            return hints.of_type(value, error.types, allowed=error.schema.get("enum"), is_time=is_time, tolerated=False)
        case _:
            return None
