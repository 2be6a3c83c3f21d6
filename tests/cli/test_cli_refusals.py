"""Invalid and impossible conversions: one clear message, and no file is left behind."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.commands import Command, Outcome
from tests.format_names import settable_to, targets_of
from tests.pipeline.sample_records import MODEL, RUN, model


def read(path: str) -> Any:
    return json.loads(Path(path).read_bytes())


SET_SYNTAX = "give FIELD=VALUE: a field that has no value, and the value"
MAP_SYNTAX = "give FIELD:VALUE=VALUE: a field, its value, and the value in the target"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none", "--to", RUN], "none: No such file or directory"),
        (["a\x1bb", "--to", RUN], "a\\u001bb: No such file or directory"),
        (["in.json", "--to", RUN, "-o", "none/out"], "none/out: No such file or directory"),
        (["in.json", "--to", RUN, "-o", "."], ".: Is a directory"),
        (["in.json", "--to", RUN, "--rejects", "in.json/x"], "in.json/x: Not a directory"),
        (["in.json", "--to", RUN, "--residue-from", "none"], "none: No such file or directory"),
        (
            ["in.json", "--to", RUN, "-o", "x", "--rejects", "x"],
            "two outputs would be written to x; give each its own file",
        ),
        (
            ["in.json", "--to", RUN, "--residue", "sidecar=-"],
            "two outputs would be written to standard output; give each its own file",
        ),
        (
            ["-", "--to", RUN, "--from", MODEL, "--residue-from", "-"],
            "standard input cannot be both the records and the sidecar; give one of them as a file",
        ),
        (["in.json", "--to", MODEL], f"there is no conversion from {MODEL} to {MODEL}; choose {targets_of(MODEL)}"),
        (["in.json", "--to", RUN, "--set", "x\x1b=1"], f"'x\\x1b' cannot be set; choose {settable_to(RUN)}"),
        (
            ["in.json", "--to", RUN, "--from", MODEL, "--map", "gpu:a=b"],
            "'gpu' is not mapped by a table; choose status or origin",
        ),
        (
            ["in.json", "--to", RUN, "--map", "status:queued=running"],
            "status:queued is already in the table, as 'pending'",
        ),
        (
            ["in.json", "--to", RUN, "--map", "origin:a\x1b=b"],
            "origin:a\\u001b cannot become 'b'; choose workflow, agent, swarm, user, event",
        ),
    ],
)
def test_errors_are_one_line_and_leave_no_output(
    runbridge: Command, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(model())))
    Path("in.json").write_bytes(model())
    assert runbridge("convert", *arguments) == Outcome(2, "", f"error: {message}\n")
    assert [path.name for path in Path().iterdir()] == ["in.json"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--residue", "sidecar"], "Invalid value for --residue: give embed, text, drop, column or sidecar=FILE"),
        (["--residue", "sidecar="], "Invalid value for --residue: give embed, text, drop, column or sidecar=FILE"),
        (["--residue", "embed=x"], "Invalid value for --residue: give embed, text, drop, column or sidecar=FILE"),
        (["--residue", ""], "Invalid value for --residue: give embed, text, drop, column or sidecar=FILE"),
        (["--set", "userId"], f"Invalid value for --set: {SET_SYNTAX}"),
        (["--set", "=x"], f"Invalid value for --set: {SET_SYNTAX}"),
        (["--set", "userId=a", "--set", "userId=b"], "Invalid value for --set: userId has two values; give one"),
        (["--map", "status"], f"Invalid value for --map: {MAP_SYNTAX}"),
        (["--map", "status=a"], f"Invalid value for --map: {MAP_SYNTAX}"),
        (["--map", ":a=b"], f"Invalid value for --map: {MAP_SYNTAX}"),
        (["--map", "status:a="], f"Invalid value for --map: {MAP_SYNTAX}"),
        (
            ["--map", "status:a\x1b=paused", "--map", "status:a\x1b=waiting"],
            "Invalid value for --map: status:a\\u001b has two values; give one",
        ),
    ],
)
def test_an_invalid_option_is_refused_with_an_example(runbridge: Command, arguments: list[str], message: str) -> None:
    Path("in.json").write_bytes(model())
    code, out, err = runbridge("convert", "in.json", "--to", RUN, *arguments)
    lines = err.splitlines()
    assert (code, out, lines[0], lines[-1]) == (
        2,
        "",
        "Usage: runbridge convert [OPTIONS] [FILE...]",
        f"Error: {message}",
    )
    assert lines[1].startswith("Try 'runbridge convert ")


def test_an_option_may_be_repeated_with_the_same_value(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(user_id=None, status=""))
    options = ["--set", "userId=a", "--map", "status:=paused"] * 2
    assert runbridge("convert", "in.json", "--to", RUN, *options, "-o", "out").code == 0
    assert (read("out")["userId"], read("out")["status"]) == ("a", "paused")
