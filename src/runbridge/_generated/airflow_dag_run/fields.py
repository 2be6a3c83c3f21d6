# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord

DAG_VERSION_FIELDS = frozenset(
    {
        "id",
        "version_number",
        "dag_id",
        "bundle_name",
        "bundle_version",
        "created_at",
        "dag_display_name",
        "bundle_url",
    }
)

AIRFLOW_DAG_RUN_FIELDS = frozenset(
    {
        "dag_run_id",
        "dag_id",
        "logical_date",
        "queued_at",
        "start_date",
        "end_date",
        "duration",
        "data_interval_start",
        "data_interval_end",
        "run_after",
        "last_scheduling_decision",
        "run_type",
        "state",
        "triggered_by",
        "triggering_user_name",
        "conf",
        "note",
        "dag_versions",
        "bundle_version",
        "dag_display_name",
        "partition_key",
        "partition_date",
    }
)


def walk_dag_version(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a DagVersion, then on itself."""
    visit(record, DAG_VERSION_FIELDS)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a AirflowDagRun, then on itself."""
    for item in record.get("dag_versions") or ():
        walk_dag_version(item, visit)
    visit(record, AIRFLOW_DAG_RUN_FIELDS)
