# Generated from schemas/temporal_workflow_execution/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from ...residue import Via
from ...workflow_run.tolerant import WorkflowRunWire
from ..tolerant import TemporalWorkflowExecutionWire
from .own_tolerant import TemporalWorkflowExecutionOwn, WorkflowRunOwn


class TemporalWorkflowExecutionResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a TemporalWorkflowExecution, with types for the fields that the other format does not have."""

    of: Literal["temporal-workflow-execution"]
    bridge: Literal["temporal-workflow-execution/1"]
    id: str
    own: TemporalWorkflowExecutionOwn = TemporalWorkflowExecutionOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class WorkflowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a WorkflowRun, with types for the fields that the other format does not have."""

    of: Literal["workflow-run"]
    bridge: Literal["temporal-workflow-execution/1"]
    id: str
    own: WorkflowRunOwn = WorkflowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class TemporalWorkflowExecutionEmbedded(
    TemporalWorkflowExecutionWire, frozen=True, gc=False, forbid_unknown_fields=True
):
    """A TemporalWorkflowExecution that may carry the residue of a WorkflowRun."""

    residue: WorkflowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)


class WorkflowRunEmbedded(WorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A WorkflowRun that may carry the residue of a TemporalWorkflowExecution."""

    residue: TemporalWorkflowExecutionResidue | str | UnsetType = field(name="_residue", default=UNSET)
