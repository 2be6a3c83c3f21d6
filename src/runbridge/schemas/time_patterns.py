"""Patterns for times, so that validators that do not assert formats check them too.

The patterns use only syntax that ECMA-262, Python, RE2 and Rust read alike. They accept every time that the format
accepts. Of other texts they only accept a leap second with an offset other than Z, which need not be the last second
of a day in UTC; and one newline at the end where a validator uses Python's `re`.
"""

from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = (
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_FRACTION = "(?:[.][0-9]+)?"
#: A second in UTC; the last one of a day may be a leap second.
_UTC = f"(?:{_MINUTE}:[0-5][0-9]|23:59:60){_FRACTION}"
_SHIFTED = f"{_MINUTE}:(?:[0-5][0-9]|60){_FRACTION}[+-]{_MINUTE}"

#: The pattern of each format that is asserted.
PATTERNS = {
    "date-time": f"^{_DATE}[Tt](?:{_UTC}[Zz]|{_SHIFTED})$",
    "date-time-local": f"^{_DATE}[Tt]{_UTC}$",
}


def with_pattern(schema: Schema) -> Schema:
    """The schema with the pattern of its format, if it has a format of times; schemas inside it stay as they are."""
    pattern = PATTERNS.get(schema.get("format", ""))
    return schema if pattern is None else {**schema, "pattern": pattern}
