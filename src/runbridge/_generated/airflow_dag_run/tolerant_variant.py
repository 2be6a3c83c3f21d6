# Generated from schemas/airflow_dag_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import tolerant, tolerant_batch, tolerant_checks

VARIANT = Variant(
    record=tolerant.AirflowDagRunWire,
    fits=tolerant_checks.fits,
    fits_all=tolerant_batch.fits_all,
    checker=msgspec.json.Decoder(tolerant.AirflowDagRunCheck),
    checks_all=tolerant_batch.checks_all,
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
            "dag_display_name",
            "partition_key",
            "partition_date",
        }
    ),
    omittable=frozenset(
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
            "dag_display_name",
            "partition_key",
            "partition_date",
        }
    ),
)
