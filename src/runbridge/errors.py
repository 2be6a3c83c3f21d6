"""The exceptions of runbridge.

RunbridgeError
├── RecordError           a record cannot be used; `problems` says why
│   ├── InvalidRecord     it is not JSON, or not valid for its schema
│   ├── Unconvertible     valid, but a rule of the bridge has no value for it
│   └── NotRepresentable  valid, but no Python value can represent it; or a value that JSON cannot represent
├── UnknownFormat         the record's format cannot be detected from its fields
├── UsageError            an option or an argument makes no sense; a ValueError too
├── TooManyRejects        a run was stopped because it rejected too many records
└── JobDied               a worker process of a run ended unexpectedly
"""

import errno
from collections.abc import Iterable

from runbridge.problems import Problem


class RunbridgeError(Exception):
    """The base class of all exceptions of runbridge."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, BaseException) and self.args == other.args

    def __hash__(self) -> int:
        return hash((type(self), self.args))


class RecordError(RunbridgeError):
    """A record cannot be used; `problems` has every reason, in the order of the text, which names the fixes, too."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(_line, self.problems))


def _line(problem: Problem) -> str:
    # The problem of a mapping has no location.
    place = f"{problem.line}:{problem.column}: " if problem.line else ""
    advice = "" if problem.fix is None else problem.fix.text
    return f"{place}{problem.code} {problem.message}{advice and f'; {advice}'}"


class InvalidRecord(RecordError):
    """The record is not JSON, or not valid for its schema."""


class Unconvertible(RecordError):
    """The record is valid, but a rule of the bridge has no value for it; `fix` names the option that gives one."""


class NotRepresentable(RecordError):
    """Python cannot represent a value of a valid record, or JSON cannot represent a value of a struct or mapping."""


class UnknownFormat(RunbridgeError):
    """The record's format cannot be detected from its fields; `filename` is its file, None if it is in none."""

    def __init__(self, reason: str, filename: str | None = None) -> None:
        super().__init__(reason)
        self.filename = filename


class UsageError(RunbridgeError, ValueError):
    """An option or an argument makes no sense."""


class OverwritesInput(UsageError):
    """An output is also an input, and overwriting is not allowed."""


class TooManyRejects(RunbridgeError):
    """A run was stopped because of too many rejected records; its output files are unchanged."""


class JobDied(RunbridgeError):
    """A worker process of a run ended unexpectedly; the output files are unchanged."""


class BadInput(OSError):
    """A file whose content cannot be read, such as corrupt compressed data; `strerror` says why."""

    def __init__(self, reason: str, path: str) -> None:
        super().__init__(errno.EIO, reason, path)
