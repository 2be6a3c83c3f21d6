# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Callable, Sequence

from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime import NULL
from runbridge._runtime.conversion import Options
from runbridge._runtime.wire_helpers import conforming, or_null

from ...workflow_run.tolerant import WorkflowRunWire
from .. import FORMAT, published_batch, published_checks, tolerant_batch, tolerant_checks


def conforming_outputs(raw: Raw | UnsetType, options: Options) -> Raw | UnsetType:
    """The value where it is valid as `outputs`, UNSET elsewhere."""
    fits = (tolerant_checks if options.tolerant else published_checks).fits_outputs
    return conforming(raw, fits, FORMAT, "outputs", options)


def opaque_outputs(raw: Raw | UnsetType) -> Raw:
    """The value of `outputs` where any value may stand; missing becomes null."""
    return or_null(raw)


def all_conform(records: Sequence[WorkflowRunWire], options: Options) -> bool:
    """Whether every value that becomes a structured field is valid as one, null or missing."""
    batch = tolerant_batch if options.tolerant else published_batch
    fits_all_outputs: Callable[[Sequence[Raw]], bool] = batch.fits_all_outputs
    outputs_raws = [raw for record in records if (raw := record.output) is not UNSET and raw != NULL]
    return fits_all_outputs(outputs_raws)
