# Generated from schemas/temporal_workflow_execution/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import Copy, FromOption, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Duration, Same, Table

from ... import temporal_workflow_execution, workflow_run
from .embedded_tolerant import TemporalWorkflowExecutionEmbedded, WorkflowRunEmbedded
from .own_tolerant import TemporalWorkflowExecutionOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=temporal_workflow_execution.FORMAT,
    record=TemporalWorkflowExecutionEmbedded,
    own=TemporalWorkflowExecutionOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="historyLength",
                field="historyLength",
                attribute="history_length",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="parentNamespaceId",
                field="parentNamespaceId",
                attribute="parent_namespace_id",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="memo",
                field="memo",
                attribute="memo",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="searchAttributes",
                field="searchAttributes",
                attribute="search_attributes",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="autoResetPoints",
                field="autoResetPoints",
                attribute="auto_reset_points",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="taskQueue",
                field="taskQueue",
                attribute="task_queue",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="stateTransitionCount",
                field="stateTransitionCount",
                attribute="state_transition_count",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="historySizeBytes",
                field="historySizeBytes",
                attribute="history_size_bytes",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="mostRecentWorkerVersionStamp",
                field="mostRecentWorkerVersionStamp",
                attribute="most_recent_worker_version_stamp",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="rootExecution",
                field="rootExecution",
                attribute="root_execution",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="assignedBuildId",
                field="assignedBuildId",
                attribute="assigned_build_id",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="inheritedBuildId",
                field="inheritedBuildId",
                attribute="inherited_build_id",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="firstRunId",
                field="firstRunId",
                attribute="first_run_id",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="versioningInfo",
                field="versioningInfo",
                attribute="versioning_info",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="workerDeploymentName",
                field="workerDeploymentName",
                attribute="worker_deployment_name",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="priority",
                field="priority",
                attribute="priority",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="externalPayloadSizeBytes",
                field="externalPayloadSizeBytes",
                attribute="external_payload_size_bytes",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="externalPayloadCount",
                field="externalPayloadCount",
                attribute="external_payload_count",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="execution",
                field="execution",
                attribute="execution",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="type",
                field="type",
                attribute="type",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="parentExecution",
                field="parentExecution",
                attribute="parent_execution",
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
                name="/execution/runId",
                field="execution",
                attribute="execution",
                path=("runId",),
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
            ),
        ),
        right=(Address(name="id", field="id", attribute="id"),),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="/type/name",
                field="type",
                attribute="type",
                path=("name",),
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
        rule=Same(empty=""),
        left=(
            Address(
                name="/parentExecution/runId",
                field="parentExecution",
                attribute="parent_execution",
                path=("runId",),
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
            ),
        ),
        right=(
            Address(
                name="parentRunId",
                field="parentRunId",
                attribute="parent_run_id",
                levels=(Level(nullable=True),),
            ),
        ),
    ),
    PlannedRule(
        rule=Table(
            name_left="status",
            name_right="status",
            to_right={
                ("WORKFLOW_EXECUTION_STATUS_RUNNING",): ("running",),
                ("WORKFLOW_EXECUTION_STATUS_PAUSED",): ("paused",),
                ("WORKFLOW_EXECUTION_STATUS_COMPLETED",): ("completed",),
                ("WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW",): ("completed",),
                ("WORKFLOW_EXECUTION_STATUS_FAILED",): ("failed",),
                ("WORKFLOW_EXECUTION_STATUS_CANCELED",): ("cancelled",),
                ("WORKFLOW_EXECUTION_STATUS_TERMINATED",): ("cancelled",),
                ("WORKFLOW_EXECUTION_STATUS_TIMED_OUT",): ("timed_out",),
            },
            to_left={
                ("pending",): ("WORKFLOW_EXECUTION_STATUS_RUNNING",),
                ("running",): ("WORKFLOW_EXECUTION_STATUS_RUNNING",),
                ("waiting",): ("WORKFLOW_EXECUTION_STATUS_RUNNING",),
                ("paused",): ("WORKFLOW_EXECUTION_STATUS_PAUSED",),
                ("completed",): ("WORKFLOW_EXECUTION_STATUS_COMPLETED",),
                ("failed",): ("WORKFLOW_EXECUTION_STATUS_FAILED",),
                ("cancelled",): ("WORKFLOW_EXECUTION_STATUS_CANCELED",),
                ("timed_out",): ("WORKFLOW_EXECUTION_STATUS_TIMED_OUT",),
            },
            asked_left=((None,), ("WORKFLOW_EXECUTION_STATUS_UNSPECIFIED",)),
            aliases=(
                {
                    "Unspecified": "WORKFLOW_EXECUTION_STATUS_UNSPECIFIED",
                    0: "WORKFLOW_EXECUTION_STATUS_UNSPECIFIED",
                    "Running": "WORKFLOW_EXECUTION_STATUS_RUNNING",
                    1: "WORKFLOW_EXECUTION_STATUS_RUNNING",
                    "Completed": "WORKFLOW_EXECUTION_STATUS_COMPLETED",
                    2: "WORKFLOW_EXECUTION_STATUS_COMPLETED",
                    "Failed": "WORKFLOW_EXECUTION_STATUS_FAILED",
                    3: "WORKFLOW_EXECUTION_STATUS_FAILED",
                    "Canceled": "WORKFLOW_EXECUTION_STATUS_CANCELED",
                    4: "WORKFLOW_EXECUTION_STATUS_CANCELED",
                    "Terminated": "WORKFLOW_EXECUTION_STATUS_TERMINATED",
                    5: "WORKFLOW_EXECUTION_STATUS_TERMINATED",
                    "ContinuedAsNew": "WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW",
                    6: "WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW",
                    "TimedOut": "WORKFLOW_EXECUTION_STATUS_TIMED_OUT",
                    7: "WORKFLOW_EXECUTION_STATUS_TIMED_OUT",
                    "Paused": "WORKFLOW_EXECUTION_STATUS_PAUSED",
                    8: "WORKFLOW_EXECUTION_STATUS_PAUSED",
                },
            ),
        ),
        left=(
            Address(
                name="status",
                field="status",
                attribute="status",
                kind="word",
                levels=(Level(omittable=True),),
            ),
        ),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="startTime",
                field="startTime",
                attribute="start_time",
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
        rule=Same(empty="0001-01-01T00:00:00Z"),
        left=(
            Address(
                name="executionTime",
                field="executionTime",
                attribute="execution_time",
                levels=(Level(omittable=True),),
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
        rule=Same(empty="0001-01-01T00:00:00Z"),
        left=(
            Address(
                name="closeTime",
                field="closeTime",
                attribute="close_time",
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
    PlannedRule(
        rule=Duration(places=3),
        left=(
            Address(
                name="executionDuration",
                field="executionDuration",
                attribute="execution_duration",
                levels=(Level(omittable=True),),
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
)

TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)

LEFT_IDENTITY = identity_reader(
    Address(
        name="/execution/runId",
        field="execution",
        attribute="execution",
        path=("runId",),
        levels=(Level(omittable=True), Level(omittable=True)),
        bounded=True,
    ),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
