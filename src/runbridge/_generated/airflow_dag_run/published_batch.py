# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

import msgspec
from msgspec import Raw

from runbridge._runtime.batch_checks import are_numbers_or_null, are_times, read_arrays

from .published import AirflowDagRunCheck, AirflowDagRunWire, DagVersionCheck
from .published_checks import fits_conf

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
    return times is not None and are_times(times)


def fits_all(records: Sequence[AirflowDagRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = [known_time for record in records if (known_time := record.logical_date) is not None]
    times += [known_time for record in records if (known_time := record.queued_at) is not None]
    times += [known_time for record in records if (known_time := record.start_date) is not None]
    times += [known_time for record in records if (known_time := record.end_date) is not None]
    times += [known_time for record in records if (known_time := record.data_interval_start) is not None]
    times += [known_time for record in records if (known_time := record.data_interval_end) is not None]
    times += [record.run_after for record in records]
    times += [known_time for record in records if (known_time := record.last_scheduling_decision) is not None]
    times += [known_time for record in records if (known_time := record.partition_date) is not None]
    nullable_numbers: list[Raw] = [record.duration for record in records]
    conf_values = [record.conf for record in records]
    raws = [record.dag_versions for record in records]
    inner = _times_in_dag_versions(raws)
    if inner is None:
        return False
    times += inner
    return are_times(times) and are_numbers_or_null(nullable_numbers) and all(map(fits_conf, conf_values))


def checks_all(records: Sequence[AirflowDagRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [known_time for record in records if (known_time := record.logical_date) is not None]
    times += [known_time for record in records if (known_time := record.queued_at) is not None]
    times += [known_time for record in records if (known_time := record.start_date) is not None]
    times += [known_time for record in records if (known_time := record.end_date) is not None]
    times += [known_time for record in records if (known_time := record.data_interval_start) is not None]
    times += [known_time for record in records if (known_time := record.data_interval_end) is not None]
    times += [record.run_after for record in records]
    times += [known_time for record in records if (known_time := record.last_scheduling_decision) is not None]
    times += [known_time for record in records if (known_time := record.partition_date) is not None]
    items = [item for record in records for item in record.dag_versions]
    times += [item.created_at for item in items]
    return are_times(times)
