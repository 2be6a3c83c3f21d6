# Generated from schemas/mlflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_time, is_time_or_null
from runbridge._runtime.wire_helpers import is_number_or_null

from ..published_checks import fits_data as mlflow_run_fits_data
from ..published_checks import fits_info as mlflow_run_fits_info
from ..published_checks import fits_inputs as mlflow_run_fits_inputs
from .own_published import MlflowRunOwn, WorkflowRunOwn


def fits_mlflow_run_own(record: MlflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.inputs is UNSET or mlflow_run_fits_inputs(record.inputs))
        and (record.info is UNSET or mlflow_run_fits_info(record.info))
        and (record.data is UNSET or mlflow_run_fits_data(record.data))
    )


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.duration_ms is UNSET or is_number_or_null(record.duration_ms))
        and (record.started_at is UNSET or is_time_or_null(record.started_at))
        and (record.updated_at is UNSET or is_time(record.updated_at))
    )
