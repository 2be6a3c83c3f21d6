# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import Raw

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import Constant, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Conforming, First, Prefix, Same, Shift, Table

from ... import workflow_run, workflow_run_model
from .embedded_tolerant import WorkflowRunEmbedded, WorkflowRunModelEmbedded
from .own_tolerant import WorkflowRunModelOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=workflow_run_model.FORMAT,
    record=WorkflowRunModelEmbedded,
    own=WorkflowRunModelOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="workflow_version_id",
                field="workflow_version_id",
                attribute="workflow_version_id",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="workflow_api",
                field="workflow_api",
                attribute="workflow_api",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="machine_id",
                field="machine_id",
                attribute="machine_id",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="gpu_event_id",
                field="gpu_event_id",
                attribute="gpu_event_id",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="gpu",
                field="gpu",
                attribute="gpu",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="machine_version",
                field="machine_version",
                attribute="machine_version",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="machine_type",
                field="machine_type",
                attribute="machine_type",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="modal_function_call_id",
                field="modal_function_call_id",
                attribute="modal_function_call_id",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="live_status",
                field="live_status",
                attribute="live_status",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="webhook",
                field="webhook",
                attribute="webhook",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="webhook_status",
                field="webhook_status",
                attribute="webhook_status",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="number",
                field="number",
                attribute="number",
                kind="raw",
            ),
            required=True,
            default=Constant(constant=Raw(b"0")),
        ),
        OwnField(
            address=Address(
                name="cold_start_duration",
                field="cold_start_duration",
                attribute="cold_start_duration",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="cold_start_duration_total",
                field="cold_start_duration_total",
                attribute="cold_start_duration_total",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="run_duration",
                field="run_duration",
                attribute="run_duration",
                kind="raw",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="queued_at",
                field="queued_at",
                attribute="queued_at",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="progress",
                field="progress",
                attribute="progress",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="webhook_intermediate_status",
                field="webhook_intermediate_status",
                attribute="webhook_intermediate_status",
                kind="boolean",
                levels=(Level(omittable=True),),
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
        left=(Address(name="id", field="id", attribute="id"),),
        right=(Address(name="id", field="id", attribute="id"),),
    ),
    PlannedRule(
        rule=Prefix(prefix="wfl_"),
        left=(
            Address(
                name="workflow_id",
                field="workflow_id",
                attribute="workflow_id",
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
        rule=First(),
        left=(
            Address(
                name="org_id",
                field="org_id",
                attribute="org_id",
                levels=(Level(nullable=True),),
            ),
            Address(
                name="user_id",
                field="user_id",
                attribute="user_id",
                levels=(Level(nullable=True),),
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
                name="user_id",
                field="user_id",
                attribute="user_id",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(Address(name="userId", field="userId", attribute="user_id"),),
    ),
    PlannedRule(
        rule=Table(
            name_left="status",
            name_right="status",
            to_right={
                ("not-started",): ("pending",),
                ("queued",): ("pending",),
                ("started",): ("running",),
                ("running",): ("running",),
                ("uploading",): ("running",),
                ("success",): ("completed",),
                ("failed",): ("failed",),
                ("timeout",): ("timed_out",),
                ("cancelled",): ("cancelled",),
            },
            to_left={
                ("pending",): ("not-started",),
                ("running",): ("running",),
                ("paused",): ("running",),
                ("waiting",): ("running",),
                ("completed",): ("success",),
                ("failed",): ("failed",),
                ("timed_out",): ("timeout",),
                ("cancelled",): ("cancelled",),
            },
            open_left=True,
        ),
        left=(Address(name="status", field="status", attribute="status"),),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Table(
            name_left="origin",
            name_right="triggeredBy",
            to_right={
                ("manual",): ("user",),
                ("api",): ("event",),
                ("public-share",): ("user",),
                ("public-template",): ("user",),
                ("workspace",): ("user",),
                ("workspace-v2",): ("user",),
            },
            to_left={
                ("user",): ("manual",),
                ("event",): ("api",),
                ("workflow",): ("api",),
                ("agent",): ("api",),
                ("swarm",): ("api",),
            },
            open_left=True,
        ),
        left=(Address(name="origin", field="origin", attribute="origin"),),
        right=(
            Address(
                name="triggeredBy",
                field="triggeredBy",
                attribute="triggered_by",
            ),
        ),
    ),
    PlannedRule(
        rule=Table(
            name_left="is_realtime",
            name_right="mode",
            to_right={
                (True,): ("sync",),
                (False,): ("async",),
                (None,): ("async",),
            },
            to_left={("sync",): (True,), ("async",): (False,)},
        ),
        left=(
            Address(
                name="is_realtime",
                field="is_realtime",
                attribute="is_realtime",
                kind="boolean",
                levels=(Level(omittable=True),),
            ),
        ),
        right=(Address(name="mode", field="mode", attribute="mode"),),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="workflow_inputs",
                field="workflow_inputs",
                attribute="workflow_inputs",
                kind="raw",
                levels=(Level(nullable=True),),
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
        rule=Conforming(
            form=workflow_run_model.FORMAT,
            path=("outputs",),
        ),
        left=(
            Address(
                name="outputs",
                field="outputs",
                attribute="outputs",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
        ),
        right=(
            Address(
                name="output",
                field="output",
                attribute="output",
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
                name="started_at",
                field="started_at",
                attribute="started_at",
                levels=(Level(nullable=True, omittable=True),),
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
                name="ended_at",
                field="ended_at",
                attribute="ended_at",
                levels=(Level(nullable=True, omittable=True),),
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
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="created_at",
                field="created_at",
                attribute="created_at",
            ),
        ),
        right=(
            Address(
                name="createdAt",
                field="createdAt",
                attribute="created_at",
            ),
        ),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="updated_at",
                field="updated_at",
                attribute="updated_at",
            ),
        ),
        right=(
            Address(
                name="updatedAt",
                field="updatedAt",
                attribute="updated_at",
            ),
        ),
    ),
)

TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)

LEFT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
