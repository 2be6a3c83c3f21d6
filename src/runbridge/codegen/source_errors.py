"""Checks a value against a JSON Schema; the error is a SourceError."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match  # pyright: ignore[reportUnknownVariableType]  # it says no type

#: Formats but for patterns, which jsonschema reads as Python's.
_FORMATS = FormatChecker(set(Draft202012Validator.FORMAT_CHECKER.checkers) - {"regex"})
#: A longer value is not part of a message.
_LONG = 60


def check_value(value: Any, schema: Mapping[str, Any], place: str) -> None:
    """Raise SourceError, with the place inside the value, if its schema does not accept it."""
    # Not `jsonschema.validate`, which checks the schema each time; a schema is checked once, when it is read.
    validator: Any = Draft202012Validator(schema, format_checker=_FORMATS)
    found = cast("Any", best_match(validator.iter_errors(value)))
    if found is not None:
        error = _closest(found)
        spot = place + "".join(f"/{step}" for step in error.absolute_path)
        raise SourceError(spot, _message(error), _choices(error))


def _closest(error: Any) -> Any:
    """The error itself or, in an `anyOf`, that of the branch with an enum."""
    return next((branch for branch in error.context if branch.validator == "enum"), error)


def _message(error: Any) -> str:
    """The message of jsonschema without the list of choices and without a long value."""
    shown = repr(error.instance)
    if error.validator == "enum":
        return f"{shown} is unknown"
    return str(error.message).replace(shown, "the value") if len(shown) > _LONG else str(error.message)


def _choices(error: Any) -> tuple[str, ...]:
    return tuple(str(choice) for choice in error.validator_value) if error.validator == "enum" else ()


class SourceError(Exception):
    """A schema or a bridge that codegen does not accept.

    `place` is a file name with a JSON Pointer, `choices` what is accepted there.
    """

    def __init__(self, place: str, message: str, choices: Iterable[str] = ()) -> None:
        self.place = place
        self.message = message
        self.choices = tuple(choices)
        super().__init__(place, message, self.choices)

    def __str__(self) -> str:
        hint = f" (choices: {', '.join(self.choices)})" if self.choices else ""
        return f"{self.place}: {self.message}{hint}"
