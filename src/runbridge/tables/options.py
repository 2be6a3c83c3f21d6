"""What whoever writes a typed table may choose, for those too who have no pyarrow."""

from typing import Literal, TypeAlias, get_args

#: The unit of times.
Unit: TypeAlias = Literal["us", "ns"]
UNITS: tuple[Unit, ...] = get_args(Unit)
#: How columns are compressed; the first is what is chosen for those who do not.
COMPRESSIONS = ("zstd", "snappy", "none")
#: How many rows a row group has, unless they are so long that another limit is reached before.
ROW_GROUP = 100_000
