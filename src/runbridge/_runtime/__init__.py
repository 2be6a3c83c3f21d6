"""The few hand-written helpers that generated code calls, and the values that it takes and returns.

`times` and `numbers` read the text of one value, `wire` and `plain` hold the same helpers for either struct set,
`residue` is what a conversion restores from and `crossing` what it returns, `registry` what a format and a direction
are.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Raw

#: A point in time with its offset; to the microsecond, which is what datetime holds.
Timestamp = Annotated[datetime, Meta(tz=True)]

#: The token `null`, for members that are kept raw.
NULL = Raw(b"null")
#: The token `0`.
ZERO = Raw(b"0")
