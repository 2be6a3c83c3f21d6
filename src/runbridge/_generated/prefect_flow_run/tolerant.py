# Generated from schemas/prefect_flow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType


class PrefectFlowRunWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A PrefectFlowRun as its text has it: times are text, numbers and opaque fields raw."""

    id: str
    flow_id: str
    created: str | None | UnsetType = UNSET
    updated: str | None | UnsetType = UNSET
    name: str | None | UnsetType = UNSET
    state_id: str | None | UnsetType = UNSET
    deployment_id: str | None | UnsetType = UNSET
    deployment_version: str | None | UnsetType = UNSET
    work_queue_id: str | None | UnsetType = UNSET
    work_queue_name: str | None | UnsetType = UNSET
    flow_version: str | None | UnsetType = UNSET
    parameters: Raw | UnsetType = UNSET
    idempotency_key: str | None | UnsetType = UNSET
    context: Raw | UnsetType = UNSET
    empirical_policy: Raw | UnsetType = UNSET
    tags: Raw | UnsetType = UNSET
    labels: Raw | UnsetType = UNSET
    parent_task_run_id: str | None | UnsetType = UNSET
    state_type: (
        Literal[
            "SCHEDULED",
            "PENDING",
            "RUNNING",
            "COMPLETED",
            "FAILED",
            "CANCELLED",
            "CRASHED",
            "PAUSED",
            "CANCELLING",
        ]
        | None
        | UnsetType
    ) = UNSET
    state_name: str | None | UnsetType = UNSET
    run_count: Raw | UnsetType = UNSET
    expected_start_time: str | None | UnsetType = UNSET
    next_scheduled_start_time: str | None | UnsetType = UNSET
    start_time: str | None | UnsetType = UNSET
    end_time: str | None | UnsetType = UNSET
    total_run_time: Raw | UnsetType = UNSET
    estimated_run_time: Raw | UnsetType = UNSET
    estimated_start_time_delta: Raw | UnsetType = UNSET
    auto_scheduled: bool | None | UnsetType = UNSET
    infrastructure_document_id: str | None | UnsetType = UNSET
    infrastructure_pid: str | None | UnsetType = UNSET
    created_by: Raw | UnsetType = UNSET
    work_pool_id: str | None | UnsetType = UNSET
    work_pool_name: str | None | UnsetType = UNSET
    state: Raw | UnsetType = UNSET
    job_variables: Raw | UnsetType = UNSET


class CreatedByCheck(Struct, frozen=True, gc=False):
    """What a CreatedBy must hold, to check one that passes through verbatim."""

    id: str | None | UnsetType = UNSET
    type: str | None | UnsetType = UNSET
    display_value: str | None | UnsetType = UNSET


class FlowRunPolicyCheck(Struct, frozen=True, gc=False):
    """What a FlowRunPolicy must hold, to check one that passes through verbatim."""

    max_retries: int | None | UnsetType = UNSET
    retry_delay_seconds: float | None | UnsetType = UNSET
    retries: int | None | UnsetType = UNSET
    retry_delay: int | None | UnsetType = UNSET
    pause_keys: list[str] | None | UnsetType = UNSET
    resuming: bool | None | UnsetType = UNSET
    retry_type: Literal["in_process", "reschedule"] | None | UnsetType = UNSET


class PrefectFlowRunCheck(Struct, frozen=True, gc=False):
    """What a PrefectFlowRun must hold, to check one and no more."""

    id: str
    flow_id: str
    created: str | str | None | None | UnsetType = UNSET
    updated: str | str | None | None | UnsetType = UNSET
    name: str | None | UnsetType = UNSET
    state_id: str | None | UnsetType = UNSET
    deployment_id: str | None | UnsetType = UNSET
    deployment_version: str | None | UnsetType = UNSET
    work_queue_id: str | None | UnsetType = UNSET
    work_queue_name: str | None | UnsetType = UNSET
    flow_version: str | None | UnsetType = UNSET
    parameters: dict[str, Any] | None | UnsetType = UNSET
    idempotency_key: str | None | UnsetType = UNSET
    context: dict[str, Any] | None | UnsetType = UNSET
    empirical_policy: Raw | UnsetType = UNSET
    tags: list[str] | None | UnsetType = UNSET
    labels: Raw | UnsetType = UNSET
    """Labels of the run."""
    parent_task_run_id: str | None | UnsetType = UNSET
    state_type: (
        Literal[
            "SCHEDULED",
            "PENDING",
            "RUNNING",
            "COMPLETED",
            "FAILED",
            "CANCELLED",
            "CRASHED",
            "PAUSED",
            "CANCELLING",
        ]
        | None
        | UnsetType
    ) = UNSET
    state_name: str | None | UnsetType = UNSET
    run_count: int | None | UnsetType = UNSET
    expected_start_time: str | str | None | None | UnsetType = UNSET
    next_scheduled_start_time: str | str | None | None | UnsetType = UNSET
    start_time: str | str | None | None | UnsetType = UNSET
    end_time: str | str | None | None | UnsetType = UNSET
    total_run_time: float | None | UnsetType = UNSET
    estimated_run_time: float | None | UnsetType = UNSET
    estimated_start_time_delta: float | None | UnsetType = UNSET
    auto_scheduled: bool | None | UnsetType = UNSET
    infrastructure_document_id: str | None | UnsetType = UNSET
    infrastructure_pid: str | None | UnsetType = UNSET
    created_by: Raw | UnsetType = UNSET
    """What created the run, if the server knows it."""
    work_pool_id: str | None | UnsetType = UNSET
    work_pool_name: str | None | UnsetType = UNSET
    state: Raw | UnsetType = UNSET
    """The current state."""
    job_variables: dict[str, Any] | None | UnsetType = UNSET
