# Generated from schemas/prefect_flow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from ...residue import Via
from ...workflow_run.tolerant import WorkflowRunWire
from ..tolerant import PrefectFlowRunWire
from .own_tolerant import PrefectFlowRunOwn, WorkflowRunOwn


class PrefectFlowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a PrefectFlowRun, with types for the fields that the other format does not have."""

    of: Literal["prefect-flow-run"]
    bridge: Literal["prefect-flow-run/1"]
    id: str
    own: PrefectFlowRunOwn = PrefectFlowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class WorkflowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a WorkflowRun, with types for the fields that the other format does not have."""

    of: Literal["workflow-run"]
    bridge: Literal["prefect-flow-run/1"]
    id: str
    own: WorkflowRunOwn = WorkflowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class PrefectFlowRunEmbedded(PrefectFlowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A PrefectFlowRun that may carry the residue of a WorkflowRun."""

    residue: WorkflowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)


class WorkflowRunEmbedded(WorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A WorkflowRun that may carry the residue of a PrefectFlowRun."""

    residue: PrefectFlowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)
