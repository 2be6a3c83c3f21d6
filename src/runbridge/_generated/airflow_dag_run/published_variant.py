# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import published, published_batch, published_checks

VARIANT = Variant(
    record=published.AirflowDagRunWire,
    fits=published_checks.fits,
    fits_all=published_batch.fits_all,
    checker=msgspec.json.Decoder(published.AirflowDagRunCheck),
    checks_all=published_batch.checks_all,
    nullable=frozenset(
        {
            "logical_date",
            "queued_at",
            "start_date",
            "end_date",
            "duration",
            "data_interval_start",
            "data_interval_end",
            "last_scheduling_decision",
            "triggered_by",
            "triggering_user_name",
            "conf",
            "note",
            "bundle_version",
            "partition_key",
            "partition_date",
        }
    ),
    omittable=frozenset(),
)
