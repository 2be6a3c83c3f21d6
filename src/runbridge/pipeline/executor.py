"""A run in several processes: the first part here, the others in jobs, their outputs added in order."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from runbridge.outputs.atomic import STDOUT, append, open_part
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.convert_task import Convert
from runbridge.pipeline.partition import share_out
from runbridge.pipeline.pool import Places, start_jobs
from runbridge.pipeline.processor import Work
from runbridge.pipeline.progress import Course, Meter, Target
from runbridge.pipeline.protocol import Assignment, Goal
from runbridge.pipeline.runner import Count, Fail, Span, do_spans
from runbridge.pipeline.stats import Tally
from runbridge.pipeline.validate_task import Validate

#: How long a job is waited for before progress is told of again, in seconds.
_PAUSE = 0.2


def do_parts(
    work: Work,
    plan: Convert | Validate,
    parts: Sequence[list[Span]],
    tally: Tally,
    *,
    course: Course,
    meter: Meter,
    fail: Fail | None,
    output: Target | None,
    sidecar: Target | None,
) -> Iterator[Rejected]:
    """Do the first part of a run here and each other in a job; gives the records that cannot be done, in order.

    What the jobs write is added to the outputs. Raises OSError, UnknownFormat, WrongUse, TooManyRejects and JobDied.
    """
    places = Places()
    counts: list[Count] = []
    with ExitStack() as stack:

        def part(name: str) -> Goal:
            return Goal(str(stack.enter_context(open_part(name))), name)

        assignments = (
            Assignment(
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
        meter.elsewhere = jobs
        yield from do_spans(
            work, parts[0], tally, max_record=course.max_record, step=meter.step, fail=fail, counts=counts
        )
        places.add(parts[0], counts)
        for job in jobs:
            while not job.wait(_PAUSE):
                meter.check()
            done = job.result()
            yield from places.rejects_of(job.assignment, done.counts)
            places.add(job.assignment.spans, done.counts)
            for target, goal in ((output, job.assignment.output), (sidecar, job.assignment.sidecar)):
                if target and goal:
                    append(target.stream, Path(goal.path))
            meter.merge(job, done.tally())
            if fail is not None:
                for failure in done.errors:
                    fail(failure.error())


def do_files(
    work: Work,
    plan: Convert | Validate,
    files: Sequence[str],
    tally: Tally,
    *,
    course: Course,
    fail: Fail | None = None,
    output: Target | None = None,
    sidecar: Target | None = None,
) -> Generator[Rejected]:
    """Do all records of some files; gives those that cannot be done, in order.

    `output` and `sidecar` are where `work` writes to. Raises OSError, UnknownFormat, WrongUse, TooManyRejects and
    JobDied, but what keeps a file from being read is given to `fail` if that is there.
    """
    meter = Meter(course, tally, files)
    parts = share_out(files, plan.form, course.jobs, max_record=course.max_record)
    if len(parts) == 1:
        yield from do_spans(work, parts[0], tally, max_record=course.max_record, step=meter.step, fail=fail, counts=[])
    else:
        from runbridge.pipeline.executor import do_parts

        yield from do_parts(
            work, plan, parts, tally, course=course, meter=meter, fail=fail, output=output, sidecar=sidecar
        )
    meter.check(at_end=True)
