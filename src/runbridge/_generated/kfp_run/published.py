# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType


class KfpRunWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A KfpRun as its text has it: times are text, numbers and opaque fields raw."""

    experiment_id: str | UnsetType = UNSET
    run_id: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET
    storage_state: Literal["STORAGE_STATE_UNSPECIFIED", "AVAILABLE", "ARCHIVED"] | UnsetType = UNSET
    description: str | UnsetType = UNSET
    pipeline_version_id: str | UnsetType = UNSET
    pipeline_spec: Raw | UnsetType = UNSET
    pipeline_version_reference: Raw | UnsetType = UNSET
    runtime_config: Raw | UnsetType = UNSET
    service_account: str | UnsetType = UNSET
    created_at: str | UnsetType = UNSET
    scheduled_at: str | UnsetType = UNSET
    finished_at: str | UnsetType = UNSET
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
    error: Raw | UnsetType = UNSET
    run_details: Raw | UnsetType = UNSET
    recurring_run_id: str | UnsetType = UNSET
    state_history: Raw | UnsetType = UNSET
    plugins_input: Raw | UnsetType = UNSET
    plugins_output: Raw | UnsetType = UNSET


class PipelineVersionReferenceCheck(Struct, frozen=True, gc=False):
    """What a PipelineVersionReference must hold, to check one that passes through verbatim."""

    pipeline_id: str | UnsetType = UNSET
    pipeline_version_id: str | UnsetType = UNSET


class RuntimeConfigCheck(Struct, frozen=True, gc=False):
    """What a RuntimeConfig must hold, to check one that passes through verbatim."""

    parameters: dict[str, Any] | UnsetType = UNSET
    pipeline_root: str | UnsetType = UNSET


class StatusCheck(Struct, frozen=True, gc=False):
    """What a Status must hold, to check one that passes through verbatim."""

    code: int | UnsetType = UNSET
    message: str | UnsetType = UNSET
    details: list[dict[str, Any]] | UnsetType = UNSET


class RuntimeStatusCheck(Struct, frozen=True, gc=False):
    """What a RuntimeStatus must hold, to check one that passes through verbatim."""

    update_time: str | UnsetType = UNSET
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
    error: StatusCheck | UnsetType = UNSET


class ExecutorDetailCheck(Struct, frozen=True, gc=False):
    """What a ExecutorDetail must hold, to check one that passes through verbatim."""

    main_job: str | UnsetType = UNSET
    pre_caching_check_job: str | UnsetType = UNSET
    failed_main_jobs: list[str] | UnsetType = UNSET
    failed_pre_caching_check_jobs: list[str] | UnsetType = UNSET


class ChildTaskCheck(Struct, frozen=True, gc=False):
    """What a ChildTask must hold, to check one that passes through verbatim."""

    task_id: str | UnsetType = UNSET
    pod_name: str | UnsetType = UNSET


class ArtifactListCheck(Struct, frozen=True, gc=False):
    """What a ArtifactList must hold, to check one that passes through verbatim."""

    artifact_ids: list[str] | UnsetType = UNSET


class MetadataValueCheck(Struct, frozen=True, gc=False):
    """What a MetadataValue must hold, to check one that passes through verbatim."""

    value: Raw | UnsetType = UNSET
    """The value."""
    render_type: Literal["UNSPECIFIED", "URL"] | UnsetType = UNSET


class TaskDetailCheck(Struct, frozen=True, gc=False):
    """What a TaskDetail must hold, to check one that passes through verbatim."""

    run_id: str | UnsetType = UNSET
    task_id: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET
    create_time: str | UnsetType = UNSET
    start_time: str | UnsetType = UNSET
    end_time: str | UnsetType = UNSET
    executor_detail: ExecutorDetailCheck | UnsetType = UNSET
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
    execution_id: str | UnsetType = UNSET
    error: StatusCheck | UnsetType = UNSET
    inputs: dict[str, ArtifactListCheck] | UnsetType = UNSET
    outputs: dict[str, ArtifactListCheck] | UnsetType = UNSET
    parent_task_id: str | UnsetType = UNSET
    state_history: list[RuntimeStatusCheck] | UnsetType = UNSET
    pod_name: str | UnsetType = UNSET
    child_tasks: list[ChildTaskCheck] | UnsetType = UNSET


class PluginOutputCheck(Struct, frozen=True, gc=False):
    """What a PluginOutput must hold, to check one that passes through verbatim."""

    entries: dict[str, MetadataValueCheck] | UnsetType = UNSET
    state: Literal["PLUGIN_STATE_UNSPECIFIED", "PLUGIN_RUNNING", "PLUGIN_SUCCEEDED", "PLUGIN_FAILED"] | UnsetType = (
        UNSET
    )
    state_message: str | UnsetType = UNSET


class KfpRunCheck(Struct, frozen=True, gc=False):
    """What a KfpRun must hold, to check one and no more."""

    experiment_id: str | UnsetType = UNSET
    run_id: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET
    storage_state: Literal["STORAGE_STATE_UNSPECIFIED", "AVAILABLE", "ARCHIVED"] | UnsetType = UNSET
    description: str | UnsetType = UNSET
    pipeline_version_id: str | UnsetType = UNSET
    pipeline_spec: dict[str, Any] | UnsetType = UNSET
    pipeline_version_reference: PipelineVersionReferenceCheck | UnsetType = UNSET
    runtime_config: RuntimeConfigCheck | UnsetType = UNSET
    service_account: str | UnsetType = UNSET
    created_at: str | UnsetType = UNSET
    scheduled_at: str | UnsetType = UNSET
    finished_at: str | UnsetType = UNSET
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
    error: StatusCheck | UnsetType = UNSET
    run_details: Raw | UnsetType = UNSET
    """What the run did."""
    recurring_run_id: str | UnsetType = UNSET
    state_history: list[RuntimeStatusCheck] | UnsetType = UNSET
    plugins_input: dict[str, dict[str, Any]] | UnsetType = UNSET
    plugins_output: dict[str, PluginOutputCheck] | UnsetType = UNSET
