# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType


class AirflowDagRunWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A AirflowDagRun as its text has it: times are text, numbers and opaque fields raw."""

    dag_run_id: str
    dag_id: str
    run_after: str
    run_type: Literal[
        "backfill",
        "scheduled",
        "manual",
        "operator_triggered",
        "asset_triggered",
        "asset_materialization",
    ]
    state: Literal["queued", "running", "success", "failed"]
    dag_versions: Raw
    logical_date: str | None | UnsetType = UNSET
    queued_at: str | None | UnsetType = UNSET
    start_date: str | None | UnsetType = UNSET
    end_date: str | None | UnsetType = UNSET
    duration: Raw | UnsetType = UNSET
    data_interval_start: str | None | UnsetType = UNSET
    data_interval_end: str | None | UnsetType = UNSET
    last_scheduling_decision: str | None | UnsetType = UNSET
    triggered_by: (
        Literal["cli", "operator", "rest_api", "ui", "test", "timetable", "asset", "backfill"] | None | UnsetType
    ) = UNSET
    triggering_user_name: str | None | UnsetType = UNSET
    conf: Raw | UnsetType = UNSET
    note: str | None | UnsetType = UNSET
    bundle_version: str | None | UnsetType = UNSET
    dag_display_name: str | None | UnsetType = UNSET
    partition_key: str | None | UnsetType = UNSET
    partition_date: str | None | UnsetType = UNSET


class DagVersionCheck(Struct, frozen=True, gc=False):
    """What a DagVersion must hold, to check one that passes through verbatim."""

    id: str
    version_number: int
    dag_id: str
    created_at: str
    bundle_name: str | None | UnsetType = UNSET
    bundle_version: str | None | UnsetType = UNSET
    dag_display_name: str | None | UnsetType = UNSET
    bundle_url: str | None | UnsetType = UNSET


class AirflowDagRunCheck(Struct, frozen=True, gc=False):
    """What a AirflowDagRun must hold, to check one and no more."""

    dag_run_id: str
    dag_id: str
    run_after: str
    run_type: Literal[
        "backfill",
        "scheduled",
        "manual",
        "operator_triggered",
        "asset_triggered",
        "asset_materialization",
    ]
    state: Literal["queued", "running", "success", "failed"]
    dag_versions: list[DagVersionCheck]
    logical_date: str | str | None | None | UnsetType = UNSET
    queued_at: str | str | None | None | UnsetType = UNSET
    start_date: str | str | None | None | UnsetType = UNSET
    end_date: str | str | None | None | UnsetType = UNSET
    duration: float | None | UnsetType = UNSET
    data_interval_start: str | str | None | None | UnsetType = UNSET
    data_interval_end: str | str | None | None | UnsetType = UNSET
    last_scheduling_decision: str | str | None | None | UnsetType = UNSET
    triggered_by: (
        Literal["cli", "operator", "rest_api", "ui", "test", "timetable", "asset", "backfill"] | None | UnsetType
    ) = UNSET
    triggering_user_name: str | None | UnsetType = UNSET
    conf: dict[str, Any] | None | UnsetType = UNSET
    note: str | None | UnsetType = UNSET
    bundle_version: str | None | UnsetType = UNSET
    dag_display_name: str | None | UnsetType = UNSET
    partition_key: str | None | UnsetType = UNSET
    partition_date: str | str | None | None | UnsetType = UNSET
