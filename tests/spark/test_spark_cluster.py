"""A real cluster on this machine is sent packages, and loses an executor in the middle of a conversion."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

import pyspark
import pytest

from runbridge._pyarrow import load, pa
from tests.arrow.command_line import RowResult, converted, samples, without_format
from tests.pipeline.sample_records import MODEL, RUN
from tests.spark.session import environment, need_java

parquet = load("pyarrow.parquet")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="executors are looked for in /proc"),
]

FILES = 10
#: What executors import to convert: at most that, and no pandas.
PACKAGES = ("runbridge", "msgspec", "pyarrow")
ROOT = Path(__file__).parents[2]


def home(folder: Path) -> Path:
    """A home for Spark whose workers do not write to where it is installed."""
    folder.mkdir()
    for path in Path(pyspark.__file__).parent.iterdir():
        if path.name != "work":
            (folder / path.name).symlink_to(path)
    return folder


def bare_python(path: Path) -> Path:
    """A Python that has nothing installed but the standard library."""
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


def packed(path: Path) -> Path:
    """The packages in an archive, as `pip install --target` would lay them out."""
    with ZipFile(path, "w") as archive:
        for name in PACKAGES:
            root = Path(str(import_module(name).__file__)).parent
            for file in root.rglob("*"):
                inside = file.relative_to(root.parent)
                if file.is_file() and not {"__pycache__", "include", "tests"} & {*inside.parts}:
                    archive.write(file, inside)
    return path


def test_a_killed_executor_loses_and_repeats_no_record(tmp_path: Path) -> None:
    need_java()
    lines = samples(MODEL) * 2
    source, output, folder = (tmp_path / name for name in ("source", "output", "folder"))
    source.mkdir()
    folder.mkdir()
    table = pa.table({"n": pa.array(range(len(lines)), pa.int32()), "run": pa.array(lines, pa.binary())})
    rows = len(table) // FILES + 1
    for number in range(FILES):
        parquet.write_table(table.slice(number * rows, rows), source / f"{number}.parquet")
    arguments = [source, output, folder, packed(tmp_path / "packages.zip"), RUN]
    done = subprocess.run(
        [sys.executable, "-m", "tests.spark.cluster", *map(str, arguments)],
        cwd=ROOT,
        env={
            **environment(),
            "PYSPARK_PYTHON": str(bare_python(tmp_path / "python")),
            "SPARK_HOME": str(home(tmp_path / "home")),
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["partitions"] == FILES
    # The task that the executor had was lost, and what it had done before was done again.
    assert report["failed"] >= 1
    assert report["done"] > FILES
    found = parquet.read_table(output).sort_by("n").to_pylist()
    assert [row["n"] for row in found] == [*range(len(lines))]
    assert [row["run"] for row in found] == [*lines]
    found = [RowResult(row["value"], [tuple(each.values()) for each in row["problems"]]) for row in found]
    assert found == without_format(converted(lines, tmp_path, to=RUN), RUN)
