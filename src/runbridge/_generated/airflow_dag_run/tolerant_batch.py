# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.batch_checks import are_lax_times, are_numbers_or_null, read_arrays

from .tolerant import AirflowDagRunCheck, AirflowDagRunWire, DagVersionCheck
from .tolerant_checks import fits_conf

_DAG_VERSIONS = msgspec.json.Decoder(list[list[DagVersionCheck]])


def _times_in_dag_versions(raws: Sequence[Raw]) -> list[str] | None:
    """The times in all values of `dag_versions`; None where msgspec refuses one."""
    items = read_arrays(_DAG_VERSIONS, raws)
    if items is None:
        return None
    times: list[str] = [item.created_at for item in items]
    return times


def fits_all_dag_versions(raws: Sequence[Raw]) -> bool:
    """Whether all values are valid `dag_versions`; a no as in `fits_all`."""
    times = _times_in_dag_versions(raws)
    return times is not None and are_lax_times(times)


def fits_all(records: Sequence[AirflowDagRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = [
        any_time for record in records if (any_time := record.logical_date) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.queued_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.start_date) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.end_date) is not UNSET and any_time is not None]
    times += [
        any_time for record in records if (any_time := record.data_interval_start) is not UNSET and any_time is not None
    ]
    times += [
        any_time for record in records if (any_time := record.data_interval_end) is not UNSET and any_time is not None
    ]
    times += [record.run_after for record in records]
    times += [
        any_time
        for record in records
        if (any_time := record.last_scheduling_decision) is not UNSET and any_time is not None
    ]
    times += [
        any_time for record in records if (any_time := record.partition_date) is not UNSET and any_time is not None
    ]
    nullable_numbers: list[Raw] = [raw for record in records if (raw := record.duration) is not UNSET]
    conf_values = [value for record in records if (value := record.conf) is not UNSET]
    raws = [record.dag_versions for record in records]
    inner = _times_in_dag_versions(raws)
    if inner is None:
        return False
    times += inner
    return are_lax_times(times) and are_numbers_or_null(nullable_numbers) and all(map(fits_conf, conf_values))


def checks_all(records: Sequence[AirflowDagRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [
        any_time for record in records if (any_time := record.logical_date) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.queued_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.start_date) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.end_date) is not UNSET and any_time is not None]
    times += [
        any_time for record in records if (any_time := record.data_interval_start) is not UNSET and any_time is not None
    ]
    times += [
        any_time for record in records if (any_time := record.data_interval_end) is not UNSET and any_time is not None
    ]
    times += [record.run_after for record in records]
    times += [
        any_time
        for record in records
        if (any_time := record.last_scheduling_decision) is not UNSET and any_time is not None
    ]
    times += [
        any_time for record in records if (any_time := record.partition_date) is not UNSET and any_time is not None
    ]
    items = [item for record in records for item in record.dag_versions]
    times += [item.created_at for item in items]
    return are_lax_times(times)
