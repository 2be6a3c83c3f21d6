"""The problems of a parsed record: one for each root cause, with the fix where it is known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeAlias, cast

from runbridge._runtime.registry import NAME, Format
from runbridge._runtime.schema import validator
from runbridge._runtime.schema_node import ANNOTATIONS, Schema
from runbridge._runtime.schema_validator import Path, SchemaError
from runbridge._runtime.times import is_local_time
from runbridge.diagnosis import hints
from runbridge.diagnosis.hints import TIMES, describe_keyword, describe_types
from runbridge.problem_messages import brief, choices, pointer
from runbridge.problems import Fix, Problem

#: How many problems of a record get a fix: nobody reads more, and a hostile record may make the search slow.
MAX_FIXES = 100
#: How many errors under the tolerant profile are compared to find out what it accepts.
_MAX_TOLERANT_ERRORS = 1000


class Unlocated(NamedTuple):
    """A problem whose location is not found yet, with what `explain` needs to find it.

    The location is that of the value at `path`, or with `at_name` that of the name of this field. With `shows_value`
    the message shows the `value`: the text of the record has its number as it is written.
    """

    problem: Problem
    path: Path
    at_name: bool = False
    shows_value: bool = False
    value: Any = None


class ObjectWithDuplicates(dict[str, Any]):
    """An object that remembers which of its fields occurred more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.duplicates: tuple[str, ...] = ()
        if len(pairs) > len(self):
            counts = Counter(name for name, _ in pairs)
            self.duplicates = tuple(name for name, count in counts.items() if count > 1)


class SchemaDiagnosis:
    """Finds the problems of one record with the schema of its format.

    With `strict` the objects of the record are `ObjectWithDuplicates`.
    """

    def __init__(self, record: Any, form: Format, profile: str, *, strict: bool) -> None:
        self._record = record
        self._form = form
        self._profile = profile
        self._strict = strict
        self._fixes_left = MAX_FIXES
        self._renames = hints.Renames()

    def problems(self) -> Iterator[Unlocated]:
        """All problems, not in the order of the text."""
        for error in validator(self._form, self._profile, strict=self._strict).errors(self._record):
            has_fix = self._fixes_left > 0
            self._fixes_left -= 1
            if error.keyword == "required":
                yield self._missing_field(error, has_fix=has_fix)
            elif error.keyword == "additionalProperties":
                yield from self._unknown_field(error, has_fix=has_fix)
            else:
                yield self._invalid_value(error, has_fix=has_fix)
        if self._strict:
            yield from duplicate_fields(self._record)

    def _missing_field(self, error: SchemaError, *, has_fix: bool) -> Unlocated:
        name = str(error.name)
        near, fix = None, None
        if has_fix:
            known: Mapping[str, Any] = error.schema.get("properties", {})
            missing = (each for each in error.expected if each not in error.value)
            near = self._renames.find(error.path, missing, error.value, known).get(name)
            if near is None:
                fix = hints.of_missing(_describe(known.get(name)), tolerated=self._tolerates(error))
            else:
                fix = hints.of_rename(name, near)
        return missing_field(error.path, error.keyword, name, fix, near)

    def _unknown_field(self, error: SchemaError, *, has_fix: bool) -> Iterator[Unlocated]:
        name = str(error.name)
        if self._renames.is_source(error.path, name):
            # The problem of the missing field says so already.
            return
        fix = None
        if has_fix:
            free = (each for each in error.schema.get("properties", ()) if each not in error.value)
            fix = hints.of_unknown(name, free)
        yield unknown_field((*error.path, name), error.keyword, fix)

    def _invalid_value(self, error: SchemaError, *, has_fix: bool) -> Unlocated:
        code, expected = _code_of(error)
        # The keyword of formats in an `anyOf` is `format` too.
        keyword = "format" if code == "invalid-timestamp" else error.keyword
        fix = self._fix(code, error) if has_fix else None
        return invalid_value(code, error.path, keyword, expected=expected, fix=fix, value=error.value)

    def _fix(self, code: str, error: SchemaError) -> Fix | None:
        if code == "invalid-timestamp":
            return hints.of_time(error.value, tolerated=is_local_time(error.value) and self._tolerates(error))
        if self._strict and error.path == (NAME,) and error.keyword == "anyOf":
            return hints.OF_RESIDUE
        if "x-aliases" in error.schema and error.value is not None and self._tolerates(error):
            return hints.of_alias(error.value, error.schema["x-aliases"])
        if code == "unknown-value" and isinstance(error.value, str):
            return hints.of_choice(error.value, [each for each in error.schema["enum"] if isinstance(each, str)])
        fix = hints.of_type(
            error.value,
            error.types,
            allowed=error.schema.get("enum"),
            is_time=bool(hints.formats_of(error.schema)),
            tolerated=error.value is None and self._tolerates(error),
        )
        if fix is None and code == "invalid-type" and isinstance(error.value, str) and self._tolerates(error):
            # A text that services send for a value that JSON does not have.
            return hints.of_tolerated(describe_types(error.types))
        return fix

    def _tolerates(self, error: SchemaError) -> bool:
        """Whether the tolerant profile has no such error."""
        if self._profile == "tolerant" or self._tolerant_errors is None:
            return False
        return (error.path, error.name) not in self._tolerant_errors

    @cached_property
    def _tolerant_errors(self) -> set[tuple[Path, str | None]] | None:
        """Where the tolerant profile has errors too; None where there are too many of them."""
        found = validator(self._form, "tolerant", strict=self._strict).errors(self._record)
        errors = list(islice(found, _MAX_TOLERANT_ERRORS))
        return None if len(errors) == _MAX_TOLERANT_ERRORS else {(error.path, error.name) for error in errors}


