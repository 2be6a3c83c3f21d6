"""Help, usage error, `schema`, `bridge`, and what happens when things go wrong inside."""

import gc
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from runbridge import bridge_table, cli
from runbridge._runtime.schema import load_schema, schema_text
from runbridge.known_formats import FORMATS
from runbridge.version import version_text
from tests.cli.commands import Command, Outcome
from tests.pipeline.sample_records import MODEL, RUN, model

ROOT = Path(__file__).parents[2]
COMMANDS = [
    *("validate", "convert", "drift", "schema", "bridge", "explain", "diff", "stubs", "export", "import"),
    *("import-schema", "codegen"),
]


def command(name: str) -> click.Command:
    found = cli.cli.get_command(click.Context(cli.cli), name)
    assert found is not None
    assert found.name == name
    return found


def test_the_commands_are_those_of_the_documentation(runbridge: Command) -> None:
    out = runbridge("--help").out
    listed = [
        ("validate", "Report the problems of records."),
        ("convert", "Convert records to another format."),
        ("drift", "Report how records differ from the schema of their format."),
        ("schema", "Print the JSON Schema of FORMAT."),
        ("bridge", "Print how the fields of each format map to the hub format."),
        ("explain", "Explain the code of a problem: its cause, an example and"),
        ("diff", "Report the changes between two JSON Schemas, and whom"),
        ("stubs", "Write types for TARGET that match the schemas."),
        ("export", "Write records to a Parquet file with typed columns."),
        ("import", "Write the rows of Parquet files as records, one on each"),
        ("import-schema", "Make the schema of a format from a published schema."),
        ("codegen", "Generate the code for the formats in DIR, and check"),
    ]
    assert cli.cli.list_commands(click.Context(cli.cli)) == COMMANDS == [name for name, _ in listed]
    lines = out.split("Commands:\n")[1].splitlines()
    for line, (name, words) in zip(lines, listed, strict=False):
        assert line.split()[0] == name
        assert line.split(None, 1)[1].startswith(words)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_explains_every_argument_and_option(runbridge: Command, name: str) -> None:
    code, out, err = runbridge(name, "--help")
    assert (code, err) == (0, "")
    assert runbridge(name, "-h").out == out
    flat = " ".join(out.split())
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert all(option in out for option in parameter.opts)
            assert parameter.help
            assert parameter.help in flat
        else:
            assert parameter.metavar
            assert parameter.metavar in out


def test_without_a_command_the_help_is_printed(runbridge: Command) -> None:
    code, out, err = runbridge()
    assert (code, out) == (2, "")
    assert err == runbridge("--help").out
    assert all(f"  {name} " in err for name in COMMANDS)
    assert err.splitlines()[-1].strip() == (
        "Start with: runbridge validate FILE, or: runbridge convert FILE --to FORMAT"
    )


def test_the_version_is_that_of_the_package(runbridge: Command) -> None:
    assert runbridge("--version") == Outcome(0, f"{version_text()}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["fix"],
        ["--fix"],
        ["validate"],
        ["validate", "--format", "yaml", "x"],
        ["validate", "--output-format", "xml", "x"],
        ["convert"],
        ["convert", "--to", RUN, "--max-record", "0"],
        ["convert", "--to", RUN, "--max-record", "-1"],
        ["convert", "--to", RUN, "--max-record", "1TB"],
        ["convert", "--to", RUN, "--max-record", "9" * 5000],
        ["convert", "--replay=x", "--to", RUN],
        ["validate", "--max-record", "16 MiB", "x"],
        ["convert", "--to", "yaml"],
        ["convert", "--to"],
        ["schema"],
        ["schema", "yaml"],
        ["schema", "problem", "--strict"],
        ["schema", RUN, "--dialect", "draft-04"],
        ["bridge", "--output-format", "yaml"],
        ["bridge", "x"],
        ["bri\x1b[31mdge"],
        ["--\x1b[31m"],
        ["convert", "--to", "\x1b[31m\u202e"],
    ],
)
def test_usage_errors_point_to_the_help(runbridge: Command, arguments: list[str]) -> None:
    code, out, err = runbridge(*arguments)
    lines = err.splitlines()
    assert (code, out) == (2, "")
    assert [line for line in lines if line.startswith("Try 'runbridge ") and line.endswith(" for help.")]
    assert [line for line in lines if line.startswith("Error: ")]
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("name", [MODEL, RUN])
def test_a_schema_is_printed_as_it_ships(runbridge: Command, name: str) -> None:
    assert runbridge("schema", name) == Outcome(0, schema_text(FORMATS[name]), "")


