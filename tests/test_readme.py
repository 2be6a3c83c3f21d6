"""What the README shows is what happens: its commands, its outputs, its Python and its table."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click import Context

from runbridge import cli
from runbridge.arrow import export_file
from runbridge.bridge_table import as_markdown
from runbridge.tables.options import LIMITS
from tests.laws.tokens import read
from tests.tables.test_tables_duckdb import QUERY

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ (.*)\n((?:.*\n)*?)```", README)
TEST_COMMAND = "python3 -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]' && .venv/bin/pytest"


def _runbridge_part(command: str) -> list[str]:
    """The last step of a command line, which is runbridge's, for the interpreter that runs the tests."""
    _, *arguments = shlex.split(command.rpartition("&& ")[2])
    return [sys.executable, "-m", "runbridge", *arguments]


def test_every_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    shown = [(command, output) for command, output in CONSOLE if "runbridge" in command]
    assert len(shown) == 6
    for command, output in shown:
        done = subprocess.run(_runbridge_part(command), cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.stdout + done.stderr == output
    original = (ROOT / "tests" / "samples" / "runs.ndjson").read_text(encoding="utf-8")
    back = (tmp_path / "runs.back.ndjson").read_text(encoding="utf-8")
    assert list(map(read, back.splitlines())) == list(map(read, original.splitlines()))


def test_the_python_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n((?:.*\n)*?)```", README)
    assert len(examples) == 4
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, "README.md", "exec"), names)


def test_the_query_answers_what_it_is_said_to_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export_file(ROOT / "tests" / "samples" / "runs.ndjson", tmp_path / "runs.parquet")
    monkeypatch.chdir(tmp_path)
    (query,) = re.findall(r"```sql\n((?:.*\n)*?)```", README)
    assert query == QUERY
    with duckdb.connect() as con:
        assert con.execute(query).fetchall() == [
            ("A10G", "success", 1, 42.3),
            ("A10G", "failed", 1, 12.5),
            ("A10G", "uploading", 1, None),
        ]


def test_what_a_typed_table_cannot_hold_is_told() -> None:
    for limit in LIMITS:
        assert f"\n- {limit.text}\n" in README


def test_each_marker_of_an_output_stands_once() -> None:
    assert re.findall("<!-- (.*) -->", README) == [
        "the output of `runbridge explain --output markdown`",
        "the output of `runbridge bridge --output markdown`",
        "the output of `python -m tests.benchmarks.engines`",
        "end of the engines",
        "the output of `python -m tests.benchmarks.memory`",
        "end of the memory",
        "the output of `python -m tests.benchmarks`",
        "end of the benchmarks",
    ]


def test_the_table_is_what_the_command_prints() -> None:
    assert as_markdown() in README


def test_ci_calls_the_very_test_command() -> None:
    assert TEST_COMMAND in [command for command, _ in CONSOLE]
    calls = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert next(call for call in calls if "pytest" in call) == f"{TEST_COMMAND} -m '' --cov"


def test_the_options_in_the_table_of_commands_are_options_of_the_command() -> None:
    rows = re.findall(r"^\| (`runbridge (\w+).*|both of these .*) \|$", README, re.MULTILINE)
    assert {name for _, name in rows} == {*cli.cli.list_commands(Context(cli.cli)), ""}
    for row, name in rows:
        for each in [name] if name else ["validate", "convert"]:
            command = cli.cli.get_command(Context(cli.cli), each)
            assert command is not None
            known = {option for parameter in command.params for option in parameter.opts}
            assert {*re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row)} <= known
