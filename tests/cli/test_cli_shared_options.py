"""Options that mean the same on every command that has them: --force, --quiet, --fail-on-empty, colors; and URLs."""

import os
from pathlib import Path

import pytest

from tests.cli.commands import Command
from tests.pipeline.sample_records import model

CONVERT = ["convert", "--to", "workflow-run"]


def put(name: str, *records: bytes) -> None:
    Path(name).write_bytes(b"".join(record + b"\n" for record in records))


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ([*CONVERT, "runs.ndjson", "-o"], "runs.ndjson"),
        ([*CONVERT, "runs.ndjson", "-o"], "./runs.ndjson"),
        ([*CONVERT, "runs.ndjson", "-o"], "link"),
        ([*CONVERT, "runs.ndjson", "-o", "out", "--rejects"], "runs.ndjson"),
        ([*CONVERT, "runs.ndjson", "-o", "out", "--summary"], "runs.ndjson"),
        ([*CONVERT, ".", "-o"], "runs.ndjson"),
        (["validate", "runs.ndjson", "--summary"], "runs.ndjson"),
        (["export", "runs.ndjson", "-o"], "link"),
    ],
)
def test_an_output_does_not_overwrite_an_input_unless_forced(
    command: list[str], output: str, runbridge: Command
) -> None:
    put("runs.ndjson", model())
    os.link("runs.ndjson", "link")
    outcome = runbridge(*command, output)
    assert outcome == (
        2,
        "",
        f"error: {output} is also an input; choose another output, or allow overwriting: --force\n",
    )
    assert Path("runs.ndjson").read_bytes() == model() + b"\n"
    assert {path.name for path in Path().iterdir()} == {"runs.ndjson", "link"}
    assert runbridge(*command, output, "--force").code == 0
    assert Path(output).read_bytes() != model() + b"\n"


def test_an_import_does_not_overwrite_its_table(runbridge: Command) -> None:
    put("runs.ndjson", model())
    assert runbridge("export", "runs.ndjson", "-o", "runs.parquet").code == 0
    assert runbridge("import", "runs.parquet", "--rejects", "runs.parquet").code == 2
    assert runbridge("import", "runs.parquet", "-o", "out", "--rejects", "runs.parquet", "--force", "-q").err == ""


@pytest.mark.parametrize(
    "command",
    [
        [*CONVERT, "runs.ndjson", "-o", "out"],
        ["validate", "runs.ndjson"],
        ["export", "runs.ndjson", "-o", "out.parquet"],
    ],
)
@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_leaves_errors_only(command: list[str], option: str, runbridge: Command) -> None:
    put("runs.ndjson", model())
    assert runbridge(*command).err != ""
    assert runbridge(*command, option) == (0, "", "")
    assert runbridge(*command, "nothing", option).err == "error: nothing: No such file or directory\n"


@pytest.mark.parametrize(
    "command",
    [
        [*CONVERT, "in", "-o", "out"],
        ["validate", "in"],
        ["export", "in", "--format", "workflow-run-model", "-o", "out"],
    ],
)
def test_an_empty_input_can_be_a_failure(command: list[str], runbridge: Command) -> None:
    put("in")
    assert runbridge(*command).code == 0
    assert runbridge(*command, "--fail-on-empty", "-q") == (1, "", "error: there is no record in the input\n")
    put("in", model())
    assert runbridge(*command, "--fail-on-empty").code == 0


@pytest.mark.parametrize("url", ["https://example.org/runs.ndjson", "s3://bucket/runs.ndjson"])
def test_a_url_is_not_a_file(url: str, runbridge: Command) -> None:
    outcome = runbridge("validate", url)
    advice = "pipe the data to standard input, as in `curl -sSf URL | runbridge validate -`"
    assert outcome == (2, "", f"error: {url}: URLs are not supported; {advice}\n")


def test_a_file_may_be_named_like_a_url(runbridge: Command) -> None:
    Path("s3:/bucket").mkdir(parents=True)
    put("s3://bucket/runs.ndjson", model())
    assert runbridge("validate", "s3://bucket/runs.ndjson").code == 0


@pytest.mark.parametrize(
    ("no_color", "force_color", "option", "has_color"),
    [
        ("", "", "auto", False),
        ("", "1", "auto", True),
        ("1", "1", "auto", False),
        ("1", "", "always", True),
        ("", "1", "never", False),
    ],
)
def test_colors(
    no_color: str, force_color: str, option: str, has_color: bool, runbridge: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("FORCE_COLOR", force_color)
    put("bad", b'{"status": 5}')
    assert ("\x1b[" in runbridge("validate", "bad", "--format", "workflow-run", "--color", option).out) is has_color
