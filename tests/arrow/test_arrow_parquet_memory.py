"""Peak memory does not depend on how many rows a Parquet file has."""

from pathlib import Path
from typing import Any

import pytest

from runbridge._pyarrow import load, pa
from tests.pipeline.sample_records import RUN, model
from tests.pipeline.test_pipeline_memory import peak_of

pq = load("pyarrow.parquet")

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell peak memory")

#: 8 KB of text a row.
PROMPT = {"prompt": "a lighthouse in the fog, ünder 🌙 " * 200}
HEAD, TAIL = model(id="NUMBER", workflow_inputs=PROMPT).split(b"NUMBER")
#: More rows than the buffer of the writer: 100 MB of text and 500 MB, with footers in proportion.
FEW, MANY = 12_000, 60_000
#: KiB. The whole file in memory would take twice that; the peak of one run varies by up to 75 MiB, because of pyarrow's
#: allocator.
ROOM = (MANY - FEW) * len(HEAD + TAIL) // 2 >> 10


#: Equal rows of 1 MB each, which a file stores once; KiB, half of what all of them take.
SAME = 512
LONG = model(workflow_inputs={"prompt": "a lighthouse in the fog " * 42_000})
ROOM_FOR_SAME = SAME * len(LONG) // 2 >> 10
COMMANDS = pytest.mark.parametrize(
    "command",
    [
        pytest.param(["convert", "--to", RUN, "--residue", "column", "-o", "out.parquet"], id="table"),
        pytest.param(["convert", "--to", RUN], id="lines", marks=pytest.mark.deep),
        pytest.param(["validate"], id="findings", marks=pytest.mark.deep),
        pytest.param(["validate", "-o", "out.parquet"], id="verdicts", marks=pytest.mark.deep),
    ],
)


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


@pytest.mark.deep
@COMMANDS
def test_memory_is_bounded_by_row_groups(
    command: list[str], files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    few, many = (peak_of([], *command, "--column", "payload", str(path)) for path in files)
    assert many < few + ROOM


@pytest.mark.deep
@COMMANDS
@pytest.mark.parametrize(
    "kind",
    [pytest.param(pa.string(), id="plain"), pytest.param(pa.dictionary(pa.int32(), pa.string()), id="dictionary")],
)
def test_repeated_rows_are_not_all_read_at_once(
    kind: Any, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for rows in (1, SAME):
        column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([LONG.decode()])).cast(kind)
        pq.write_table(pa.table({"payload": column}), f"{rows}.parquet", dictionary_pagesize_limit=4 << 20)
    assert Path(f"{SAME}.parquet").stat().st_size < 1 << 20
    one, same = (peak_of([], *command, "--column", "payload", f"{rows}.parquet") for rows in (1, SAME))
    assert same < one + ROOM_FOR_SAME
