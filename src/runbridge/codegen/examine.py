"""Checks a value against a JSON Schema and says what is wrong in codegen's own words."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validate

from runbridge.codegen.errors import SourceError

#: A value longer than this is not shown in a message.
_LONG = 60


def examine(value: object, schema: Mapping[str, Any], place: str) -> None:
    """Refuse a value that its schema does not accept; `SourceError` names the most telling place inside it."""
    try:
        validate(value, schema, cls=Draft202012Validator, format_checker=Draft202012Validator.FORMAT_CHECKER)
    except ValidationError as found:
        error = _closest(found)
        spot = place + "".join(f"/{step}" for step in error.absolute_path)
        raise SourceError(spot, _message(error), _choices(error)) from None


def _closest(error: Any) -> Any:
    """The error itself, or inside an `anyOf` the branch that lists the words it knows."""
    return next((branch for branch in error.context if branch.validator == "enum"), error)


def _message(error: Any) -> str:
    """What jsonschema says, without a list of choices and without a value that fills the screen."""
    shown = repr(error.instance)
    if error.validator == "enum":
        return f"{shown} is not known"
    return str(error.message).replace(shown, "the value") if len(shown) > _LONG else str(error.message)


def _choices(error: Any) -> tuple[str, ...]:
    return tuple(str(choice) for choice in error.validator_value) if error.validator == "enum" else ()
