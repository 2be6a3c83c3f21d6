# Generated from schemas/prefect_flow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from runbridge._runtime import NULL


class PrefectFlowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a PrefectFlowRun that the other format does not have."""

    name: str | None | UnsetType = UNSET
    state_id: str | None | UnsetType = UNSET
    deployment_id: str | None | UnsetType = UNSET
    deployment_version: str | None | UnsetType = UNSET
    work_queue_id: str | None | UnsetType = UNSET
    work_queue_name: str | None | UnsetType = UNSET
    flow_version: str | None | UnsetType = UNSET
    idempotency_key: str | None | UnsetType = UNSET
    context: Raw | UnsetType = UNSET
    empirical_policy: Raw | UnsetType = UNSET
    tags: Raw | UnsetType = UNSET
    labels: Raw | UnsetType = UNSET
    parent_task_run_id: str | None | UnsetType = UNSET
    run_count: Raw | UnsetType = UNSET
    expected_start_time: str | None | UnsetType = UNSET
    next_scheduled_start_time: str | None | UnsetType = UNSET
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


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    workspace_id: str | UnsetType = field(name="workspaceId", default=UNSET)
    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=None)
    mode: Literal["sync", "async"] | UnsetType = UNSET
    output: Raw | UnsetType = NULL
    error: str | None | UnsetType = None
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] | UnsetType = field(
        name="triggeredBy", default=UNSET
    )
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
    duration_ms: Raw | UnsetType = field(name="durationMs", default=UNSET)
    user_id: str | UnsetType = field(name="userId", default=UNSET)
