# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class WorkflowExecution(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A run of a workflow."""

    workflow_id: str | UnsetType = field(name="workflowId", default=UNSET)
    """Identifier that the user gave the workflow; several runs can have it."""
    run_id: str | UnsetType = field(name="runId", default=UNSET)
    """Identifier of the run."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class WorkflowType(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A type of workflows."""

    name: str | UnsetType = UNSET
    """Name of the type, usually that of a function."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Memo(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Values that cannot be searched."""

    fields: dict[str, Any] | UnsetType = UNSET
    """Payloads by name, each opaque: any JSON value."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class SearchAttributes(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Values that can be searched."""

    indexed_fields: dict[str, Any] | UnsetType = field(name="indexedFields", default=UNSET)
    """Payloads by name, each opaque: any JSON value."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ResetPointInfo(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The first workflow task that a build of workers completed."""

    build_id: str | UnsetType = field(name="buildId", default=UNSET)
    """Build of the worker."""
    binary_checksum: str | UnsetType = field(name="binaryChecksum", default=UNSET)
    """Version of the worker's binary."""
    run_id: str | UnsetType = field(name="runId", default=UNSET)
    """First run of the chain that the build processed."""
    first_workflow_task_completed_id: str | UnsetType = field(name="firstWorkflowTaskCompletedId", default=UNSET)
    """Event of the first workflow task that the build completed."""
    create_time: Timestamp | UnsetType = field(name="createTime", default=UNSET)
    """When the point was created."""
    expire_time: Timestamp | UnsetType = field(name="expireTime", default=UNSET)
    """When the run is deleted."""
    resettable: bool | UnsetType = UNSET
    """Whether the execution can be reset to this point."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class WorkerVersionStamp(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The version of a worker."""

    build_id: str | UnsetType = field(name="buildId", default=UNSET)
    """Build of the worker."""
    use_versioning: bool | UnsetType = field(name="useVersioning", default=UNSET)
    """Whether the worker uses versioning."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Priority(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The order of tasks that wait."""

    priority_key: int | UnsetType = field(name="priorityKey", default=UNSET)
    """Priority, 1 for the highest."""
    fairness_key: str | UnsetType = field(name="fairnessKey", default=UNSET)
    """Key of a group of tasks that share the workers."""
    fairness_weight: int | float | UnsetType = field(name="fairnessWeight", default=UNSET)
    """Share of the group."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class WorkerDeploymentVersion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A version of the workers of a deployment."""

    build_id: str | UnsetType = field(name="buildId", default=UNSET)
    """Build of the workers."""
    deployment_name: str | UnsetType = field(name="deploymentName", default=UNSET)
    """Deployment that the version belongs to."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Deployment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A deployment of workers."""

    series_name: str | UnsetType = field(name="seriesName", default=UNSET)
    """Name that all versions of the deployment share."""
    build_id: str | UnsetType = field(name="buildId", default=UNSET)
    """Build of the workers."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class DeploymentTransition(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A transition to another deployment."""

    deployment: Deployment | UnsetType = UNSET
    """Deployment that the execution moves to."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class DeploymentVersionTransition(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A transition to another version."""

    version: str | UnsetType = UNSET
    """Version that the execution moves to, as text."""
    deployment_version: WorkerDeploymentVersion | UnsetType = field(name="deploymentVersion", default=UNSET)
    """Version that the execution moves to."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ResetPoints(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where an execution can be reset to."""

    points: list[ResetPointInfo] | UnsetType = UNSET
    """One for each build of workers that processed the execution."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class PinnedOverride(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Keeps an execution on a version."""

    behavior: Literal["PINNED_OVERRIDE_BEHAVIOR_UNSPECIFIED", "PINNED_OVERRIDE_BEHAVIOR_PINNED"] | UnsetType = UNSET
    """Kind of the override."""
    version: WorkerDeploymentVersion | UnsetType = UNSET
    """Version that the execution stays on."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class OneTimeOverride(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sends the next workflow task to a version."""

    target_deployment_version: WorkerDeploymentVersion | UnsetType = field(
        name="targetDeploymentVersion", default=UNSET
    )
    """Version that gets the task."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class VersioningOverride(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What replaces the versioning behavior of an execution."""

    pinned: PinnedOverride | UnsetType = UNSET
    """Keeps the execution on a version."""
    auto_upgrade: bool | UnsetType = field(name="autoUpgrade", default=UNSET)
    """Moves the execution to the current version."""
    one_time: OneTimeOverride | UnsetType = field(name="oneTime", default=UNSET)
    """Sends the next workflow task to a version."""
    behavior: (
        Literal["VERSIONING_BEHAVIOR_UNSPECIFIED", "VERSIONING_BEHAVIOR_PINNED", "VERSIONING_BEHAVIOR_AUTO_UPGRADE"]
        | UnsetType
    ) = UNSET
    """How the execution moves between versions."""
    deployment: Deployment | UnsetType = UNSET
    """Deployment that the execution stays on."""
    pinned_version: str | UnsetType = field(name="pinnedVersion", default=UNSET)
    """Version that the execution stays on, as text."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class VersioningInfo(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Versions of the workers that process an execution."""

    behavior: (
        Literal["VERSIONING_BEHAVIOR_UNSPECIFIED", "VERSIONING_BEHAVIOR_PINNED", "VERSIONING_BEHAVIOR_AUTO_UPGRADE"]
        | UnsetType
    ) = UNSET
    """How the execution moves between versions."""
    deployment: Deployment | UnsetType = UNSET
    """Deployment that completed the last workflow task."""
    version: str | UnsetType = UNSET
    """Version that completed the last workflow task, as text."""
    deployment_version: WorkerDeploymentVersion | UnsetType = field(name="deploymentVersion", default=UNSET)
    """Version that completed the last workflow task."""
    versioning_override: VersioningOverride | UnsetType = field(name="versioningOverride", default=UNSET)
    """What the user set for this execution instead."""
    deployment_transition: DeploymentTransition | UnsetType = field(name="deploymentTransition", default=UNSET)
    """Transition to another deployment."""
    version_transition: DeploymentVersionTransition | UnsetType = field(name="versionTransition", default=UNSET)
    """Transition to another version."""
    revision_number: str | UnsetType = field(name="revisionNumber", default=UNSET)
    """Counter of the decisions on where tasks go."""
    continue_as_new_initial_versioning_behavior: (
        Literal[
            "CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_UNSPECIFIED",
            "CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_AUTO_UPGRADE",
            "CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_USE_RAMPING_VERSION",
        ]
        | UnsetType
    ) = field(name="continueAsNewInitialVersioningBehavior", default=UNSET)
    """How the first task of a run that continues another one finds its version."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class TemporalWorkflowExecution(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workflow execution of Temporal (temporalio/api f53963d4489c, openapiv2.json, v1WorkflowExecutionInfo)."""

    execution: WorkflowExecution | UnsetType = UNSET
    """Identifiers of the workflow and of this run of it."""
    type: WorkflowType | UnsetType = UNSET
    """Type of the workflow."""
    start_time: Timestamp | UnsetType = field(name="startTime", default=UNSET)
    """When the execution was started."""
    close_time: Timestamp | UnsetType = field(name="closeTime", default=UNSET)
    """When the execution was closed; missing while it is open."""
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
    """Status of the execution."""
    history_length: str | UnsetType = field(name="historyLength", default=UNSET)
    """Number of events in the history."""
    parent_namespace_id: str | UnsetType = field(name="parentNamespaceId", default=UNSET)
    """Identifier of the parent's namespace; empty if there is no parent."""
    parent_execution: WorkflowExecution | UnsetType = field(name="parentExecution", default=UNSET)
    """The execution that started this one as its child."""
    execution_time: Timestamp | UnsetType = field(name="executionTime", default=UNSET)
    """When the first workflow task was or is due: the start time, with the delay of a schedule or a retry."""
    memo: Memo | UnsetType = UNSET
    """Values that the user attached, which cannot be searched."""
    search_attributes: SearchAttributes | UnsetType = field(name="searchAttributes", default=UNSET)
    """Values that the user attached, which can be searched."""
    auto_reset_points: ResetPoints | UnsetType = field(name="autoResetPoints", default=UNSET)
    """Where the execution can be reset to."""
    task_queue: str | UnsetType = field(name="taskQueue", default=UNSET)
    """Task queue of the workflow."""
    state_transition_count: str | UnsetType = field(name="stateTransitionCount", default=UNSET)
    """Number of changes of the execution's state."""
    history_size_bytes: str | UnsetType = field(name="historySizeBytes", default=UNSET)
    """Size of the history in bytes."""
    most_recent_worker_version_stamp: WorkerVersionStamp | UnsetType = field(
        name="mostRecentWorkerVersionStamp", default=UNSET
    )
    """Version of the worker that completed the last workflow task that has one."""
    execution_duration: str | UnsetType = field(name="executionDuration", default=UNSET)
    """Seconds from the execution time to the close time, such as `3.5s`; only of a closed execution."""
    root_execution: WorkflowExecution | UnsetType = field(name="rootExecution", default=UNSET)
    """The execution at the top of the tree of parents."""
    assigned_build_id: str | UnsetType = field(name="assignedBuildId", default=UNSET)
    """Build that the execution is assigned to."""
    inherited_build_id: str | UnsetType = field(name="inheritedBuildId", default=UNSET)
    """Build that the execution got from its parent or from the execution before it."""
    first_run_id: str | UnsetType = field(name="firstRunId", default=UNSET)
    """First run of the chain of runs that this one continues."""
    versioning_info: VersioningInfo | UnsetType = field(name="versioningInfo", default=UNSET)
    """Versions of workers that process the execution."""
    worker_deployment_name: str | UnsetType = field(name="workerDeploymentName", default=UNSET)
    """Worker deployment that completed the last workflow task."""
    priority: Priority | UnsetType = UNSET
    """Priority of the execution's tasks."""
    external_payload_size_bytes: str | UnsetType = field(name="externalPayloadSizeBytes", default=UNSET)
    """Size in bytes of the payloads that are stored outside the history."""
    external_payload_count: str | UnsetType = field(name="externalPayloadCount", default=UNSET)
    """Number of payloads that are stored outside the history."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
