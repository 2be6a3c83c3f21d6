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

    run_id: str | UnsetType = UNSET
    run_uuid: str | UnsetType = UNSET
    run_name: str | UnsetType = UNSET
    experiment_id: str | UnsetType = UNSET
    user_id: str | UnsetType = UNSET
    status: Literal["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] | UnsetType = UNSET
    start_time: int | UnsetType = UNSET
    end_time: int | UnsetType = UNSET
    artifact_uri: str | UnsetType = UNSET
    lifecycle_stage: str | UnsetType = UNSET


class MetricCheck(Struct, frozen=True, gc=False):
    """What a Metric must hold, to check one that passes through verbatim."""

    key: str | UnsetType = UNSET
    value: float | UnsetType = UNSET
    timestamp: int | UnsetType = UNSET
    step: int | UnsetType = UNSET
    dataset_name: str | UnsetType = UNSET
    dataset_digest: str | UnsetType = UNSET
    model_id: str | UnsetType = UNSET
    run_id: str | UnsetType = UNSET


class ParamCheck(Struct, frozen=True, gc=False):
    """What a Param must hold, to check one that passes through verbatim."""

    key: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


class RunTagCheck(Struct, frozen=True, gc=False):
    """What a RunTag must hold, to check one that passes through verbatim."""

    key: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


class InputTagCheck(Struct, frozen=True, gc=False):
    """What a InputTag must hold, to check one that passes through verbatim."""

    key: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


class DatasetCheck(Struct, frozen=True, gc=False):
    """What a Dataset must hold, to check one that passes through verbatim."""

    name: str | UnsetType = UNSET
    digest: str | UnsetType = UNSET
    source_type: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    schema: str | UnsetType = UNSET
    profile: str | UnsetType = UNSET


class ModelInputCheck(Struct, frozen=True, gc=False):
    """What a ModelInput must hold, to check one that passes through verbatim."""

    model_id: str | UnsetType = UNSET


class ModelOutputCheck(Struct, frozen=True, gc=False):
    """What a ModelOutput must hold, to check one that passes through verbatim."""

    model_id: str | UnsetType = UNSET
    step: int | UnsetType = UNSET


class RunDataCheck(Struct, frozen=True, gc=False):
    """What a RunData must hold, to check one that passes through verbatim."""

    metrics: list[MetricCheck] | UnsetType = UNSET
    params: list[ParamCheck] | UnsetType = UNSET
    tags: list[RunTagCheck] | UnsetType = UNSET


class DatasetInputCheck(Struct, frozen=True, gc=False):
    """What a DatasetInput must hold, to check one that passes through verbatim."""

    tags: list[InputTagCheck] | UnsetType = UNSET
    dataset: DatasetCheck | UnsetType = UNSET


class RunOutputsCheck(Struct, frozen=True, gc=False):
    """What a RunOutputs must hold, to check one that passes through verbatim."""

    model_outputs: list[ModelOutputCheck] | UnsetType = UNSET


class RunInputsCheck(Struct, frozen=True, gc=False):
    """What a RunInputs must hold, to check one that passes through verbatim."""

    dataset_inputs: list[DatasetInputCheck] | UnsetType = UNSET
    model_inputs: list[ModelInputCheck] | UnsetType = UNSET


class MlflowRunCheck(Struct, frozen=True, gc=False):
    """What a MlflowRun must hold, to check one and no more."""

    info: RunInfoCheck | UnsetType = UNSET
    data: RunDataCheck | UnsetType = UNSET
    inputs: RunInputsCheck | UnsetType = UNSET
    outputs: RunOutputsCheck | UnsetType = UNSET
