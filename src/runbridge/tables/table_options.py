"""The options and limits of typed tables, without an import of pyarrow."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

_TITLES = {
    "rewritten": "A typed table rewrites:",
    "changed": "It loses:",
    "rejected": "It rejects records with:",
}

#: The unit of times.
Unit: TypeAlias = Literal["us", "ns"]
UNITS: tuple[Unit, ...] = get_args(Unit)
#: How columns are compressed; the first is the default.
COMPRESSIONS = ("zstd", "snappy", "none")
#: The most rows of a row group.
ROW_GROUP = 100_000


@dataclass(frozen=True)
class Limit:
    """A difference between a record and what comes back from a table.

    Its outcome is `rewritten` (the same value with another text), `changed` (another value) or `rejected` (the record
    is not in the table).
    """

    name: str
    outcome: Literal["rewritten", "changed", "rejected"]
    text: str


LIMITS = (
    Limit(
        "layout", "rewritten", "white space, the order of fields, and all but the last of several fields with one name"
    ),
    Limit("escapes", "rewritten", "escapes in text"),
    Limit(
        "times",
        "rewritten",
        "times: they are in UTC, with T and Z, and with 0, 3, 6 or 9 digits of seconds, so that 35.1Z becomes 35.100Z",
    ),
    Limit("numbers", "rewritten", "numbers: 1.50 becomes 1.5, and -0 becomes 0"),
    Limit("presence", "changed", "without --presence, whether a field is missing or null"),
    Limit("seconds", "changed", "digits of seconds after the sixth, or the ninth with --time-unit ns; counted"),
    Limit("digits", "changed", "digits that a double cannot hold; counted"),
    Limit("leap-seconds", "rejected", "leap seconds"),
    Limit("years", "rejected", "times outside the years 1 to 9999, or 1677 to 2262 with --time-unit ns"),
    Limit("integers", "rejected", "integers of more than 64 bits"),
    Limit("range", "rejected", "numbers outside the range of a double, such as 1e400"),
    Limit(
        "types",
        "rejected",
        "values of another type than in the published format, which only --profile tolerant accepts, such as "
        'the text "NaN" for a number in a metric of MLflow',
    ),
    Limit("surrogates", "rejected", 'an unpaired surrogate in text, such as "\\ud800"'),
)


def limits_text() -> str:
    """The limits as lists, a line each."""
    return "\n".join(
        f"{head}\n" + "".join(f"  {limit.text}\n" for limit in LIMITS if limit.outcome == outcome)
        for outcome, head in _TITLES.items()
    )
