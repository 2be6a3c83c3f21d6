# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord, entries_of, is_record

PIPELINE_VERSION_REFERENCE_FIELDS = frozenset({"pipeline_id", "pipeline_version_id"})

RUNTIME_CONFIG_FIELDS = frozenset({"parameters", "pipeline_root"})

STATUS_FIELDS = frozenset({"code", "message", "details"})

RUNTIME_STATUS_FIELDS = frozenset({"update_time", "state", "error"})

RUN_DETAILS_FIELDS = frozenset({"pipeline_context_id", "pipeline_run_context_id", "task_details"})

TASK_DETAIL_FIELDS = frozenset(
    {
        "run_id",
        "task_id",
        "display_name",
        "create_time",
        "start_time",
        "end_time",
        "executor_detail",
        "state",
        "execution_id",
        "error",
        "inputs",
        "outputs",
        "parent_task_id",
        "state_history",
        "pod_name",
        "child_tasks",
    }
)

EXECUTOR_DETAIL_FIELDS = frozenset(
    {
        "main_job",
        "pre_caching_check_job",
        "failed_main_jobs",
        "failed_pre_caching_check_jobs",
    }
)

CHILD_TASK_FIELDS = frozenset({"task_id", "pod_name"})

ARTIFACT_LIST_FIELDS = frozenset({"artifact_ids"})

PLUGIN_OUTPUT_FIELDS = frozenset({"entries", "state", "state_message"})

METADATA_VALUE_FIELDS = frozenset({"value", "render_type"})

KFP_RUN_FIELDS = frozenset(
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
)


def walk_pipeline_version_reference(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a PipelineVersionReference, then on itself."""
    visit(record, PIPELINE_VERSION_REFERENCE_FIELDS)


def walk_runtime_config(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RuntimeConfig, then on itself."""
    visit(record, RUNTIME_CONFIG_FIELDS)


def walk_status(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Status, then on itself."""
    visit(record, STATUS_FIELDS)


def walk_runtime_status(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RuntimeStatus, then on itself."""
    item = record.get("error")
    if is_record(item):
        walk_status(item, visit)
    visit(record, RUNTIME_STATUS_FIELDS)


def walk_run_details(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a RunDetails, then on itself."""
    for item in record.get("task_details") or ():
        walk_task_detail(item, visit)
    visit(record, RUN_DETAILS_FIELDS)


def walk_task_detail(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a TaskDetail, then on itself."""
    item = record.get("executor_detail")
    if is_record(item):
        walk_executor_detail(item, visit)
    item = record.get("error")
    if is_record(item):
        walk_status(item, visit)
    for entry in entries_of(record.get("inputs")):
        walk_artifact_list(entry, visit)
    for entry in entries_of(record.get("outputs")):
        walk_artifact_list(entry, visit)
    for item in record.get("state_history") or ():
        walk_runtime_status(item, visit)
    for item in record.get("child_tasks") or ():
        walk_child_task(item, visit)
    visit(record, TASK_DETAIL_FIELDS)


def walk_executor_detail(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ExecutorDetail, then on itself."""
    visit(record, EXECUTOR_DETAIL_FIELDS)


def walk_child_task(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ChildTask, then on itself."""
    visit(record, CHILD_TASK_FIELDS)


def walk_artifact_list(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ArtifactList, then on itself."""
    visit(record, ARTIFACT_LIST_FIELDS)


def walk_plugin_output(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a PluginOutput, then on itself."""
    for entry in entries_of(record.get("entries")):
        walk_metadata_value(entry, visit)
    visit(record, PLUGIN_OUTPUT_FIELDS)


def walk_metadata_value(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a MetadataValue, then on itself."""
    visit(record, METADATA_VALUE_FIELDS)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a KfpRun, then on itself."""
    item = record.get("pipeline_version_reference")
    if is_record(item):
        walk_pipeline_version_reference(item, visit)
    item = record.get("runtime_config")
    if is_record(item):
        walk_runtime_config(item, visit)
    item = record.get("error")
    if is_record(item):
        walk_status(item, visit)
    item = record.get("run_details")
    if is_record(item):
        walk_run_details(item, visit)
    for item in record.get("state_history") or ():
        walk_runtime_status(item, visit)
    for entry in entries_of(record.get("plugins_output")):
        walk_plugin_output(entry, visit)
    visit(record, KFP_RUN_FIELDS)
