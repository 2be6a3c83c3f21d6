"""The floor: msgspec reads the fields of the wire struct and writes them again."""

from pathlib import Path

from msgspec import UNSET, Raw, UnsetType, field
from msgspec.json import Decoder, Encoder

from runbridge._generated.workflow_run.published import WorkflowRunWire
from runbridge._generated.workflow_run_model.published import WorkflowRunModelWire
from tests.benchmarks.lines import check_lines, convert_lines


class Model(WorkflowRunModelWire, frozen=True, gc=False, forbid_unknown_fields=False):
    """The wire struct itself; fields that it does not name are skipped."""


class Run(WorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=False):
    """The same for the other format, with the residue as raw text."""

    residue: Raw | UnsetType = field(default=UNSET, name="_residue")


def right(source: Path, target: Path) -> None:
    """Read and write records unchanged."""
    decode, encode = Decoder(Model).decode, Encoder().encode
    convert_lines(source, target, lambda line: encode(decode(line)))


def left(source: Path, target: Path) -> None:
    """Read and write converted records unchanged."""
    decode, encode = Decoder(Run).decode, Encoder().encode
    convert_lines(source, target, lambda line: encode(decode(line)))


def validate(source: Path) -> None:
    """Read records; raises for a field of a wrong type."""
    check_lines(source, Decoder(Model).decode)
