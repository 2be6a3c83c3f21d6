# Generated from schemas/github_workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.batch_checks import are_integers, are_times, read_arrays

from .published import GithubWorkflowRunCheck, GithubWorkflowRunWire, PullRequestCheck, ReferencedWorkflowCheck
from .published_checks import fits_actor, fits_head_commit, fits_head_repository, fits_repository, fits_triggering_actor

_REFERENCED_WORKFLOWS = msgspec.json.Decoder(list[list[ReferencedWorkflowCheck]])
_PULL_REQUESTS = msgspec.json.Decoder(list[list[PullRequestCheck]])


def _times_in_referenced_workflows(raws: Sequence[Raw]) -> list[str] | None:
    """The times in all values of `referenced_workflows`; None where msgspec refuses one."""
    items = read_arrays(_REFERENCED_WORKFLOWS, raws)
    if items is None:
        return None
    times: list[str] = []
    return times


def fits_all_referenced_workflows(raws: Sequence[Raw]) -> bool:
    """Whether all values are valid `referenced_workflows`; a no as in `fits_all`."""
    times = _times_in_referenced_workflows(raws)
    return times is not None and are_times(times)


def _times_in_pull_requests(raws: Sequence[Raw]) -> list[str] | None:
    """The times in all values of `pull_requests`; None where msgspec refuses one."""
    items = read_arrays(_PULL_REQUESTS, raws)
    if items is None:
        return None
    times: list[str] = []
    return times


def fits_all_pull_requests(raws: Sequence[Raw]) -> bool:
    """Whether all values are valid `pull_requests`; a no as in `fits_all`."""
    times = _times_in_pull_requests(raws)
    return times is not None and are_times(times)


def fits_all(records: Sequence[GithubWorkflowRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    integers: list[Raw] = [record.id for record in records]
    integers += [raw for record in records if (raw := record.check_suite_id) is not UNSET]
    integers += [record.run_number for record in records]
    integers += [raw for record in records if (raw := record.run_attempt) is not UNSET]
    integers += [record.workflow_id for record in records]
    integers += [raw for record in records if (raw := record.head_repository_id) is not UNSET]
    times: list[str] = [record.created_at for record in records]
    times += [record.updated_at for record in records]
    times += [time for record in records if (time := record.run_started_at) is not UNSET]
    raws = [any_raw for record in records if (any_raw := record.referenced_workflows) is not UNSET and any_raw != NULL]
    inner = _times_in_referenced_workflows(raws)
    if inner is None:
        return False
    times += inner
    raws = [known_raw for record in records if (known_raw := record.pull_requests) != NULL]
    inner = _times_in_pull_requests(raws)
    if inner is None:
        return False
    times += inner
    actor_values = [value for record in records if (value := record.actor) is not UNSET]
    triggering_actor_values = [value for record in records if (value := record.triggering_actor) is not UNSET]
    head_commit_values = [record.head_commit for record in records]
    repository_values = [record.repository for record in records]
    head_repository_values = [record.head_repository for record in records]
    return (
        are_integers(integers)
        and are_times(times)
        and all(map(fits_actor, actor_values))
        and all(map(fits_triggering_actor, triggering_actor_values))
        and all(map(fits_head_commit, head_commit_values))
        and all(map(fits_repository, repository_values))
        and all(map(fits_head_repository, head_repository_values))
    )


def checks_all(records: Sequence[GithubWorkflowRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [record.created_at for record in records]
    times += [record.updated_at for record in records]
    times += [time for record in records if (time := record.run_started_at) is not UNSET]
    head_commit_values = [record.head_commit for record in records]
    return are_times(times) and all(map(fits_head_commit, head_commit_values))
