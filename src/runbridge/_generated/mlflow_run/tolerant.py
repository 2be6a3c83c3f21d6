# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType


class MlflowRunWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A MlflowRun as its text has it: times are text, numbers and opaque fields raw."""

    info: Raw | UnsetType = UNSET
    data: Raw | UnsetType = UNSET
    inputs: Raw | UnsetType = UNSET
    outputs: Raw | UnsetType = UNSET


class RunInfoCheck(Struct, frozen=True, gc=False):
    """What a RunInfo must hold, to check one that passes through verbatim."""

    run_id: str | None | UnsetType = UNSET
    run_uuid: str | None | UnsetType = UNSET
    run_name: str | None | UnsetType = UNSET
    experiment_id: str | None | UnsetType = UNSET
    user_id: str | None | UnsetType = UNSET
    status: Literal["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] | None | UnsetType = UNSET
    start_time: int | None | UnsetType = UNSET
    end_time: int | None | UnsetType = UNSET
    artifact_uri: str | None | UnsetType = UNSET
    lifecycle_stage: str | None | UnsetType = UNSET


class ParamCheck(Struct, frozen=True, gc=False):
    """What a Param must hold, to check one that passes through verbatim."""

    key: str | None | UnsetType = UNSET
    value: str | None | UnsetType = UNSET


class RunTagCheck(Struct, frozen=True, gc=False):
    """What a RunTag must hold, to check one that passes through verbatim."""

    key: str | None | UnsetType = UNSET
    value: str | None | UnsetType = UNSET


class InputTagCheck(Struct, frozen=True, gc=False):
    """What a InputTag must hold, to check one that passes through verbatim."""

    key: str | None | UnsetType = UNSET
    value: str | None | UnsetType = UNSET


class DatasetCheck(Struct, frozen=True, gc=False):
    """What a Dataset must hold, to check one that passes through verbatim."""

    name: str | None | UnsetType = UNSET
    digest: str | None | UnsetType = UNSET
    source_type: str | None | UnsetType = UNSET
    source: str | None | UnsetType = UNSET
    schema: str | None | UnsetType = UNSET
    profile: str | None | UnsetType = UNSET


class ModelInputCheck(Struct, frozen=True, gc=False):
    """What a ModelInput must hold, to check one that passes through verbatim."""

    model_id: str | None | UnsetType = UNSET


class ModelOutputCheck(Struct, frozen=True, gc=False):
    """What a ModelOutput must hold, to check one that passes through verbatim."""

    model_id: str | None | UnsetType = UNSET
    step: int | None | UnsetType = UNSET


class MlflowRunCheck(Struct, frozen=True, gc=False):
    """What a MlflowRun must hold, to check one and no more."""

    info: Raw | UnsetType = UNSET
    data: Raw | UnsetType = UNSET
    inputs: Raw | UnsetType = UNSET
    outputs: Raw | UnsetType = UNSET


class RunOutputsCheck(Struct, frozen=True, gc=False):
    """What a RunOutputs must hold, to check one that passes through verbatim."""

    model_outputs: list[ModelOutputCheck] | None | UnsetType = UNSET
