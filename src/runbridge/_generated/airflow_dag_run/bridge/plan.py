# Generated from schemas/airflow_dag_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import Raw

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import Constant, Copy, FromOption, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Conforming, First, Same, Shift, Table

from ... import airflow_dag_run, workflow_run
from .embedded_tolerant import AirflowDagRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import AirflowDagRunOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=airflow_dag_run.FORMAT,
    record=AirflowDagRunEmbedded,
    own=AirflowDagRunOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="logical_date",
                field="logical_date",
                attribute="logical_date",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="data_interval_start",
                field="data_interval_start",
                attribute="data_interval_start",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="data_interval_end",
                field="data_interval_end",
                attribute="data_interval_end",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="run_after",
                field="run_after",
                attribute="run_after",
            ),
            required=True,
            default=Copy(
                source=Address(
                    name="queued_at",
                    field="queued_at",
                    attribute="queued_at",
                    levels=(Level(nullable=True),),
                ),
                option=FromOption(
                    field=Address(
                        name="run_after",
                        field="run_after",
                        attribute="run_after",
                    ),
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="note",
                field="note",
                attribute="note",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="dag_versions",
                field="dag_versions",
                attribute="dag_versions",
                kind="raw",
                bounded=True,
            ),
            required=True,
            default=Constant(constant=Raw(b"[]")),
        ),
        OwnField(
            address=Address(
                name="bundle_version",
                field="bundle_version",
                attribute="bundle_version",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="dag_display_name",
                field="dag_display_name",
                attribute="dag_display_name",
            ),
            required=True,
            default=Copy(
                source=Address(name="dag_id", field="dag_id", attribute="dag_id"),
            ),
        ),
        OwnField(
            address=Address(
                name="partition_key",
                field="partition_key",
                attribute="partition_key",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="partition_date",
                field="partition_date",
                attribute="partition_date",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
    ),
)

RIGHT = PlannedSide(
    form=workflow_run.FORMAT,
    record=WorkflowRunEmbedded,
    own=WorkflowRunOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="workspaceId",
                field="workspaceId",
                attribute="workspace_id",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="workspaceId",
                    field="workspaceId",
                    attribute="workspace_id",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="parentRunId",
                field="parentRunId",
                attribute="parent_run_id",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(name="mode", field="mode", attribute="mode"),
            required=True,
            default=FromOption(
                field=Address(name="mode", field="mode", attribute="mode"),
            ),
        ),
        OwnField(
            address=Address(
                name="output",
                field="output",
                attribute="output",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="error",
                field="error",
                attribute="error",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="cfWorkflowId",
                field="cfWorkflowId",
                attribute="cf_workflow_id",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
    ),
)

