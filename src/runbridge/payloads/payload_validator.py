"""The payloads of a record, each validated with the schema that the user gave for it.

The schema of the format says with `x-payload` which field is a payload, and of which kind.
"""

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, cast

from runbridge._runtime.json_parser import parse_float
from runbridge._runtime.registry import Format
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import explain_with
from runbridge.diagnosis.schema_problems import Unlocated
from runbridge.errors import UsageError
from runbridge.json_locations import find
from runbridge.payloads.payload_problems import PayloadDiagnosis, rewrite_false_schemas
from runbridge.problem_messages import pointer
from runbridge.problems import Problem
from runbridge.schemas.document import TOO_HARD, Document
from runbridge.schemas.exact_keywords import DEFAULT_SECONDS, LimitReached, Work
from runbridge.schemas.json_validator import Validator, ValidatorError, plain_validator
from runbridge.schemas.loader import parse_schema, unchecked_notes

#: How many errors are examined together, to find those with one cause.
_BATCH = 10_000
#: Longer integers are not read: Python may refuse them, and arithmetic with them is slow.
_MOST_DIGITS = 640


class _LongNumber(Exception):
    """A number in a payload is too long for arithmetic."""


def text_of(schema: Mapping[str, Any] | bool | str | os.PathLike[str], name: str) -> str:
    """The text of a schema; raises UsageError where it cannot be used, and OSError.

    `name` is the name of a schema that is not in a file, for messages.
    """
    if isinstance(schema, str | os.PathLike):
        return _checked(os.fspath(schema), FilePath(schema).read_bytes()).text
    try:
        text = json.dumps(schema)
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"{name}: {error}") from error
    return _checked(name, text.encode()).text


def notes_of(name: str, text: str) -> list[str]:
    """What nothing checks in a schema, from the text that `text_of` has returned."""
    return [*unchecked_notes(_checked(name, text.encode()))]


@lru_cache(maxsize=16)
def _checked(name: str, data: bytes) -> Document:
    return parse_schema(name, data)


@dataclass(frozen=True)
class PayloadChecker:
    """Validates one payload of a record: the `field` with the payload, and the validator of its schema."""

    field: str
    validator: Validator

    def accepts(self, text: str, seconds: float = DEFAULT_SECONDS) -> bool:
        """Whether the schema accepts the JSON text of a payload; False where that cannot be decided."""
        try:
            with Work(seconds):
                return self.validator.is_valid(_read(text))
        except (*TOO_HARD, _LongNumber):
            return False

    def problems(self, text: str, seconds: float = DEFAULT_SECONDS) -> Iterator[Unlocated]:
        """Every problem of the JSON text of a payload, with paths in the record."""
        return _problems_of(self.validator, text, seconds, (self.field,))


def record_problems(data: bytes, schema: str, seconds: float) -> list[Problem]:
    """Every problem of a record's JSON text with a schema, from the text of the schema, in the order of the text.

    Every draft that can be read is one; text that is not JSON has that problem.
    """
    return explain_with(data, lambda text: _problems_of(_validator(schema), text, seconds, ()))


def _problems_of(validator: Validator, text: str, seconds: float, where: Path) -> Iterator[Unlocated]:
    """Every problem of a JSON text that is at a path of its record."""
    try:
        value = _read(text)
    except _LongNumber as error:
        yield _unchecked(error, where)
        return
    errors, diagnosis, work = validator.iter_errors(value), PayloadDiagnosis(value, where), Work(seconds)
    while True:
        batch, failure = _next_errors(errors, work)
        yield from diagnosis.problems(batch)
        if failure is not None:
            yield _unchecked(failure, where)
        if len(batch) < _BATCH:
            return


def _next_errors(errors: Iterator[ValidatorError], work: Work) -> tuple[list[ValidatorError], Exception | None]:
    """The next errors, and what stopped the validation before its end."""
    batch: list[ValidatorError] = []
    try:
        with work:
            for error in islice(errors, _BATCH):
                batch.append(error)  # noqa: PERF402  # those before a failure are kept
    except TOO_HARD as failure:
        return batch, failure
    return batch, None


def _unchecked(failure: Exception, path: Path) -> Unlocated:
    """The problem of a payload whose validation stopped before its end."""
    if isinstance(failure, RecursionError):
        return Unlocated(Problem(code="excessive-nesting", pointer=pointer(path)), path)
    if isinstance(failure, LimitReached):
        actual = str(failure)
    elif isinstance(failure, _LongNumber):
        actual = f"a number in it has more than {_MOST_DIGITS} digits"
    else:
        actual = "a number in it is too large to compute with"
    return Unlocated(Problem(code="payload-unchecked", pointer=pointer(path), actual=actual), path)


def payload_checkers(form: Format, schemas: Mapping[str, str]) -> list[PayloadChecker]:
    """The checkers for a format, from the texts of schemas by the kind of payload that each describes.

    Raises UsageError for a kind of payload that the format does not have.
    """
    fields = payload_fields(form)
    for kind in schemas:
        if kind not in fields:
            raise UsageError(f"{form.name} has no opaque {kind} for a schema to describe; omit the {kind} schema")
    return [_checker(fields[kind], text) for kind, text in schemas.items()]


def has_kinds(form: Format, kinds: Collection[str]) -> bool:
    """Whether a format has a payload of each kind."""
    return payload_fields(form).keys() >= {*kinds}


@cache
def payload_fields(form: Format) -> dict[str, str]:
    """The fields of a format that are payloads, by their kind."""
    properties: dict[str, dict[str, Any]] = load_schema(form)["properties"]
    return {schema["x-payload"]: name for name, schema in properties.items() if "x-payload" in schema}


@lru_cache(maxsize=16)
def _checker(field: str, text: str) -> PayloadChecker:
    return PayloadChecker(field, _validator(text))


@lru_cache(maxsize=16)
def _validator(text: str) -> Validator:
    return plain_validator(rewrite_false_schemas(text))


def payload_problems(checkers: Sequence[PayloadChecker], seconds: float, text: str, record: Any) -> Iterator[Unlocated]:
    """Every problem of the payloads of a parsed record; a missing payload has none."""
    fields = cast("dict[str, Any]", record) if isinstance(record, dict) else {}
    present = [checker for checker in checkers if checker.field in fields]
    places = find(text, ((checker.field,) for checker in present))
    for checker in present:
        place = places[checker.field,]
        yield from checker.problems(text[place.value : place.end], seconds)


def _read(text: str) -> Any:
    return _DECODER.decode(text)


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _LongNumber
    return int(digits)


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=parse_float)
