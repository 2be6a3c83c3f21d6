"""A run in several processes: the first part here, the others in jobs, their outputs added in order."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from runbridge.outputs.atomic import STDOUT, append_file, open_temp_file
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.convert_task import Convert
from runbridge.pipeline.partition import partition
from runbridge.pipeline.pool import Places, start_jobs
from runbridge.pipeline.processor import Processor
from runbridge.pipeline.progress import OutputFile, ProgressTracker, RunOptions
from runbridge.pipeline.protocol import OutputPart, Task
from runbridge.pipeline.runner import Count, Fail, FileRange, process_ranges
from runbridge.pipeline.stats import Tally
from runbridge.pipeline.validate_task import Validate

#: How long a job is waited for before progress is told of again, in seconds.
_PAUSE = 0.2


def run_parallel(
    work: Processor,
    plan: Convert | Validate,
    parts: Sequence[list[FileRange]],
    tally: Tally,
    *,
    course: RunOptions,
    tracker: ProgressTracker,
    fail: Fail | None,
    output: OutputFile | None,
    sidecar: OutputFile | None,
) -> Iterator[Rejected]:
    """Do the first part of a run here and each other in a job; gives the records that cannot be done, in order.

    What the jobs write is added to the outputs. Raises OSError, UnknownFormat, WrongUse, TooManyRejects and JobDied.
    """
    places = Places()
    counts: list[Count] = []
    with ExitStack() as stack:

        def part(name: str) -> OutputPart:
            return OutputPart(str(stack.enter_context(open_temp_file(name))), name)

        assignments = (
            Task(
                plan=plan,
                spans=spans,
                max_record=course.max_record,
                goes_on=fail is not None,
                rejects=part(output.name if output else STDOUT),
                output=part(output.name) if output else None,
                sidecar=part(sidecar.name) if sidecar else None,
            )
            for spans in parts[1:]
        )
        jobs = stack.enter_context(start_jobs(assignments))
        tracker.workers = jobs
        yield from process_ranges(
            work, parts[0], tally, max_record=course.max_record, step=tracker.step, fail=fail, counts=counts
        )
        places.add(parts[0], counts)
        for job in jobs:
            while not job.wait(_PAUSE):
                tracker.check()
            done = job.result()
            yield from places.rejects_of(job.assignment, done.counts)
            places.add(job.assignment.spans, done.counts)
            for target, goal in ((output, job.assignment.output), (sidecar, job.assignment.sidecar)):
                if target and goal:
                    append_file(target.stream, Path(goal.path))
            tracker.merge(job, done.tally())
            if fail is not None:
                for failure in done.errors:
                    fail(failure.error())


def run_files(
    work: Processor,
    plan: Convert | Validate,
    files: Sequence[str],
    tally: Tally,
    *,
    course: RunOptions,
    fail: Fail | None = None,
    output: OutputFile | None = None,
    sidecar: OutputFile | None = None,
) -> Generator[Rejected]:
    """Do all records of some files; gives those that cannot be done, in order.

    `output` and `sidecar` are where `work` writes to. Raises OSError, UnknownFormat, WrongUse, TooManyRejects and
    JobDied, but what keeps a file from being read is given to `fail` if that is there.
    """
    tracker = ProgressTracker(course, tally, files)
    parts = partition(files, plan.form, course.jobs, max_record=course.max_record)
    if len(parts) == 1:
        yield from process_ranges(
            work, parts[0], tally, max_record=course.max_record, step=tracker.step, fail=fail, counts=[]
        )
    else:
        from runbridge.pipeline.executor import run_parallel

        yield from run_parallel(
            work, plan, parts, tally, course=course, tracker=tracker, fail=fail, output=output, sidecar=sidecar
        )
    tracker.check(at_end=True)
