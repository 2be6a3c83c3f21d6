# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Detection, Format

FORMAT = Format(
    name="kfp-run",
    package=__name__,
    title="KfpRun",
    fields=frozenset(
        {
            "experiment_id",
            "run_id",
            "display_name",
            "storage_state",
            "description",
            "pipeline_version_id",
            "pipeline_spec",
            "pipeline_version_reference",
            "runtime_config",
            "service_account",
            "created_at",
            "scheduled_at",
            "finished_at",
            "state",
            "error",
            "run_details",
            "recurring_run_id",
            "state_history",
            "plugins_input",
            "plugins_output",
        }
    ),
    required=frozenset(),
    detection=Detection(
        fields=(
            ("experiment_id",),
            ("pipeline_spec",),
            ("pipeline_version_reference",),
            ("runtime_config",),
            ("storage_state",),
            ("run_details",),
            ("state_history",),
        ),
        at_least=2,
    ),
    hub="workflow-run",
    envelopes=(("runs", "*"),),
)
