"""What every command has in common: options under headings, `-o`, `--quiet` and `--color`."""

import json
from pathlib import Path

import click
import pytest

from runbridge import cli
from runbridge.cli.command import EXIT_CODES
from runbridge.cli.command import Command as CliCommand
from runbridge.cli.shared_options import is_output_format
from runbridge.outputs.atomic import STDOUT
from runbridge.reporters import RENDERERS
from tests.cli.commands import Command, Outcome
from tests.pipeline.sample_records import MODEL, RUN, model

COMMANDS = cli.cli.list_commands(click.Context(cli.cli))
SCHEMA = '{"type": "object", "required": ["a"]}'
#: The arguments of commands that print a text.
TEXTS = {
    "validate": ["in.ndjson"],
    "drift": ["in.ndjson", "--format", MODEL],
    "schema": [RUN],
    "bridge": [],
    "explain": [],
    "diff": ["old.json", "new.json"],
    "stubs": ["typescript"],
    "convert": ["in.ndjson", "--to", RUN],
}


def loaded(name: str) -> CliCommand:
    command = cli.cli.get_command(click.Context(cli.cli), name)
    assert isinstance(command, CliCommand)
    return command


@pytest.fixture(autouse=True)
def inputs(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + model(status=1))
    Path("old.json").write_text(SCHEMA, encoding="utf-8")
    Path("new.json").write_text(SCHEMA.replace("object", "array"), encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_under_a_heading(runbridge: Command, name: str) -> None:
    command = loaded(name)
    context = click.Context(command, click.Context(cli.cli, **cli.cli.context_settings), name, terminal_width=1000)
    sections = command.options_by_heading(context)
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    assert sum(map(len, sections.values())) == len(options)
    assert [names for names, _ in sections["General"]] == [
        "-q, --quiet",
        "--color [auto|always|never]",
        "-h, --help",
    ]
    text = command.get_help(context)
    assert [line[:-1] for line in text.splitlines() if line.removesuffix(":") in sections] == list(sections)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_exit_codes(name: str) -> None:
    codes = loaded(name).exit_codes
    assert list(codes) == sorted(codes)
    assert codes.items() >= EXIT_CODES.items()
    assert (1 in codes) == (name not in ("schema", "bridge", "explain", "import-schema"))


@pytest.mark.parametrize("name", TEXTS)
def test_output_goes_to_a_file(runbridge: Command, name: str) -> None:
    printed = runbridge(name, *TEXTS[name])
    written = runbridge(name, *TEXTS[name], "-o", "out.txt")
    assert written == printed._replace(out="")
    assert Path("out.txt").read_bytes().decode() == printed.out != ""
    assert runbridge(name, *TEXTS[name], "--output", STDOUT) == printed


@pytest.mark.parametrize("name", [*TEXTS, "export", "import"])
def test_a_bare_output_format_is_refused_as_a_file(runbridge: Command, name: str) -> None:
    for word in (*RENDERERS, "markdown"):
        refused = runbridge(name, *TEXTS.get(name, ["in.ndjson"]), "-o", word)
        has_formats = any("--output-format" in parameter.opts for parameter in loaded(name).params)
        formats = f"--output-format {word}, or " if has_formats else ""
        reason = f"use {formats}-o ./{word} for a file of that name"
        assert refused.code == 2
        assert refused.err.endswith(f"Error: Invalid value for '-o' / '--output': {reason}\n")
    assert not Path("json").exists()


@pytest.mark.parametrize("name", ["-", "out", "json.gz", "./json", "Json"])
def test_other_names_are_files(name: str) -> None:
    assert not is_output_format(name)


def test_a_command_without_formats_names_only_the_file(runbridge: Command) -> None:
    refused = runbridge("convert", "in.ndjson", "--to", RUN, "--rejects", "json")
    assert refused.code == 2
    assert refused.err.endswith("'--rejects': use --rejects ./json for a file of that name\n")


def test_a_file_may_have_the_name_of_an_output_format(runbridge: Command) -> None:
    assert runbridge("bridge", "--format", MODEL, "-o", "./json", "--output-format", "json") == Outcome(0, "", "")
    assert json.loads(Path("json").read_bytes())


@pytest.mark.parametrize("name", ["drift", "diff"])
def test_a_report_does_not_replace_an_input(runbridge: Command, name: str) -> None:
    arguments = TEXTS[name]
    path = arguments[0]
    before = Path(path).read_bytes()
    refused = runbridge(name, *arguments, "-o", path)
    assert refused == Outcome(2, "", f"error: {path} is also an input; choose another output\n")
    assert Path(path).read_bytes() == before


@pytest.mark.parametrize("name", TEXTS)
def test_quiet_leaves_the_output_and_no_summary(runbridge: Command, name: str) -> None:
    loud, quiet = runbridge(name, *TEXTS[name]), runbridge(name, *TEXTS[name], "-q")
    assert (quiet.code, quiet.out) == (loud.code, loud.out)
    # Rejected records are errors.
    assert quiet.err == "".join(f"{line}\n" for line in loud.err.splitlines() if name == "convert" and ":148:" in line)
    assert runbridge(name, *TEXTS[name], "--quiet") == quiet


@pytest.mark.parametrize(
    ("options", "environment", "colors"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "auto"], {"FORCE_COLOR": "1"}, True),
    ],
)
@pytest.mark.parametrize("name", TEXTS)
def test_color_has_one_meaning(
    runbridge: Command,
    name: str,
    options: list[str],
    environment: dict[str, str],
    colors: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    outcome = runbridge(name, *TEXTS[name], *options)
    assert outcome.code in (0, 1)
    # These two show problems.
    assert ("\x1b[" in outcome.out + outcome.err) == (colors and name in ("validate", "convert"))


@pytest.mark.parametrize(("options", "colors"), [([], False), (["--color", "always"], True)])
def test_a_report_in_a_file_has_colors_on_demand(
    runbridge: Command, options: list[str], colors: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    runbridge("validate", "in.ndjson", "-o", "out.txt", *options)
    assert (b"\x1b[" in Path("out.txt").read_bytes()) == colors


@pytest.mark.parametrize(
    ("code", "error", "expected", "message"),
    [
        (1, None, 1, ""),
        (0, BrokenPipeError(32, "Broken pipe"), 141, ""),
        (0, OSError(28, "No space left on device"), 2, "error: No space left on device\n"),
        (2, OSError(28, "No space left on device"), 2, ""),
    ],
)
def test_the_last_output_may_change_the_exit_code(
    capsys: pytest.CaptureFixture[str], code: int, error: OSError | None, expected: int, message: str
) -> None:
    assert cli.code_after_output(code, error) == expected
    assert capsys.readouterr().err == message
