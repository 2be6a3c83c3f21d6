"""Defaults of options from the environment and from configuration files."""

from pathlib import Path

import pytest

from tests.cli.commands import Command, Outcome
from tests.pipeline.sample_records import model


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def without_gpu() -> str:
    """A record that only the profile `tolerant` accepts."""
    return model().decode().replace('"gpu":null,', "") + "\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("runbridge.toml", 'profile = "tolerant"'),
        ("runbridge.toml", '[validate]\nprofile = "tolerant"'),
        ("runbridge.toml", 'profile = "published"\n[validate]\nprofile = "tolerant"'),
        ("pyproject.toml", '[tool.runbridge]\nprofile = "tolerant"'),
        ("pyproject.toml", '[tool.runbridge.validate]\nprofile = "tolerant"'),
    ],
)
def test_a_file_gives_the_default_of_an_option(name: str, text: str, runbridge: Command) -> None:
    put("runs.ndjson", without_gpu())
    assert runbridge("validate", "runs.ndjson").code == 1
    put(name, text)
    assert runbridge("validate", "runs.ndjson").code == 0


def test_the_command_line_is_before_the_environment_and_that_before_files(
    runbridge: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("runs.ndjson", without_gpu())
    put("runbridge.toml", 'profile = "tolerant"')
    put("pyproject.toml", '[tool.runbridge]\nprofile = "published"')
    assert runbridge("validate", "runs.ndjson").code == 0
    monkeypatch.setenv("RUNBRIDGE_PROFILE", "published")
    assert runbridge("validate", "runs.ndjson").code == 1
    assert runbridge("validate", "runs.ndjson", "--profile", "tolerant").code == 0


def test_the_nearest_directory_with_a_file_is_read(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put("runbridge.toml", 'profile = "published"')
    put("near/runbridge.toml", 'profile = "tolerant"')
    put("near/project/pyproject.toml", '[project]\nname = "runbridge-user"')
    put("near/project/runs.ndjson", without_gpu())
    monkeypatch.chdir("near/project")
    assert runbridge("validate", "runs.ndjson").code == 0


def test_a_project_without_a_table_for_runbridge_has_no_defaults(runbridge: Command) -> None:
    put("runs.ndjson", without_gpu())
    put("pyproject.toml", '[project]\nname = "other"')
    assert runbridge("validate", "runs.ndjson", "--profile", "tolerant").code == 0


def test_lists_and_flags(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put("runs.ndjson", model().decode().replace('"success"', '"odd"') + "\n")
    put("runbridge.toml", 'map = ["status:odd=running"]\n[validate]\nstrict = true')
    assert runbridge("convert", "runs.ndjson", "--to", "workflow-run", "-o", "out").code == 0
    assert runbridge("validate", "runs.ndjson").code == 1
    put("runbridge.toml", 'map = "status:odd=running"')
    assert runbridge("convert", "runs.ndjson", "--to", "workflow-run", "-o", "out").code == 0
    put("runbridge.toml", "")
    assert runbridge("convert", "runs.ndjson", "--to", "workflow-run", "-o", "out").code == 1
    monkeypatch.setenv("RUNBRIDGE_MAP", "status:odd=running origin:odd=user")
    assert runbridge("convert", "runs.ndjson", "--to", "workflow-run", "-o", "out").code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('profil = "tolerant"', "unknown key `profil`; did you mean `profile`?"),
        ("[validate]\nnothing-like-it = 1", "unknown key `validate.nothing-like-it`"),
        ("[valid]\nstrict = true", "unknown key `valid`"),
        ('[validate]\nstrict = "yes"', "`strict` must be true or false"),
        ("profile = []", "`profile` must be text or a number"),
        ("profile = true", "`profile` must be text or a number"),
        ("profile = 2026-03-14", "`profile` must be text or a number"),
        ("profile", "not TOML: Expected '=' after a key in a key/value pair (at end of document)"),
    ],
)
def test_an_invalid_configuration_is_a_usage_error(text: str, message: str, runbridge: Command) -> None:
    put("runs.ndjson", without_gpu())
    put("runbridge.toml", text)
    outcome = runbridge("validate", "runs.ndjson")
    assert (outcome.code, outcome.err) == (2, f"error: {Path.cwd() / 'runbridge.toml'}: {message}\n")


def test_the_error_for_a_default_says_where_it_is_from(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put("runs.ndjson", without_gpu())
    file = Path.cwd() / "runbridge.toml"
    cases = [
        ("profile = 5", f"--profile': '5' is not one of 'published', 'tolerant' (from {file})"),
        ("payload-timeout = -1", f"--payload-timeout': -1.0 is not in the range x>0 (from {file})"),
        ('max-record = "much"', f"--max-record: give a size in bytes, or one like 512KiB or 16MiB (from {file})"),
    ]
    for text, message in cases:
        put("runbridge.toml", text)
        outcome = runbridge("validate", "runs.ndjson")
        assert (outcome.code, outcome.err.partition("Invalid value for ")[2].lstrip("'")) == (2, f"{message}\n")
    monkeypatch.setenv("RUNBRIDGE_PROFILE", "lax")
    message = "'--profile': 'lax' is not one of 'published', 'tolerant' (from RUNBRIDGE_PROFILE)\n"
    assert runbridge("validate", "runs.ndjson").err.partition("Invalid value for ")[2] == message
    outcome = runbridge("validate", "runs.ndjson", "--profile", "strange")
    assert outcome.err.endswith("'--profile': 'strange' is not one of 'published', 'tolerant'.\n")


def test_a_path_is_relative_to_the_folder_of_its_file(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put("schemas/any.json", "true")
    put(
        "runbridge.toml", 'schema = "schemas/any.json"\nrejects = "bad.ndjson"\n[convert]\nresidue = "sidecar=residues"'
    )
    put("near/runs.ndjson", model().decode() + "\n" + without_gpu())
    assert runbridge("validate", "near/runs.ndjson") == Outcome(0, "", "2 records, 0 invalid\n")
    monkeypatch.chdir("near")
    assert runbridge("validate", "runs.ndjson") == Outcome(0, "", "2 records, 0 invalid\n")
    assert runbridge("convert", "runs.ndjson", "--to", "workflow-run", "-o", "out").code == 1
    assert sorted(path.name for path in Path("..").iterdir()) == [
        *("bad.ndjson", "near", "residues", "runbridge.toml", "schemas"),
    ]
    # The command line and the environment are relative to the current directory.
    put("none.json", "false")
    assert runbridge("validate", "runs.ndjson", "--schema", "none.json").code == 1
    monkeypatch.setenv("RUNBRIDGE_SCHEMA", "none.json")
    assert runbridge("validate", "runs.ndjson").code == 1


def test_standard_output_is_no_path(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put("runbridge.toml", 'output = "-"\n[convert]\nresidue = "drop"')
    put("near/runs.ndjson", model().decode() + "\n")
    monkeypatch.chdir("near")
    assert runbridge("convert", "runs.ndjson", "--to", "workflow-run").out.startswith("{")
    assert [path.name for path in Path().iterdir()] == ["runs.ndjson"]


def test_the_error_for_a_file_that_is_not_there_names_its_configuration(
    runbridge: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("near/runs.ndjson", model().decode() + "\n")
    put("runbridge.toml", 'input-schema = "s.json"\n[convert]\nresidue = "sidecar=none/residues"')
    file = Path.cwd() / "runbridge.toml"
    reason = "No such file or directory"
    assert runbridge("validate", "near/runs.ndjson") == Outcome(2, "", f"error: s.json: {reason} (from {file})\n")
    given = runbridge("validate", "near/runs.ndjson", "--input-schema", "t.json")
    assert given == Outcome(2, "", f"error: t.json: {reason}\n")
    monkeypatch.chdir("near")
    there = file.parent
    assert runbridge("validate", "runs.ndjson").err == f"error: {there}/s.json: {reason} (from {file})\n"
    convert = runbridge("convert", "runs.ndjson", "--to", "workflow-run")
    assert convert.err == f"error: {there}/none/residues: {reason} (from {file})\n"
    monkeypatch.setenv("RUNBRIDGE_INPUT_SCHEMA", "s.json")
    assert runbridge("validate", "runs.ndjson").err == f"error: s.json: {reason} (from RUNBRIDGE_INPUT_SCHEMA)\n"


def test_a_number_can_have_a_fraction(runbridge: Command) -> None:
    put("runs.ndjson", model().decode() + "\n")
    put("runbridge.toml", "payload-timeout = 2.5\njobs = 1")
    assert runbridge("validate", "runs.ndjson").code == 0


@pytest.mark.parametrize("text", ["tool = 5 # runbridge", "[tool]\nother = 'runbridge'"])
def test_a_project_that_only_mentions_runbridge_has_no_defaults(text: str, runbridge: Command) -> None:
    put("runs.ndjson", model().decode() + "\n")
    put("pyproject.toml", text)
    assert runbridge("validate", "runs.ndjson").code == 0


@pytest.mark.parametrize("value", ["5", "[1]", "''"])
def test_a_value_in_place_of_the_table_is_a_usage_error(value: str, runbridge: Command) -> None:
    put("pyproject.toml", f"[tool]\nrunbridge = {value}")
    outcome = runbridge("validate", "runs.ndjson")
    assert (outcome.code, outcome.err.partition("pyproject.toml: ")[2]) == (2, "`tool.runbridge` must be a table\n")


def test_an_option_of_a_list_takes_texts_only(runbridge: Command) -> None:
    put("runbridge.toml", "map = [1]")
    outcome = runbridge("convert", "--to", "workflow-run")
    assert (outcome.code, outcome.err.partition("runbridge.toml: ")[2]) == (
        2,
        "`map` must be text or a list of texts\n",
    )


def test_an_option_of_another_command_is_accepted(runbridge: Command) -> None:
    put("runs.ndjson", model().decode() + "\n")
    put("runbridge.toml", 'time-unit = "ns"\nto = "workflow-run"\n[export]\nunread = 1')
    assert runbridge("validate", "runs.ndjson").code == 0
    assert runbridge("convert", "runs.ndjson", "-o", "out").code == 0


@pytest.mark.parametrize("place", ["embed", "text", "drop"])
def test_each_place_of_residues_can_be_given(place: str, runbridge: Command) -> None:
    put("runs.ndjson", model().decode() + "\n")
    assert runbridge("convert", "runs.ndjson", "--to", "workflow-run", "--residue", place, "-o", "out").code == 0
    assert ("_residue" in Path("out").read_text(encoding="utf-8")) is (place != "drop")