RULES = (
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="dag_run_id",
                field="dag_run_id",
                attribute="dag_run_id",
            ),
        ),
        right=(Address(name="id", field="id", attribute="id"),),
    ),
    PlannedRule(
        rule=Same(),
        left=(Address(name="dag_id", field="dag_id", attribute="dag_id"),),
        right=(
            Address(
                name="subjectId",
                field="subjectId",
                attribute="subject_id",
            ),
        ),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="triggering_user_name",
                field="triggering_user_name",
                attribute="triggering_user_name",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(Address(name="userId", field="userId", attribute="user_id"),),
    ),
    PlannedRule(
        rule=Table(
            name_left="state",
            name_right="status",
            to_right={
                ("queued",): ("pending",),
                ("running",): ("running",),
                ("success",): ("completed",),
                ("failed",): ("failed",),
            },
            to_left={
                ("pending",): ("queued",),
                ("running",): ("running",),
                ("paused",): ("running",),
                ("waiting",): ("running",),
                ("completed",): ("success",),
                ("failed",): ("failed",),
                ("cancelled",): ("failed",),
                ("timed_out",): ("failed",),
            },
        ),
        left=(Address(name="state", field="state", attribute="state"),),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Table(
            name_left="triggered_by+run_type",
            name_right="triggeredBy",
            to_right={
                ("cli", "backfill"): ("user",),
                ("cli", "scheduled"): ("user",),
                ("cli", "manual"): ("user",),
                ("cli", "operator_triggered"): ("user",),
                ("cli", "asset_triggered"): ("user",),
                ("cli", "asset_materialization"): ("user",),
                ("ui", "backfill"): ("user",),
                ("ui", "scheduled"): ("user",),
                ("ui", "manual"): ("user",),
                ("ui", "operator_triggered"): ("user",),
                ("ui", "asset_triggered"): ("user",),
                ("ui", "asset_materialization"): ("user",),
                ("test", "backfill"): ("user",),
                ("test", "scheduled"): ("user",),
                ("test", "manual"): ("user",),
                ("test", "operator_triggered"): ("user",),
                ("test", "asset_triggered"): ("user",),
                ("test", "asset_materialization"): ("user",),
                ("backfill", "backfill"): ("user",),
                ("backfill", "scheduled"): ("user",),
                ("backfill", "manual"): ("user",),
                ("backfill", "operator_triggered"): ("user",),
                ("backfill", "asset_triggered"): ("user",),
                ("backfill", "asset_materialization"): ("user",),
                ("rest_api", "backfill"): ("event",),
                ("rest_api", "scheduled"): ("event",),
                ("rest_api", "manual"): ("event",),
                ("rest_api", "operator_triggered"): ("event",),
                ("rest_api", "asset_triggered"): ("event",),
                ("rest_api", "asset_materialization"): ("event",),
                ("timetable", "backfill"): ("event",),
                ("timetable", "scheduled"): ("event",),
                ("timetable", "manual"): ("event",),
                ("timetable", "operator_triggered"): ("event",),
                ("timetable", "asset_triggered"): ("event",),
                ("timetable", "asset_materialization"): ("event",),
                ("asset", "backfill"): ("event",),
                ("asset", "scheduled"): ("event",),
                ("asset", "manual"): ("event",),
                ("asset", "operator_triggered"): ("event",),
                ("asset", "asset_triggered"): ("event",),
                ("asset", "asset_materialization"): ("event",),
                ("operator", "backfill"): ("workflow",),
                ("operator", "scheduled"): ("workflow",),
                ("operator", "manual"): ("workflow",),
                ("operator", "operator_triggered"): ("workflow",),
                ("operator", "asset_triggered"): ("workflow",),
                ("operator", "asset_materialization"): ("workflow",),
                (None, "manual"): ("user",),
                (None, "backfill"): ("user",),
                (None, "asset_materialization"): ("user",),
                (None, "scheduled"): ("event",),
                (None, "asset_triggered"): ("event",),
                (None, "operator_triggered"): ("workflow",),
            },
            to_left={
                ("user",): ("ui", "manual"),
                ("workflow",): ("operator", "operator_triggered"),
                ("event",): ("rest_api", "manual"),
                ("agent",): ("rest_api", "manual"),
                ("swarm",): ("rest_api", "manual"),
            },
        ),
        left=(
            Address(
                name="triggered_by",
                field="triggered_by",
                attribute="triggered_by",
                levels=(Level(nullable=True),),
            ),
            Address(
                name="run_type",
                field="run_type",
                attribute="run_type",
            ),
        ),
        right=(
            Address(
                name="triggeredBy",
                field="triggeredBy",
                attribute="triggered_by",
            ),
        ),
    ),
    PlannedRule(
        rule=Conforming(form=airflow_dag_run.FORMAT, path=("conf",)),
        left=(
            Address(
                name="conf",
                field="conf",
                attribute="conf",
                kind="raw",
                levels=(Level(nullable=True),),
                bounded=True,
            ),
        ),
        right=(
            Address(
                name="input",
                field="input",
                attribute="input",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
        ),
    ),
    PlannedRule(
        rule=Shift(places=3),
        left=(
            Address(
                name="duration",
                field="duration",
                attribute="duration",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(
            Address(
                name="durationMs",
                field="durationMs",
                attribute="duration_ms",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
        ),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="queued_at",
                field="queued_at",
                attribute="queued_at",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(
            Address(
                name="createdAt",
                field="createdAt",
                attribute="created_at",
                settable=True,
            ),
        ),
    ),
    PlannedRule(
        rule=First(),
        left=(
            Address(
                name="last_scheduling_decision",
                field="last_scheduling_decision",
                attribute="last_scheduling_decision",
                levels=(Level(nullable=True),),
            ),
            Address(
                name="end_date",
                field="end_date",
                attribute="end_date",
                levels=(Level(nullable=True),),
            ),
            Address(
                name="start_date",
                field="start_date",
                attribute="start_date",
                levels=(Level(nullable=True),),
            ),
            Address(
                name="queued_at",
                field="queued_at",
                attribute="queued_at",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(
            Address(
                name="updatedAt",
                field="updatedAt",
                attribute="updated_at",
                settable=True,
            ),
        ),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="start_date",
                field="start_date",
                attribute="start_date",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(
            Address(
                name="startedAt",
                field="startedAt",
                attribute="started_at",
                levels=(Level(nullable=True),),
            ),
        ),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="end_date",
                field="end_date",
                attribute="end_date",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(
            Address(
                name="completedAt",
                field="completedAt",
                attribute="completed_at",
                levels=(Level(nullable=True),),
            ),
        ),
    ),
)

TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)

LEFT_IDENTITY = identity_reader(
    Address(
        name="dag_run_id",
        field="dag_run_id",
        attribute="dag_run_id",
    ),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
