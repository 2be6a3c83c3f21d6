"""The semantics of types: a reference interpreter that says whether a type accepts a JSON value."""

import json
import re
from fractions import Fraction
from typing import Any

from runbridge._runtime.times import FORMATS
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Literal,
    Map,
    Module,
    Never,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)


def accepts(type: Type, value: Any, module: Module) -> bool:  # noqa: C901  # a case for each type
    """Whether a type accepts a value; the module has the declarations that it refers to."""
    match type:
        case Unknown():
            return True
        case Never():
            return False
        case Null():
            return value is None
        case Boolean():
            return isinstance(value, bool)
        case String():
            return isinstance(value, str) and _is_text(type, value)
        case Number():
            return isinstance(value, (int, float)) and not isinstance(value, bool) and _is_number(type, value)
        case Literal():
            known = any(value == word and isinstance(value, bool) == isinstance(word, bool) for word in type.values)
            return known or (type.is_open and isinstance(value, str))
        case Array():
            return isinstance(value, list) and _is_array(type, value, module)
        case Map():
            return isinstance(value, dict) and all(accepts(type.value, each, module) for each in value.values())
        case Record():
            return isinstance(value, dict) and _is_record(type, value, module)
        case Union():
            return any(accepts(option, value, module) for option in type.options)
        case Reference():
            found = module.find(type.name)
            return accepts(found.type if isinstance(found, Alias) else found, value, module)


def _is_text(type: String, value: str) -> bool:
    is_of_format = FORMATS.get(type.format or "")
    return (
        (type.min_length or 0) <= len(value) <= (len(value) if type.max_length is None else type.max_length)
        and (type.pattern is None or re.search(type.pattern, value) is not None)
        and (is_of_format is None or is_of_format(value))
    )


def _is_number(type: Number, value: float) -> bool:
    return (
        (not type.is_integer or float(value).is_integer())
        and (type.minimum is None or value >= type.minimum)
        and (type.maximum is None or value <= type.maximum)
        and (type.exclusive_minimum is None or value > type.exclusive_minimum)
        and (type.exclusive_maximum is None or value < type.exclusive_maximum)
        and (type.multiple_of is None or Fraction(repr(value)) % Fraction(repr(type.multiple_of)) == 0)
    )


def _is_array(type: Array, value: list[Any], module: Module) -> bool:
    types = [*type.items, *(type.rest for _ in value[len(type.items) :])]
    return (
        (type.min_items or 0) <= len(value) <= (len(value) if type.max_items is None else type.max_items)
        and (not type.is_unique or len(set(map(_identity, value))) == len(value))
        and all(accepts(each, element, module) for each, element in zip(types, value, strict=False))
    )


def _is_record(type: Record, value: dict[str, Any], module: Module) -> bool:
    fields = {field.name: field for field in type.fields}
    return all(field.name in value for field in type.fields if field.required) and all(
        accepts(fields[name].type if name in fields else type.additional, each, module) for name, each in value.items()
    )


def _identity(value: Any) -> str:
    """One text per JSON value; `1.0` is the same as `1`."""
    whole = json.loads(
        json.dumps(value), parse_float=lambda token: int(float(token)) if float(token).is_integer() else float(token)
    )
    return json.dumps(whole, sort_keys=True)
