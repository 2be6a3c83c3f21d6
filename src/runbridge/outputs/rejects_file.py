"""The rejects: a file with one line for each rejected record, and all that is needed to run it again.

A line is `{"file": …, "record": …, "line": …, "column": …, "offset": …, "format": …, "problems": […], "versions": {…},
"text": …}`: the record's bytes verbatim in `text`, or in `base64` where they are not UTF-8; `text` is null where a
record has none. `format` is the one that the record was read as: a record alone could be detected as another.
"""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from runbridge.errors import UsageError
from runbridge.inputs.chunks import Record
from runbridge.inputs.reader import Readable, iter_records
from runbridge.outputs.rejected import Rejected
from runbridge.problem_messages import CODES, escape
from runbridge.problems import Problem
from runbridge.version import __version__

#: How much longer a line can be than its record: six characters for an escaped one, and thousands of problems.
_LONGER = 6
_PROBLEMS = 256 << 20


class _Reject(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a line that are read back; the others are for people."""

    file: str
    record: int
    line: int
    column: int
    offset: int
    format: str | None = None
    problems: list[Problem]
    text: str | None = None
    base64: str | None = None


def reject_line(rejected: Rejected, bridge: str | None = None) -> bytes:
    """The line for a rejected record; `bridge` is the version of the bridge of the conversion."""
    document: dict[str, Any] = {
        "file": rejected.file,
        "record": rejected.number,
        "line": rejected.line,
        "column": rejected.column,
        "offset": rejected.offset,
        "format": rejected.format,
        "problems": [{**msgspec.to_builtins(problem), "message": problem.message} for problem in rejected.problems],
        "versions": {"runbridge": __version__, "bridge": bridge},
    }
    try:
        document["text"] = rejected.data.decode() or None
    except UnicodeDecodeError:
        from base64 import b64encode

        document["base64"] = b64encode(rejected.data).decode()
    # Not msgspec, which refuses unpaired surrogates, which names can have.
    return json.dumps(document).encode() + b"\n"


def read_rejects(source: Readable, name: str, *, max_record: int) -> Iterator[Rejected]:
    """The rejected records in a file that runbridge wrote; raises UsageError for another file."""
    for record in iter_records(source, max_record=_LONGER * max_record + _PROBLEMS):
        try:
            yield _rejected(record.data)
        except (ValueError, RecursionError):
            raise UsageError(f"{escape(name)}:{record.line} is not a rejected record written by runbridge") from None


def _rejected(line: bytes) -> Rejected:
    """The record of a line; raises ValueError for a line that is not a reject."""
    reject = msgspec.convert(json.loads(line), _Reject)
    data = _decoded(reject.base64) if reject.base64 is not None else (reject.text or "").encode()
    problems = tuple(reject.problems)
    if not data and not (problems and problems[0].code in CODES):
        raise ValueError("a reject without a text has its reason")
    return Rejected(
        reject.file, reject.record, reject.line, reject.column, reject.offset, data, problems, reject.format
    )


def _decoded(text: str) -> bytes:
    from base64 import b64decode

    return b64decode(text, validate=True)


def record_of(rejected: Rejected) -> Record:
    """The record that was rejected, to be run again; one without text keeps its flaw."""
    record = Record(rejected.data, rejected.number, rejected.line, rejected.column, rejected.offset)
    return record if rejected.data else msgspec.structs.replace(record, flaw=record.unplace(rejected.problems[0]))
