"""The rejects: refused records in a file of their own, a line each, with all that is needed to run them again.

A line is `{"file": …, "record": …, "line": …, "column": …, "offset": …, "format": …, "problems": […], "versions": {…},
"text": …}`: the record's bytes verbatim in `text`, or in `base64` where they are not UTF-8; `text` is null where a
record has none. `format` is the one that the record was taken for: alone it might be taken for another.
"""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from runbridge.errors import WrongUse
from runbridge.inputs.chunks import Record
from runbridge.inputs.reader import Readable, iter_records
from runbridge.outputs.rejected import Rejected
from runbridge.problems import CODES, Problem, escape
from runbridge.version import __version__

#: How much longer a line can be than its record: six characters for one in an escape, and thousands of problems.
_LONGER = 6
_PROBLEMS = 256 << 20


class _Reject(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it is read back; what else is in it is for people."""

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
    """The line for a rejected record; `bridge` is the version of the bridge that it was to cross."""
    document: dict[str, Any] = {
        "file": rejected.file,
        "record": rejected.number,
        "line": rejected.line,
        "column": rejected.column,
        "offset": rejected.offset,
        "format": rejected.form,
        "problems": [{**msgspec.structs.asdict(problem), "message": problem.message} for problem in rejected.problems],
        "versions": {"runbridge": __version__, "bridge": bridge},
    }
    try:
        document["text"] = rejected.data.decode() or None
    except UnicodeDecodeError:
        from base64 import b64encode

        document["base64"] = b64encode(rejected.data).decode()
    # Not msgspec, which refuses the lone surrogates that can stand in names.
    return json.dumps(document).encode() + b"\n"


def read_rejects(source: Readable, name: str, *, max_record: int) -> Iterator[Rejected]:
    """The rejected records in a file that runbridge wrote; raises WrongUse for another file."""
    for entry in iter_records(source, max_record=_LONGER * max_record + _PROBLEMS):
        try:
            yield _rejected(entry.data)
        except (ValueError, RecursionError):
            raise WrongUse(f"{escape(name)}:{entry.line} is not a reject that runbridge wrote") from None


def _rejected(line: bytes) -> Rejected:
    """The record of a line; raises ValueError for what is no reject."""
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


def again(rejected: Rejected) -> Record:
    """The entry that was rejected, to be run again; one without text keeps its flaw."""
    entry = Record(rejected.data, rejected.number, rejected.line, rejected.column, rejected.offset)
    return entry if rejected.data else msgspec.structs.replace(entry, flaw=entry.unplace(rejected.problems[0]))
