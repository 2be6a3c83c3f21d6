# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field


class TemporalWorkflowExecutionWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A TemporalWorkflowExecution as its text has it: times are text, numbers and opaque fields raw."""

    execution: Raw | UnsetType = UNSET
    type: Raw | UnsetType = UNSET
    start_time: str | UnsetType = field(name="startTime", default=UNSET)
    close_time: str | UnsetType = field(name="closeTime", default=UNSET)
    status: (
        Literal[
            "WORKFLOW_EXECUTION_STATUS_UNSPECIFIED",
            "WORKFLOW_EXECUTION_STATUS_RUNNING",
            "WORKFLOW_EXECUTION_STATUS_COMPLETED",
            "WORKFLOW_EXECUTION_STATUS_FAILED",
            "WORKFLOW_EXECUTION_STATUS_CANCELED",
            "WORKFLOW_EXECUTION_STATUS_TERMINATED",
            "WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW",
            "WORKFLOW_EXECUTION_STATUS_TIMED_OUT",
            "WORKFLOW_EXECUTION_STATUS_PAUSED",
        ]
        | UnsetType
    ) = UNSET
    history_length: str | UnsetType = field(name="historyLength", default=UNSET)
    parent_namespace_id: str | UnsetType = field(name="parentNamespaceId", default=UNSET)
    parent_execution: Raw | UnsetType = field(name="parentExecution", default=UNSET)
    execution_time: str | UnsetType = field(name="executionTime", default=UNSET)
    memo: Raw | UnsetType = UNSET
    search_attributes: Raw | UnsetType = field(name="searchAttributes", default=UNSET)
    auto_reset_points: Raw | UnsetType = field(name="autoResetPoints", default=UNSET)
    task_queue: str | UnsetType = field(name="taskQueue", default=UNSET)
    state_transition_count: str | UnsetType = field(name="stateTransitionCount", default=UNSET)
    history_size_bytes: str | UnsetType = field(name="historySizeBytes", default=UNSET)
    most_recent_worker_version_stamp: Raw | UnsetType = field(name="mostRecentWorkerVersionStamp", default=UNSET)
    execution_duration: str | UnsetType = field(name="executionDuration", default=UNSET)
    root_execution: Raw | UnsetType = field(name="rootExecution", default=UNSET)
    assigned_build_id: str | UnsetType = field(name="assignedBuildId", default=UNSET)
    inherited_build_id: str | UnsetType = field(name="inheritedBuildId", default=UNSET)
    first_run_id: str | UnsetType = field(name="firstRunId", default=UNSET)
    versioning_info: Raw | UnsetType = field(name="versioningInfo", default=UNSET)
    worker_deployment_name: str | UnsetType = field(name="workerDeploymentName", default=UNSET)
    priority: Raw | UnsetType = UNSET
    external_payload_size_bytes: str | UnsetType = field(name="externalPayloadSizeBytes", default=UNSET)
    external_payload_count: str | UnsetType = field(name="externalPayloadCount", default=UNSET)


class WorkflowExecutionCheck(Struct, frozen=True, gc=False):
    """What a WorkflowExecution must hold, to check one that passes through verbatim."""

    workflow_id: str | UnsetType = field(name="workflowId", default=UNSET)
    run_id: str | UnsetType = field(name="runId", default=UNSET)


class WorkflowTypeCheck(Struct, frozen=True, gc=False):
    """What a WorkflowType must hold, to check one that passes through verbatim."""

    name: str | UnsetType = UNSET


class MemoCheck(Struct, frozen=True, gc=False):
    """What a Memo must hold, to check one that passes through verbatim."""

    fields: dict[str, Any] | UnsetType = UNSET


class SearchAttributesCheck(Struct, frozen=True, gc=False):
    """What a SearchAttributes must hold, to check one that passes through verbatim."""

    indexed_fields: dict[str, Any] | UnsetType = field(name="indexedFields", default=UNSET)


class ResetPointInfoCheck(Struct, frozen=True, gc=False):
    """What a ResetPointInfo must hold, to check one that passes through verbatim."""

    build_id: str | UnsetType = field(name="buildId", default=UNSET)
    binary_checksum: str | UnsetType = field(name="binaryChecksum", default=UNSET)
    run_id: str | UnsetType = field(name="runId", default=UNSET)
    first_workflow_task_completed_id: str | UnsetType = field(name="firstWorkflowTaskCompletedId", default=UNSET)
    create_time: str | UnsetType = field(name="createTime", default=UNSET)
    expire_time: str | UnsetType = field(name="expireTime", default=UNSET)
    resettable: bool | UnsetType = UNSET


class WorkerVersionStampCheck(Struct, frozen=True, gc=False):
    """What a WorkerVersionStamp must hold, to check one that passes through verbatim."""

    build_id: str | UnsetType = field(name="buildId", default=UNSET)
    use_versioning: bool | UnsetType = field(name="useVersioning", default=UNSET)


class PriorityCheck(Struct, frozen=True, gc=False):
    """What a Priority must hold, to check one that passes through verbatim."""

    priority_key: int | UnsetType = field(name="priorityKey", default=UNSET)
    fairness_key: str | UnsetType = field(name="fairnessKey", default=UNSET)
    fairness_weight: float | UnsetType = field(name="fairnessWeight", default=UNSET)


class WorkerDeploymentVersionCheck(Struct, frozen=True, gc=False):
    """What a WorkerDeploymentVersion must hold, to check one that passes through verbatim."""

    build_id: str | UnsetType = field(name="buildId", default=UNSET)
    deployment_name: str | UnsetType = field(name="deploymentName", default=UNSET)


class DeploymentCheck(Struct, frozen=True, gc=False):
    """What a Deployment must hold, to check one that passes through verbatim."""

    series_name: str | UnsetType = field(name="seriesName", default=UNSET)
    build_id: str | UnsetType = field(name="buildId", default=UNSET)


class DeploymentTransitionCheck(Struct, frozen=True, gc=False):
    """What a DeploymentTransition must hold, to check one that passes through verbatim."""

    deployment: DeploymentCheck | UnsetType = UNSET


class DeploymentVersionTransitionCheck(Struct, frozen=True, gc=False):
    """What a DeploymentVersionTransition must hold, to check one that passes through verbatim."""

    version: str | UnsetType = UNSET
    deployment_version: WorkerDeploymentVersionCheck | UnsetType = field(name="deploymentVersion", default=UNSET)


class ResetPointsCheck(Struct, frozen=True, gc=False):
    """What a ResetPoints must hold, to check one that passes through verbatim."""

    points: list[ResetPointInfoCheck] | UnsetType = UNSET


class PinnedOverrideCheck(Struct, frozen=True, gc=False):
    """What a PinnedOverride must hold, to check one that passes through verbatim."""

    behavior: Literal["PINNED_OVERRIDE_BEHAVIOR_UNSPECIFIED", "PINNED_OVERRIDE_BEHAVIOR_PINNED"] | UnsetType = UNSET
    version: WorkerDeploymentVersionCheck | UnsetType = UNSET


class OneTimeOverrideCheck(Struct, frozen=True, gc=False):
    """What a OneTimeOverride must hold, to check one that passes through verbatim."""

    target_deployment_version: WorkerDeploymentVersionCheck | UnsetType = field(
        name="targetDeploymentVersion", default=UNSET
    )


class VersioningOverrideCheck(Struct, frozen=True, gc=False):
    """What a VersioningOverride must hold, to check one that passes through verbatim."""

    pinned: PinnedOverrideCheck | UnsetType = UNSET
    auto_upgrade: bool | UnsetType = field(name="autoUpgrade", default=UNSET)
    one_time: OneTimeOverrideCheck | UnsetType = field(name="oneTime", default=UNSET)
    behavior: (
        Literal["VERSIONING_BEHAVIOR_UNSPECIFIED", "VERSIONING_BEHAVIOR_PINNED", "VERSIONING_BEHAVIOR_AUTO_UPGRADE"]
        | UnsetType
    ) = UNSET
    deployment: DeploymentCheck | UnsetType = UNSET
    pinned_version: str | UnsetType = field(name="pinnedVersion", default=UNSET)


class VersioningInfoCheck(Struct, frozen=True, gc=False):
    """What a VersioningInfo must hold, to check one that passes through verbatim."""

    behavior: (
        Literal["VERSIONING_BEHAVIOR_UNSPECIFIED", "VERSIONING_BEHAVIOR_PINNED", "VERSIONING_BEHAVIOR_AUTO_UPGRADE"]
        | UnsetType
    ) = UNSET
    deployment: DeploymentCheck | UnsetType = UNSET
    version: str | UnsetType = UNSET
    deployment_version: WorkerDeploymentVersionCheck | UnsetType = field(name="deploymentVersion", default=UNSET)
    versioning_override: VersioningOverrideCheck | UnsetType = field(name="versioningOverride", default=UNSET)
    deployment_transition: DeploymentTransitionCheck | UnsetType = field(name="deploymentTransition", default=UNSET)
    version_transition: DeploymentVersionTransitionCheck | UnsetType = field(name="versionTransition", default=UNSET)
    revision_number: str | UnsetType = field(name="revisionNumber", default=UNSET)
    continue_as_new_initial_versioning_behavior: (
        Literal[
            "CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_UNSPECIFIED",
            "CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_AUTO_UPGRADE",
            "CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_USE_RAMPING_VERSION",
        ]
        | UnsetType
    ) = field(name="continueAsNewInitialVersioningBehavior", default=UNSET)


class TemporalWorkflowExecutionCheck(Struct, frozen=True, gc=False):
    """What a TemporalWorkflowExecution must hold, to check one and no more."""

    execution: WorkflowExecutionCheck | UnsetType = UNSET
    type: WorkflowTypeCheck | UnsetType = UNSET
    start_time: str | UnsetType = field(name="startTime", default=UNSET)
    close_time: str | UnsetType = field(name="closeTime", default=UNSET)
    status: (
        Literal[
            "WORKFLOW_EXECUTION_STATUS_UNSPECIFIED",
            "WORKFLOW_EXECUTION_STATUS_RUNNING",
            "WORKFLOW_EXECUTION_STATUS_COMPLETED",
            "WORKFLOW_EXECUTION_STATUS_FAILED",
            "WORKFLOW_EXECUTION_STATUS_CANCELED",
            "WORKFLOW_EXECUTION_STATUS_TERMINATED",
            "WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW",
            "WORKFLOW_EXECUTION_STATUS_TIMED_OUT",
            "WORKFLOW_EXECUTION_STATUS_PAUSED",
        ]
        | UnsetType
    ) = UNSET
    history_length: str | UnsetType = field(name="historyLength", default=UNSET)
    parent_namespace_id: str | UnsetType = field(name="parentNamespaceId", default=UNSET)
    parent_execution: WorkflowExecutionCheck | UnsetType = field(name="parentExecution", default=UNSET)
    execution_time: str | UnsetType = field(name="executionTime", default=UNSET)
    memo: MemoCheck | UnsetType = UNSET
    search_attributes: SearchAttributesCheck | UnsetType = field(name="searchAttributes", default=UNSET)
    auto_reset_points: Raw | UnsetType = field(name="autoResetPoints", default=UNSET)
    """Where the execution can be reset to."""
    task_queue: str | UnsetType = field(name="taskQueue", default=UNSET)
    state_transition_count: str | UnsetType = field(name="stateTransitionCount", default=UNSET)
    history_size_bytes: str | UnsetType = field(name="historySizeBytes", default=UNSET)
    most_recent_worker_version_stamp: WorkerVersionStampCheck | UnsetType = field(
        name="mostRecentWorkerVersionStamp", default=UNSET
    )
    execution_duration: str | UnsetType = field(name="executionDuration", default=UNSET)
    root_execution: WorkflowExecutionCheck | UnsetType = field(name="rootExecution", default=UNSET)
    assigned_build_id: str | UnsetType = field(name="assignedBuildId", default=UNSET)
    inherited_build_id: str | UnsetType = field(name="inheritedBuildId", default=UNSET)
    first_run_id: str | UnsetType = field(name="firstRunId", default=UNSET)
    versioning_info: VersioningInfoCheck | UnsetType = field(name="versioningInfo", default=UNSET)
    worker_deployment_name: str | UnsetType = field(name="workerDeploymentName", default=UNSET)
    priority: PriorityCheck | UnsetType = UNSET
    external_payload_size_bytes: str | UnsetType = field(name="externalPayloadSizeBytes", default=UNSET)
    external_payload_count: str | UnsetType = field(name="externalPayloadCount", default=UNSET)