def missing_field(path: Path, keyword: str, name: str, fix: Fix | None, near: str | None) -> Unlocated:
    """The problem of an object without a field; `near` is the field that may be meant for it."""
    problem = Problem(code="missing-field", keyword=keyword, pointer=pointer(path), expected=quoted(name), fix=fix)
    return Unlocated(problem, path) if near is None else Unlocated(problem, (*path, near), at_name=True)


def unknown_field(path: Path, keyword: str, fix: Fix | None) -> Unlocated:
    """The problem of a field that the schema does not allow."""
    problem = Problem(code="unknown-field", keyword=keyword, pointer=pointer(path), fix=fix)
    return Unlocated(problem, path, at_name=True)


def invalid_value(code: str, path: Path, keyword: str, *, expected: str, fix: Fix | None, value: Any) -> Unlocated:
    """The problem of a value that a keyword refuses."""
    problem = Problem(code=code, keyword=keyword, pointer=pointer(path), expected=expected, fix=fix)
    return Unlocated(problem, path, shows_value=True, value=value)


def _code_of(error: SchemaError) -> tuple[str, str]:
    """The code of an invalid value, and the description of a valid one."""
    if error.types:
        return "invalid-type", describe_types(error.types)
    if error.keyword == "enum":
        return "unknown-value", choices(error.schema["enum"])
    formats = hints.formats_of(error.schema)
    if error.keyword in ("format", "anyOf") and formats:
        return "invalid-timestamp", TIMES[formats[-1]]
    return "payload-invalid", describe_keyword(error.keyword, error.expected)


def _describe(value: object) -> str:
    """What a schema accepts; empty where no keyword says it."""
    schema: Schema = cast("Schema", value) if isinstance(value, dict) else {}
    formats = hints.formats_of(schema)
    if formats or "enum" in schema:
        described = TIMES[formats[-1]] if formats else f"one of {choices(schema['enum'])}"
        return f"{described}, or null" if "null" in _types_of(schema) and formats else described
    if "type" in schema:
        return describe_types(_types_of(schema))
    return "" if schema.keys() - ANNOTATIONS else "any JSON value"


def _types_of(schema: Schema) -> tuple[str, ...]:
    types = schema["type"]
    return (types,) if isinstance(types, str) else tuple(types)


def quoted(name: str) -> str:
    """The name of a field for a message."""
    return f"`{brief(name)}`"


#: The link from a container to its parent, with its name or index there.
_Parent: TypeAlias = "tuple[_Parent, str | int] | None"


def duplicate_fields(record: Any) -> Iterator[Unlocated]:
    """The problems of fields that occur more than once, of a value whose objects are `ObjectWithDuplicates`."""
    # Each container has a link to its parent: a whole path for each would take too much memory.
    waiting: list[tuple[_Parent, Any]] = [(None, record)]
    while waiting:
        parent, value = waiting.pop()
        steps: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, ObjectWithDuplicates):
            steps = value.items()
            for name in value.duplicates:
                path = _path(parent)
                problem = Problem(
                    code="duplicate-field", pointer=pointer(path), actual=quoted(name), fix=hints.OF_DUPLICATE
                )
                yield Unlocated(problem, (*path, name), at_name=True)
        elif isinstance(value, list):
            steps = enumerate(cast("Iterable[Any]", value))
        waiting += [((parent, step), child) for step, child in steps if isinstance(child, dict | list)]


def _path(parent: _Parent) -> Path:
    steps: list[str | int] = []
    while parent is not None:
        parent, step = parent
        steps.append(step)
    return tuple(reversed(steps))
