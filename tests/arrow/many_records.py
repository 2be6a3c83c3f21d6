"""Thousands of records as services send them, to compare engines."""

import json
from collections.abc import Sequence
from itertools import islice
from random import Random

from tests.benchmarks.records import KINDS, make_records
from tests.pipeline.sample_records import MODEL, RUN
from tests.record.batch_samples import batch


def thousands(format: str, count: int) -> Sequence[bytes]:
    """A number of records as lines. All runs and a tenth of the models are of every kind, a third of them malformed."""
    share = count if format == RUN else count // 10
    rows = [json.dumps(json.loads(line.data), ensure_ascii=False).encode() for line in batch(format, share, seed=7)]
    for kind in KINDS if format == MODEL else ():
        rows += [line.strip() for line in islice(make_records(size="2 KB", kind=kind), 9 * share // 2)]
    Random(7).shuffle(rows)
    return rows
