# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType, field


class TemporalWorkflowExecutionWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A TemporalWorkflowExecution as its text has it: times are text, numbers and opaque fields raw."""

    execution: Raw | UnsetType = UNSET
    type: Raw | UnsetType = UNSET
    start_time: str | None | UnsetType = field(name="startTime", default=UNSET)
    close_time: str | None | UnsetType = field(name="closeTime", default=UNSET)
    status: Raw | UnsetType = UNSET
    history_length: str | None | UnsetType = field(name="historyLength", default=UNSET)
    parent_namespace_id: str | None | UnsetType = field(name="parentNamespaceId", default=UNSET)
    parent_execution: Raw | UnsetType = field(name="parentExecution", default=UNSET)
    execution_time: str | None | UnsetType = field(name="executionTime", default=UNSET)
    memo: Raw | UnsetType = UNSET
    search_attributes: Raw | UnsetType = field(name="searchAttributes", default=UNSET)
    auto_reset_points: Raw | UnsetType = field(name="autoResetPoints", default=UNSET)
    task_queue: str | None | UnsetType = field(name="taskQueue", default=UNSET)
    state_transition_count: str | None | UnsetType = field(name="stateTransitionCount", default=UNSET)
    history_size_bytes: str | None | UnsetType = field(name="historySizeBytes", default=UNSET)
    most_recent_worker_version_stamp: Raw | UnsetType = field(name="mostRecentWorkerVersionStamp", default=UNSET)
    execution_duration: str | None | UnsetType = field(name="executionDuration", default=UNSET)
    root_execution: Raw | UnsetType = field(name="rootExecution", default=UNSET)
    assigned_build_id: str | None | UnsetType = field(name="assignedBuildId", default=UNSET)
    inherited_build_id: str | None | UnsetType = field(name="inheritedBuildId", default=UNSET)
    first_run_id: str | None | UnsetType = field(name="firstRunId", default=UNSET)
    versioning_info: Raw | UnsetType = field(name="versioningInfo", default=UNSET)
    worker_deployment_name: str | None | UnsetType = field(name="workerDeploymentName", default=UNSET)
    priority: Raw | UnsetType = UNSET
    external_payload_size_bytes: str | None | UnsetType = field(name="externalPayloadSizeBytes", default=UNSET)
    external_payload_count: str | None | UnsetType = field(name="externalPayloadCount", default=UNSET)


class WorkflowExecutionCheck(Struct, frozen=True, gc=False):
    """What a WorkflowExecution must hold, to check one that passes through verbatim."""

    workflow_id: str | None | UnsetType = field(name="workflowId", default=UNSET)
    run_id: str | None | UnsetType = field(name="runId", default=UNSET)


class WorkflowTypeCheck(Struct, frozen=True, gc=False):
    """What a WorkflowType must hold, to check one that passes through verbatim."""

    name: str | None | UnsetType = UNSET


class MemoCheck(Struct, frozen=True, gc=False):
    """What a Memo must hold, to check one that passes through verbatim."""

    fields: dict[str, Any] | None | UnsetType = UNSET


class SearchAttributesCheck(Struct, frozen=True, gc=False):
    """What a SearchAttributes must hold, to check one that passes through verbatim."""

    indexed_fields: dict[str, Any] | None | UnsetType = field(name="indexedFields", default=UNSET)


class ResetPointInfoCheck(Struct, frozen=True, gc=False):
    """What a ResetPointInfo must hold, to check one that passes through verbatim."""

    build_id: str | None | UnsetType = field(name="buildId", default=UNSET)
    binary_checksum: str | None | UnsetType = field(name="binaryChecksum", default=UNSET)
    run_id: str | None | UnsetType = field(name="runId", default=UNSET)
    first_workflow_task_completed_id: str | None | UnsetType = field(name="firstWorkflowTaskCompletedId", default=UNSET)
    create_time: str | str | None | None | UnsetType = field(name="createTime", default=UNSET)
    expire_time: str | str | None | None | UnsetType = field(name="expireTime", default=UNSET)
    resettable: bool | None | UnsetType = UNSET


class WorkerVersionStampCheck(Struct, frozen=True, gc=False):
    """What a WorkerVersionStamp must hold, to check one that passes through verbatim."""

    build_id: str | None | UnsetType = field(name="buildId", default=UNSET)
    use_versioning: bool | None | UnsetType = field(name="useVersioning", default=UNSET)


class PriorityCheck(Struct, frozen=True, gc=False):
    """What a Priority must hold, to check one that passes through verbatim."""

    priority_key: int | None | UnsetType = field(name="priorityKey", default=UNSET)
    fairness_key: str | None | UnsetType = field(name="fairnessKey", default=UNSET)
    fairness_weight: float | None | UnsetType = field(name="fairnessWeight", default=UNSET)


class WorkerDeploymentVersionCheck(Struct, frozen=True, gc=False):
    """What a WorkerDeploymentVersion must hold, to check one that passes through verbatim."""

    build_id: str | None | UnsetType = field(name="buildId", default=UNSET)
    deployment_name: str | None | UnsetType = field(name="deploymentName", default=UNSET)


class DeploymentCheck(Struct, frozen=True, gc=False):
    """What a Deployment must hold, to check one that passes through verbatim."""

    series_name: str | None | UnsetType = field(name="seriesName", default=UNSET)
    build_id: str | None | UnsetType = field(name="buildId", default=UNSET)


class TemporalWorkflowExecutionCheck(Struct, frozen=True, gc=False):
    """What a TemporalWorkflowExecution must hold, to check one and no more."""

    execution: Raw | UnsetType = UNSET
    type: Raw | UnsetType = UNSET
    start_time: str | str | None | None | UnsetType = field(name="startTime", default=UNSET)
    close_time: str | str | None | None | UnsetType = field(name="closeTime", default=UNSET)
    status: Raw | UnsetType = UNSET
    """Status of the execution."""
    history_length: str | None | UnsetType = field(name="historyLength", default=UNSET)
    parent_namespace_id: str | None | UnsetType = field(name="parentNamespaceId", default=UNSET)
    parent_execution: Raw | UnsetType = field(name="parentExecution", default=UNSET)
    execution_time: str | str | None | None | UnsetType = field(name="executionTime", default=UNSET)
    memo: Raw | UnsetType = UNSET
    search_attributes: Raw | UnsetType = field(name="searchAttributes", default=UNSET)
    auto_reset_points: Raw | UnsetType = field(name="autoResetPoints", default=UNSET)
    task_queue: str | None | UnsetType = field(name="taskQueue", default=UNSET)
    state_transition_count: str | None | UnsetType = field(name="stateTransitionCount", default=UNSET)
    history_size_bytes: str | None | UnsetType = field(name="historySizeBytes", default=UNSET)
    most_recent_worker_version_stamp: Raw | UnsetType = field(name="mostRecentWorkerVersionStamp", default=UNSET)
    execution_duration: str | None | UnsetType = field(name="executionDuration", default=UNSET)
    root_execution: Raw | UnsetType = field(name="rootExecution", default=UNSET)
    assigned_build_id: str | None | UnsetType = field(name="assignedBuildId", default=UNSET)
    inherited_build_id: str | None | UnsetType = field(name="inheritedBuildId", default=UNSET)
    first_run_id: str | None | UnsetType = field(name="firstRunId", default=UNSET)
    versioning_info: Raw | UnsetType = field(name="versioningInfo", default=UNSET)
    worker_deployment_name: str | None | UnsetType = field(name="workerDeploymentName", default=UNSET)
    priority: Raw | UnsetType = UNSET
    external_payload_size_bytes: str | None | UnsetType = field(name="externalPayloadSizeBytes", default=UNSET)
    external_payload_count: str | None | UnsetType = field(name="externalPayloadCount", default=UNSET)


class ResetPointsCheck(Struct, frozen=True, gc=False):
    """What a ResetPoints must hold, to check one that passes through verbatim."""

    points: list[ResetPointInfoCheck] | None | UnsetType = UNSET
