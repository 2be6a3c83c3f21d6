# Generated from schemas/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import Raw, UnsetType

from runbridge._generated.workflow_run_model import published_checks, tolerant_checks
from runbridge._runtime.crossing import Options
from runbridge._runtime.wire import conforming, or_null


def conforming_outputs(raw: Raw | UnsetType, options: Options) -> Raw | UnsetType:
    """The value where it is valid as `outputs`, UNSET elsewhere."""
    fits = (tolerant_checks if options.tolerant else published_checks).fits_outputs
    return conforming(raw, fits, "workflow_run_model", "outputs", options)


def opaque_outputs(raw: Raw | UnsetType) -> Raw:
    """The value of `outputs` where any value may stand; absent becomes null."""
    return or_null(raw)
