# Generated from schemas/github_workflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from ...residue import Via
from ...workflow_run.published import WorkflowRunWire
from ..published import GithubWorkflowRunWire
from .own_published import GithubWorkflowRunOwn, WorkflowRunOwn


class GithubWorkflowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a GithubWorkflowRun, with types for the fields that the other format does not have."""

    of: Literal["github-workflow-run"]
    bridge: Literal["github-workflow-run/1"]
    id: str
    own: GithubWorkflowRunOwn = GithubWorkflowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class WorkflowRunResidue(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The residue of a WorkflowRun, with types for the fields that the other format does not have."""

    of: Literal["workflow-run"]
    bridge: Literal["github-workflow-run/1"]
    id: str
    own: WorkflowRunOwn = WorkflowRunOwn()
    via: dict[str, Via] = {}
    absent: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    probe: Raw = Raw()


class GithubWorkflowRunEmbedded(GithubWorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A GithubWorkflowRun that may carry the residue of a WorkflowRun."""

    residue: WorkflowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)


class WorkflowRunEmbedded(WorkflowRunWire, frozen=True, gc=False, forbid_unknown_fields=True):
    """A WorkflowRun that may carry the residue of a GithubWorkflowRun."""

    residue: GithubWorkflowRunResidue | str | UnsetType = field(name="_residue", default=UNSET)
