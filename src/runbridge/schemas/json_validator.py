"""The validator of any JSON Schema: exact, bounded, with formats asserted, and without fetching anything."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from runbridge._runtime.times import FORMATS
from runbridge.schemas.exact_keywords import is_integer, is_number, with_exact_keywords

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
    """A validator of jsonschema, as far as it is used here."""

    def is_valid(self, instance: Any) -> bool:
        """Whether the schema accepts a value."""
        ...

    def iter_errors(self, instance: Any) -> Iterator[ValidatorError]:
        """The errors of a value."""
        ...

    def evolve(self, **changes: Any) -> Validator:
        """The same validator for another `schema` with references into the whole."""
        ...


def plain_validator(schema: dict[str, Any] | bool) -> Validator:
    """The validator of any 2020-12 schema, formats asserted; it never fetches what a `$ref` names."""
    from referencing import Registry

    registry: Registry[Any] = Registry()
    plain = cast("Callable[..., Validator]", _validator_class())
    return plain(schema, registry=registry, format_checker=_format_checker())


@cache
def _validator_class() -> Any:
    import jsonschema.validators

    # The type stubs of these libraries are incomplete.
    theirs: Any = jsonschema.validators
    plain = theirs.Draft202012Validator
    types = plain.TYPE_CHECKER.redefine_many({"integer": is_integer, "number": is_number})
    ours = theirs.extend(plain, with_exact_keywords(plain.VALIDATORS), type_checker=types)
    evolve: Callable[..., Any] = ours.evolve

    def evolve_ours(self: Any, **changes: Any) -> Any:
        # For a schema with `$schema`, jsonschema would switch to its own validator.
        schema = changes.get("schema")
        if isinstance(schema, dict) and "$schema" in schema:
            keywords = cast("dict[str, Any]", schema)
            changes["schema"] = {name: value for name, value in keywords.items() if name != "$schema"}
        return evolve(self, **changes)

    ours.evolve = evolve_ours
    return ours


@cache
def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, check in FORMATS.items():
        checker.checks(name)(_if_text(check))
    return checker


def _if_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    """A check that only applies to strings, as formats do."""
    return lambda value: not isinstance(value, str) or check(value)
