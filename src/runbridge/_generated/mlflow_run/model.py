# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field


class RunInfo(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the server knows of a run itself."""

    run_id: str | UnsetType = UNSET
    """Identifier of the run."""
    run_uuid: str | UnsetType = UNSET
    """The same identifier under its name of old clients."""
    run_name: str | UnsetType = UNSET
    """Name of the run."""
    experiment_id: str | UnsetType = UNSET
    """Identifier of the experiment that the run belongs to."""
    user_id: str | UnsetType = UNSET
    """User who started the run; newer clients set the tag mlflow.user instead."""
    status: Literal["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] | UnsetType = UNSET
    """Status of the run; RUNNING, the first value of the enum, if it is missing."""
    start_time: int | UnsetType = UNSET
    """When the run started, in milliseconds since 1970."""
    end_time: int | UnsetType = UNSET
    """When the run ended, in milliseconds since 1970."""
    artifact_uri: str | UnsetType = UNSET
    """Where the files of the run are."""
    lifecycle_stage: str | UnsetType = UNSET
    """Whether the run has been deleted."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Metric(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A value of a metric."""

    key: str | UnsetType = UNSET
    """Name of the metric."""
    value: int | float | UnsetType = UNSET
    """Value of the metric."""
    timestamp: int | UnsetType = UNSET
    """When it was logged, in milliseconds since 1970."""
    step: int | UnsetType = UNSET
    """Step of the run at which it was logged."""
    dataset_name: str | UnsetType = UNSET
    """Name of the data set that it was computed from."""
    dataset_digest: str | UnsetType = UNSET
    """Digest of the data set that it was computed from."""
    model_id: str | UnsetType = UNSET
    """Identifier of the model that it is about."""
    run_id: str | UnsetType = UNSET
    """Identifier of the run that it was logged in."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Param(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A parameter of a run."""

    key: str | UnsetType = UNSET
    """Name of the parameter."""
    value: str | UnsetType = UNSET
    """Value of the parameter, always as text."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class RunTag(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A tag of a run."""

    key: str | UnsetType = UNSET
    """Name of the tag; those of MLflow start with mlflow."""
    value: str | UnsetType = UNSET
    """Value of the tag."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class InputTag(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A tag of a data set."""

    key: str | UnsetType = UNSET
    """Name of the tag."""
    value: str | UnsetType = UNSET
    """Value of the tag."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Dataset(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A data set."""

    name: str | UnsetType = UNSET
    """Name of the data set."""
    digest: str | UnsetType = UNSET
    """Digest of its contents."""
    source_type: str | UnsetType = UNSET
    """Kind of its source."""
    source: str | UnsetType = UNSET
    """Its source, as JSON text."""
    schema: str | UnsetType = UNSET
    """Its schema, as JSON text."""
    profile: str | UnsetType = UNSET
    """Statistics of it, as JSON text."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ModelInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model that a run read."""

    model_id: str | UnsetType = UNSET
    """Identifier of the model."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ModelOutput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model that a run wrote."""

    model_id: str | UnsetType = UNSET
    """Identifier of the model."""
    step: int | UnsetType = UNSET
    """Step of the run at which it was written."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class RunData(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was logged in a run."""

    metrics: list[Metric] | UnsetType = UNSET
    """The last value of each metric."""
    params: list[Param] | UnsetType = UNSET
    """Parameters of the run."""
    tags: list[RunTag] | UnsetType = UNSET
    """Tags of the run."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class DatasetInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A data set that a run read."""

    tags: list[InputTag] | UnsetType = UNSET
    """Tags of the data set."""
    dataset: Dataset | UnsetType = UNSET
    """The data set."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class RunOutputs(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a run wrote."""

    model_outputs: list[ModelOutput] | UnsetType = UNSET
    """Models that the run wrote."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class RunInputs(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a run read."""

    dataset_inputs: list[DatasetInput] | UnsetType = UNSET
    """Data sets that the run read."""
    model_inputs: list[ModelInput] | UnsetType = UNSET
    """Models that the run read."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class MlflowRun(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A run of MLflow, as its tracking server sends it (PyPI mlflow 3.17.2, message mlflow.Run)."""

    info: RunInfo | UnsetType = UNSET
    """What the server knows of the run itself."""
    data: RunData | UnsetType = UNSET
    """What was logged: metrics, parameters and tags."""
    inputs: RunInputs | UnsetType = UNSET
    """Data sets and models that the run read."""
    outputs: RunOutputs | UnsetType = UNSET
    """Models that the run wrote."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
