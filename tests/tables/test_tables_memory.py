"""Peak memory does not depend on how much comes in, in either direction."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from runbridge.tables.export import export_file
from tests.pipeline.sample_records import RUN, model
from tests.pipeline.test_pipeline_memory import peak_of

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell peak memory")

LINE = model(workflow_inputs={"prompt": "a lighthouse in the fog, ünder 🌙 " * 100}) + b"\n"
FEW, MANY = 4_000, 44_000
#: KiB. Who held all that many records have more than few would hold twice that; by the same run, on the same file,
#: pyarrow's allocator holds now this much, now 50 MiB more.
ROOM = (MANY - FEW) * len(LINE) // 2 >> 10


def lines(records: int) -> Iterator[bytes]:
    return repeat(LINE * 100, records // 100)


@pytest.mark.deep
def test_export_keeps_one_row_group_in_memory(tmp_path: Path) -> None:
    command = ["export", "-", "-o", str(tmp_path / "out"), "--row-group", "2000"]
    few, many = (peak_of(lines(records), *command) for records in (FEW, MANY))
    assert many < few + ROOM


@pytest.mark.deep
def test_import_keeps_one_row_group_in_memory(tmp_path: Path) -> None:
    peaks: list[int] = []
    for records in (FEW, MANY):
        (tmp_path / "in").write_bytes(b"".join(lines(records)))
        export_file(tmp_path / "in", tmp_path / "out", row_group=2000)
        peaks.append(peak_of([], "import", str(tmp_path / "out")))
    assert peaks[1] < peaks[0] + ROOM


@pytest.mark.deep
def test_too_long_records_are_not_kept_in_memory(tmp_path: Path) -> None:
    def long(size: int) -> Iterator[bytes]:
        yield b'{"a": "'
        yield from repeat(b"x" * (1 << 20), size)
        yield b'"}\n'

    command = ["export", "-", "-o", str(tmp_path / "out"), "--format", RUN, "--max-record", "64KiB"]
    few, many = (peak_of(long(size), *command, code=1) for size in (5, 30))
    assert many < few * 1.1
