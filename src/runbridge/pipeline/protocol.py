"""What a run and the processes of its jobs tell each other: an assignment, beats, and one last word."""

import json

import msgspec

from runbridge.errors import BadInput, UnknownFormat, WrongUse
from runbridge.pipeline.convert_task import Convert
from runbridge.pipeline.runner import Count, FileRange
from runbridge.pipeline.stats import Tally
from runbridge.pipeline.validate_task import Validate


class OutputPart(msgspec.Struct, frozen=True):
    """An empty file that a job writes to, and the name of the output that it is a part of."""

    path: str
    called: str


class Task(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a job is to do, what it writes to, and whether it goes on behind a file that cannot be read."""

    plan: Convert | Validate
    spans: list[FileRange]
    max_record: int
    goes_on: bool
    rejects: OutputPart
    output: OutputPart | None = None
    sidecar: OutputPart | None = None


class Heartbeat(msgspec.Struct, frozen=True, tag=True):
    """How far a job is: the bytes taken from its files, the records so far, and those that were rejected."""

    taken: int = 0
    records: int = 0
    rejected: int = 0


class Failed(msgspec.Struct, frozen=True, tag=True):
    """An error that ends a job, or the reading of a file: its kind and what it says."""

    kind: str
    reason: str
    number: int | None = None
    file: str | None = None

    def error(self) -> Exception:
        """The error again; one that nobody expects is a RuntimeError."""
        match self.kind:
            case "BadInput":
                return BadInput(self.reason, self.file or "")
            case "OSError" if self.number is None:
                return OSError(self.reason)
            case "OSError":
                return OSError(self.number, self.reason, *([] if self.file is None else [self.file]))
            case "UnknownFormat":
                return UnknownFormat(self.reason)
            case "WrongUse":
                return WrongUse(self.reason)
            case _:
                return RuntimeError(f"{self.kind}: {self.reason}")


def failed(error: Exception) -> Failed:
    """An error as a message."""
    match error:
        case OSError():
            kind = "BadInput" if isinstance(error, BadInput) else "OSError"
            return Failed(kind, error.strerror or str(error), error.errno, error.filename)
        case _:
            return Failed(type(error).__name__, str(error))


class TaskResult(msgspec.Struct, frozen=True, tag=True):
    """What a job did: its counts, in all and by span, and the files that could not be read."""

    records: int
    rejected: int
    more: int
    losses: list[tuple[str, str, int]]
    counts: list[Count]
    errors: list[Failed]

    def tally(self) -> Tally:
        """What was counted in all."""
        tally = Tally(records=self.records, rejected=self.rejected, more=self.more)
        tally.losses.update({(kind, member): number for kind, member, number in self.losses})
        return tally


def done(tally: Tally, counts: list[Count], errors: list[Failed]) -> TaskResult:
    """The last word of a job that ended well."""
    losses = [(kind, member, number) for (kind, member), number in tally.losses.items()]
    return TaskResult(tally.records, tally.rejected, tally.more, losses, counts, errors)


Message = Task | Heartbeat | TaskResult | Failed


def encode(message: Message) -> bytes:
    """A message as a line."""
    # Not msgspec, which refuses the lone surrogates that can stand in names of files.
    return json.dumps(msgspec.to_builtins(message)).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of a line."""
    message: Message = msgspec.convert(json.loads(line), Message)
    return message
