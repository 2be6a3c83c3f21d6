"""Runs a processor over files, in this process or in several."""

from collections.abc import Generator

from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.partition import partition
from runbridge.pipeline.processor import FileProcessor
from runbridge.pipeline.run_context import Run
from runbridge.pipeline.runner import process_ranges


def run_files(processor: FileProcessor, run: Run, format_name: str | None) -> Generator[Rejected]:
    """Process all records of the files of a run and yield those that are rejected, in order.

    `format_name` is the format of the records; None where it is detected for each file. Raises OSError, UnknownFormat,
    UsageError, TooManyRejects and JobDied; if `on_error` is set, it receives what keeps a file from being read.
    """
    options, spec = run.options, processor.parallel_spec()
    parts = partition(
        run.files,
        format_name,
        options.jobs if spec else 1,
        max_record=options.max_record,
        formats=processor.formats,
    )
    if spec is None or len(parts) == 1:
        yield from process_ranges(
            processor,
            parts[0],
            run.stats,
            options,
            step=run.tracker.step,
            counts=[],
        )
        return
    # Most runs need no module that starts processes.
    from runbridge.pipeline.pool import run_parallel

    yield from run_parallel(processor, spec, parts, run)