def test_the_bridge_is_printed_in_columns(runbridge: Command) -> None:
    code, out, err = runbridge("bridge", "--format", MODEL)
    lines = out.splitlines()
    assert (code, err, out) == (0, "", runbridge("bridge", "--format", MODEL, "--output-format", "text").out)
    assert out in runbridge("bridge").out
    assert lines[0] == "workflow-run-model           workflow-run  rule"
    assert lines[-1] == "—                            cfWorkflowId  no counterpart; in the residue"
    # Every kind of rule once.
    status = (
        "right: not-started, queued → pending; started, running, uploading → running; success → completed; "
        "failed → failed; timeout → timed_out; cancelled → cancelled. Left: pending → not-started; "
        "running, paused, waiting → running; completed → success; failed → failed; timed_out → timeout; "
        "cancelled → cancelled. Others need --map"
    )
    prefix = "prefix wfl_: added going right, removed going left if present"
    first = "the first that is not null, else --set workspaceId=VALUE; going left it becomes org_id"
    conforming = "same value; going left it is kept only where it is valid as outputs"
    assert set(lines) >= {
        "id                           id            same",
        f"workflow_id                  subjectId     {prefix}",
        f"org_id, else user_id         workspaceId   {first}",
        "user_id                      userId        same; null needs --set userId=VALUE",
        f"status                       status        {status}",
        (
            "is_realtime                  mode          right: true → sync; false or null → async. "
            "Left: sync → true; async → false"
        ),
        f"outputs                      output        {conforming}",
        "duration                     durationMs    the decimal point moves by 3, exactly",
        "started_at                   startedAt     same; missing becomes null",
        "machine_id                   —             no counterpart; in the residue",
    }


def test_the_bridge_names_every_field_of_both_formats() -> None:
    body = bridge_table.rows(FORMATS[MODEL])[1:]
    left = {name for row in body for name in row[0].split(", else ")} - {"—"}
    right = {row[1] for row in body} - {"—"}
    for name, names in ((MODEL, left), (RUN, right)):
        assert names == set(load_schema(FORMATS[name])["properties"])


def test_the_bridge_is_printed_as_markdown(runbridge: Command) -> None:
    code, out, err = runbridge("bridge", "--format", MODEL, "--output-format", "markdown")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[:3] == ["| workflow-run-model | workflow-run | rule |", "| --- | --- | --- |", "| id | id | same |"]
    assert len(lines) == len(bridge_table.rows(FORMATS[MODEL])) + 1
    assert {line.count("|") for line in lines} == {4}


def test_the_bridge_is_printed_as_json(runbridge: Command) -> None:
    code, out, err = runbridge("bridge", "--format", MODEL, "--output-format", "json")
    assert (code, err) == (0, "")
    assert out == (ROOT / "schemas" / "workflow_run_model" / "bridge.json").read_text(encoding="utf-8")
    assert json.loads(out)["version"] == "1"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks `schema` from inside."""

    def fail(_: object) -> str:
        raise LookupError("no \x1b[31m luck")

    monkeypatch.setattr(bridge_table, "as_text", fail)


BUG = (
    "internal error: LookupError: no \\u001b[31m luck\n"
    "This is a bug in runbridge. Set RUNBRIDGE_TRACEBACK=1 to see the traceback.\n"
)


def test_out_of_memory_is_a_usage_error_not_a_bug(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> str:
        raise MemoryError

    monkeypatch.setattr(bridge_table, "as_text", fail)
    message = "error: out of memory: a smaller --max-record or fewer --jobs need less\n"
    assert runbridge("bridge") == Outcome(2, "", message)


@pytest.mark.usefixtures("broken")
def test_an_internal_error_is_reported_as_a_bug(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNBRIDGE_TRACEBACK", raising=False)
    assert runbridge("bridge") == Outcome(3, "", BUG)


@pytest.mark.usefixtures("broken")
def test_an_internal_error_shows_its_traceback_on_request(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNBRIDGE_TRACEBACK", "1")
    code, out, err = runbridge("bridge")
    assert (code, out) == (3, "")
    assert err.startswith(f"{BUG}Traceback (most recent call last):\n")
    assert err.endswith("LookupError: no \x1b[31m luck\n")


def test_an_interrupt_prints_one_line(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            if self.tell() > 1 << 20:
                raise KeyboardInterrupt
            return super().read1(size)

    class Stdin:
        buffer = Interrupted((model() + b"\n") * 3000)

    monkeypatch.setattr(sys, "stdin", Stdin)
    Path("out").write_text("old")
    outcome = runbridge("convert", "--to", RUN, "-o", "out", "--rejects", "rejects")
    assert outcome == Outcome(130, "", "error: interrupted\n")
    assert [path.name for path in Path().iterdir()] == ["out"]
    assert Path("out").read_text() == "old"


def test_an_os_error_without_a_file_is_reported(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> str:
        raise OSError("no luck")

    monkeypatch.setattr(bridge_table, "as_text", fail)
    assert runbridge("bridge") == Outcome(2, "", "error: no luck\n")


@pytest.fixture(name="unfrozen")
def fixture_unfrozen() -> Iterator[None]:
    """`main` freezes the garbage collector for a process that ends; this one continues."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("unfrozen")
@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["bridge", "x"], 2)])
def test_main_exits_with_the_code(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["runbridge", *arguments])
    for given in (arguments, None):
        with pytest.raises(SystemExit) as caught:
            cli.main(given)
        assert caught.value.code == code
    assert capsys.readouterr().out == (f"{version_text()}\n" * 2 if code == 0 else "")


@pytest.mark.usefixtures("unfrozen")
def test_main_writes_to_a_replaced_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert (caught.value.code, stdout.getvalue()) == (0, f"{version_text()}\n")
