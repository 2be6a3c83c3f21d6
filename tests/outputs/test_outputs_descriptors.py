"""Outputs that are open descriptors: `/dev/stdout`, `/dev/stderr` and `/dev/fd/N` replace no file."""

import errno
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from runbridge.errors import UsageError
from tests.cli.commands import shell
from tests.pipeline.output_helpers import names_in, write
from tests.pipeline.sample_records import RUN, model


def redirected(script: str, redirect: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script in the folder with a shell's redirection; `out` has an old line."""
    (folder / "out").write_text("old\n")
    python = shlex.join([sys.executable, "-c", "from tests.pipeline.output_helpers import write\n" + script])
    command = f"{python} {redirect}"
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this system has no /dev/fd")
@pytest.mark.parametrize(
    ("path", "redirect"),
    [
        ("/dev/stdout", ">> out"),
        ("/dev/stderr", "2>> out"),
        ("/dev/fd/1", ">> out"),
        ("/dev/../dev/fd/7", "7>> out"),
        ("/proc/self/fd/7", "7>> out"),
        ("/proc/thread-self/fd/7", "7>> out"),
        ("link", "7>> out"),
        ("folder/7", "7>> out"),
    ],
)
def test_the_name_of_a_descriptor_is_the_open_file(tmp_path: Path, path: str, redirect: str) -> None:
    (tmp_path / "second").symlink_to("/dev/fd/7")
    (tmp_path / "link").symlink_to("second")
    (tmp_path / "folder").symlink_to("/dev/fd")
    done = redirected(f"write('new', to=[{path!r}])", redirect, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out").read_text() == "old\nnew"
    assert names_in(tmp_path) == ["folder", "link", "out", "second"]


def test_a_descriptor_is_written_at_its_position(tmp_path: Path) -> None:
    script = "import os; os.write(1, b'before\\n'); write('new', to=['/dev/stdout']); os.write(1, b'after\\n')"
    assert redirected(script, "> out", tmp_path).returncode == 0
    assert (tmp_path / "out").read_text() == "before\nnewafter\n"


def test_a_closed_descriptor_is_an_error_with_its_name() -> None:
    with pytest.raises(OSError, match="Bad file descriptor") as caught:
        write("new", to=["/dev/fd/987654"])
    assert (caught.value.errno, caught.value.filename) == (errno.EBADF, "/dev/fd/987654")


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["-", "/dev/stdout"], "standard output"),
        (["/dev/fd/1", "/proc/self/fd/1"], "standard output"),
        (["/dev/stderr", "/dev/fd/2"], "/dev/stderr"),
    ],
)
def test_two_outputs_in_one_descriptor_are_refused(paths: list[Path | str], name: str) -> None:
    with pytest.raises(UsageError) as caught:
        write("1", "2", to=paths)
    assert str(caught.value) == f"two outputs would be written to {name}; give each its own file"


@pytest.mark.parametrize("path", [f"/proc/{os.getppid()}/fd/1", "loop"])
def test_only_names_of_own_descriptors_are_descriptors(tmp_path: Path, path: str) -> None:
    from runbridge.outputs.atomic import _descriptor  # another process's files are not for a test to write to

    (tmp_path / "loop").symlink_to("loop")
    assert _descriptor(str(tmp_path / path)) is None


@pytest.mark.parametrize(
    "command",
    [
        f"convert in.ndjson --to {RUN} -o /dev/fd/7",
        f"convert in.ndjson --to {RUN} -o converted --rejects /dev/fd/7",
        f"convert in.ndjson --to {RUN} -o converted --summary /dev/fd/7",
        f"convert in.ndjson --to {RUN} -o converted --residue sidecar=/dev/fd/7",
        "validate in.ndjson --summary /dev/fd/7",
        "drift in.ndjson --format workflow-run-model --html /dev/fd/7",
        "drift in.ndjson --format workflow-run-model --emit-overlay /dev/fd/7",
        "stubs typescript -o /dev/fd/7",
        "export in.ndjson -o /dev/fd/7",
    ],
)
def test_every_option_that_names_a_file_takes_descriptors(tmp_path: Path, command: str) -> None:
    (tmp_path / "in.ndjson").write_bytes(model() + b"\n{\n")
    (tmp_path / "out").write_text("old\n")
    done = shell(f"runbridge {command} 7>> out", tmp_path)
    assert done.code in (0, 1), done.err
    text = (tmp_path / "out").read_bytes()
    assert text.startswith(b"old\n")
    assert len(text) > 50


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "validate in.ndjson --summary /dev/stdout",
            "two outputs would be written to standard output; give each its own file",
        ),
        (
            "drift in.ndjson --format workflow-run --html /dev/fd/1",
            "two outputs would be written to standard output; give each its own file",
        ),
        (
            "stubs typescript --check -o /dev/stdout",
            "Invalid value for --check: --check compares a file; give one with -o",
        ),
    ],
)
def test_options_that_refuse_standard_output_refuse_its_names(tmp_path: Path, command: str, message: str) -> None:
    done = shell(f"runbridge {command}", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert message in " ".join(done.err.split())
