"""Keywords for jsonschema's validator where it deviates from the specification, and the limit on its work.

Numbers are compared by their exact values (JSON Schema core 4.2.2), patterns mean what ECMA-262 says (core 6.4), and
following a reference or a branch is a step of the current work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from runbridge._runtime.json_parser import ExactFloat, LongInteger, compare, identity, is_multiple
from runbridge._runtime.patterns import compile_pattern

if TYPE_CHECKING:
    from jsonschema import ValidationError
from threading import local
from time import thread_time

#: The limit where nobody sets one, in seconds of CPU time.
DEFAULT_SECONDS = 5.0
#: The number of steps between two checks of the clock.
_STEPS = 64


class LimitReached(Exception):
    """The validation of a value took longer than the limit; `seconds` is the limit."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it takes longer than {seconds:g} seconds")
        self.seconds = seconds


class Work:
    """The work of validating one value, which may be done in several parts; it counts the time of its own thread."""

    def __init__(self, seconds: float) -> None:
        self._limit = seconds
        self._used = 0.0
        self._started = thread_time()
        self._steps = 0
        self._outer: Work | None = None

    def __enter__(self) -> None:
        """Go on with the work in this thread."""
        self._outer, _current.work = getattr(_current, "work", None), self
        self._started = thread_time()

    def __exit__(self, *_: object) -> None:
        self._used += thread_time() - self._started
        _current.work = self._outer or _UNLIMITED

    def step(self) -> None:
        """Take a small step; raises LimitReached."""
        self._steps += 1
        if self._steps % _STEPS == 0:
            self.seconds_left()

    def seconds_left(self) -> float:
        """The time that is left; raises LimitReached where there is none."""
        left = self._limit - self._used - (thread_time() - self._started)
        if left <= 0:
            raise LimitReached(self._limit)
        return left

    def reached(self) -> LimitReached:
        """The error for work that took too long."""
        return LimitReached(self._limit)


_current = local()
_UNLIMITED = Work(1e9)


def new_work() -> Work:
    """Work with the default limit."""
    return Work(DEFAULT_SECONDS)


def current_work() -> Work:
    """The work that this thread does; without a limit where nobody set one."""
    work: Work = getattr(_current, "work", _UNLIMITED)
    return work


_INTEGERS: frozenset[type] = frozenset({int, LongInteger})
_NUMBERS: frozenset[type] = _INTEGERS | {float, ExactFloat}
#: The classes of parsed values by their JSON type. Some floats are integers too.
_TYPES: dict[str, frozenset[type]] = {
    "string": frozenset({str}),
    "number": _NUMBERS,
    "integer": _INTEGERS,
    "boolean": frozenset({bool}),
    "array": frozenset({list}),
    "object": frozenset({dict}),
    "null": frozenset({type(None)}),
}


class KeywordValidator(Protocol):
    """What keywords need of the validator of the schema that they are in."""

    _resolver: Any

    def is_type(self, instance: Any, type: str) -> bool:
        """Whether a value has a type."""
        ...

    def descend(self, instance: Any, schema: Any, path: Any = ..., schema_path: Any = ...) -> Iterator[ValidationError]:
        """The errors of a part of a value."""
        ...

    def evolve(self, **changes: Any) -> KeywordValidator:
        """The same validator for another schema."""
        ...

    def is_valid(self, instance: Any) -> bool:
        """Whether its schema accepts a value."""
        ...


Keyword: TypeAlias = "Callable[[KeywordValidator, Any, Any, Mapping[str, Any]], Iterator[ValidationError]]"


def is_number(_: object, value: object) -> bool:
    """Whether a value is a number."""
    return value.__class__ in _NUMBERS


