"""The exceptions of runbridge.

RunbridgeError
├── RecordError           a record cannot be used; `problems` says why
│   ├── InvalidRecord     its text or its schema says no
│   ├── Unconvertible     valid, but a rule of the bridge has no value for it
│   └── NotRepresentable  valid, but a Python value or JSON cannot hold it
├── UnknownFormat         the record's format cannot be detected from its fields
├── UsageError              an option or an argument makes no sense; a ValueError too
├── TooManyRejects        a run was stopped because of what it rejects
└── JobDied               a process that did a part of a run ended before it was done
"""

import errno
from collections.abc import Iterable

from runbridge.problems import Problem


class RunbridgeError(Exception):
    """Everything that runbridge raises on purpose."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, BaseException) and self.args == other.args

    def __hash__(self) -> int:
        return hash((type(self), self.args))


class RecordError(RunbridgeError):
    """A record cannot be used; `problems` has every reason, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(f"{each.line}:{each.column}: {each.code} {each.message}" for each in self.problems)


class InvalidRecord(RecordError):
    """The record is not JSON or its schema refuses it."""


class Unconvertible(RecordError):
    """The record is valid, but a rule of the bridge has no value for it; the message names the option that helps."""


class NotRepresentable(RecordError):
    """The record is valid, but no Python value can hold it, such as a leap second; or JSON cannot, such as NaN."""


class UnknownFormat(RunbridgeError):
    """The record's format cannot be detected from its fields."""


class UsageError(RunbridgeError, ValueError):
    """An option or an argument makes no sense."""


class OverwritesInput(UsageError):
    """An output is also an input, and overwriting is not allowed."""


class TooManyRejects(RunbridgeError):
    """A run was stopped because of too many rejected records; its output files are as they were before."""


class JobDied(RunbridgeError):
    """A process that did a part of a run ended before it was done; the output files are unchanged."""


class BadInput(OSError):
    """A file whose content cannot be read, such as corrupt compressed data; `strerror` says why."""

    def __init__(self, reason: str, path: str) -> None:
        super().__init__(errno.EIO, reason, path)
