# Generated from schemas/github_workflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import FromOption, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Same, Table, Text

from ... import github_workflow_run, workflow_run
from .embedded_tolerant import GithubWorkflowRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import GithubWorkflowRunOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=github_workflow_run.FORMAT,
    record=GithubWorkflowRunEmbedded,
    own=GithubWorkflowRunOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="name",
                field="name",
                attribute="name",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="node_id",
                field="node_id",
                attribute="node_id",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="node_id",
                    field="node_id",
                    attribute="node_id",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="check_suite_id",
                field="check_suite_id",
                attribute="check_suite_id",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="check_suite_node_id",
                field="check_suite_node_id",
                attribute="check_suite_node_id",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="head_branch",
                field="head_branch",
                attribute="head_branch",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="head_sha",
                field="head_sha",
                attribute="head_sha",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="head_sha",
                    field="head_sha",
                    attribute="head_sha",
                ),
            ),
        ),
        OwnField(
            address=Address(name="path", field="path", attribute="path"),
            required=True,
            default=FromOption(
                field=Address(name="path", field="path", attribute="path"),
            ),
        ),
        OwnField(
            address=Address(
                name="run_number",
                field="run_number",
                attribute="run_number",
                kind="raw",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="run_number",
                    field="run_number",
                    attribute="run_number",
                    kind="raw",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="run_attempt",
                field="run_attempt",
                attribute="run_attempt",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="referenced_workflows",
                field="referenced_workflows",
                attribute="referenced_workflows",
                kind="raw",
                levels=(Level(nullable=True, omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(name="url", field="url", attribute="url"),
            required=True,
            default=FromOption(
                field=Address(name="url", field="url", attribute="url"),
            ),
        ),
        OwnField(
            address=Address(
                name="html_url",
                field="html_url",
                attribute="html_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="html_url",
                    field="html_url",
                    attribute="html_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="pull_requests",
                field="pull_requests",
                attribute="pull_requests",
                kind="raw",
                levels=(Level(nullable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="triggering_actor",
                field="triggering_actor",
                attribute="triggering_actor",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="jobs_url",
                field="jobs_url",
                attribute="jobs_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="jobs_url",
                    field="jobs_url",
                    attribute="jobs_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="logs_url",
                field="logs_url",
                attribute="logs_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="logs_url",
                    field="logs_url",
                    attribute="logs_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="check_suite_url",
                field="check_suite_url",
                attribute="check_suite_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="check_suite_url",
                    field="check_suite_url",
                    attribute="check_suite_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="artifacts_url",
                field="artifacts_url",
                attribute="artifacts_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="artifacts_url",
                    field="artifacts_url",
                    attribute="artifacts_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="cancel_url",
                field="cancel_url",
                attribute="cancel_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="cancel_url",
                    field="cancel_url",
                    attribute="cancel_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="rerun_url",
                field="rerun_url",
                attribute="rerun_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="rerun_url",
                    field="rerun_url",
                    attribute="rerun_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="previous_attempt_url",
                field="previous_attempt_url",
                attribute="previous_attempt_url",
                levels=(Level(nullable=True, omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="workflow_url",
                field="workflow_url",
                attribute="workflow_url",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="workflow_url",
                    field="workflow_url",
                    attribute="workflow_url",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="head_commit",
                field="head_commit",
                attribute="head_commit",
                kind="raw",
                levels=(Level(nullable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="head_repository",
                field="head_repository",
                attribute="head_repository",
                kind="raw",
                bounded=True,
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="head_repository",
                    field="head_repository",
                    attribute="head_repository",
                    kind="raw",
                    bounded=True,
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="head_repository_id",
                field="head_repository_id",
                attribute="head_repository_id",
                kind="raw",
                levels=(Level(omittable=True),),
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="display_title",
                field="display_title",
                attribute="display_title",
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="display_title",
                    field="display_title",
                    attribute="display_title",
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="repository",
                field="repository",
                attribute="repository",
                kind="raw",
                bounded=True,
            ),
            required=True,
            default=FromOption(
                field=Address(
                    name="repository",
                    field="repository",
                    attribute="repository",
                    kind="raw",
                    bounded=True,
                ),
            ),
        ),
        OwnField(
            address=Address(
                name="actor",
                field="actor",
                attribute="actor",
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
            address=Address(
                name="completedAt",
                field="completedAt",
                attribute="completed_at",
                levels=(Level(nullable=True),),
            ),
            required=False,
        ),
    ),
)

RULES = (
    PlannedRule(
        rule=Text(),
        left=(Address(name="id", field="id", attribute="id", kind="raw"),),
        right=(Address(name="id", field="id", attribute="id"),),
    ),
    PlannedRule(
        rule=Text(),
        left=(
            Address(
                name="workflow_id",
                field="workflow_id",
                attribute="workflow_id",
                kind="raw",
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
        rule=Same(),
        left=(
            Address(
                name="/repository/owner/login",
                field="repository",
                attribute="repository",
                path=("owner", "login"),
                levels=(Level(), Level(), Level()),
                builds=False,
                bounded=True,
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
                name="/actor/login",
                field="actor",
                attribute="actor",
                path=("login",),
                levels=(Level(omittable=True), Level()),
                builds=False,
                bounded=True,
            ),
        ),
        right=(Address(name="userId", field="userId", attribute="user_id"),),
    ),
    PlannedRule(
        rule=Table(
            name_left="status+conclusion",
            name_right="status",
            to_right={
                ("requested", "success"): ("completed",),
                ("requested", "neutral"): ("completed",),
                ("requested", "skipped"): ("completed",),
                ("waiting", "success"): ("completed",),
                ("waiting", "neutral"): ("completed",),
                ("waiting", "skipped"): ("completed",),
                ("pending", "success"): ("completed",),
                ("pending", "neutral"): ("completed",),
                ("pending", "skipped"): ("completed",),
                ("queued", "success"): ("completed",),
                ("queued", "neutral"): ("completed",),
                ("queued", "skipped"): ("completed",),
                ("in_progress", "success"): ("completed",),
                ("in_progress", "neutral"): ("completed",),
                ("in_progress", "skipped"): ("completed",),
                ("completed", "success"): ("completed",),
                ("completed", "neutral"): ("completed",),
                ("completed", "skipped"): ("completed",),
                (None, "success"): ("completed",),
                (None, "neutral"): ("completed",),
                (None, "skipped"): ("completed",),
                ("requested", "failure"): ("failed",),
                ("requested", "startup_failure"): ("failed",),
                ("waiting", "failure"): ("failed",),
                ("waiting", "startup_failure"): ("failed",),
                ("pending", "failure"): ("failed",),
                ("pending", "startup_failure"): ("failed",),
                ("queued", "failure"): ("failed",),
                ("queued", "startup_failure"): ("failed",),
                ("in_progress", "failure"): ("failed",),
                ("in_progress", "startup_failure"): ("failed",),
                ("completed", "failure"): ("failed",),
                ("completed", "startup_failure"): ("failed",),
                (None, "failure"): ("failed",),
                (None, "startup_failure"): ("failed",),
                ("requested", "cancelled"): ("cancelled",),
                ("requested", "stale"): ("cancelled",),
                ("waiting", "cancelled"): ("cancelled",),
                ("waiting", "stale"): ("cancelled",),
                ("pending", "cancelled"): ("cancelled",),
                ("pending", "stale"): ("cancelled",),
                ("queued", "cancelled"): ("cancelled",),
                ("queued", "stale"): ("cancelled",),
                ("in_progress", "cancelled"): ("cancelled",),
                ("in_progress", "stale"): ("cancelled",),
                ("completed", "cancelled"): ("cancelled",),
                ("completed", "stale"): ("cancelled",),
                (None, "cancelled"): ("cancelled",),
                (None, "stale"): ("cancelled",),
                ("requested", "timed_out"): ("timed_out",),
                ("waiting", "timed_out"): ("timed_out",),
                ("pending", "timed_out"): ("timed_out",),
                ("queued", "timed_out"): ("timed_out",),
                ("in_progress", "timed_out"): ("timed_out",),
                ("completed", "timed_out"): ("timed_out",),
                (None, "timed_out"): ("timed_out",),
                ("requested", "action_required"): ("waiting",),
                ("waiting", "action_required"): ("waiting",),
                ("pending", "action_required"): ("waiting",),
                ("queued", "action_required"): ("waiting",),
                ("in_progress", "action_required"): ("waiting",),
                ("completed", "action_required"): ("waiting",),
                (None, "action_required"): ("waiting",),
                (None, None): ("pending",),
                ("queued", None): ("pending",),
                ("requested", None): ("pending",),
                ("pending", None): ("pending",),
                ("in_progress", None): ("running",),
                ("waiting", None): ("waiting",),
            },
            to_left={
                ("pending",): ("queued", None),
                ("running",): ("in_progress", None),
                ("waiting",): ("waiting", None),
                ("paused",): ("waiting", None),
                ("completed",): ("completed", "success"),
                ("failed",): ("completed", "failure"),
                ("cancelled",): ("completed", "cancelled"),
                ("timed_out",): ("completed", "timed_out"),
            },
            open_left=True,
            asked_left=(("completed", None),),
        ),
        left=(
            Address(
                name="status",
                field="status",
                attribute="status",
                levels=(Level(nullable=True),),
            ),
            Address(
                name="conclusion",
                field="conclusion",
                attribute="conclusion",
                levels=(Level(nullable=True),),
            ),
        ),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Table(
            name_left="event",
            name_right="triggeredBy",
            to_right={
                ("branch_protection_rule",): ("event",),
                ("check_run",): ("event",),
                ("check_suite",): ("event",),
                ("create",): ("event",),
                ("delete",): ("event",),
                ("deployment",): ("event",),
                ("deployment_status",): ("event",),
                ("discussion",): ("event",),
                ("discussion_comment",): ("event",),
                ("fork",): ("event",),
                ("gollum",): ("event",),
                ("issue_comment",): ("event",),
                ("issues",): ("event",),
                ("label",): ("event",),
                ("merge_group",): ("event",),
                ("milestone",): ("event",),
                ("page_build",): ("event",),
                ("public",): ("event",),
                ("pull_request",): ("event",),
                ("pull_request_review",): ("event",),
                ("pull_request_review_comment",): ("event",),
                ("pull_request_target",): ("event",),
                ("push",): ("event",),
                ("registry_package",): ("event",),
                ("release",): ("event",),
                ("repository_dispatch",): ("event",),
                ("schedule",): ("event",),
                ("status",): ("event",),
                ("watch",): ("event",),
                ("workflow_call",): ("workflow",),
                ("workflow_dispatch",): ("user",),
                ("workflow_run",): ("workflow",),
            },
            to_left={
                ("user",): ("workflow_dispatch",),
                ("event",): ("repository_dispatch",),
                ("workflow",): ("workflow_run",),
                ("agent",): ("repository_dispatch",),
                ("swarm",): ("repository_dispatch",),
            },
            open_left=True,
        ),
        left=(Address(name="event", field="event", attribute="event"),),
        right=(
            Address(
                name="triggeredBy",
                field="triggeredBy",
                attribute="triggered_by",
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
    PlannedRule(
        rule=Same(),
        left=(
            Address(
                name="run_started_at",
                field="run_started_at",
                attribute="run_started_at",
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
)

TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)

LEFT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id", kind="raw"),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
