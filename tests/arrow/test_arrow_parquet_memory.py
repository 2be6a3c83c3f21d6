"""Peak memory does not depend on how many rows a Parquet file has."""

from pathlib import Path

import pytest

from runbridge._pyarrow import load, pa
from tests.files.file_samples import RUN, model
from tests.files.test_files_memory import peak_of

pq = load("pyarrow.parquet")

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell peak memory")

#: 8 KB of text a row.
PROMPT = {"prompt": "a lighthouse in the fog, ünder 🌙 " * 200}
HEAD, TAIL = model(id="NUMBER", workflow_inputs=PROMPT).split(b"NUMBER")
#: Both have more rows than wait to be written; the one 100 MB of text, the other 500 MB, and a footer of that length.
FEW, MANY = 12_000, 60_000
#: KiB. Who held the whole file would hold twice that more; by the same run, on the same file, pyarrow's allocator holds
#: now this much, now 75 MiB more.
ROOM = (MANY - FEW) * len(HEAD + TAIL) // 2 >> 10


@pytest.fixture(name="files", scope="module")
def fixture_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A file with few rows and one with many, in row groups of 1,000."""
    paths: list[Path] = []
    for rows in (FEW, MANY):
        paths.append(tmp_path_factory.mktemp("files") / f"{rows}.parquet")
        with pq.ParquetWriter(paths[-1], pa.schema({"payload": pa.binary()})) as writer:
            for start in range(0, rows, 1000):
                texts = [HEAD + b"%d" % number + TAIL for number in range(start, start + 1000)]
                writer.write_table(pa.table({"payload": pa.array(texts, pa.binary())}))
    return paths


@pytest.mark.parametrize(
    "command",
    [
        ["convert", "--to", RUN, "--residue", "column", "-o", "out.parquet"],
        ["convert", "--to", RUN],
        ["validate"],
        ["validate", "-o", "out.parquet"],
    ],
    ids=["table", "lines", "findings", "verdicts"],
)
def test_no_more_is_held_than_a_row_group_and_what_is_to_be_written(
    command: list[str], files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    few, many = (peak_of([], *command, "--column", "payload", str(path)) for path in files)
    assert many < few + ROOM
