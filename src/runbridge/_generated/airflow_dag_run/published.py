# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import Raw, Struct


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
    logical_date: str | None
    queued_at: str | None
    start_date: str | None
    end_date: str | None
    duration: Raw
    data_interval_start: str | None
    data_interval_end: str | None
    last_scheduling_decision: str | None
    triggered_by: Literal["cli", "operator", "rest_api", "ui", "test", "timetable", "asset", "backfill"] | None
    triggering_user_name: str | None
    conf: Raw
    note: str | None
    bundle_version: str | None
    dag_display_name: str
    partition_key: str | None
    partition_date: str | None


class DagVersionCheck(Struct, frozen=True, gc=False):
    """What a DagVersion must hold, to check one that passes through verbatim."""

    id: str
    version_number: int
    dag_id: str
    bundle_name: str | None
    bundle_version: str | None
    created_at: str
    dag_display_name: str
    bundle_url: str | None


class AirflowDagRunCheck(Struct, frozen=True, gc=False):
    """What a AirflowDagRun must hold, to check one and no more."""

    dag_run_id: str
    dag_id: str
    logical_date: str | None
    queued_at: str | None
    start_date: str | None
    end_date: str | None
    duration: float | None
    data_interval_start: str | None
    data_interval_end: str | None
    run_after: str
    last_scheduling_decision: str | None
    run_type: Literal[
        "backfill",
        "scheduled",
        "manual",
        "operator_triggered",
        "asset_triggered",
        "asset_materialization",
    ]
    state: Literal["queued", "running", "success", "failed"]
    triggered_by: Literal["cli", "operator", "rest_api", "ui", "test", "timetable", "asset", "backfill"] | None
    triggering_user_name: str | None
    conf: dict[str, Any] | None
    note: str | None
    dag_versions: list[DagVersionCheck]
    bundle_version: str | None
    dag_display_name: str
    partition_key: str | None
    partition_date: str | None
