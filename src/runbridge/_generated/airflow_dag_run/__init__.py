# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Detection, Format

FORMAT = Format(
    name="airflow-dag-run",
    package=__name__,
    title="AirflowDagRun",
    fields=frozenset(
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
    ),
    required=frozenset(
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
    ),
    detection=Detection(
        fields=(("dag_run_id",), ("dag_id",), ("run_type",), ("run_after",)),
        at_least=2,
    ),
    hub="workflow-run",
    envelopes=(("dag_runs", "*"),),
)
