# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class PipelineVersionReference(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A pipeline and its version."""

    pipeline_id: str | UnsetType = UNSET
    """Identifier of the pipeline."""
    pipeline_version_id: str | UnsetType = UNSET
    """Identifier of the version; the latest one if it is missing."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class RuntimeConfig(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a run is started with."""

    parameters: dict[str, Any] | UnsetType = UNSET
    """Parameters of the pipeline, by their names."""
    pipeline_root: str | UnsetType = UNSET
    """Where the artifacts of the run are."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Status(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An error."""

    code: int | UnsetType = UNSET
    """Code of the error, one of google.rpc.Code."""
    message: str | UnsetType = UNSET
    """Message of the error."""
    details: list[dict[str, Any]] | UnsetType = UNSET
    """More about the error, any messages of protobuf."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class RuntimeStatus(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A state and when it began."""

    update_time: Timestamp | UnsetType = UNSET
    """When the state began."""
    state: (
        Literal[
            "RUNTIME_STATE_UNSPECIFIED",
            "PENDING",
            "RUNNING",
            "SUCCEEDED",
            "SKIPPED",
            "FAILED",
            "CANCELING",
            "CANCELED",
            "PAUSED",
        ]
        | UnsetType
    ) = UNSET
    """The state."""
    error: Status | UnsetType = UNSET
    """Error that occurred in the state."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ExecutorDetail(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a task was executed."""

    main_job: str | UnsetType = UNSET
    """Name of the job."""
    pre_caching_check_job: str | UnsetType = UNSET
    """Name of the job that looked for a cached result."""
    failed_main_jobs: list[str] | UnsetType = UNSET
    """Names of earlier jobs, which failed."""
    failed_pre_caching_check_jobs: list[str] | UnsetType = UNSET
    """Names of earlier jobs that looked for a cached result and failed."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ChildTask(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A task that depends on another."""

    task_id: str | UnsetType = UNSET
    """Identifier of the task."""
    pod_name: str | UnsetType = UNSET
    """Name of the pod."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ArtifactList(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Some artifacts."""

    artifact_ids: list[str] | UnsetType = UNSET
    """Identifiers of the artifacts in the store of metadata."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class MetadataValue(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A value that a plugin returned."""

    value: Any | UnsetType = UNSET
    """The value."""
    render_type: Literal["UNSPECIFIED", "URL"] | UnsetType = UNSET
    """How to show the value."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class TaskDetail(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A task of a run."""

    run_id: str | UnsetType = UNSET
    """Identifier of the run."""
    task_id: str | UnsetType = UNSET
    """Identifier of the task."""
    display_name: str | UnsetType = UNSET
    """Name of the task."""
    create_time: Timestamp | UnsetType = UNSET
    """When the task was created."""
    start_time: Timestamp | UnsetType = UNSET
    """When the task started."""
    end_time: Timestamp | UnsetType = UNSET
    """When the task ended."""
    executor_detail: ExecutorDetail | UnsetType = UNSET
    """How the task was executed."""
    state: (
        Literal[
            "RUNTIME_STATE_UNSPECIFIED",
            "PENDING",
            "RUNNING",
            "SUCCEEDED",
            "SKIPPED",
            "FAILED",
            "CANCELING",
            "CANCELED",
            "PAUSED",
        ]
        | UnsetType
    ) = UNSET
    """State of the task."""
    execution_id: str | UnsetType = UNSET
    """Identifier of the execution in the store of metadata."""
    error: Status | UnsetType = UNSET
    """Error of the task."""
    inputs: dict[str, ArtifactList] | UnsetType = UNSET
    """Artifacts that the task read, by their names."""
    outputs: dict[str, ArtifactList] | UnsetType = UNSET
    """Artifacts that the task made, by their names."""
    parent_task_id: str | UnsetType = UNSET
    """Identifier of the task that the task is a part of."""
    state_history: list[RuntimeStatus] | UnsetType = UNSET
    """States that the task had, in their order."""
    pod_name: str | UnsetType = UNSET
    """Name of the pod."""
    child_tasks: list[ChildTask] | UnsetType = UNSET
    """Tasks that depend on the task."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class PluginOutput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a plugin returned."""

    entries: dict[str, MetadataValue] | UnsetType = UNSET
    """Values, by their names."""
    state: Literal["PLUGIN_STATE_UNSPECIFIED", "PLUGIN_RUNNING", "PLUGIN_SUCCEEDED", "PLUGIN_FAILED"] | UnsetType = (
        UNSET
    )
    """State of the plugin's own work."""
    state_message: str | UnsetType = UNSET
    """More about the state."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class RunDetails(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a run did."""

    pipeline_context_id: str | UnsetType = UNSET
    """Identifier of the pipeline in the store of metadata."""
    pipeline_run_context_id: str | UnsetType = UNSET
    """Identifier of the run in the store of metadata."""
    task_details: list[TaskDetail] | UnsetType = UNSET
    """Tasks of the run."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class KfpRun(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A run of Kubeflow Pipelines, as its API v2beta1 sends it (kubeflow/pipelines at 7b70c7b95f68)."""

    experiment_id: str | UnsetType = UNSET
    """Identifier of the experiment that the run belongs to."""
    run_id: str | UnsetType = UNSET
    """Identifier of the run."""
    display_name: str | UnsetType = UNSET
    """Name of the run."""
    storage_state: Literal["STORAGE_STATE_UNSPECIFIED", "AVAILABLE", "ARCHIVED"] | UnsetType = UNSET
    """Whether the run has been archived."""
    description: str | UnsetType = UNSET
    """Description of the run."""
    pipeline_version_id: str | UnsetType = UNSET
    """Identifier of the version of the pipeline; deprecated, see pipeline_version_reference."""
    pipeline_spec: dict[str, Any] | UnsetType = UNSET
    """The pipeline itself, where the run has one of its own."""
    pipeline_version_reference: PipelineVersionReference | UnsetType = UNSET
    """The pipeline and its version."""
    runtime_config: RuntimeConfig | UnsetType = UNSET
    """What the run was started with."""
    service_account: str | UnsetType = UNSET
    """Service account of Kubernetes that the run uses."""
    created_at: Timestamp | UnsetType = UNSET
    """When the run was created."""
    scheduled_at: Timestamp | UnsetType = UNSET
    """When the run was to start."""
    finished_at: Timestamp | UnsetType = UNSET
    """When the run ended."""
    state: (
        Literal[
            "RUNTIME_STATE_UNSPECIFIED",
            "PENDING",
            "RUNNING",
            "SUCCEEDED",
            "SKIPPED",
            "FAILED",
            "CANCELING",
            "CANCELED",
            "PAUSED",
        ]
        | UnsetType
    ) = UNSET
    """State of the run."""
    error: Status | UnsetType = UNSET
    """Error of the run, or of the request for it."""
    run_details: RunDetails | UnsetType = UNSET
    """What the run did."""
    recurring_run_id: str | UnsetType = UNSET
    """Identifier of the recurring run that started the run."""
    state_history: list[RuntimeStatus] | UnsetType = UNSET
    """States that the run had, in their order."""
    plugins_input: dict[str, dict[str, Any]] | UnsetType = UNSET
    """Configuration of plugins, by their names."""
    plugins_output: dict[str, PluginOutput] | UnsetType = UNSET
    """What plugins returned, by their names."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
