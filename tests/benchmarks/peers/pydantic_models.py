"""pydantic with a model of each format: unknown fields are kept, input is validated."""

from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic_core import to_json

from tests.benchmarks.lines import convert_lines
from tests.benchmarks.peers.mapping import to_model, to_run


class _Open(BaseModel):
    """A model that keeps unknown fields."""

    model_config = ConfigDict(extra="allow", ser_json_inf_nan="constants")


class MediaItem(_Open):
    """A file among the outputs."""

    url: str
    type: str
    filename: str
    is_public: bool | None = None
    subfolder: str | None = None
    upload_duration: float | None = None


class Output(_Open):
    """The output of one node."""

    id: str
    run_id: str
    data: dict[str, list[MediaItem | str | bool]]
    node_meta: Any
    created_at: AwareDatetime
    updated_at: AwareDatetime
    type: str | None = None
    node_id: str | None = None


class Model(_Open):
    """The snake_case format."""

    id: str
    workflow_version_id: str | None
    workflow_inputs: Any
    workflow_id: str
    workflow_api: Any
    machine_id: str | None
    origin: str
    status: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    gpu_event_id: str | None
    gpu: str | None
    machine_version: str | None
    machine_type: str | None
    modal_function_call_id: str | None
    user_id: str | None
    org_id: str | None
    live_status: str | None
    webhook: str | None
    webhook_status: str | None
    number: int
    duration: float | None
    cold_start_duration: float | None
    cold_start_duration_total: float | None
    run_duration: float | None
    ended_at: AwareDatetime | None = None
    queued_at: AwareDatetime | None = None
    started_at: AwareDatetime | None = None
    progress: float = 0
    is_realtime: bool = False
    webhook_intermediate_status: bool = False
    outputs: list[Output] = []


class Run(_Open):
    """The camelCase format, with its field names as attributes."""

    id: str
    workspaceId: str  # noqa: N815  # the name of the field
    subjectId: str  # noqa: N815  # the same
    parentRunId: str | None  # noqa: N815  # the same
    status: Literal["pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting"]
    mode: Literal["sync", "async"]
    input: Any
    output: Any
    error: str | None
    triggeredBy: Literal["workflow", "agent", "swarm", "user", "event"]  # noqa: N815  # the same
    cfWorkflowId: str | None  # noqa: N815  # the same
    durationMs: float | None  # noqa: N815  # the same
    userId: str  # noqa: N815  # the same
    startedAt: AwareDatetime | None  # noqa: N815  # the same
    completedAt: AwareDatetime | None  # noqa: N815  # the same
    createdAt: AwareDatetime  # noqa: N815  # the same
    updatedAt: AwareDatetime  # noqa: N815  # the same


def right(source: Path, target: Path) -> None:
    """Convert records to the other format."""
    read = Model.model_validate_json
    convert_lines(source, target, lambda line: to_json(to_run(read(line).model_dump(exclude_unset=True))))


def left(source: Path, target: Path) -> None:
    """Convert records back."""
    read = Run.model_validate_json
    convert_lines(source, target, lambda line: to_json(to_model(read(line).model_dump(exclude_unset=True))))
