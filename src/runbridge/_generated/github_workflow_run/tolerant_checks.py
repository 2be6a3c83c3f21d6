# Generated from schemas/github_workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.schema import FieldCheck
from runbridge._runtime.times import is_lax_time, is_lax_time_or_null
from runbridge._runtime.wire_helpers import is_integer, is_integer_or_null, is_null

from .tolerant import GithubWorkflowRunWire, PullRequestCheck, ReferencedWorkflowCheck

_REFERENCED_WORKFLOWS = msgspec.json.Decoder(list[ReferencedWorkflowCheck])
_PULL_REQUESTS = msgspec.json.Decoder(list[PullRequestCheck])
fits_actor = FieldCheck(__name__, "tolerant", "actor")
fits_triggering_actor = FieldCheck(__name__, "tolerant", "triggering_actor")
fits_head_commit = FieldCheck(__name__, "tolerant", "head_commit")
fits_repository = FieldCheck(__name__, "tolerant", "repository")
fits_head_repository = FieldCheck(__name__, "tolerant", "head_repository")


def _fits_pull_request(record: PullRequestCheck) -> bool:
    return True


def _fits_referenced_workflow(record: ReferencedWorkflowCheck) -> bool:
    return True


def fits_referenced_workflows(raw: Raw) -> bool:
    """Whether the value is a valid `referenced_workflows`, as far as msgspec can tell."""
    try:
        records = _REFERENCED_WORKFLOWS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return all(_fits_referenced_workflow(record) for record in records)


def fits_pull_requests(raw: Raw) -> bool:
    """Whether the value is a valid `pull_requests`, as far as msgspec can tell."""
    try:
        records = _PULL_REQUESTS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return all(_fits_pull_request(record) for record in records)


def fits(record: GithubWorkflowRunWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        is_integer(record.id)
        and (record.check_suite_id is UNSET or is_integer_or_null(record.check_suite_id))
        and is_integer(record.run_number)
        and (record.run_attempt is UNSET or is_integer_or_null(record.run_attempt))
        and (
            record.referenced_workflows is UNSET
            or is_null(record.referenced_workflows)
            or fits_referenced_workflows(record.referenced_workflows)
        )
        and is_integer(record.workflow_id)
        and (record.pull_requests is UNSET or is_null(record.pull_requests) or fits_pull_requests(record.pull_requests))
        and is_lax_time(record.created_at)
        and is_lax_time(record.updated_at)
        and (record.actor is UNSET or fits_actor(record.actor))
        and (record.triggering_actor is UNSET or fits_triggering_actor(record.triggering_actor))
        and (record.run_started_at is UNSET or is_lax_time_or_null(record.run_started_at))
        and (record.head_commit is UNSET or fits_head_commit(record.head_commit))
        and fits_repository(record.repository)
        and fits_head_repository(record.head_repository)
        and (record.head_repository_id is UNSET or is_integer_or_null(record.head_repository_id))
    )
