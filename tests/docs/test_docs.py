"""What the README and the pages under docs/ show is what happens: commands, outputs, Python, SQL, tables and links."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from click import Context

from runbridge import cli
from runbridge.arrow import export_file
from runbridge.bridge_table import as_markdown, find_bridges
from runbridge.tables.table_options import LIMITS
from tests.laws.tokens import read
from tests.tables.test_tables_duckdb import QUERY

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
IDS = [page.relative_to(ROOT).as_posix() for page in PAGES]
TEST_COMMAND = "python3 -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]' && .venv/bin/pytest"


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n((?:.*\n)*?)```$", page.read_text(encoding="utf-8"), re.MULTILINE)


def consoles(page: Path) -> list[tuple[str, str]]:
    """The commands of a page, each with the output that is shown."""
    return [
        (command, output) for block in blocks(page, "console") for command, _, output in [block[2:].partition("\n")]
    ]


def folder_of_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the commands and the Python of a page can run, and leave what they write."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_each_command_prints_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of_a_reader(tmp_path, monkeypatch)
    shown = [(command, output) for command, output in consoles(page) if command != TEST_COMMAND]
    for command, output in shown:
        # The last step is runbridge's; the interpreter that runs the tests has it.
        program, *arguments = shlex.split(command.rpartition("&& ")[2])
        assert Path(program).name == "runbridge"
        done = subprocess.run(
            [sys.executable, "-m", "runbridge", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.stdout + done.stderr == output
    if page == README:
        original = (ROOT / "tests" / "samples" / "runs.ndjson").read_text(encoding="utf-8")
        back = (folder / "runs.back.ndjson").read_text(encoding="utf-8")
        assert list(map(read, back.splitlines())) == list(map(read, original.splitlines()))


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of_a_reader(tmp_path, monkeypatch)
    names: dict[str, object] = {}
    for example in blocks(page, "python"):
        exec(compile(example, page.name, "exec"), names)
    for fragment in blocks(page, "py"):
        compile(fragment, page.name, "exec")


def test_there_are_examples_to_run() -> None:
    assert sum(len(consoles(page)) for page in PAGES) >= 8
    assert sum(len(blocks(page, "python")) for page in PAGES) >= 3


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_each_language_of_a_block_is_one_that_the_tests_look_at(page: Path) -> None:
    opened = re.findall(r"^```(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert {*opened} <= {"console", "python", "py", "sh", "json", "yaml", "sql", "text", "toml"}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_each_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_each_page_is_linked_from_the_readme() -> None:
    linked = {(ROOT / target).resolve() for target in re.findall(r"\]\((docs/[^)#]+)", README.read_text("utf-8"))}
    assert {*PAGES[1:]} - linked == {ROOT / "docs" / "architecture.md"} & {*PAGES}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_the_options_of_a_shell_command_are_options_of_runbridge(page: Path) -> None:
    for line in "".join(blocks(page, "sh")).splitlines():
        if line.startswith("runbridge "):
            _, name, *rest = shlex.split(line)
            command = cli.cli.get_command(Context(cli.cli), name)
            assert command is not None
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in rest if word.startswith("-") and word != "-"} <= known


@pytest.mark.parametrize("unit", ["us", "ns"])
def test_the_query_answers_what_it_is_said_to_answer(
    unit: Literal["us", "ns"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_file(ROOT / "tests" / "samples" / "runs.ndjson", tmp_path / "runs.parquet", time_unit=unit)
    monkeypatch.chdir(tmp_path)
    (query,) = blocks(ROOT / "docs" / "engines" / "tables.md", "sql")
    assert query == QUERY
    with duckdb.connect() as con:
        assert con.execute(query).fetchall() == [
            ("A10G", "success", 1, 42.3),
            ("A10G", "failed", 1, 12.5),
            ("A10G", "uploading", 1, None),
        ]


def test_what_a_typed_table_cannot_hold_is_listed() -> None:
    page = (ROOT / "docs" / "engines" / "tables.md").read_text(encoding="utf-8")
    for limit in LIMITS:
        assert f"\n- {limit.text}\n" in page


def test_each_marker_of_an_output_is_there_once() -> None:
    markers = [marker for page in PAGES for marker in re.findall("<!-- (.*) -->", page.read_text(encoding="utf-8"))]
    assert [marker for marker in markers if marker.startswith("the output of")] == [
        "the output of `python -m tests.benchmarks`",
        "the output of `python -m tests.benchmarks.engines`",
        "the output of `python -m tests.benchmarks.memory`",
        "the output of `runbridge bridge --output-format markdown`",
        "the output of `runbridge explain --output-format markdown`",
    ]


def test_the_table_of_the_bridge_is_what_the_command_prints() -> None:
    assert as_markdown(find_bridges()) in (ROOT / "docs" / "bridge.md").read_text(encoding="utf-8")


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) < 6000


def test_ci_calls_the_very_test_command() -> None:
    assert TEST_COMMAND in [command for command, _ in consoles(README)]
    calls = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert next(call for call in calls if "pytest" in call) == f"{TEST_COMMAND} -m '' --cov"
