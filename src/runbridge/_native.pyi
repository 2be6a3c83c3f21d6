"""The native lane: chunks of lines that are processed by plans. Its source is in the folder `native`."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import Buffer

PLAN_VERSION: int

#: A line that is handed back: its number, the offsets of its start and of its line feed, and where its output belongs.
Other = tuple[int, int, int, int]
#: The output, the number of lines, those that are handed back, and how many of the others have each loss: fields that
#: have no counterpart, values that do not come back, and missing fields with a counterpart and without one; unknown
#: fields by name; records without a residue; and, if they are kept, the id and the residue of each record as lines.
Result = tuple[bytes, int, list[Other], list[int], list[tuple[str, int]], int, bytes]
#: The same for a plan that counts: facts that Python counts, lines, those handed back, and the slots that have values.
#: Each fact and each slot is three integers of 32 bits; see native/count.c.
Counted = tuple[bytes, int, list[Other], bytes, list[tuple[str, int]], int, bytes]

#: A column of a table: its rows, how many of them are null, how many values were rounded, and the buffers of Arrow with
#: the valid rows, the offsets and the data.
Taken = tuple[int, int, int, bytes, bytes, bytes]

def make_plan(spec: Mapping[str, Any], /) -> object: ...
def process_lines(plan: object, chunk: bytes, keeps_residues: bool = False, /) -> Result | Counted | None: ...
def take_rows(plan: object, /) -> list[Taken]: ...
def undo_rows(plan: object, /) -> None: ...

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
