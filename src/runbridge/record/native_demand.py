"""When a plan of the native lane is made.

To make one takes as long as to convert hundreds of records in Python, which a small input does not have. `python -m
tests.benchmarks.small_inputs` measures that.
"""

import os

from runbridge.version import VARIABLE

#: A chunk of so many bytes is probably one of a large input: files are read in chunks of twice the size.
LARGE_CHUNK = 1 << 17
#: Small chunks of so many bytes together took as long in Python as making the plan does.
MANY_BYTES = 1 << 19


class Demand:
    """Counts what Python does without a plan, until making the plan pays."""

    def __init__(self) -> None:
        self._done = 0
        self._is_met = False

    def is_met(self, size: int) -> bool:
        """Whether there has to be a plan for the next chunk, which has so many bytes."""
        if not self._is_met:
            self._done += size
            is_large = size >= LARGE_CHUNK or self._done >= MANY_BYTES
            self._is_met = is_large or os.environ.get(VARIABLE) == "require"
        return self._is_met
