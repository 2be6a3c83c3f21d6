# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

from msgspec import UNSET

from runbridge._runtime.batch_checks import are_times

from .published import MlflowRunCheck, MlflowRunWire
from .published_checks import fits_data, fits_info, fits_inputs, fits_outputs


def fits_all(records: Sequence[MlflowRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    info_values = [value for record in records if (value := record.info) is not UNSET]
    data_values = [value for record in records if (value := record.data) is not UNSET]
    inputs_values = [value for record in records if (value := record.inputs) is not UNSET]
    outputs_values = [value for record in records if (value := record.outputs) is not UNSET]
    return (
        all(map(fits_info, info_values))
        and all(map(fits_data, data_values))
        and all(map(fits_inputs, inputs_values))
        and all(map(fits_outputs, outputs_values))
    )


def checks_all(records: Sequence[MlflowRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = []
    return are_times(times)
