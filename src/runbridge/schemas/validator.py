"""Any JSON Schema as jsonschema reads it: plain, with formats asserted, and without fetching anything."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from runbridge._runtime.times import FORMATS
from runbridge.schemas.patterns import regex_of, why_unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jsonschema import FormatChecker


class ValidatorError(Protocol):
    """An error of jsonschema.

    `validator` is the keyword, None where the schema is `false`; `context` has the errors of the branches of an
    `anyOf` or `oneOf`, whose `path` and `schema_path` start there.
    """

    validator: str | None
    validator_value: Any
    instance: Any
    schema: dict[str, Any] | bool
    path: Sequence[str | int]
    absolute_path: Iterable[str | int]
    schema_path: Sequence[str | int]
    context: Sequence[ValidatorError]


class Validator(Protocol):
    """What is asked of jsonschema's validators, any of whose types the stubs on offer leave open."""

    def is_valid(self, instance: Any) -> bool:
        """Whether the schema accepts a value."""
        ...

    def iter_errors(self, instance: Any) -> Iterator[ValidatorError]:
        """Why it does not."""
        ...

    def evolve(self, **changes: Any) -> Validator:
        """The same validator for another `schema`, whose references still lead into the whole."""
        ...


def plain_validator(schema: dict[str, Any] | bool) -> Validator:
    """The plain validator of any 2020-12 schema, formats asserted; it never fetches what a `$ref` names."""
    from jsonschema import Draft202012Validator
    from referencing import Registry

    registry: Registry[Any] = Registry()
    plain = cast("Callable[..., Validator]", Draft202012Validator)
    return plain(schema, registry=registry, format_checker=_format_checker())


def schema_flaw(schema: Any) -> tuple[list[str | int], str] | None:
    """Where a schema is none and which keyword of the 2020-12 meta-schema says so; None when it is one.

    A pattern is one that JavaScript or Python can read.
    """
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(schema, format_checker=_meta_format_checker())
    except SchemaError as error:
        return list(error.absolute_path), str(error.validator)
    return None


@cache
def _meta_format_checker() -> FormatChecker:
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(formats=())
    checker.checkers = {**Draft202012Validator.FORMAT_CHECKER.checkers}
    checker.checks("regex")(_if_text(_is_pattern))
    return checker


def _is_pattern(text: str) -> bool:
    return why_unreadable(text) is None or regex_of(text) is not None


@cache
def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, check in FORMATS.items():
        checker.checks(name)(_if_text(check))
    return checker


def _if_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    """A check that what is no text passes: a format says nothing about it."""
    return lambda value: not isinstance(value, str) or check(value)
