"""A record that the fast path refused, walked with the schema: every problem that it has, or none.

The verdict is jsonschema's; this module turns its errors into problems and finds their places.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from runbridge._runtime.schema import NotANumber, parse, validator
from runbridge.positions import locate, position
from runbridge.problems import Problem, choices, escape, pointer, shorten, show

_TYPES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}
_TIMES = {
    "date-time": "an RFC 3339 date-time with an offset",
    "date-time-local": "an RFC 3339 date-time",
}
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity')


def explain(data: bytes, stem: str, profile: str, *, strict: bool = False) -> list[Problem]:
    """All problems of a record's text in the order of the text; [] when the schema accepts it."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line, column = position(data[: error.start].decode(), error.start)
        return [Problem(code="not-utf8", actual=_bad_byte(error), line=line, column=column)]
    try:
        record = parse(text, object_pairs_hook=_Object if strict else None)
        problems = [*_schema_problems(text, record, validator(stem, profile, strict=strict))]
        if strict:
            problems += _duplicates(text, record)
    except json.JSONDecodeError as error:
        line, column = position(text, error.pos)
        return [Problem(code="not-json", expected=_lower_first(error.msg), line=line, column=column)]
    except NotANumber as error:
        return [_constant(text, str(error))]
    except RecursionError:
        return [Problem(code="too-deep")]
    # Each once (jsonschema reports `required` once a member), and in the order of the text.
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))


def _bad_byte(error: UnicodeDecodeError) -> str:
    return f"{error.reason} (byte 0x{error.object[error.start]:02x})"


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]


def _constant(text: str, constant: str) -> Problem:
    index = next(match.start() for match in _STRING_OR_CONSTANT.finditer(text) if match.group() == constant)
    line, column = position(text, index)
    return Problem(code="not-json", expected=f"{constant} is not a JSON number", line=line, column=column)


class _Object(dict[str, Any]):
    """An object that remembers which of its members stood in it more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.repeated = tuple(name for name in self if names.count(name) > 1) if len(names) > len(self) else ()


def _duplicates(text: str, record: Any) -> Iterator[Problem]:
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), record)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Object):
            for name in value.repeated:
                line, column = locate(text, (*path, name), key=True)
                yield Problem(
                    code="duplicate-member", pointer=pointer(path), actual=_name(name), line=line, column=column
                )
            waiting += (((*path, name), child) for name, child in value.items())
        elif isinstance(value, list):
            waiting += (((*path, index), child) for index, child in enumerate(value))


def _schema_problems(text: str, record: Any, schema: Draft202012Validator) -> Iterator[Problem]:
    for error in schema.iter_errors(record):
        for leaf in _leaves(error):
            yield from _problems(text, leaf)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors that say what is wrong: for an `anyOf` those of the branch that was meant."""
    if error.validator != "anyOf":
        yield error
        return
    meant = [
        index
        for index in range(len(error.validator_value))
        if not any(
            child.validator == "type" and not child.path for child in error.context if child.schema_path[0] == index
        )
    ]
    if len(meant) == 1:
        for child in error.context:
            if child.schema_path[0] == meant[0]:
                yield from _leaves(child)
    else:
        yield error


def _problems(text: str, error: ValidationError) -> Iterator[Problem]:  # noqa: C901  # one case a keyword
    path = tuple(error.absolute_path)
    line, column = locate(text, path)
    place: dict[str, Any] = {"pointer": pointer(path), "line": line, "column": column}
    match error.validator:
        case "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield Problem(code="missing-member", expected=_name(name), **place)
        case "additionalProperties":
            for name in error.instance:
                if name not in error.schema["properties"]:
                    yield _unknown(text, (*path, name))
        case "type":
            yield Problem(
                code="wrong-type", expected=_types(error.validator_value), actual=show(error.instance), **place
            )
        case "enum":
            yield Problem(
                code="unknown-value", expected=choices(error.validator_value), actual=show(error.instance), **place
            )
        case "format":
            yield Problem(code="bad-time", expected=_TIMES[error.validator_value], actual=show(error.instance), **place)
        case "anyOf":
            yield _no_branch(error, place)
        case keyword:
            yield Problem(code="schema", expected=str(keyword), **place)


def _unknown(text: str, path: tuple[str | int, ...]) -> Problem:
    line, column = locate(text, path, key=True)
    return Problem(code="unknown-member", pointer=pointer(path), line=line, column=column)


def _no_branch(error: ValidationError, place: dict[str, Any]) -> Problem:
    formats = [branch["format"] for branch in error.validator_value if "format" in branch]
    if formats:
        return Problem(code="bad-time", expected=_TIMES[formats[-1]], actual=show(error.instance), **place)
    types = [child.validator_value for child in error.context if child.validator == "type" and not child.path]
    return Problem(code="wrong-type", expected=_types(types), actual=show(error.instance), **place)


def _types(types: str | list[str]) -> str:
    names = [_TYPES[name] for name in ([types] if isinstance(types, str) else types)]
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"


def _name(name: str) -> str:
    return f"`{shorten(escape(name))}`"
