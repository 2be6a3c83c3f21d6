"""The command as a process of its own: pipes, signals, full disks, and what it imports."""

import json
import os
import platform
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import runbridge as rb
from runbridge.version import version_text
from tests.cli.commands import Outcome, interrupt, process, shell
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import MODEL, RUN, column_of, model

BAD = model(status=1)
HINT = "; put quotes around it"


def test_validate_and_convert_work_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes(model() + b"\n" + BAD + b"\n")
    found = f"-:2:{column_of('status', BAD)}: invalid-type `/status` must be a string, not the number 1{HINT}\n"
    assert process(
        "validate", "--output-format", "concise", "-", stdin=(tmp_path / "in.ndjson").read_bytes()
    ) == Outcome(1, found, "2 records, 1 invalid\n")
    there = process("convert", "in.ndjson", "--to", RUN, folder=tmp_path)
    assert there.code == 1
    back = process("convert", "--to", MODEL, stdin=there.out.encode())
    assert (back.code, back.err) == (0, "1 record: 1 converted, 0 rejected\n")
    assert json.loads(back.out) == json.loads(model())


def test_the_script_and_the_module_are_the_same(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("runbridge")
    done = subprocess.run([script, "--version"], capture_output=True, cwd=tmp_path, check=True)
    assert done.stdout.decode() == process("--version", folder=tmp_path).out == f"{version_text()}\n"


@pytest.mark.parametrize(
    "command", [f"convert in.ndjson --to {RUN}", "validate bad.ndjson", f"convert in.ndjson --to {RUN} -o -"]
)
def test_a_closed_pipe_is_silent_and_has_an_exit_code(command: str, tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes((model() + b"\n") * 1000)
    (tmp_path / "bad.ndjson").write_bytes((BAD + b"\n") * 2000)
    code, out, err = shell(f"runbridge {command} | head -n 1", tmp_path)
    assert (code, len(out.splitlines()), err) == (141, 1, "")


@pytest.mark.parametrize("arguments", [["bridge"], ["explain", "invalid-json"]])
def test_a_pipe_that_was_closed_before_the_start_is_silent(arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    # The first output is longer than the buffer, the second is written at the end.
    command = [sys.executable, "-m", "runbridge", *arguments]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("listener", ["2>&1 >/dev/null | head -c 0", ">/dev/null 2>/dev/full"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_the_exit_code_remains_if_standard_error_is_closed(listener: str, unbuffered: str, tmp_path: Path) -> None:
    (tmp_path / "bad.ndjson").write_bytes((BAD + b"\n") * 2000)
    command = f"export PYTHONUNBUFFERED={unbuffered}; runbridge convert bad.ndjson --to {RUN} {listener}"
    assert shell(command, tmp_path) == Outcome(1, "", "")


@pytest.mark.parametrize("command", ["bridge", "validate in.json", f"convert in.json --to {RUN}"])
def test_closed_streams_are_no_internal_error(command: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(model())
    assert shell(f"runbridge {command} >&- 2>&-", tmp_path) == Outcome(0, "", "")


def test_a_closed_standard_input_has_no_records(tmp_path: Path) -> None:
    assert shell("runbridge validate - <&-", tmp_path) == Outcome(0, "", "0 records, 0 invalid\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    ("command", "before"),
    [
        ("--version >/dev/full", "error: "),
        ("bridge >/dev/full", "error: "),
        ("validate bad.json >/dev/full", "1 record, 1 invalid\nerror: "),
        ("validate - <bad.json >/dev/full", "error: "),
        (f"convert in.json --to {RUN} >/dev/full", "error: "),
        (f"convert in.json --to {RUN} -o /dev/full", "error: /dev/full: "),
    ],
)
def test_a_full_disk_is_one_line_and_no_success(command: str, before: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(model())
    (tmp_path / "bad.json").write_bytes(BAD)
    assert shell(f"runbridge {command}", tmp_path) == Outcome(2, "", f"{before}No space left on device\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_does_not_hide_earlier_errors(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(BAD)
    assert shell("runbridge validate none bad.json >/dev/full", tmp_path) == Outcome(
        2, "", "1 record, 1 invalid\nerror: none: No such file or directory\n"
    )


def test_the_output_may_be_a_device(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(model())
    code, out, _ = shell(f"runbridge convert in.json --to {RUN} -o /dev/stdout | cat", tmp_path)
    assert (code, out.encode()) == (0, rb.convert(model(), RUN).data + b"\n")


def test_characters_outside_the_encoding_are_escaped() -> None:
    code, out, err = process("bridge", PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "")
    assert "true \\u2192 sync" in out


def test_an_interrupt_leaves_outputs_unchanged(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")
    running = subprocess.Popen(
        [sys.executable, "-m", "runbridge", "convert", "--to", RUN, "-o", "out", "--rejects", "rejects"],
        env=NO_COVERAGE,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert running.stdin is not None
    assert running.stderr is not None
    running.stdin.write((model() + b"\n") * 3000)
    running.stdin.flush()
    until = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(list(tmp_path.iterdir())) == 3
    assert interrupt(running) == 130
    assert running.stderr.read() == b"error: interrupted\n"
    running.stdin.close()
    running.stderr.close()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_text() == "old"


@pytest.mark.parametrize(
    ("command", "record", "line"),
    [
        (["convert", "--to", RUN], model(), rb.convert(model(), RUN).data + b"\n"),
        (
            ["validate", "--output-format", "concise", "-"],
            BAD,
            f"-:1:{column_of('status', BAD)}: invalid-type `/status` must be a string, "
            f"not the number 1{HINT}\n".encode(),
        ),
    ],
)
@pytest.mark.parametrize("make", [os.pipe, pty.openpty])
def test_records_from_a_slow_pipe_are_written_at_once(
    command: list[str], record: bytes, line: bytes, make: Callable[[], tuple[int, int]]
) -> None:
    end, out = make()
    with subprocess.Popen(
        [sys.executable, "-m", "runbridge", *command],
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    ) as running:
        os.close(out)
        assert running.stdin is not None
        for number in range(1, 4):
            running.stdin.write(record + b"\n")
            data = b""
            while not data.endswith(b"\n"):
                ready, _, _ = select.select([end], [], [], 30)
                assert ready, f"nothing came out for record {number}"
                data += os.read(end, 1 << 16)
            assert data.replace(b"\r", b"") == line.replace(b"-:1:", f"-:{number}:".encode())
    os.close(end)


#: What no run needs that goes well on files of lines.
HEAVY = [
    *("hypothesis", "jsonschema", "orjson", "pydantic", "referencing", "rich"),
    *("backports.zstd", "click._termui_impl", "compression.zstd", "subprocess", "traceback"),
    *(
        "runbridge.diagnosis.explain",
        "runbridge.inputs.json_values",
        "runbridge.pipeline.pool",
        "runbridge.pipeline.worker",
        "runbridge.pipeline.worker",
    ),
]
#: What reading a file of the package takes, too.
RESOURCES = ["bz2", "lzma", "random", "shutil", "tempfile"]
CONVERT, VALIDATE, SHOW = "runbridge.cli.convert", "runbridge.cli.validate", "runbridge.cli.show"


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["--version"], [*HEAVY, *RESOURCES, CONVERT, VALIDATE, SHOW]),
        (["validate", "in.ndjson"], [*HEAVY, *RESOURCES, CONVERT, SHOW]),
        (["convert", "in.ndjson", "--to", RUN, "-o", os.devnull], [*HEAVY, *RESOURCES, VALIDATE, SHOW]),
        (["bridge"], [*HEAVY, CONVERT, VALIDATE]),
    ],
)
def test_clean_runs_import_no_heavy_module(arguments: list[str], unneeded: list[str], tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes((model(extra={"a": 1}) + b"\n") * 10)
    script = (
        f"import sys; before = set(sys.modules); from runbridge.cli import run; code = run({arguments!r});"
        f" sys.stderr.write(repr((code, sorted((set(sys.modules) - before) & set({unneeded!r})))))"
    )
    done = subprocess.run(
        # Measuring the coverage of a process imports much.
        [sys.executable, "-c", script],
        env=NO_COVERAGE,
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    assert done.stderr.decode().endswith("(0, [])")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep freed memory in their own ways")
def test_the_memory_of_a_chunk_is_used_again(tmp_path: Path) -> None:
    def page_faults(records: int) -> int:
        (tmp_path / "in").write_bytes((model() + b"\n") * records)
        command = [sys.executable, "-m", "runbridge", "convert", "in", "--from", MODEL, "--to", RUN, "-o", "out"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL, env=NO_COVERAGE) as done:
            _, status, usage = os.wait4(done.pid, 0)
            done.returncode = os.waitstatus_to_exitcode(status)
        assert done.returncode == 0
        return usage.ru_minflt

    few, many = page_faults(2_000), page_faults(40_000)
    pages = len(model()) * 38_000 // os.sysconf("SC_PAGESIZE")
    assert many - few < pages / 5
