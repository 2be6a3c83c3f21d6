"""A second opinion on what is valid: the standard library's parser, plain jsonschema, and RFC 3339 read once more.

It starts from the two canonical schemas and makes the profiles of them by itself.
"""

import json
from calendar import isleap
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

SCHEMAS = Path(__file__).parents[2] / "schemas"
_FOLDERS = {"workflow-run": "workflow_run", "workflow-run-model": "workflow_run_model"}
_VOCABULARY = "x-extensible-enum"


def says_valid(data: bytes, form: str, profile: str, *, strict: bool) -> bool:
    """Whether the text is JSON, and a record of that format."""
    try:
        record = json.loads(
            data.decode(),
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_refuse,
            object_pairs_hook=_once if strict else None,
        )
    except (ValueError, RecursionError):
        return False
    return bool(validator(form, profile, strict).is_valid(record))


def is_json(data: bytes) -> bool:
    """Whether the text is JSON that Python's parser can read."""
    try:
        json.loads(data.decode(), parse_int=_integer, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _integer(digits: str) -> int:
    # Python stops at 4,300 digits; no schema here asks more of such a number than that it is an integer.
    return int(digits[:4000])


def _float(token: str) -> float:
    # jsonschema would ask a double whether it is an integer; no schema here asks anything else of a number.
    mantissa, _, exponent = token.lower().partition("e")
    whole, _, fraction = mantissa.removeprefix("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    zeros = len(digits) - len(digits.rstrip("0"))
    return 1 if not digits or int(exponent or "0") - len(fraction) + zeros >= 0 else 0.5


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a field stands there twice")
    return dict(pairs)


@cache
def validator(form: str, profile: str, strict: bool) -> Any:
    """jsonschema's validator, nothing changed in it."""
    return Draft202012Validator(schema(form, profile, strict=strict), format_checker=_checker())


def schema(form: str, profile: str, *, strict: bool) -> dict[str, Any]:
    """The canonical schema of a format, as a profile and `strict` change it."""
    tree = _load(f"{_FOLDERS[form]}/schema.json")
    for record in [tree, *tree.get("$defs", {}).values()]:
        if profile == "tolerant":
            _tolerate(record)
        if strict:
            _restrict(record)
    if strict:
        residue = _load("residue.schema.json")
        tree.setdefault("$defs", {}).update(residue.pop("$defs"), Residue=residue)
        tree["properties"]["_residue"] = {"$ref": "#/$defs/Residue"}
    return tree


def _load(name: str) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    for keyword in ("$schema", "$id"):
        tree.pop(keyword, None)
    return deepcopy(tree)


def _tolerate(record: dict[str, Any]) -> None:
    required = record["required"]
    record["required"] = [name for name in required if not _nullable(record["properties"][name])]
    for name, member in record["properties"].items():
        if name not in required and "type" in member and not _nullable(member):
            member["type"] = [member["type"], "null"]
        if "format" in member:
            member["format"] = "lax-date-time"


def _nullable(member: dict[str, Any]) -> bool:
    return "type" not in member or "null" in member["type"]


def _restrict(record: dict[str, Any]) -> None:
    record["additionalProperties"] = False
    for member in record["properties"].values():
        if _VOCABULARY in member:
            member["enum"] = [*member[_VOCABULARY], *([None] if _nullable(member) else [])]


def _checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checks("date-time")(lambda value: not isinstance(value, str) or is_date_time(value))
    checker.checks("lax-date-time")(
        lambda value: not isinstance(value, str) or is_date_time(value) or is_date_time(f"{value}Z")
    )
    return checker


def is_date_time(text: str) -> bool:
    """RFC 3339 `date-time`, read from left to right without a regular expression."""
    if not text.isascii() or len(text) < 20 or text[4] + text[7] != "--" or text[10] not in "Tt":
        return False
    year, month, day = _number(text[:4]), _number(text[5:7]), _number(text[8:10])
    if text[13] + text[16] != "::":
        return False
    hour, minute, second = _number(text[11:13]), _number(text[14:16]), _number(text[17:19])
    rest = text[19:]
    if rest.startswith("."):
        fraction = rest[1:].rstrip("Zz") if rest[-1] in "Zz" else rest[1:-6]
        if _number(fraction) < 0:
            return False
        rest = rest[1 + len(fraction) :]
    offset = _offset(rest)
    if min(year, month, day, hour, minute, second) < 0 or offset is None:
        return False
    if not (1 <= month <= 12 and 1 <= day <= _days(year, month) and hour <= 23 and minute <= 59):
        return False
    return second <= 59 or (second == 60 and (hour * 60 + minute - offset) % 1440 == 1439)


def _days(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _number(digits: str) -> int:
    """The number that decimal digits say, -1 for anything else."""
    if not digits or any(char not in "0123456789" for char in digits):
        return -1
    return int(digits[:1000])


def _offset(text: str) -> int | None:
    """The minutes of an offset; None for text that is not an offset."""
    if text in ("Z", "z"):
        return 0
    if len(text) != 6 or text[0] not in "+-" or text[3] != ":":
        return None
    hours, minutes = _number(text[1:3]), _number(text[4:])
    if not (0 <= hours <= 23 and 0 <= minutes <= 59):
        return None
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)
