"""The hand-written helpers that generated code calls, and the values that it takes and returns.

`times` and `numbers` read the text of one value. `wire_helpers` and `model_helpers` have the same helpers for the two
kinds of structs. `conversion` has what a converter takes and returns, `registry` what a format and a direction are.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Raw

#: A point in time with its offset, to the microsecond, which is the precision of datetime.
Timestamp = Annotated[datetime, Meta(tz=True)]

#: The JSON text `null`, for fields that are kept raw.
NULL = Raw(b"null")
#: The JSON text `0`.
ZERO = Raw(b"0")
