# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType


class KfpRunWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A KfpRun as its text has it: times are text, numbers and opaque fields raw."""

    experiment_id: str | None | UnsetType = UNSET
    run_id: str | None | UnsetType = UNSET
    display_name: str | None | UnsetType = UNSET
    storage_state: Literal["STORAGE_STATE_UNSPECIFIED", "AVAILABLE", "ARCHIVED"] | None | UnsetType = UNSET
    description: str | None | UnsetType = UNSET
    pipeline_version_id: str | None | UnsetType = UNSET
    pipeline_spec: Raw | UnsetType = UNSET
    pipeline_version_reference: Raw | UnsetType = UNSET
    runtime_config: Raw | UnsetType = UNSET
    service_account: str | None | UnsetType = UNSET
    created_at: str | None | UnsetType = UNSET
    scheduled_at: str | None | UnsetType = UNSET
    finished_at: str | None | UnsetType = UNSET
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
        | None
        | UnsetType
    ) = UNSET
    error: Raw | UnsetType = UNSET
    run_details: Raw | UnsetType = UNSET
    recurring_run_id: str | None | UnsetType = UNSET
    state_history: Raw | UnsetType = UNSET
    plugins_input: Raw | UnsetType = UNSET
    plugins_output: Raw | UnsetType = UNSET


class PipelineVersionReferenceCheck(Struct, frozen=True, gc=False):
    """What a PipelineVersionReference must hold, to check one that passes through verbatim."""

    pipeline_id: str | None | UnsetType = UNSET
    pipeline_version_id: str | None | UnsetType = UNSET


class RuntimeConfigCheck(Struct, frozen=True, gc=False):
    """What a RuntimeConfig must hold, to check one that passes through verbatim."""

    parameters: dict[str, Any] | None | UnsetType = UNSET
    pipeline_root: str | None | UnsetType = UNSET


class StatusCheck(Struct, frozen=True, gc=False):
    """What a Status must hold, to check one that passes through verbatim."""

    code: int | None | UnsetType = UNSET
    message: str | None | UnsetType = UNSET
    details: list[dict[str, Any]] | None | UnsetType = UNSET


class ExecutorDetailCheck(Struct, frozen=True, gc=False):
    """What a ExecutorDetail must hold, to check one that passes through verbatim."""

    main_job: str | None | UnsetType = UNSET
    pre_caching_check_job: str | None | UnsetType = UNSET
    failed_main_jobs: list[str] | None | UnsetType = UNSET
    failed_pre_caching_check_jobs: list[str] | None | UnsetType = UNSET


class ChildTaskCheck(Struct, frozen=True, gc=False):
    """What a ChildTask must hold, to check one that passes through verbatim."""

    task_id: str | None | UnsetType = UNSET
    pod_name: str | None | UnsetType = UNSET


class ArtifactListCheck(Struct, frozen=True, gc=False):
    """What a ArtifactList must hold, to check one that passes through verbatim."""

    artifact_ids: list[str] | None | UnsetType = UNSET


class MetadataValueCheck(Struct, frozen=True, gc=False):
    """What a MetadataValue must hold, to check one that passes through verbatim."""

    value: Raw | UnsetType = UNSET
    """The value."""
    render_type: Literal["UNSPECIFIED", "URL"] | None | UnsetType = UNSET


class KfpRunCheck(Struct, frozen=True, gc=False):
    """What a KfpRun must hold, to check one and no more."""

    experiment_id: str | None | UnsetType = UNSET
    run_id: str | None | UnsetType = UNSET
    display_name: str | None | UnsetType = UNSET
    storage_state: Literal["STORAGE_STATE_UNSPECIFIED", "AVAILABLE", "ARCHIVED"] | None | UnsetType = UNSET
    description: str | None | UnsetType = UNSET
    pipeline_version_id: str | None | UnsetType = UNSET
    pipeline_spec: dict[str, Any] | None | UnsetType = UNSET
    pipeline_version_reference: Raw | UnsetType = UNSET
    runtime_config: Raw | UnsetType = UNSET
    service_account: str | None | UnsetType = UNSET
    created_at: str | str | None | None | UnsetType = UNSET
    scheduled_at: str | str | None | None | UnsetType = UNSET
    finished_at: str | str | None | None | UnsetType = UNSET
    state: Raw | UnsetType = UNSET
    error: Raw | UnsetType = UNSET
    run_details: Raw | UnsetType = UNSET
    recurring_run_id: str | None | UnsetType = UNSET
    state_history: Raw | UnsetType = UNSET
    """States that the run had, in their order."""
    plugins_input: Raw | UnsetType = UNSET
    """Configuration of plugins, by their names."""
    plugins_output: Raw | UnsetType = UNSET
    """What plugins returned, by their names."""
