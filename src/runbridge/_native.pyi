"""The native lane: chunks of lines that are processed by plans. Its source is in the folder `native`."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import Buffer

PLAN_VERSION: int

#: A line that is handed back: its number, the offsets of its start and of its line feed, and where its output belongs.
Other = tuple[int, int, int, int]
#: The output, the number of lines, those that are handed back, and how many of the others have each loss: the fields in
#: the residue, those that are missing, and the rules; unknown fields by name; records without a residue.
Result = tuple[bytes, int, list[Other], list[int], list[tuple[str, int]], int]
#: The same for a plan that counts: facts that Python counts, lines, those handed back, and the slots that have values.
#: Each fact and each slot is three integers of 32 bits; see native/count.c.
Counted = tuple[bytes, int, list[Other], bytes, list[tuple[str, int]], int]

def make_plan(spec: Mapping[str, Any], /) -> object: ...
def process_lines(plan: object, chunk: bytes, /) -> Result | Counted | None: ...

#: The same for rows, whose output has no line feeds; and where that of each row ends, as integers of 64 bits.
RowsResult = tuple[Result, bytes]

def process_rows(
    plan: object,
    data: Buffer,
    offsets: Buffer,
    validity: Buffer | None,
    first: int,
    count: int,
    is_large: bool,
    /,
) -> RowsResult | None: ...
