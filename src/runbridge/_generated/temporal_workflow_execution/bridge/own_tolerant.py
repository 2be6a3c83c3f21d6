# Generated from schemas/temporal_workflow_execution/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from runbridge._runtime import NULL


class TemporalWorkflowExecutionOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a TemporalWorkflowExecution that the other format does not have."""

    history_length: str | None | UnsetType = field(name="historyLength", default=UNSET)
    parent_namespace_id: str | None | UnsetType = field(name="parentNamespaceId", default=UNSET)
    memo: Raw | UnsetType = UNSET
    search_attributes: Raw | UnsetType = field(name="searchAttributes", default=UNSET)
    auto_reset_points: Raw | UnsetType = field(name="autoResetPoints", default=UNSET)
    task_queue: str | None | UnsetType = field(name="taskQueue", default=UNSET)
    state_transition_count: str | None | UnsetType = field(name="stateTransitionCount", default=UNSET)
    history_size_bytes: str | None | UnsetType = field(name="historySizeBytes", default=UNSET)
    most_recent_worker_version_stamp: Raw | UnsetType = field(name="mostRecentWorkerVersionStamp", default=UNSET)
    root_execution: Raw | UnsetType = field(name="rootExecution", default=UNSET)
    assigned_build_id: str | None | UnsetType = field(name="assignedBuildId", default=UNSET)
    inherited_build_id: str | None | UnsetType = field(name="inheritedBuildId", default=UNSET)
    first_run_id: str | None | UnsetType = field(name="firstRunId", default=UNSET)
    versioning_info: Raw | UnsetType = field(name="versioningInfo", default=UNSET)
    worker_deployment_name: str | None | UnsetType = field(name="workerDeploymentName", default=UNSET)
    priority: Raw | UnsetType = UNSET
    external_payload_size_bytes: str | None | UnsetType = field(name="externalPayloadSizeBytes", default=UNSET)
    external_payload_count: str | None | UnsetType = field(name="externalPayloadCount", default=UNSET)
    execution: Raw | UnsetType = UNSET
    type: Raw | UnsetType = UNSET
    parent_execution: Raw | UnsetType = field(name="parentExecution", default=UNSET)


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    workspace_id: str | UnsetType = field(name="workspaceId", default=UNSET)
    mode: Literal["sync", "async"] | UnsetType = UNSET
    input: Raw | UnsetType = NULL
    output: Raw | UnsetType = NULL
    error: str | None | UnsetType = None
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] | UnsetType = field(
        name="triggeredBy", default=UNSET
    )
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
    user_id: str | UnsetType = field(name="userId", default=UNSET)
    updated_at: str | UnsetType = field(name="updatedAt", default=UNSET)
