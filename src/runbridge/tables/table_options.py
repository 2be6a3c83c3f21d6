"""What whoever writes a typed table may choose, for those too who have no pyarrow."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

_HEADS = {
    "respelled": "A typed table rewrites:",
    "changed": "It does not keep:",
    "rejected": "It cannot hold, so that the record is rejected:",
}

#: The unit of times.
Unit: TypeAlias = Literal["us", "ns"]
UNITS: tuple[Unit, ...] = get_args(Unit)
#: How columns are compressed; the first is what is chosen for those who do not.
COMPRESSIONS = ("zstd", "snappy", "none")
#: How many rows a row group has, unless they are so long that another limit is reached before.
ROW_GROUP = 100_000


@dataclass(frozen=True)
class Limit:
    """Something that does not come back as it was.

    It is `respelled`, the same value in other words; `changed`, another value, which is counted where it is not asked
    for; or `rejected`, so that the record is not in the table.
    """

    name: str
    outcome: Literal["respelled", "changed", "rejected"]
    text: str


LIMITS = (
    Limit("layout", "respelled", "white space, the order of fields, and of fields with one name all but the last"),
    Limit("escapes", "respelled", "escapes in text"),
    Limit("times", "respelled", "how times are written: they are in UTC"),
    Limit("numbers", "respelled", "how numbers are written: 1.50 is 1.5, and -0 is 0"),
    Limit("absence", "changed", "without --presence, whether a field is missing or null"),
    Limit("seconds", "changed", "digits of seconds after the sixth, or the ninth with --time-unit ns; counted"),
    Limit("digits", "changed", "digits that a double cannot hold; counted"),
    Limit("leaps", "rejected", "leap seconds"),
    Limit("years", "rejected", "times outside the years 1 to 9999, or 1677 to 2262 with --time-unit ns"),
    Limit("integers", "rejected", "integers of more than 64 bits"),
    Limit("reach", "rejected", "numbers outside the range of a double, such as 1e400"),
    Limit("halves", "rejected", 'an unpaired surrogate in text, such as "\\ud800"'),
)


def as_text() -> str:
    """The limits as lists, a line each."""
    return "\n".join(
        f"{head}\n" + "".join(f"  {limit.text}\n" for limit in LIMITS if limit.outcome == outcome)
        for outcome, head in _HEADS.items()
    )
