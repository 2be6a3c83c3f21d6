# Generated from schemas/airflow_dag_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_lax_time, is_lax_time_or_null

from ..tolerant_checks import fits_dag_versions as airflow_dag_run_fits_dag_versions
from .own_tolerant import AirflowDagRunOwn, WorkflowRunOwn


def fits_airflow_dag_run_own(record: AirflowDagRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.logical_date is UNSET or is_lax_time_or_null(record.logical_date))
        and (record.data_interval_start is UNSET or is_lax_time_or_null(record.data_interval_start))
        and (record.data_interval_end is UNSET or is_lax_time_or_null(record.data_interval_end))
        and (record.run_after is UNSET or is_lax_time(record.run_after))
        and (record.dag_versions is UNSET or airflow_dag_run_fits_dag_versions(record.dag_versions))
        and (record.partition_date is UNSET or is_lax_time_or_null(record.partition_date))
    )


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return True
