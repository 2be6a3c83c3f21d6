"""What is wrong with a parsed record, as findings without a place: one for each root cause, with what would mend it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, TypeAlias, cast

from runbridge._runtime.schema import validator
from runbridge._runtime.schema_validator import Fault, Path, Schema
from runbridge._runtime.times import is_local_time
from runbridge.diagnosis import hints
from runbridge.problems import brief, choices

#: More findings than these have no hint: nobody reads them, and they may be there to take time.
_MOST_HINTS = 100
#: How many faults under the tolerant profile are looked at to see what it accepts.
_MOST_FAULTS = 1000

_TYPES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}
#: What a format of times asks for.
TIMES = {
    "date-time": "an RFC 3339 date-time with an offset",
    "date-time-local": "an RFC 3339 date-time",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem whose place is not known yet; `value` is what stands there, where the message `shows_value`."""

    code: str
    path: Path
    keyword: str = ""
    expected: str = ""
    actual: str = ""
    hint: str = ""
    value: Any = None
    shows_value: bool = False
    #: What the place is of when it is not of the value at the path: of this name.
    name: Path | None = None


class Repeating(dict[str, Any]):
    """An object that remembers which of its members stood in it more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: tuple[str, ...] = ()
        if len(pairs) > len(self):
            counts = Counter(name for name, _ in pairs)
            self.repeated = tuple(name for name, count in counts.items() if count > 1)


class Diagnosis:
    """A record as the schema of its format sees it; with `strict` its objects are `Repeating`."""

    def __init__(self, record: Any, stem: str, profile: str, *, strict: bool) -> None:
        self._record = record
        self._stem = stem
        self._profile = profile
        self._strict = strict
        self._hints_left = _MOST_HINTS
        #: By the path of an object, the members that stand in it under another name, and that name.
        self._renamed: dict[Path, dict[str, str]] = {}

    def findings(self) -> Iterator[Finding]:
        """All that is wrong, not in the order of the text."""
        for fault in validator(self._stem, self._profile, strict=self._strict).faults(self._record):
            has_hint = self._hints_left > 0
            self._hints_left -= 1
            if fault.keyword == "required":
                yield self._missing(fault, has_hint=has_hint)
            elif fault.keyword == "additionalProperties":
                yield from self._unknown(fault, has_hint=has_hint)
            else:
                yield self._refused(fault, has_hint=has_hint)
        if self._strict:
            yield from _repeated(self._record)

    def _missing(self, fault: Fault, *, has_hint: bool) -> Finding:
        name = str(fault.name)
        near, hint = None, ""
        if has_hint:
            near = self._renames(fault).get(name)
            hint = hints.of_rename(name, near) if near else self._adding(name, fault)
        return Finding(
            "missing-member",
            fault.path,
            fault.keyword,
            expected=quoted(name),
            hint=hint,
            name=(*fault.path, near) if near else None,
        )

    def _adding(self, name: str, fault: Fault) -> str:
        return hints.of_missing(_wanted(fault.schema["properties"][name]), tolerated=self._is_tolerated(fault))

    def _renames(self, fault: Fault) -> dict[str, str]:
        renames = self._renamed.get(fault.path)
        if renames is None:
            missing = [name for name in fault.schema["required"] if name not in fault.value]
            renames = hints.renamed(missing, fault.value, fault.schema["properties"])
            self._renamed[fault.path] = renames
        return renames

    def _unknown(self, fault: Fault, *, has_hint: bool) -> Iterator[Finding]:
        name = str(fault.name)
        # A member that is missing under its own name was told of already.
        if name not in self._renamed.get(fault.path, {}).values():
            path = (*fault.path, name)
            hint = ""
            if has_hint:
                free = (each for each in fault.schema["properties"] if each not in fault.value)
                hint = hints.of_unknown(name, free)
            yield Finding("unknown-member", path, fault.keyword, hint=hint, name=path)

    def _refused(self, fault: Fault, *, has_hint: bool) -> Finding:
        code, expected = _code_of(fault)
        return Finding(
            code,
            fault.path,
            # Of formats in an `anyOf` it is the format all the same.
            "format" if code == "bad-time" else fault.keyword,
            expected=expected,
            hint=self._hint(code, fault) if has_hint else "",
            value=fault.value,
            shows_value=True,
        )

    def _hint(self, code: str, fault: Fault) -> str:
        if code == "bad-time":
            return hints.of_time(fault.value, tolerated=is_local_time(fault.value) and self._is_tolerated(fault))
        if code == "unknown-value":
            # An enum is of texts, and whoever is refused by it alone is one.
            return hints.of_choice(fault.value, fault.schema["enum"])
        return hints.of_type(fault, tolerated=fault.value is None and self._is_tolerated(fault))

    def _is_tolerated(self, fault: Fault) -> bool:
        if self._profile == "tolerant" or self._intolerable is None:
            return False
        return (fault.path, fault.name) not in self._intolerable

    @cached_property
    def _intolerable(self) -> set[tuple[Path, str | None]] | None:
        """Where the tolerant profile finds fault too; None where that is too often to be looked at."""
        found = validator(self._stem, "tolerant", strict=self._strict).faults(self._record)
        faults = list(islice(found, _MOST_FAULTS))
        return None if len(faults) == _MOST_FAULTS else {(fault.path, fault.name) for fault in faults}


def _code_of(fault: Fault) -> tuple[str, str]:
    """The code of a value that is refused, and what should stand there instead."""
    if fault.types:
        return "wrong-type", types_in_words(fault.types)
    if fault.keyword == "enum":
        return "unknown-value", choices(fault.schema["enum"])
    # codegen refuses schemas with any other keyword: this is a format, or an `anyOf` of formats.
    return "bad-time", TIMES[hints.formats_of(fault.schema)[-1]]


def _wanted(schema: Schema) -> str:
    """What a schema takes."""
    formats = hints.formats_of(schema)
    if formats or "enum" in schema:
        wanted = TIMES[formats[-1]] if formats else f"one of {choices(schema['enum'])}"
        return f"{wanted}, or null" if "null" in _listed(schema) and formats else wanted
    return types_in_words(_listed(schema)) if "type" in schema else "any JSON value"


def _listed(schema: Schema) -> tuple[str, ...]:
    types = schema["type"]
    return (types,) if isinstance(types, str) else tuple(types)


def types_in_words(types: Sequence[str]) -> str:
    """JSON types as something that a value must be."""
    names = [_TYPES[name] for name in types]
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"


def quoted(name: str) -> str:
    """The name of a member in a message."""
    return f"`{brief(name)}`"


#: A container on the way to another one: the one that it is in, and its name or index there.
_Inside: TypeAlias = "tuple[_Inside, str | int] | None"


def _repeated(record: Any) -> Iterator[Finding]:
    # Only containers are kept, each with a link to its own: whole paths would take memory for every one.
    waiting: list[tuple[_Inside, Any]] = [(None, record)]
    while waiting:
        inside, value = waiting.pop()
        steps: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, Repeating):
            steps = value.items()
            for name in value.repeated:
                path = _path(inside)
                yield Finding("duplicate-member", path, actual=quoted(name), hint=hints.OF_REPEATED, name=(*path, name))
        elif isinstance(value, list):
            steps = enumerate(cast("Iterable[Any]", value))
        waiting += [((inside, step), child) for step, child in steps if isinstance(child, dict | list)]


def _path(inside: _Inside) -> Path:
    steps: list[str | int] = []
    while inside is not None:
        inside, step = inside
        steps.append(step)
    return tuple(reversed(steps))
