"""The messages between a run and its workers: a task in, heartbeats and one result out."""

import json

import msgspec

from runbridge.errors import BadInput, UnknownFormat, UsageError
from runbridge.options import ConvertOptions, RunOptions, ValidateOptions
from runbridge.pipeline.runner import FileRange, RangeCount
from runbridge.pipeline.stats import RunStats


class OutputPart(msgspec.Struct, frozen=True):
    """An empty file that a worker writes to, and the name of the output that it is a part of."""

    path: str
    output_name: str


class Task(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a worker does, and what it writes to.

    `spec` has the options of its processor, `options` those of the run without callbacks. `continues` says whether it
    continues after a file that cannot be read. `format_path` are the folders with formats of users.
    """

    spec: ConvertOptions | ValidateOptions
    options: RunOptions
    ranges: list[FileRange]
    continues: bool
    rejects: OutputPart
    format_path: tuple[str, ...] = ()
    output: OutputPart | None = None
    sidecar: OutputPart | None = None


class Heartbeat(msgspec.Struct, frozen=True, tag=True):
    """How far a worker is: the bytes read from its files, the records so far, and those that were rejected."""

    consumed: int = 0
    records: int = 0
    rejected: int = 0


class Failure(msgspec.Struct, frozen=True, tag=True):
    """An error that ended a worker, or the reading of a file: its kind and message."""

    kind: str
    reason: str
    number: int | None = None
    file: str | None = None

    def error(self) -> Exception:
        """The error again; an unexpected one is a RuntimeError."""
        match self.kind:
            case "BadInput":
                return BadInput(self.reason, self.file or "")
            case "OSError" if self.number is None:
                return OSError(self.reason)
            case "OSError":
                return OSError(self.number, self.reason, *([] if self.file is None else [self.file]))
            case "UnknownFormat":
                return UnknownFormat(self.reason)
            case "UsageError":
                return UsageError(self.reason)
            case "MemoryError":
                return MemoryError(self.reason)
            case _:
                return RuntimeError(f"{self.kind}: {self.reason}")


def make_failure(error: Exception) -> Failure:
    """An error as a message."""
    match error:
        case OSError():
            kind = "BadInput" if isinstance(error, BadInput) else "OSError"
            return Failure(kind, error.strerror or str(error), error.errno, error.filename)
        case _:
            return Failure(type(error).__name__, str(error))


class TaskResult(msgspec.Struct, frozen=True, tag=True):
    """What a worker did: its counts, in all and by range, and the errors of files that could not be read."""

    records: int
    rejected: int
    more: int
    losses: list[tuple[str, str, int]]
    counts: list[RangeCount]
    errors: list[Failure]

    def stats(self) -> RunStats:
        """The counts in all."""
        stats = RunStats(records=self.records, rejected=self.rejected, more=self.more)
        stats.losses.update({(kind, field): number for kind, field, number in self.losses})
        return stats


def make_result(stats: RunStats, counts: list[RangeCount], errors: list[Failure]) -> TaskResult:
    """The last message of a worker that ended well."""
    losses = [(kind, field, number) for (kind, field), number in stats.losses.items()]
    return TaskResult(stats.records, stats.rejected, stats.more, losses, counts, errors)


Message = Task | Heartbeat | TaskResult | Failure


def encode(message: Message) -> bytes:
    """A message as a line."""
    # Not msgspec, which refuses the unpaired surrogates that names of files may have.
    return json.dumps(msgspec.to_builtins(message)).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of a line."""
    message: Message = msgspec.convert(json.loads(line), Message)
    return message
