# Generated from schemas/kfp_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from ...residue import Via
from ...workflow_run.published import WorkflowRunWire
from ..published import KfpRunWire
from .own_published import KfpRunOwn, WorkflowRunOwn


class KfpRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a KfpRun, with types for the fields that the other format does not have."""

    of: Literal["kfp-run"]
    bridge: Literal["kfp-run/1"]
    id: str
    own: KfpRunOwn = KfpRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class WorkflowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a WorkflowRun, with types for the fields that the other format does not have."""

    of: Literal["workflow-run"]
    bridge: Literal["kfp-run/1"]
    id: str
    own: WorkflowRunOwn = WorkflowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class KfpRunEmbedded(KfpRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A KfpRun that may carry the residue of a WorkflowRun."""

    residue: WorkflowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)


class WorkflowRunEmbedded(WorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A WorkflowRun that may carry the residue of a KfpRun."""

    residue: KfpRunResidue | str | UnsetType = field(name="_residue", default=UNSET)
