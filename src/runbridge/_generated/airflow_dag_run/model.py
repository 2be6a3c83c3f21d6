# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class DagVersion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A version of a DAG."""

    id: str
    """Identifier of the version, a UUID."""
    version_number: int
    """Number of the version, from 1."""
    dag_id: str
    """Identifier of the DAG."""
    bundle_name: str | None
    """Name of the bundle that the DAG is in."""
    bundle_version: str | None
    """Version of the bundle, if it has versions."""
    created_at: Timestamp
    """When the version was created."""
    dag_display_name: str
    """Name of the DAG for people."""
    bundle_url: str | None
    """Address of the bundle."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class AirflowDagRun(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A DAG run of Apache Airflow, as in the OpenAPI description that its API server has (3.3.2, DAGRunResponse)."""

    dag_run_id: str
    """Identifier of the run, unique within its DAG."""
    dag_id: str
    """Identifier of the DAG."""
    logical_date: Timestamp | None
    """Time that the run stands for; null for runs of assets and for some manual ones."""
    queued_at: Timestamp | None
    """When the run was queued, for the last time if it was cleared; null for `airflow dags test`."""
    start_date: Timestamp | None
    """When the first task could start."""
    end_date: Timestamp | None
    """When the run finished."""
    duration: int | float | None
    """Time from start to end in seconds."""
    data_interval_start: Timestamp | None
    """Start of the data that the run processes."""
    data_interval_end: Timestamp | None
    """End of the data that the run processes."""
    run_after: Timestamp
    """Earliest time at which the run may start."""
    last_scheduling_decision: Timestamp | None
    """When the scheduler last looked at the run."""
    run_type: Literal[
        "backfill",
        "scheduled",
        "manual",
        "operator_triggered",
        "asset_triggered",
        "asset_materialization",
    ]
    """What kind of run it is."""
    state: Literal["queued", "running", "success", "failed"]
    """State of the run."""
    triggered_by: Literal["cli", "operator", "rest_api", "ui", "test", "timetable", "asset", "backfill"] | None
    """What created the run."""
    triggering_user_name: str | None
    """Name of the user who created the run."""
    conf: dict[str, Any] | None
    """Configuration that the run was given."""
    note: str | None
    """Note of a user about the run."""
    dag_versions: list[DagVersion]
    """Versions of the DAG that its tasks ran with."""
    bundle_version: str | None
    """Version of the DAG bundle, if the bundle has versions."""
    dag_display_name: str
    """Name of the DAG for people; its identifier if it has no other."""
    partition_key: str | None
    """Key of the partition that the run processes."""
    partition_date: Timestamp | None
    """Date of the partition that the run processes."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
