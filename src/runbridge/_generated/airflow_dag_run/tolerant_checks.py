# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.schema import FieldCheck
from runbridge._runtime.times import is_lax_time, is_lax_time_or_null
from runbridge._runtime.wire_helpers import is_number_or_null

from .tolerant import AirflowDagRunWire, DagVersionCheck

_DAG_VERSIONS = msgspec.json.Decoder(list[DagVersionCheck])
fits_conf = FieldCheck(__name__, "tolerant", "conf")


def _fits_dag_version(record: DagVersionCheck) -> bool:
    return is_lax_time(record.created_at)


def fits_dag_versions(raw: Raw) -> bool:
    """Whether the value is a valid `dag_versions`, as far as msgspec can tell."""
    try:
        records = _DAG_VERSIONS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return all(_fits_dag_version(record) for record in records)


def fits(record: AirflowDagRunWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.logical_date is UNSET or is_lax_time_or_null(record.logical_date))
        and (record.queued_at is UNSET or is_lax_time_or_null(record.queued_at))
        and (record.start_date is UNSET or is_lax_time_or_null(record.start_date))
        and (record.end_date is UNSET or is_lax_time_or_null(record.end_date))
        and (record.duration is UNSET or is_number_or_null(record.duration))
        and (record.data_interval_start is UNSET or is_lax_time_or_null(record.data_interval_start))
        and (record.data_interval_end is UNSET or is_lax_time_or_null(record.data_interval_end))
        and is_lax_time(record.run_after)
        and (record.last_scheduling_decision is UNSET or is_lax_time_or_null(record.last_scheduling_decision))
        and (record.conf is UNSET or fits_conf(record.conf))
        and fits_dag_versions(record.dag_versions)
        and (record.partition_date is UNSET or is_lax_time_or_null(record.partition_date))
    )
