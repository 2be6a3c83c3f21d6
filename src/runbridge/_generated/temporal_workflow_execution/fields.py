# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord, is_record

WORKFLOW_EXECUTION_FIELDS = frozenset({"workflowId", "runId"})

WORKFLOW_TYPE_FIELDS = frozenset({"name"})

MEMO_FIELDS = frozenset({"fields"})

SEARCH_ATTRIBUTES_FIELDS = frozenset({"indexedFields"})

RESET_POINTS_FIELDS = frozenset({"points"})

RESET_POINT_INFO_FIELDS = frozenset(
    {
        "buildId",
        "binaryChecksum",
        "runId",
        "firstWorkflowTaskCompletedId",
        "createTime",
        "expireTime",
        "resettable",
    }
)

WORKER_VERSION_STAMP_FIELDS = frozenset({"buildId", "useVersioning"})

PRIORITY_FIELDS = frozenset({"priorityKey", "fairnessKey", "fairnessWeight"})

VERSIONING_INFO_FIELDS = frozenset(
    {
        "behavior",
        "deployment",
        "version",
        "deploymentVersion",
        "versioningOverride",
        "deploymentTransition",
        "versionTransition",
        "revisionNumber",
        "continueAsNewInitialVersioningBehavior",
    }
)

VERSIONING_OVERRIDE_FIELDS = frozenset({"pinned", "autoUpgrade", "oneTime", "behavior", "deployment", "pinnedVersion"})

PINNED_OVERRIDE_FIELDS = frozenset({"behavior", "version"})

ONE_TIME_OVERRIDE_FIELDS = frozenset({"targetDeploymentVersion"})

WORKER_DEPLOYMENT_VERSION_FIELDS = frozenset({"buildId", "deploymentName"})

DEPLOYMENT_FIELDS = frozenset({"seriesName", "buildId"})

DEPLOYMENT_TRANSITION_FIELDS = frozenset({"deployment"})

DEPLOYMENT_VERSION_TRANSITION_FIELDS = frozenset({"version", "deploymentVersion"})

TEMPORAL_WORKFLOW_EXECUTION_FIELDS = frozenset(
    {
        "execution",
        "type",
        "startTime",
        "closeTime",
        "status",
        "historyLength",
        "parentNamespaceId",
        "parentExecution",
        "executionTime",
        "memo",
        "searchAttributes",
        "autoResetPoints",
        "taskQueue",
        "stateTransitionCount",
        "historySizeBytes",
        "mostRecentWorkerVersionStamp",
        "executionDuration",
        "rootExecution",
        "assignedBuildId",
        "inheritedBuildId",
        "firstRunId",
        "versioningInfo",
        "workerDeploymentName",
        "priority",
        "externalPayloadSizeBytes",
        "externalPayloadCount",
    }
)


def walk_workflow_execution(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a WorkflowExecution, then on itself."""
    visit(record, WORKFLOW_EXECUTION_FIELDS)


def walk_workflow_type(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a WorkflowType, then on itself."""
    visit(record, WORKFLOW_TYPE_FIELDS)


def walk_memo(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Memo, then on itself."""
    visit(record, MEMO_FIELDS)


def walk_search_attributes(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a SearchAttributes, then on itself."""
    visit(record, SEARCH_ATTRIBUTES_FIELDS)


def walk_reset_points(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ResetPoints, then on itself."""
    for item in record.get("points") or ():
        walk_reset_point_info(item, visit)
    visit(record, RESET_POINTS_FIELDS)


def walk_reset_point_info(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ResetPointInfo, then on itself."""
    visit(record, RESET_POINT_INFO_FIELDS)


def walk_worker_version_stamp(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a WorkerVersionStamp, then on itself."""
    visit(record, WORKER_VERSION_STAMP_FIELDS)


def walk_priority(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Priority, then on itself."""
    visit(record, PRIORITY_FIELDS)


def walk_versioning_info(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a VersioningInfo, then on itself."""
    item = record.get("deployment")
    if is_record(item):
        walk_deployment(item, visit)
    item = record.get("deploymentVersion")
    if is_record(item):
        walk_worker_deployment_version(item, visit)
    item = record.get("versioningOverride")
    if is_record(item):
        walk_versioning_override(item, visit)
    item = record.get("deploymentTransition")
    if is_record(item):
        walk_deployment_transition(item, visit)
    item = record.get("versionTransition")
    if is_record(item):
        walk_deployment_version_transition(item, visit)
    visit(record, VERSIONING_INFO_FIELDS)


def walk_versioning_override(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a VersioningOverride, then on itself."""
    item = record.get("pinned")
    if is_record(item):
        walk_pinned_override(item, visit)
    item = record.get("oneTime")
    if is_record(item):
        walk_one_time_override(item, visit)
    item = record.get("deployment")
    if is_record(item):
        walk_deployment(item, visit)
    visit(record, VERSIONING_OVERRIDE_FIELDS)


def walk_pinned_override(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a PinnedOverride, then on itself."""
    item = record.get("version")
    if is_record(item):
        walk_worker_deployment_version(item, visit)
    visit(record, PINNED_OVERRIDE_FIELDS)


def walk_one_time_override(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a OneTimeOverride, then on itself."""
    item = record.get("targetDeploymentVersion")
    if is_record(item):
        walk_worker_deployment_version(item, visit)
    visit(record, ONE_TIME_OVERRIDE_FIELDS)


def walk_worker_deployment_version(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a WorkerDeploymentVersion, then on itself."""
    visit(record, WORKER_DEPLOYMENT_VERSION_FIELDS)


def walk_deployment(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Deployment, then on itself."""
    visit(record, DEPLOYMENT_FIELDS)


def walk_deployment_transition(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a DeploymentTransition, then on itself."""
    item = record.get("deployment")
    if is_record(item):
        walk_deployment(item, visit)
    visit(record, DEPLOYMENT_TRANSITION_FIELDS)


def walk_deployment_version_transition(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a DeploymentVersionTransition, then on itself."""
    item = record.get("deploymentVersion")
    if is_record(item):
        walk_worker_deployment_version(item, visit)
    visit(record, DEPLOYMENT_VERSION_TRANSITION_FIELDS)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a TemporalWorkflowExecution, then on itself."""
    item = record.get("execution")
    if is_record(item):
        walk_workflow_execution(item, visit)
    item = record.get("type")
    if is_record(item):
        walk_workflow_type(item, visit)
    item = record.get("parentExecution")
    if is_record(item):
        walk_workflow_execution(item, visit)
    item = record.get("memo")
    if is_record(item):
        walk_memo(item, visit)
    item = record.get("searchAttributes")
    if is_record(item):
        walk_search_attributes(item, visit)
    item = record.get("autoResetPoints")
    if is_record(item):
        walk_reset_points(item, visit)
    item = record.get("mostRecentWorkerVersionStamp")
    if is_record(item):
        walk_worker_version_stamp(item, visit)
    item = record.get("rootExecution")
    if is_record(item):
        walk_workflow_execution(item, visit)
    item = record.get("versioningInfo")
    if is_record(item):
        walk_versioning_info(item, visit)
    item = record.get("priority")
    if is_record(item):
        walk_priority(item, visit)
    visit(record, TEMPORAL_WORKFLOW_EXECUTION_FIELDS)
