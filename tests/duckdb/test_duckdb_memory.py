"""Peak memory of a query does not depend on how many records there are."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import RUN, model

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell peak memory"),
]

LINE = model(workflow_inputs={"prompt": "a lighthouse in the fog, ünder 🌙 " * 12}) + b"\n"
#: Converts a file to another and says what the most memory was that it held, in KiB. Of several threads DuckDB holds
#: what some of them have done before others, without any function too: up to its `memory_limit`.
SCRIPT = """
import re, sys
import duckdb
from runbridge.duckdb import register
source, output, to = sys.argv[1:]
with duckdb.connect() as con:
    register(con)
    con.execute("SET threads = 1")
    con.execute(
        f"COPY (SELECT c.value, len(c.problems) FROM (SELECT runbridge_conversion(json, '{to}') AS c"
        f" FROM read_ndjson_objects('{source}'))) TO '{output}' (FORMAT csv)"
    )
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def peak_of(records: int, folder: Path) -> int:
    """The most memory that the conversion of so many records took, in KiB."""
    source, output = folder / "in.ndjson", folder / "out.csv"
    source.write_bytes(LINE * records)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, source, output, RUN],
        capture_output=True,
        text=True,
        env=NO_COVERAGE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert output.read_bytes().count(b"\n") == records + 1
    return int(done.stdout.split()[-1])


def test_five_times_the_records_take_the_same_memory(tmp_path: Path) -> None:
    few, many = (peak_of(records, tmp_path) for records in (20_000, 100_000))
    assert many < few * 1.15
