# Generated from schemas/kfp_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.addresses import Address, Item, Level
from runbridge._runtime.computed_defaults import Copy, Difference, FromOption, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Conforming, Same, Table

from ... import kfp_run, workflow_run
from .embedded_tolerant import KfpRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import KfpRunOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=kfp_run.FORMAT,
    record=KfpRunEmbedded,
    own=KfpRunOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="display_name",
                field="display_name",
                attribute="display_name",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="storage_state",
                field="storage_state",
                attribute="storage_state",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="description",
                field="description",
                attribute="description",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="pipeline_version_id",
                field="pipeline_version_id",
                attribute="pipeline_version_id",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="pipeline_spec",
                field="pipeline_spec",
                attribute="pipeline_spec",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="service_account",
                field="service_account",
                attribute="service_account",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="scheduled_at",
                field="scheduled_at",
                attribute="scheduled_at",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="run_details",
                field="run_details",
                attribute="run_details",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="recurring_run_id",
                field="recurring_run_id",
                attribute="recurring_run_id",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="plugins_input",
                field="plugins_input",
                attribute="plugins_input",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="plugins_output",
                field="plugins_output",
                attribute="plugins_output",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="pipeline_version_reference",
                field="pipeline_version_reference",
                attribute="pipeline_version_reference",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="runtime_config",
                field="runtime_config",
                attribute="runtime_config",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="error",
                field="error",
                attribute="error",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="state_history",
                field="state_history",
                attribute="state_history",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
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
                name="triggeredBy",
                field="triggeredBy",
                attribute="triggered_by",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="triggeredBy",
                    field="triggeredBy",
                    attribute="triggered_by",
                ),
            ),
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
        OwnField(
            address=Address(
                name="durationMs",
                field="durationMs",
                attribute="duration_ms",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
            required=False,
            default=Difference(
                end=Address(
                    name="completedAt",
                    field="completedAt",
                    attribute="completed_at",
                    levels=(Level(nullable=True),),
                ),
                start=Address(
                    name="startedAt",
                    field="startedAt",
                    attribute="started_at",
                    levels=(Level(nullable=True),),
                ),
                places=3,
            ),
        ),
        OwnField(
            address=Address(name="userId", field="userId", attribute="user_id"),
            required=True,
            default=FromOption(
                field=Address(name="userId", field="userId", attribute="user_id"),
            ),
        ),
        OwnField(
            address=Address(
                name="updatedAt",
                field="updatedAt",
                attribute="updated_at",
            ),
            required=True,
            default=Copy(
                source=Address(
                    name="completedAt",
                    field="completedAt",
                    attribute="completed_at",
                    levels=(Level(nullable=True),),
                ),
                option=FromOption(
                    field=Address(
                        name="updatedAt",
                        field="updatedAt",
                        attribute="updated_at",
                    ),
                ),
            ),
        ),
    ),
)

RULES = (
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="run_id",
                field="run_id",
                attribute="run_id",
                levels=(Level(omittable=True),),
            ),
        ),
        right=(Address(name="id", field="id", attribute="id"),),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="experiment_id",
                field="experiment_id",
                attribute="experiment_id",
                levels=(Level(omittable=True),),
            ),
        ),
        right=(
            Address(
                name="workspaceId",
                field="workspaceId",
                attribute="workspace_id",
            ),
        ),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="/pipeline_version_reference/pipeline_id",
                field="pipeline_version_reference",
                attribute="pipeline_version_reference",
                path=("pipeline_id",),
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
            ),
        ),
        right=(
            Address(
                name="subjectId",
                field="subjectId",
                attribute="subject_id",
            ),
        ),
    ),
    PlannedRule(
        rule=Table(
            name_left="state",
            name_right="status",
            to_right={
                ("PENDING",): ("pending",),
                ("RUNNING",): ("running",),
                ("CANCELING",): ("running",),
                ("SUCCEEDED",): ("completed",),
                ("SKIPPED",): ("completed",),
                ("FAILED",): ("failed",),
                ("CANCELED",): ("cancelled",),
                ("PAUSED",): ("paused",),
            },
            to_left={
                ("pending",): ("PENDING",),
                ("running",): ("RUNNING",),
                ("waiting",): ("RUNNING",),
                ("completed",): ("SUCCEEDED",),
                ("failed",): ("FAILED",),
                ("timed_out",): ("FAILED",),
                ("cancelled",): ("CANCELED",),
                ("paused",): ("PAUSED",),
            },
            asked_left=(("RUNTIME_STATE_UNSPECIFIED",), (None,)),
        ),
        left=(
            Address(
                name="state",
                field="state",
                attribute="state",
                levels=(Level(omittable=True),),
            ),
        ),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Conforming(
            form=kfp_run.FORMAT,
            path=("runtime_config", "parameters"),
        ),
        left=(
            Address(
                name="/runtime_config/parameters",
                field="runtime_config",
                attribute="runtime_config",
                path=("parameters",),
                kind="raw",
                levels=(Level(omittable=True), Level(omittable=True)),
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
        rule=Same(empty=""),
        left=(
            Address(
                name="/error/message",
                field="error",
                attribute="error",
                path=("message",),
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
            ),
        ),
        right=(
            Address(
                name="error",
                field="error",
                attribute="error",
                levels=(Level(nullable=True),),
            ),
        ),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="created_at",
                field="created_at",
                attribute="created_at",
                levels=(Level(omittable=True),),
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
        rule=Same(),
        left=(
            Address(
                name="/state_history[state=RUNNING]/update_time",
                field="state_history",
                attribute="state_history",
                path=(Item("state", "RUNNING"), "update_time"),
                levels=(
                    Level(omittable=True),
                    Level(omittable=True),
                    Level(omittable=True),
                ),
                bounded=True,
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
                name="finished_at",
                field="finished_at",
                attribute="finished_at",
                levels=(Level(omittable=True),),
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
        name="run_id",
        field="run_id",
        attribute="run_id",
        levels=(Level(omittable=True),),
    ),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
