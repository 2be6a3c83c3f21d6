"""The floor: msgspec reads the fields that the wire has and writes them again, and nothing more."""

from pathlib import Path

from msgspec import UNSET, Raw, UnsetType, field
from msgspec.json import Decoder, Encoder

from runbridge._generated.workflow_run.published import WorkflowRunWire
from runbridge._generated.workflow_run_model.published import WorkflowRunModelWire
from tests.benchmarks.lines import check_lines, convert_lines


class Model(WorkflowRunModelWire, frozen=True, gc=False, forbid_unknown_fields=False):
    """The wire's own struct; what it does not name is passed over."""


class Run(WorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=False):
    """The same for the other shape, with the residue as one piece of text."""

    residue: Raw | UnsetType = field(default=UNSET, name="_residue")


def right(source: Path, target: Path) -> None:
    """Read and write records as they are."""
    decode, encode = Decoder(Model).decode, Encoder().encode
    convert_lines(source, target, lambda line: encode(decode(line)))


def left(source: Path, target: Path) -> None:
    """Read and write converted records as they are."""
    decode, encode = Decoder(Run).decode, Encoder().encode
    convert_lines(source, target, lambda line: encode(decode(line)))


def validate(source: Path) -> None:
    """Read records, which raises for a field of the wrong type."""
    check_lines(source, Decoder(Model).decode)
