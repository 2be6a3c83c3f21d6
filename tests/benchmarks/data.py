"""The input files of a measurement: records in both formats, and shares of both."""

import subprocess
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from shutil import copyfileobj

from tests.benchmarks.peers.schema import write_list_schema
from tests.benchmarks.programs import need_program
from tests.benchmarks.records import make_records
from tests.benchmarks.subjects import WORKS, Subject

ARRAY_SCHEMA = "array.schema.json"


def source_of(subject: Subject, folder: Path) -> Path:
    """The input file of a subject."""
    share = "" if subject.share == 1 else f"-share-{subject.share}"
    return folder / f"{WORKS[subject.work]}{share}.ndjson"


def count_records(source: Path) -> int:
    """The number of lines in a file."""
    with source.open("rb") as lines:
        return sum(1 for _ in lines)


def prepare(folder: Path, subjects: Iterable[Subject], *, size: str, kind: str, megabytes: float, large: float) -> None:
    """Write the input files that these subjects need. A large file repeats the records up to its size."""
    model, run = folder / "model.ndjson", folder / "run.ndjson"
    needed = {source_of(subject, folder).name: subject.share for subject in subjects}
    _write_records(model, size=size, kind=kind, megabytes=megabytes)
    if any("run" in name for name in needed):
        command = (need_program("runbridge"), "convert", model, "--to", "workflow-run", "-o", run)
        subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
    for name, share in needed.items():
        whole = run if "run" in name else model
        if share > 1:
            _write_share(whole, folder / name, share)
        elif name.startswith("large"):
            _write_copies(whole, folder / name, large)
    write_list_schema(folder / ARRAY_SCHEMA)


def _write_records(target: Path, *, size: str, kind: str, megabytes: float) -> None:
    left = megabytes * 1e6
    with target.open("wb") as out:
        for line in make_records(size=size, kind=kind):
            out.write(line)
            left -= len(line)
            if left <= 0:
                return


def _write_share(whole: Path, target: Path, share: int) -> None:
    """Write the first records, as lines and as one JSON array."""
    count = max(1, count_records(whole) // share)
    with whole.open("rb") as lines, target.open("wb") as out, target.with_suffix(".json").open("wb") as array:
        for number, line in enumerate(islice(lines, count)):
            out.write(line)
            array.write((b"," if number else b"[") + line)
        array.write(b"]")


def _write_copies(whole: Path, target: Path, megabytes: float) -> None:
    with target.open("wb") as out:
        while out.tell() < megabytes * 1e6:
            with whole.open("rb") as file:
                copyfileobj(file, out, 1 << 20)
