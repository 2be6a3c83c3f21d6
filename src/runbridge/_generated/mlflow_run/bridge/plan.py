# Generated from schemas/mlflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.addresses import Address, Item, Level
from runbridge._runtime.computed_defaults import Copy, Difference, FromOption, OwnField, PlannedSide
from runbridge._runtime.nested_values import identity_reader
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import Conforming, First, Same, Table, Time

from ... import mlflow_run, workflow_run
from .embedded_tolerant import MlflowRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import MlflowRunOwn, WorkflowRunOwn

LEFT = PlannedSide(
    form=mlflow_run.FORMAT,
    record=MlflowRunEmbedded,
    own=MlflowRunOwn,
    own_fields=(
        OwnField(
            address=Address(
                name="inputs",
                field="inputs",
                attribute="inputs",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="info",
                field="info",
                attribute="info",
                kind="raw",
                levels=(Level(omittable=True),),
                bounded=True,
            ),
            required=False,
        ),
        OwnField(
            address=Address(
                name="data",
                field="data",
                attribute="data",
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
                    name="createdAt",
                    field="createdAt",
                    attribute="created_at",
                ),
                places=3,
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
            default=Copy(
                source=Address(
                    name="createdAt",
                    field="createdAt",
                    attribute="created_at",
                ),
                when=(
                    (
                        Address(name="status", field="status", attribute="status"),
                        ("running", "completed", "failed", "cancelled"),
                    ),
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
                name="/info/run_id",
                field="info",
                attribute="info",
                path=("run_id",),
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
                name="/info/experiment_id",
                field="info",
                attribute="info",
                path=("experiment_id",),
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
        rule=Same(),
        left=(
            Address(
                name="/data/tags[key=mlflow.parentRunId]/value",
                field="data",
                attribute="data",
                path=("tags", Item("key", "mlflow.parentRunId"), "value"),
                levels=(
                    Level(omittable=True),
                    Level(omittable=True),
                    Level(omittable=True),
                    Level(omittable=True),
                ),
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
            name_left="/info/status",
            name_right="status",
            to_right={
                ("SCHEDULED",): ("pending",),
                ("RUNNING",): ("running",),
                (None,): ("running",),
                ("FINISHED",): ("completed",),
                ("FAILED",): ("failed",),
                ("KILLED",): ("cancelled",),
            },
            to_left={
                ("pending",): ("SCHEDULED",),
                ("running",): ("RUNNING",),
                ("paused",): ("RUNNING",),
                ("waiting",): ("RUNNING",),
                ("completed",): ("FINISHED",),
                ("failed",): ("FAILED",),
                ("timed_out",): ("FAILED",),
                ("cancelled",): ("KILLED",),
            },
        ),
        left=(
            Address(
                name="/info/status",
                field="info",
                attribute="info",
                path=("status",),
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
            ),
        ),
        right=(Address(name="status", field="status", attribute="status"),),
    ),
    PlannedRule(
        rule=Conforming(form=mlflow_run.FORMAT, path=("data", "params")),
        left=(
            Address(
                name="/data/params",
                field="data",
                attribute="data",
                path=("params",),
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
        rule=Conforming(form=mlflow_run.FORMAT, path=("outputs",)),
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
        rule=First(),
        left=(
            Address(
                name="/data/tags[key=mlflow.user]/value",
                field="data",
                attribute="data",
                path=("tags", Item("key", "mlflow.user"), "value"),
                levels=(
                    Level(omittable=True),
                    Level(omittable=True),
                    Level(omittable=True),
                    Level(omittable=True),
                ),
                bounded=True,
            ),
            Address(
                name="/info/user_id",
                field="info",
                attribute="info",
                path=("user_id",),
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
            ),
        ),
        right=(Address(name="userId", field="userId", attribute="user_id"),),
    ),
    PlannedRule(
        rule=Time(places=3, whole=True),
        left=(
            Address(
                name="/info/start_time",
                field="info",
                attribute="info",
                path=("start_time",),
                kind="raw",
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
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
        rule=Time(places=3, whole=True),
        left=(
            Address(
                name="/info/end_time",
                field="info",
                attribute="info",
                path=("end_time",),
                kind="raw",
                levels=(Level(omittable=True), Level(omittable=True)),
                bounded=True,
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
        name="/info/run_id",
        field="info",
        attribute="info",
        path=("run_id",),
        levels=(Level(omittable=True), Level(omittable=True)),
        bounded=True,
    ),
)

RIGHT_IDENTITY = identity_reader(
    Address(name="id", field="id", attribute="id"),
)
