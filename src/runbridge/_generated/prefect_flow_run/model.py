# Generated from schemas/prefect_flow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class CreatedBy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What created something."""

    id: str | None | UnsetType = UNSET
    """Identifier of the creator."""
    type: str | None | UnsetType = UNSET
    """Kind of creator, such as SCHEDULE."""
    display_value: str | None | UnsetType = UNSET
    """Name of the creator for people."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class FlowRunPolicy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a run is retried, paused and resumed."""

    max_retries: int | UnsetType = UNSET
    """Not used any more."""
    retry_delay_seconds: int | float | UnsetType = UNSET
    """Not used any more."""
    retries: int | None | UnsetType = UNSET
    """How often the run is retried at most."""
    retry_delay: int | None | UnsetType = UNSET
    """Time between retries in seconds."""
    pause_keys: list[str] | None | UnsetType = UNSET
    """Keys of the pauses that the run has had."""
    resuming: bool | None | UnsetType = UNSET
    """Whether the run resumes from a pause."""
    retry_type: Literal["in_process", "reschedule"] | None | UnsetType = UNSET
    """Where the run is retried."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class StateDetails(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What else is known about a state."""

    flow_run_id: str | None | UnsetType = UNSET
    """Identifier of the flow run."""
    task_run_id: str | None | UnsetType = UNSET
    """Identifier of the task run."""
    child_flow_run_id: str | None | UnsetType = UNSET
    """Identifier of the flow run that a task run stands for."""
    scheduled_time: Timestamp | None | UnsetType = UNSET
    """When the run is to start."""
    cache_key: str | None | UnsetType = UNSET
    """Key of the cached result."""
    cache_expiration: Timestamp | None | UnsetType = UNSET
    """When the cached result expires."""
    deferred: bool | None | UnsetType = UNSET
    """Whether the run is left to a worker."""
    untrackable_result: bool | UnsetType = UNSET
    """Whether the result cannot be tracked."""
    pause_timeout: Timestamp | None | UnsetType = UNSET
    """When a pause ends."""
    pause_reschedule: bool | UnsetType = UNSET
    """Whether the run leaves its process for the pause."""
    pause_key: str | None | UnsetType = UNSET
    """Key of the pause."""
    run_input_keyset: dict[str, Any] | None | UnsetType = UNSET
    """Keys under which input of people is kept."""
    refresh_cache: bool | None | UnsetType = UNSET
    """Whether a cached result is replaced."""
    retriable: bool | None | UnsetType = UNSET
    """Whether the run can be retried."""
    transition_id: str | None | UnsetType = UNSET
    """Identifier of the request for the state."""
    task_parameters_id: str | None | UnsetType = UNSET
    """Identifier of the parameters of a task run."""
    traceparent: str | None | UnsetType = UNSET
    """Trace that the run is a part of, as in W3C Trace Context."""
    deployment_concurrency_lease_id: str | None | UnsetType = UNSET
    """Identifier of the lease of a place among the runs of a deployment."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class State(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A state of a run."""

    id: str
    """Identifier of the state."""
    type: Literal[
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
    """Type of the state."""
    name: str | None | UnsetType = UNSET
    """Name of the state."""
    timestamp: Timestamp | UnsetType = UNSET
    """When the run got the state."""
    message: str | None | UnsetType = UNSET
    """Message for people."""
    data: Any | UnsetType = UNSET
    """Data of the state, such as where a result is."""
    state_details: StateDetails | UnsetType = UNSET
    """What else is known about the state."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class PrefectFlowRun(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A flow run of Prefect, as in the OpenAPI description that its server has (3.9.1, FlowRunResponse)."""

    id: str
    """Identifier of the run, a UUID."""
    created: Timestamp | None
    """When the server created the run."""
    updated: Timestamp | None
    """When the server last changed the run."""
    flow_id: str
    """Identifier of the flow, a UUID."""
    name: str | UnsetType = UNSET
    """Name of the run; two random words if nobody gave one."""
    state_id: str | None | UnsetType = UNSET
    """Identifier of the current state."""
    deployment_id: str | None | UnsetType = UNSET
    """Identifier of the deployment that the run is of, if any."""
    deployment_version: str | None | UnsetType = UNSET
    """Version of that deployment."""
    work_queue_id: str | None | UnsetType = UNSET
    """Identifier of the work queue that the run waits in."""
    work_queue_name: str | None | UnsetType = UNSET
    """Name of that work queue."""
    flow_version: str | None | UnsetType = UNSET
    """Version of the flow's code."""
    parameters: dict[str, Any] | UnsetType = UNSET
    """Parameters that the flow is called with."""
    idempotency_key: str | None | UnsetType = UNSET
    """Key by which the server recognizes a second request for the same run."""
    context: dict[str, Any] | UnsetType = UNSET
    """Values of the caller for the run."""
    empirical_policy: FlowRunPolicy | UnsetType = UNSET
    """How the run is retried, paused and resumed."""
    tags: list[str] | UnsetType = UNSET
    """Tags of the run."""
    labels: dict[str, bool | int | float | str] | UnsetType = UNSET
    """Labels of the run."""
    parent_task_run_id: str | None | UnsetType = UNSET
    """Identifier of the task run that stands for this run in the flow that called it."""
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
    """Type of the current state; null for a run without a state."""
    state_name: str | None | UnsetType = UNSET
    """Name of the current state. Flows may make up names."""
    run_count: int | UnsetType = UNSET
    """How often the run was started."""
    expected_start_time: Timestamp | None | UnsetType = UNSET
    """When the run was expected to start."""
    next_scheduled_start_time: Timestamp | None | UnsetType = UNSET
    """When the run is scheduled to start next; null unless it is scheduled."""
    start_time: Timestamp | None | UnsetType = UNSET
    """When the run first started."""
    end_time: Timestamp | None | UnsetType = UNSET
    """When the run ended."""
    total_run_time: int | float | UnsetType = UNSET
    """Time in states of type RUNNING, without the current one, in seconds."""
    estimated_run_time: int | float | UnsetType = UNSET
    """The same with the current one, in seconds; computed at each read."""
    estimated_start_time_delta: int | float | UnsetType = UNSET
    """How late the run started or is, in seconds; computed at each read."""
    auto_scheduled: bool | UnsetType = UNSET
    """Whether the scheduler made the run."""
    infrastructure_document_id: str | None | UnsetType = UNSET
    """Identifier of the block with the infrastructure of the run."""
    infrastructure_pid: str | None | UnsetType = UNSET
    """Identifier of the run in its infrastructure."""
    created_by: CreatedBy | None | UnsetType = UNSET
    """What created the run, if the server knows it."""
    work_pool_id: str | None | UnsetType = UNSET
    """Identifier of the work pool of the run."""
    work_pool_name: str | None | UnsetType = UNSET
    """Name of that work pool."""
    state: State | None | UnsetType = UNSET
    """The current state."""
    job_variables: dict[str, Any] | None | UnsetType = UNSET
    """Values that replace those of the work pool's job template."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
