# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord, is_record

RUN_INFO_FIELDS = frozenset(
    {
        "run_id",
        "run_uuid",
        "run_name",
        "experiment_id",
        "user_id",
        "status",
        "start_time",
        "end_time",
        "artifact_uri",
        "lifecycle_stage",
    }
)

RUN_DATA_FIELDS = frozenset({"metrics", "params", "tags"})

METRIC_FIELDS = frozenset(
    {
        "key",
        "value",
        "timestamp",
        "step",
        "dataset_name",
        "dataset_digest",
        "model_id",
        "run_id",
    }
)

PARAM_FIELDS = frozenset({"key", "value"})

RUN_TAG_FIELDS = frozenset({"key", "value"})

RUN_INPUTS_FIELDS = frozenset({"dataset_inputs", "model_inputs"})

DATASET_INPUT_FIELDS = frozenset({"tags", "dataset"})

INPUT_TAG_FIELDS = frozenset({"key", "value"})

DATASET_FIELDS = frozenset({"name", "digest", "source_type", "source", "schema", "profile"})

MODEL_INPUT_FIELDS = frozenset({"model_id"})

RUN_OUTPUTS_FIELDS = frozenset({"model_outputs"})

MODEL_OUTPUT_FIELDS = frozenset({"model_id", "step"})

MLFLOW_RUN_FIELDS = frozenset({"info", "data", "inputs", "outputs"})


def walk_run_info(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RunInfo, then on itself."""
    visit(record, RUN_INFO_FIELDS)


def walk_run_data(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RunData, then on itself."""
    for item in record.get("metrics") or ():
        walk_metric(item, visit)
    for item in record.get("params") or ():
        walk_param(item, visit)
    for item in record.get("tags") or ():
        walk_run_tag(item, visit)
    visit(record, RUN_DATA_FIELDS)


def walk_metric(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Metric, then on itself."""
    visit(record, METRIC_FIELDS)


def walk_param(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Param, then on itself."""
    visit(record, PARAM_FIELDS)


def walk_run_tag(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RunTag, then on itself."""
    visit(record, RUN_TAG_FIELDS)


def walk_run_inputs(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RunInputs, then on itself."""
    for item in record.get("dataset_inputs") or ():
        walk_dataset_input(item, visit)
    for item in record.get("model_inputs") or ():
        walk_model_input(item, visit)
    visit(record, RUN_INPUTS_FIELDS)


def walk_dataset_input(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a DatasetInput, then on itself."""
    for item in record.get("tags") or ():
        walk_input_tag(item, visit)
    item = record.get("dataset")
    if is_record(item):
        walk_dataset(item, visit)
    visit(record, DATASET_INPUT_FIELDS)


def walk_input_tag(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a InputTag, then on itself."""
    visit(record, INPUT_TAG_FIELDS)


def walk_dataset(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Dataset, then on itself."""
    visit(record, DATASET_FIELDS)


def walk_model_input(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ModelInput, then on itself."""
    visit(record, MODEL_INPUT_FIELDS)


def walk_run_outputs(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RunOutputs, then on itself."""
    for item in record.get("model_outputs") or ():
        walk_model_output(item, visit)
    visit(record, RUN_OUTPUTS_FIELDS)


def walk_model_output(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ModelOutput, then on itself."""
    visit(record, MODEL_OUTPUT_FIELDS)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a MlflowRun, then on itself."""
    item = record.get("info")
    if is_record(item):
        walk_run_info(item, visit)
    item = record.get("data")
    if is_record(item):
        walk_run_data(item, visit)
    item = record.get("inputs")
    if is_record(item):
        walk_run_inputs(item, visit)
    item = record.get("outputs")
    if is_record(item):
        walk_run_outputs(item, visit)
    visit(record, MLFLOW_RUN_FIELDS)
