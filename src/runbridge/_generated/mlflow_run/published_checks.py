# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.schema import FieldCheck

from .published import MlflowRunWire

fits_info = FieldCheck(__name__, "published", "info")
fits_data = FieldCheck(__name__, "published", "data")
fits_inputs = FieldCheck(__name__, "published", "inputs")
fits_outputs = FieldCheck(__name__, "published", "outputs")


def fits(record: MlflowRunWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.info is UNSET or fits_info(record.info))
        and (record.data is UNSET or fits_data(record.data))
        and (record.inputs is UNSET or fits_inputs(record.inputs))
        and (record.outputs is UNSET or fits_outputs(record.outputs))
    )
