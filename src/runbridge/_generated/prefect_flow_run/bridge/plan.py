# Generated from schemas/prefect_flow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import Difference, FromOption, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Conforming, Same, Table

from ... import prefect_flow_run, workflow_run
from .embedded_tolerant import PrefectFlowRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import PrefectFlowRunOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=prefect_flow_run.FORMAT,
    record=PrefectFlowRunEmbedded,
    own=PrefectFlowRunOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="name",
                field="name",
                attribute="name",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="state_id",
                field="state_id",
                attribute="state_id",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="deployment_id",
                field="deployment_id",
                attribute="deployment_id",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="deployment_version",
                field="deployment_version",
                attribute="deployment_version",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="work_queue_id",
                field="work_queue_id",
                attribute="work_queue_id",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="work_queue_name",
                field="work_queue_name",
                attribute="work_queue_name",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="flow_version",
                field="flow_version",
                attribute="flow_version",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="idempotency_key",
                field="idempotency_key",
                attribute="idempotency_key",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="context",
                field="context",
                attribute="context",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="empirical_policy",
                field="empirical_policy",
                attribute="empirical_policy",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="tags",
                field="tags",
                attribute="tags",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="labels",
                field="labels",
                attribute="labels",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="parent_task_run_id",
                field="parent_task_run_id",
                attribute="parent_task_run_id",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="run_count",
                field="run_count",
                attribute="run_count",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="expected_start_time",
                field="expected_start_time",
                attribute="expected_start_time",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="next_scheduled_start_time",
                field="next_scheduled_start_time",
                attribute="next_scheduled_start_time",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="total_run_time",
                field="total_run_time",
                attribute="total_run_time",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="estimated_run_time",
                field="estimated_run_time",
                attribute="estimated_run_time",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="estimated_start_time_delta",
                field="estimated_start_time_delta",
                attribute="estimated_start_time_delta",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="auto_scheduled",
                field="auto_scheduled",
                attribute="auto_scheduled",
                kind="boolean",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="infrastructure_document_id",
                field="infrastructure_document_id",
                attribute="infrastructure_document_id",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="infrastructure_pid",
                field="infrastructure_pid",
                attribute="infrastructure_pid",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="created_by",
                field="created_by",
                attribute="created_by",
                kind="raw",
                levels=(Level(nullable=True, omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="work_pool_id",
                field="work_pool_id",
                attribute="work_pool_id",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="work_pool_name",
                field="work_pool_name",
                attribute="work_pool_name",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="state",
                field="state",
                attribute="state",
                kind="raw",
                levels=(Level(nullable=True, omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="job_variables",
                field="job_variables",
                attribute="job_variables",
                kind="raw",
                levels=(Level(nullable=True, omittable=True),),
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
    ),
)

RULES = (
    PlannedRule(
        rule=Same(),
        left=(Address(name="id", field="id", attribute="id"),),
        right=(Address(name="id", field="id", attribute="id"),),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="flow_id",
                field="flow_id",
                attribute="flow_id",
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
            name_left="state_type+state_name",
            name_right="status",
            to_right={
                ("FAILED", "TimedOut"): ("timed_out",),
                (None, None): ("pending",),
                ("SCHEDULED", "TimedOut"): ("pending",),
                ("SCHEDULED", "(other)"): ("pending",),
                ("SCHEDULED", None): ("pending",),
                ("PENDING", "TimedOut"): ("pending",),
                ("PENDING", "(other)"): ("pending",),
                ("PENDING", None): ("pending",),
                ("RUNNING", "TimedOut"): ("running",),
                ("RUNNING", "(other)"): ("running",),
                ("RUNNING", None): ("running",),
                ("CANCELLING", "TimedOut"): ("running",),
                ("CANCELLING", "(other)"): ("running",),
                ("CANCELLING", None): ("running",),
                ("PAUSED", "TimedOut"): ("paused",),
                ("PAUSED", "(other)"): ("paused",),
                ("PAUSED", None): ("paused",),
                ("COMPLETED", "TimedOut"): ("completed",),
                ("COMPLETED", "(other)"): ("completed",),
                ("COMPLETED", None): ("completed",),
                ("FAILED", "(other)"): ("failed",),
                ("FAILED", None): ("failed",),
                ("CRASHED", "TimedOut"): ("failed",),
                ("CRASHED", "(other)"): ("failed",),
                ("CRASHED", None): ("failed",),
                ("CANCELLED", "TimedOut"): ("cancelled",),
                ("CANCELLED", "(other)"): ("cancelled",),
                ("CANCELLED", None): ("cancelled",),
            },
            to_left={
                ("pending",): ("PENDING", "Pending"),
                ("running",): ("RUNNING", "Running"),
                ("paused",): ("PAUSED", "Paused"),
                ("waiting",): ("PAUSED", "Paused"),
                ("completed",): ("COMPLETED", "Completed"),
                ("failed",): ("FAILED", "Failed"),
                ("cancelled",): ("CANCELLED", "Cancelled"),
                ("timed_out",): ("FAILED", "TimedOut"),
            },
            asked_left=((None, "TimedOut"), (None, "(other)")),
        ),
        left=(
            Address(
                name="state_type",
                field="state_type",
                attribute="state_type",
                levels=(Level(nullable=True, omittable=True),),
            ),
            Address(
                name="state_name",
                field="state_name",
                attribute="state_name",
                levels=(Level(nullable=True, omittable=True),),
            ),
        ),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Conforming(
            form=prefect_flow_run.FORMAT,
            path=("parameters",),
        ),
        left=(
            Address(
                name="parameters",
                field="parameters",
                attribute="parameters",
                kind="raw",
                levels=(Level(omittable=True),),
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
        rule=Same(),
        left=(
            Address(
                name="created",
                field="created",
                attribute="created",
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
        rule=Same(),
        left=(
            Address(
                name="updated",
                field="updated",
                attribute="updated",
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
                name="start_time",
                field="start_time",
                attribute="start_time",
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
                name="end_time",
                field="end_time",
                attribute="end_time",
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
)

TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)

LEFT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
