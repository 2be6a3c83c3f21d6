# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Detection, Format

FORMAT = Format(
    name="mlflow-run",
    package=__name__,
    title="MlflowRun",
    fields=frozenset({"info", "data", "inputs", "outputs"}),
    required=frozenset(),
    detection=Detection(
        fields=(("info", "run_id"), ("info", "lifecycle_stage"), ("info", "artifact_uri")),
        at_least=2,
    ),
    hub="workflow-run",
    envelopes=(("run",), ("runs", "*")),
)
