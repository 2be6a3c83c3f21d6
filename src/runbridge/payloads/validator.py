"""The payloads of a record, each judged by a schema that was given for it.

Which member is a payload, and of which kind, the canonical schemas say with `x-payload`. The verdict is jsonschema's.
"""

import json
import os
import re
import warnings
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, cast

from runbridge._runtime.registry import Format
from runbridge._runtime.schema import load
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.locations import find
from runbridge.diagnosis.schema_findings import Finding
from runbridge.errors import WrongUse
from runbridge.payloads.false_schemas import spelled_out
from runbridge.payloads.findings import Refusals
from runbridge.schemas.document import TOO_HARD
from runbridge.schemas.loader import parse_schema
from runbridge.schemas.validator import Refusal, Validator, plain_validator

#: How many refusals are looked at together, to tell which of them have one cause.
_BATCH = 10_000
#: Longer integers are not read: Python can be told to refuse them, and to calculate with them takes its time.
_MOST_DIGITS = 640


class _LongNumber(Exception):
    """A number in a payload is too long to be calculated with."""


def text_of(schema: Mapping[str, Any] | bool | str | os.PathLike[str], name: str) -> str:
    """The text of a schema; raises WrongUse where it is none that can be used, and OSError.

    `name` is what one that is not in a file is called.
    """
    if isinstance(schema, str | os.PathLike):
        return _checked(os.fspath(schema), FilePath(schema).read_bytes())
    try:
        text = json.dumps(schema)
    except (TypeError, ValueError, RecursionError) as error:
        raise WrongUse(f"{name}: {error}") from error
    return _checked(name, text.encode())


@lru_cache(maxsize=16)
def _checked(name: str, data: bytes) -> str:
    with _without_warnings():
        return parse_schema(name, data).text


@dataclass(frozen=True)
class Judge:
    """What is asked of one payload: the member that it is, and the validator of its schema."""

    member: str
    validator: Validator

    def accepts(self, text: str) -> bool:
        """Whether the schema accepts the JSON text of a payload; never for one that cannot be judged."""
        try:
            with _without_warnings():
                return self.validator.is_valid(_read(text))
        except (*TOO_HARD, _LongNumber):
            return False

    def findings(self, text: str) -> Iterator[Finding]:
        """All that the schema says against the JSON text of a payload, each with its path in the record."""
        where = (self.member,)
        try:
            payload = _read(text)
        except _LongNumber as long:
            yield _unjudged(long, where)
            return
        refusals, told = self.validator.iter_errors(payload), Refusals(payload, where)
        while True:
            batch, error = _next_of(refusals)
            yield from told.findings(batch)
            if error is not None:
                yield _unjudged(error, where)
            if len(batch) < _BATCH:
                return


def _next_of(refusals: Iterator[Refusal]) -> tuple[list[Refusal], Exception | None]:
    """The next refusals, and what ended them before their end."""
    batch: list[Refusal] = []
    try:
        with _without_warnings():
            for refusal in islice(refusals, _BATCH):
                batch.append(refusal)  # noqa: PERF402  # those before an error are known
    except TOO_HARD as error:
        return batch, error
    return batch, None


def _unjudged(error: Exception, path: Path) -> Finding:
    """The finding that a payload could not be judged to its end."""
    if isinstance(error, RecursionError):
        return Finding("too-deep", path)
    if isinstance(error, re.error):
        actual = "a pattern of the schema is none that Python can use"
    elif isinstance(error, _LongNumber):
        actual = f"a number in it has more than {_MOST_DIGITS} digits"
    else:
        actual = "a number in it is too large to calculate with"
    return Finding("payload-unchecked", path, actual=actual)


def judges_of(form: Format, schemas: Mapping[str, str]) -> list[Judge]:
    """The judges for a format, of the texts of some schemas by the kind of payload that each describes.

    Raises WrongUse for a kind of which the format has no payload.
    """
    members = _payloads(form.stem)
    for kind in schemas:
        if kind not in members:
            raise WrongUse(
                f"{form.name} has no opaque {kind} that a schema could describe; leave the {kind} schema out"
            )
    return [_judge(members[kind], text) for kind, text in schemas.items()]


def has_kinds(form: Format, kinds: Collection[str]) -> bool:
    """Whether a format has a payload of each kind."""
    return _payloads(form.stem).keys() >= {*kinds}


@cache
def _payloads(stem: str) -> dict[str, str]:
    """The members of a format that are payloads, by their kind."""
    members: dict[str, dict[str, Any]] = load("", stem)["properties"]
    return {schema["x-payload"]: name for name, schema in members.items() if "x-payload" in schema}


@lru_cache(maxsize=16)
def _judge(member: str, text: str) -> Judge:
    return Judge(member, plain_validator(spelled_out(text)))


def findings_in(judges: Sequence[Judge], text: str, record: Any) -> Iterator[Finding]:
    """All that is wrong with the payloads of a parsed record; one that is absent is not looked at."""
    members = cast("dict[str, Any]", record) if isinstance(record, dict) else {}
    there = [judge for judge in judges if judge.member in members]
    places = find(text, ((judge.member,) for judge in there))
    for judge in there:
        place = places[judge.member,]
        yield from judge.findings(text[place.value : place.end])


def _read(text: str) -> Any:
    return _DECODER.decode(text)


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _LongNumber
    return int(digits)


_DECODER = json.JSONDecoder(parse_int=_integer)


@contextmanager
def _without_warnings() -> Generator[None]:
    """Nothing is said of what Python will read differently one day in a pattern of other people."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield
