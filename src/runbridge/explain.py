"""A record that the fast path refused, walked with the schema: every problem that it has, or none.

The verdict is jsonschema's; this module turns its errors into problems and finds their places.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from runbridge._runtime.schema import NotANumber, Validator, parse, validator
from runbridge.errors import InvalidRecord
from runbridge.positions import Lines, Path, Place, find, position
from runbridge.problems import Problem, brief, choices, pointer, show, show_number

#: Nobody reads more problems of one record than this, nor should a hostile one take hours or all memory.
_MOST_PROBLEMS = 10_000
_MOST_POINTER_TEXT = 16 * 1024 * 1024

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
_STRING_OR_CONSTANT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|NaN|-?Infinity')
_NUMBER = re.compile(r"[-+.0-9eE]+")


def explain(data: bytes, stem: str, profile: str, *, strict: bool = False) -> list[Problem]:
    """All problems of a record's text in the order of the text; [] when the schema accepts it.

    Where there are more than 10,000, or their pointers are longer than 16 Mi characters together, the last one says
    that there are more.
    """
    try:
        text, record = read(data, keep_repeated=strict)
        findings = _findings(record, validator(stem, profile, strict=strict), strict=strict)
        return _placed(text, *_cut(findings))
    except InvalidRecord as error:
        return list(error.problems)
    except RecursionError:
        return [Problem(code="too-deep")]


def flaws(data: bytes) -> list[Problem]:
    """Why a text is no JSON that can be read; [] when it is some."""
    try:
        read(data)
    except InvalidRecord as error:
        return list(error.problems)
    return []


def read(data: bytes, *, keep_repeated: bool = False) -> tuple[str, Any]:
    """A text and its value as a schema looks at it; raises InvalidRecord.

    With `keep_repeated` its objects remember which of their members stood there more than once.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise _invalid("not-utf8", before, len(before), actual=_bad_byte(error)) from None
    if text.startswith("\ufeff"):
        raise _invalid("not-json", text, 0, expected="it starts with a byte order mark")
    try:
        return text, parse(text, object_pairs_hook=_Object if keep_repeated else None)
    except json.JSONDecodeError as error:
        raise _invalid("not-json", text, error.pos, expected=_reason(error.msg)) from None
    except NotANumber as error:
        reason = f"{error} is not a JSON number"
        raise _invalid("not-json", text, _constant(text, str(error)), expected=reason) from None
    except RecursionError:
        raise InvalidRecord([Problem(code="too-deep")]) from None


def _invalid(code: str, text: str, index: int, *, expected: str = "", actual: str = "") -> InvalidRecord:
    line, column = position(text, index)
    return InvalidRecord([Problem(code=code, expected=expected, actual=actual, line=line, column=column)])


def _bad_byte(error: UnicodeDecodeError) -> str:
    return f"{error.reason} (byte 0x{error.object[error.start]:02x})"


def _reason(message: str) -> str:
    """The standard library's message, without the words that lead to the position it appends."""
    words = message.rstrip(": ").removesuffix(" at").removesuffix(" starting")
    return words[:1].lower() + words[1:]


def _constant(text: str, constant: str) -> int:
    """The index of the first constant that stands outside a string."""
    return next(match.start() for match in _STRING_OR_CONSTANT.finditer(text) if match.group() == constant)


class _Object(dict[str, Any]):
    """An object that remembers which of its members stood in it more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: tuple[str, ...] = ()
        if len(pairs) > len(self):
            counts = Counter(name for name, _ in pairs)
            self.repeated = tuple(name for name, count in counts.items() if count > 1)


@dataclass(frozen=True, slots=True)
class _Finding:
    """A problem whose place is not known yet; `value` is what stands there where the message shows it."""

    code: str
    path: Path
    expected: str = ""
    actual: str = ""
    value: Any = None
    #: What the place is of when it is not of the value at the path: of this name.
    name: Path | None = None


def _findings(record: Any, schema: Validator, *, strict: bool) -> Iterator[_Finding]:
    for error in schema.iter_errors(record):
        for leaf in _leaves(error):
            yield from _of_error(leaf)
    if strict:
        yield from _repeated(record)


def _cut(findings: Iterator[_Finding]) -> tuple[list[_Finding], bool]:
    """As many findings as people can use, and whether there are more."""
    kept: list[_Finding] = []
    room = _MOST_POINTER_TEXT
    for finding in findings:
        room -= sum(len(step) for step in finding.path if isinstance(step, str))
        if kept and (room < 0 or len(kept) == _MOST_PROBLEMS):
            return kept, True
        kept.append(finding)
    return kept, False


def _placed(text: str, findings: list[_Finding], more: bool) -> list[Problem]:
    # A value of the wrong type is none of the choices either: that goes without saying.
    mistyped = {finding.path for finding in findings if finding.code == "wrong-type"}
    told = [finding for finding in findings if finding.code != "unknown-value" or finding.path not in mistyped]
    places = find(text, (finding.name or finding.path for finding in told))
    lines = Lines(text)
    problems = sorted(
        (_problem(text, lines, finding, places[finding.name or finding.path]) for finding in told),
        key=lambda problem: (problem.line, problem.column),
    )
    if more:
        last = problems[-1]
        problems.append(Problem(code="too-many", expected=f"{len(problems):,}", line=last.line, column=last.column))
    return problems


def _problem(text: str, lines: Lines, finding: _Finding, place: Place) -> Problem:
    line, column = lines.position(place.name if finding.name else place.value)
    actual = finding.actual
    if finding.code in _SHOW_VALUE:
        number = _NUMBER.match(text, place.value)
        actual = show_number(number.group()) if number else show(finding.value)
    return Problem(
        code=finding.code,
        pointer=pointer(finding.path),
        expected=finding.expected,
        actual=actual,
        line=line,
        column=column,
    )


_SHOW_VALUE = frozenset({"wrong-type", "unknown-value", "bad-time"})

#: A container on the way to another one: the one that it is in, and its name or index there.
_Inside: TypeAlias = "tuple[_Inside, str | int] | None"


def _repeated(record: Any) -> Iterator[_Finding]:
    # Only containers are kept, each with a link to its own: whole paths would take memory for every one.
    waiting: list[tuple[_Inside, Any]] = [(None, record)]
    while waiting:
        inside, value = waiting.pop()
        steps: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, _Object):
            steps = value.items()
            for name in value.repeated:
                path = _path(inside)
                yield _Finding("duplicate-member", path, actual=_name(name), name=(*path, name))
        elif isinstance(value, list):
            steps = enumerate(cast("Iterable[Any]", value))
        waiting += [((inside, step), child) for step, child in steps if isinstance(child, dict | list)]


def _path(inside: _Inside) -> Path:
    steps: list[str | int] = []
    while inside is not None:
        inside, step = inside
        steps.append(step)
    return tuple(reversed(steps))


def _leaves(error: Any) -> Iterator[Any]:
    """The errors that say what is wrong: for an `anyOf` those of the branch that was meant."""
    if error.validator != "anyOf":
        yield error
        return
    mistyped = {child.schema_path[0] for child in error.context if child.validator == "type" and not child.path}
    meant = [index for index in range(len(error.validator_value)) if index not in mistyped]
    if len(meant) == 1:
        for child in error.context:
            if child.schema_path[0] == meant[0]:
                yield from _leaves(child)
    else:
        yield error


def _of_error(error: Any) -> Iterator[_Finding]:
    path: Path = tuple(error.absolute_path)
    asked = error.validator_value
    match error.validator:
        case "required":
            for name in asked:
                if name not in error.instance:
                    yield _Finding("missing-member", path, expected=_name(name))
        case "additionalProperties":
            for name in error.instance:
                if name not in error.schema.get("properties", {}):
                    yield _Finding("unknown-member", (*path, name), name=(*path, name))
        case "type":
            yield _Finding("wrong-type", path, expected=_types([asked]), value=error.instance)
        case "enum":
            yield _Finding("unknown-value", path, expected=choices(asked), value=error.instance)
        case "format":
            yield _Finding("bad-time", path, expected=_TIMES[asked], value=error.instance)
        case _:
            # codegen refuses schemas with any other keyword, so this is an `anyOf` of which no branch was meant.
            yield _no_branch(error, path)


def _no_branch(error: Any, path: Path) -> _Finding:
    branches: list[dict[str, Any]] = error.validator_value
    formats = [branch["format"] for branch in branches if "format" in branch]
    if formats:
        return _Finding("bad-time", path, expected=_TIMES[formats[-1]], value=error.instance)
    types = [child.validator_value for child in error.context if child.validator == "type" and not child.path]
    return _Finding("wrong-type", path, expected=_types(types), value=error.instance)


def _types(types: list[str | list[str]]) -> str:
    flat = [name for each in types for name in ([each] if isinstance(each, str) else each)]
    names = [_TYPES[name] for name in flat]
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"


def _name(name: str) -> str:
    return f"`{brief(name)}`"
