"""The command with real processes: it reports what is missing and what fails, and removes its files."""

import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.benchmarks.data import ARRAY_SCHEMA, count_records, prepare, source_of
from tests.benchmarks.measuring import ROOT, Sample, Trouble, measure
from tests.benchmarks.programs import find_program, need_program, version_of
from tests.benchmarks.records import make_records
from tests.benchmarks.subjects import SUBJECTS, Subject


@pytest.fixture(name="source")
def make_source(tmp_path: Path) -> Path:
    source = tmp_path / "model.ndjson"
    source.write_bytes(b"{}\n" * 3)
    return source


def python(code: str) -> tuple[str, ...]:
    return ("python", "-c", code)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "tests.benchmarks", *arguments)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_process_is_measured(source: Path) -> None:
    code = "import sys; print(open(sys.argv[1]).read()); data = b'x' * (50 << 20)"
    done = measure(Subject(work="right", name="", command=(*python(code), "{source}")), source)
    assert isinstance(done, Sample)
    assert done.peak > 50
    assert done.cpu > 0
    assert [*source.parent.iterdir()] == [source]


def test_a_function_is_measured(source: Path) -> None:
    floor = Subject(work="validate", name="", call="floor:validate")
    assert measure(floor, source) == Trouble("failed: msgspec.ValidationError: Object missing required field `id`")
    source.write_bytes(next(make_records(size="7 KB", kind="plain")) * 2000)
    ballast = b"x" * (150 << 20)
    checked, copied = measure(floor, source), measure(Subject(work="right", name="", call="floor:right"), source)
    assert isinstance(checked, Sample)
    assert isinstance(copied, Sample)
    assert min(checked.seconds, checked.cpu, copied.seconds, copied.cpu) > 0
    # The peak is that of the child, not that of this process, which allocated more.
    assert max(checked.peak, copied.peak) < 100 < len(ballast) >> 20
    assert [*source.parent.iterdir()] == [source]


def test_a_tool_that_is_not_installed_is_missing(source: Path) -> None:
    needs = ("msgspec", "no-such-package")
    subject = Subject(work="right", name="", call="floor:right", needs=needs)
    assert measure(subject, source) == Trouble("missing: no-such-package not installed")
    subject = Subject(work="right", name="", command=("no-such-program",), needs=("no-such-program",))
    assert measure(subject, source) == Trouble("missing: no-such-program not installed")
    subject = Subject(work="right", name="", command=("no-such-program",))
    assert measure(subject, source) == Trouble("missing: no-such-program not installed")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit('Error: no such option\\nTry --help')", "failed: Error: no such option"),
        ("import sys; sys.exit('one\\ntwo')", "failed: two"),
        ("raise SystemExit(3)", "failed: exit code 3"),
    ],
)
def test_a_failure_has_its_reason(code: str, reason: str, source: Path) -> None:
    assert measure(Subject(work="right", name="", command=python(code)), source) == Trouble(reason)


def test_programs_and_versions() -> None:
    assert find_program("python") == sys.executable
    assert version_of("msgspec") == msgspec.__version__
    assert version_of("no-such-package") is None
    # A program that is no Python distribution prints its version.
    assert re.match(r"git version \d", version_of("git") or "")
    with pytest.raises(SystemExit, match=r"^no-such is not installed: pip install -e '\.\[bench\]'$"):
        need_program("no-such")


def test_every_subject_finds_its_file(tmp_path: Path) -> None:
    prepare(tmp_path, SUBJECTS, size="2 KB", kind="plain", megabytes=0.1, large=0.25)
    whole = count_records(tmp_path / "model.ndjson")
    for subject in SUBJECTS:
        expected = whole * 3 if "large" in subject.work else max(1, whole // subject.share)
        assert count_records(source_of(subject, tmp_path)) == expected
    arrays = [json.loads(path.read_bytes()) for path in tmp_path.glob("model-share-*.json")]
    assert sorted(map(len, arrays)) == sorted({whole // 5, whole // 20})
    assert json.loads((tmp_path / ARRAY_SCHEMA).read_bytes())["items"] == {"$ref": "#/$defs/Record"}


def test_the_command_prints_the_table(tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"
    options = ("--size", "0.01", "--repeats", "1", "--large", "0", "--only", "right: orjson", "--data", str(data))
    done = run(*options)
    assert done.returncode == 0, done.stderr
    number = re.compile(r"[+]?\d[\d.]*")
    lines = [number.sub("N", line) for line in done.stdout.splitlines() if line.startswith("|")]
    cells = " | ".join(["N (N MiB)"] * 4)
    assert lines == [
        "| work | tool | N KB | N KB | N KB, everything | N KB, everything | cores | remarks |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        f"| to workflow-run | floor (msgspec) | {cells} | N | N, N, N, N MB/s |",
        f"| to workflow-run | orjson + dict | {cells} | N | does not validate |",
    ]
    versions = ", ".join(f"{name} {version_of(name)}" for name in ("msgspec", "orjson", "runbridge"))
    said = re.escape(f" cores, Python {platform.python_version()}, {versions}.")
    assert re.search(rf"^\d{{4}}-\d\d-\d\d \d\d:\d\d UTC, .+, \d+{said}$", done.stdout, re.MULTILINE)
    assert [*data.iterdir()] == []


def test_usage_errors() -> None:
    done = run("--repeats", "0")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "python -m tests.benchmarks: error: nothing to measure: --repeats and --size must be above 0"
    )
