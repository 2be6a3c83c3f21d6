"""Peak memory does not depend on how many batches go through the kernel."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.output_helpers import NO_COVERAGE

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell peak memory")

#: Converts and validates so many batches, and says what the most memory was that it held, in KiB.
SCRIPT = """
import re, sys
import pyarrow as pa
from runbridge.arrow import BatchConverter, BatchValidator
from tests.pipeline.sample_records import BAD, GOOD, MESSY
batch = pa.record_batch({"json": pa.array([*GOOD, *MESSY, *GOOD, *BAD, None] * 20, pa.binary())})
done = [
    BatchConverter(column="json", to="workflow-run", residue=sys.argv[2]),
    BatchValidator(column="json"),
]
for _ in range(int(sys.argv[1])):
    assert all(each(batch).num_rows == batch.num_rows for each in done)
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def peak_of(batches: int, place: str) -> int:
    command = [sys.executable, "-c", SCRIPT, str(batches), place]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=NO_COVERAGE)
    return int(done.stdout)


@pytest.mark.parametrize("place", ["embed", "column"])
@pytest.mark.deep
def test_ten_times_the_batches_take_the_same_memory(place: str) -> None:
    few, many = (peak_of(batches, place) for batches in (2, 20))
    assert many < few * 1.1