def is_integer(_: object, value: object) -> bool:
    """Whether a value is a number without a fraction, such as `1.0` and `1e400`."""
    return value.__class__ in _INTEGERS or (isinstance(value, float) and value.is_integer())


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of ECMA-262 matches somewhere in a text; raises LimitReached."""
    work = current_work()
    try:
        return compile_pattern(pattern).search(text, timeout=work.seconds_left()) is not None
    except TimeoutError:
        raise work.reached() from None


def _bound(holds: Callable[[Any, Any], bool]) -> Keyword:
    def check(
        validator: KeywordValidator, bound: Any, instance: Any, _: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        if is_number(validator, instance) and not compare(holds, instance, bound):
            yield _error()

    return check


def _error() -> ValidationError:
    from jsonschema import ValidationError

    return ValidationError("")


def _type(_: KeywordValidator, types: Any, instance: Any, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    kind: type = instance.__class__
    for name in (types,) if isinstance(types, str) else types:
        if kind in _TYPES[name] or (name == "integer" and is_integer(None, instance)):
            return
    yield _error()


def _multiple_of(
    validator: KeywordValidator, divisor: Any, instance: Any, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if is_number(validator, instance) and not is_multiple(instance, divisor):
        yield _error()


def _enum(_: KeywordValidator, values: Any, instance: Any, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    if instance.__class__ is str:
        if instance not in values:
            yield _error()
        return
    this = identity(instance)
    if all(identity(each) != this for each in values):
        yield _error()


def _const(_: KeywordValidator, value: Any, instance: Any, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    if identity(value) != identity(instance):
        yield _error()


def _unique_items(
    _: KeywordValidator, is_asked: Any, instance: Any, __: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if is_asked and isinstance(instance, list) and not _are_unique(cast("Any", instance)):
        yield _error()


def _are_unique(items: list[Any]) -> bool:
    kinds = {item.__class__ for item in items}
    is_plain = kinds <= {int} or kinds <= {str}
    return len(set(items if is_plain else map(identity, items))) == len(items)


def _pattern(
    validator: KeywordValidator, pattern: Any, instance: Any, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not matches(pattern, instance):
        yield _error()


def _pattern_properties(
    validator: KeywordValidator, patterns: Any, instance: Any, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for pattern, schema in patterns.items():
            for name, value in instance.items():
                if matches(pattern, name):
                    yield from validator.descend(value, schema, path=name, schema_path=pattern)


def _additional_properties(
    validator: KeywordValidator, schema_of_others: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        others = [
            name for name in instance if name not in known and not any(matches(pattern, name) for pattern in patterns)
        ]
        if schema_of_others is False and others:
            yield _error()
        elif schema_of_others is not False:
            for name in others:
                yield from validator.descend(instance[name], schema_of_others, path=name)


def _unevaluated_properties(
    validator: KeywordValidator, schema_of_others: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        others = [name for name in instance if name not in set(_evaluated(validator, instance, schema))]
        if any(_fails(validator.descend(instance[name], schema_of_others)) for name in others):
            yield _error()


def _evaluated(validator: KeywordValidator, instance: Mapping[str, Any], schema: Any) -> Iterator[str]:
    """The fields of an object that the keywords next to `unevaluatedProperties` have evaluated."""
    if not isinstance(schema, Mapping):
        return
    keywords = cast("Mapping[str, Any]", schema)
    current_work().step()
    for keyword in ("$ref", "$dynamicRef"):
        if keyword in keywords:
            # jsonschema has no public way to look a reference up; its own keyword does the same.
            target = validator._resolver.lookup(keywords[keyword])  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            inner = validator.evolve(schema=target.contents, _resolver=target.resolver)
            yield from _evaluated(inner, instance, target.contents)
    known, patterns = keywords.get("properties", {}), keywords.get("patternProperties", {})
    direct = [name for name in instance if name in known or any(matches(pattern, name) for pattern in patterns)]
    yield from direct
    if "additionalProperties" in keywords:
        yield from instance
    if "unevaluatedProperties" in keywords:
        others = keywords["unevaluatedProperties"]
        yield from (name for name, value in instance.items() if not _fails(validator.descend(value, others)))
    for branch in _branches(validator, instance, keywords):
        yield from _evaluated(validator, instance, branch)


def _branches(validator: KeywordValidator, instance: Mapping[str, Any], keywords: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that are applied to the object itself and accept it."""
    listed: Iterable[Any] = [each for keyword in ("allOf", "oneOf", "anyOf") for each in keywords.get(keyword, ())]
    dependent = [each for name, each in keywords.get("dependentSchemas", {}).items() if name in instance]
    yield from (each for each in (*listed, *dependent) if not _fails(validator.descend(instance, each)))
    if "if" in keywords:
        is_met = validator.evolve(schema=keywords["if"]).is_valid(instance)
        if is_met:
            yield keywords["if"]
        if (chosen := "then" if is_met else "else") in keywords:
            yield keywords[chosen]


def _fails(errors: Iterator[ValidationError]) -> bool:
    return next(errors, None) is not None


#: Only these can make the work grow faster than the schema and the value.
_APPLICATORS = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf")

_EXACT: dict[str, Keyword] = {
    "type": _type,
    "minimum": _bound(ge),
    "maximum": _bound(le),
    "exclusiveMinimum": _bound(gt),
    "exclusiveMaximum": _bound(lt),
    "multipleOf": _multiple_of,
    "enum": _enum,
    "const": _const,
    "uniqueItems": _unique_items,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "unevaluatedProperties": _unevaluated_properties,
}


def with_exact_keywords(keywords: Mapping[str, Keyword]) -> dict[str, Keyword]:
    """The keywords of a validator with ours in place of theirs, and applicators as steps of the current work."""
    return {**keywords, **_EXACT, **{name: _as_step(keywords[name]) for name in _APPLICATORS}}


def _as_step(keyword: Keyword) -> Keyword:
    def check(
        validator: KeywordValidator, value: Any, instance: Any, schema: Mapping[str, Any]
    ) -> Sequence[ValidationError] | Iterator[ValidationError]:
        current_work().step()
        return keyword(validator, value, instance, schema) or ()

    return cast("Keyword", check)
