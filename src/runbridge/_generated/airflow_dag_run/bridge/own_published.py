# Generated from schemas/airflow_dag_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from runbridge._runtime import NULL


class AirflowDagRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a AirflowDagRun that the other format does not have."""

    logical_date: str | None | UnsetType = None
    data_interval_start: str | None | UnsetType = None
    data_interval_end: str | None | UnsetType = None
    run_after: str | UnsetType = UNSET
    note: str | None | UnsetType = None
    dag_versions: Raw | UnsetType = UNSET
    bundle_version: str | None | UnsetType = None
    dag_display_name: str | UnsetType = UNSET
    partition_key: str | None | UnsetType = None
    partition_date: str | None | UnsetType = None


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    workspace_id: str | UnsetType = field(name="workspaceId", default=UNSET)
    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=None)
    mode: Literal["sync", "async"] | UnsetType = UNSET
    output: Raw | UnsetType = NULL
    error: str | None | UnsetType = None
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
