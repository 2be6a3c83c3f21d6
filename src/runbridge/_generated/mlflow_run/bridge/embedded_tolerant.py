# Generated from schemas/mlflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from ...residue import Via
from ...workflow_run.tolerant import WorkflowRunWire
from ..tolerant import MlflowRunWire
from .own_tolerant import MlflowRunOwn, WorkflowRunOwn


class MlflowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a MlflowRun, with types for the fields that the other format does not have."""

    of: Literal["mlflow-run"]
    bridge: Literal["mlflow-run/1"]
    id: str
    own: MlflowRunOwn = MlflowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class WorkflowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a WorkflowRun, with types for the fields that the other format does not have."""

    of: Literal["workflow-run"]
    bridge: Literal["mlflow-run/1"]
    id: str
    own: WorkflowRunOwn = WorkflowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class MlflowRunEmbedded(MlflowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A MlflowRun that may carry the residue of a WorkflowRun."""

    residue: WorkflowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)


class WorkflowRunEmbedded(WorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A WorkflowRun that may carry the residue of a MlflowRun."""

    residue: MlflowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)
