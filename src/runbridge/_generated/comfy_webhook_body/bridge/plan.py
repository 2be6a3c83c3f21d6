# Generated from schemas/comfy_webhook_body/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import FromOption, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Conforming, Same, Table

from ... import comfy_webhook_body, workflow_run
from .embedded_tolerant import ComfyWebhookBodyEmbedded, WorkflowRunEmbedded
from .own_tolerant import ComfyWebhookBodyOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=comfy_webhook_body.FORMAT,
    record=ComfyWebhookBodyEmbedded,
    own=ComfyWebhookBodyOwn,
    own_fields=(
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
                name="progress",
                field="progress",
                attribute="progress",
                kind="raw",
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
                name="subjectId",
                field="subjectId",
                attribute="subject_id",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="subjectId",
                    field="subjectId",
                    attribute="subject_id",
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
                name="input",
                field="input",
                attribute="input",
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
                name="startedAt",
                field="startedAt",
                attribute="started_at",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="completedAt",
                field="completedAt",
                attribute="completed_at",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="createdAt",
                field="createdAt",
                attribute="created_at",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="createdAt",
                    field="createdAt",
                    attribute="created_at",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="updatedAt",
                field="updatedAt",
                attribute="updated_at",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="updatedAt",
                    field="updatedAt",
                    attribute="updated_at",
                ),
            ),
        ),
    ),
)

RULES = (
    PlannedRule(
        rule=Same(),
        left=(Address(name="run_id", field="run_id", attribute="run_id"),),
        right=(Address(name="id", field="id", attribute="id"),),
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
                ("processing",): ("running",),
                ("success",): ("completed",),
                ("completed",): ("completed",),
                ("failed",): ("failed",),
                ("timeout",): ("timed_out",),
                ("cancelled",): ("cancelled",),
            },
            to_left={
                ("pending",): ("not-started",),
                ("failed",): ("failed",),
                ("running",): ("running",),
                ("completed",): ("success",),
                ("cancelled",): ("cancelled",),
                ("timed_out",): ("timeout",),
                ("paused",): ("running",),
                ("waiting",): ("running",),
            },
            open_left=True,
        ),
        left=(Address(name="status", field="status", attribute="status"),),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Conforming(
            form=comfy_webhook_body.FORMAT,
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
)

TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)

LEFT_IDENTITY = identity_reader(
    Address(name="run_id", field="run_id", attribute="run_id"),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
