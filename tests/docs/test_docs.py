"""The README and the pages under docs/ are correct: commands, outputs, Python, TypeScript, SQL, tables and links."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from click import Context

from runbridge import cli
from runbridge._runtime.schema_node import DETECT, ENVELOPES
from runbridge.arrow import export_file
from runbridge.codegen.detection import read_detection, read_envelopes
from runbridge.codegen.shapes import read_shape
from runbridge.codegen.source_errors import KEYWORDS
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.rule_kinds import RULE_KINDS
from runbridge.tables.table_options import LIMITS
from tests.cli.commands import Command, Outcome, process
from tests.stubs.node_tools import STRICT, tsc
from tests.tables.test_tables_duckdb import QUERY

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
INDEX = ROOT / "docs" / "README.md"
OWN_FORMAT = ROOT / "docs" / "how-to" / "own-format.md"
NESTED = ROOT / "docs" / "how-to" / "nested-records.md"
#: Pages whose commands need a format.
OF_FORMATS = (OWN_FORMAT, NESTED)
REJECTS = ROOT / "docs" / "how-to" / "rejects.md"
TYPESCRIPT = ROOT / "docs" / "types" / "typescript.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
OTHERS = [ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "findings" / "README.md"]
TEST_COMMAND = "python3 -m venv .venv && .venv/bin/pip install --quiet --editable '.[dev]' && .venv/bin/pytest"


def name_of(page: Path) -> str:
    """The name of a page in test ids."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n((?:.*\n)*?)```$", page.read_text(encoding="utf-8"), re.MULTILINE)


def consoles(page: Path) -> list[tuple[str, str]]:
    """The commands of a page, each with the output that is shown."""
    return [
        (command, output) for block in blocks(page, "console") for command, _, output in [block[2:].partition("\n")]
    ]


def folder_of_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current directory for the commands and the Python of a page, with a link to the samples."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def assert_output(page: Path, runbridge: Callable[..., Outcome]) -> None:
    """Run the commands of a page and compare their output."""
    for command, output in consoles(page):
        if command != TEST_COMMAND:
            # The last part is the command of runbridge; the interpreter of the tests has it installed.
            program, *arguments = shlex.split(command.rpartition("&& ")[2])
            assert Path(program).name == "runbridge"
            outcome = runbridge(*arguments)
            assert outcome.out + outcome.err == output


@pytest.mark.parametrize("page", [page for page in PAGES if page not in OF_FORMATS and consoles(page)], ids=name_of)
def test_commands_print_the_output_on_the_page(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of_a_reader(tmp_path, monkeypatch)
    # Those of the README run as the reader's do, each in a process of its own.
    assert_output(page, process if page == README else Command(capsys))
    if page == README:
        original = (ROOT / "tests" / "samples" / "runs.ndjson").read_text(encoding="utf-8")
        back = (folder / "original.ndjson").read_text(encoding="utf-8")
        assert list(map(read, back.splitlines())) == list(map(read, original.splitlines()))
        (comparison,) = [block for block in blocks(README, "sh") if block.startswith("diff ")]
        if shutil.which("jq"):
            assert subprocess.run(["bash", "-c", comparison], capture_output=True, check=True).stdout == b""
    if page == REJECTS:
        rejects = map(json.loads, (folder / "rejects.ndjson").read_text(encoding="utf-8").splitlines())
        lines = [
            f"{each['file']}:{each['line']}: {problem['message']}\n" for each in rejects for problem in each["problems"]
        ]
        assert blocks(page, "text") == ["".join(lines)]


def test_the_format_of_the_page_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema, published, bridge, _, example, record, declaration, envelopes, _ = blocks(OWN_FORMAT, "json")
    write_format(tmp_path / "my_formats" / "acme_run", schema, bridge, example)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme.ndjson").write_text(record, encoding="utf-8")
    (tmp_path / "acme.openapi.json").write_text(published, encoding="utf-8")
    (variable,) = [block for block in blocks(OWN_FORMAT, "sh") if block.startswith("export ")]
    name, _, value = variable.removeprefix("export ").strip().partition("=")
    assert name == "RUNBRIDGE_FORMAT_PATH"
    assert_output(OWN_FORMAT, partial(process, RUNBRIDGE_FORMAT_PATH=value))
    declared = {**json.loads(schema), **json.loads(declaration)}
    assert read_detection(read_shape("acme_run", declared)).at_least == 3
    declared = {**json.loads(schema), **json.loads(envelopes)}
    assert read_envelopes(read_shape("acme_run", declared)) == (("run",), ("runs", "*"))


def write_format(folder: Path, schema: str, bridge: str, example: str) -> None:
    """Write the files of a format."""
    (folder / "examples").mkdir(parents=True)
    for name, text in (("schema.json", schema), ("bridge.json", bridge), ("examples/one.json", example)):
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.deep
def test_the_format_with_nested_records_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema, bridge, example = blocks(NESTED, "json")
    write_format(tmp_path / "my_formats" / "beta_job", schema, bridge, example)
    monkeypatch.chdir(tmp_path)
    assert_output(NESTED, process)
    shown = {rule["rule"] for text in (bridge, blocks(OWN_FORMAT, "json")[2]) for rule in json.loads(text)["rules"]}
    assert shown == {*RULE_KINDS}


def test_the_page_lists_rule_kinds_and_keywords_of_schemas() -> None:
    page = OWN_FORMAT.read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == sorted(RULE_KINDS)
    rows = re.findall(
        r"^\| (?:all values|\w+|nothing, they are annotations) \| (.*) \|$", page.split("## Keywords")[1], re.M
    )
    words = {*re.findall(r"`(\S+)`", " ".join(rows))} - {"date-time", "date-time-local"}
    assert words | {"$schema", "$id"} == {*KEYWORDS, DETECT, ENVELOPES}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of_a_reader(tmp_path, monkeypatch)
    names: dict[str, object] = {}
    for example in blocks(page, "python"):
        exec(compile(example, page.name, "exec"), names)
    for fragment in blocks(page, "py"):
        compile(fragment, page.name, "exec")


def test_the_typescript_of_the_page_compiles(tmp_path: Path) -> None:
    (example,) = blocks(TYPESCRIPT, "ts")
    source = tmp_path / "example.ts"
    source.write_text(example, encoding="utf-8")
    assert cli.run(["stubs", "typescript", "-o", str(tmp_path / "runs.ts")]) == 0
    for flags in (["--strict"], STRICT):
        done = tsc([source], "--moduleResolution", "bundler", *flags, cwd=tmp_path)
        assert (done.stdout, done.returncode) == ("", 0), flags


def test_there_are_examples_to_run() -> None:
    assert sum(len(consoles(page)) for page in PAGES) >= 8
    assert sum(len(blocks(page, "python")) for page in PAGES) >= 3


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=name_of)
def test_each_block_has_a_language_that_is_tested(page: Path) -> None:
    opened = re.findall(r"^```(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert {*opened} <= {"console", "python", "py", "sh", "json", "yaml", "sql", "text", "toml", "ts"}
    assert "ts" not in opened or page == TYPESCRIPT


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=name_of)
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target, heading in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
        file = (page.parent / target) if target else page
        assert file.exists(), target
        if heading:
            lines = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in [re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines], heading


def test_the_index_links_each_page_once() -> None:
    linked = re.findall(r"\]\(([^)#]+\.md)", INDEX.read_text(encoding="utf-8"))
    pages = [path for path in ((INDEX.parent / target).resolve() for target in linked) if path in PAGES]
    assert sorted(pages) == sorted(page for page in PAGES if page != INDEX)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_json_on_a_page_is_valid(page: Path) -> None:
    for example in blocks(page, "json"):
        json.loads(example)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
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


def test_the_page_about_rejects_names_codes_that_exist() -> None:
    cells = re.findall(r"^\| (`[^|]+`) \|", REJECTS.read_text(encoding="utf-8"), re.MULTILINE)
    codes = re.findall(r"`([\w-]+)`", " ".join(cells))
    assert codes
    assert [cli.run(["explain", code]) for code in codes] == [0] * len(codes)


def test_what_a_typed_table_cannot_hold_is_listed() -> None:
    page = (ROOT / "docs" / "engines" / "tables.md").read_text(encoding="utf-8")
    for limit in LIMITS:
        assert f"\n- {limit.text}\n" in page


def test_each_marker_of_an_output_is_there_once() -> None:
    markers = [marker for page in PAGES for marker in re.findall("<!-- (.*) -->", page.read_text(encoding="utf-8"))]
    assert [marker for marker in markers if marker.startswith("the output of")] == [
        "the output of `python -m tests.benchmarks`",
        "the output of `python -m tests.benchmarks.paths`",
        "the output of `python -m tests.benchmarks.handed_back`",
        "the output of `python -m tests.benchmarks.small_inputs`",
        "the output of `python -m tests.benchmarks.engines`",
        "the output of `python -m tests.benchmarks.memory`",
        "the output of `python -m tests.benchmarks.tables`",
        "the output of `python -m tests.benchmarks.payload_schemas`",
        "the output of `python -m tests.benchmarks.record_path`",
        "the output of `runbridge bridge --output-format markdown`",
        "the output of `runbridge explain --output-format markdown`",
    ]


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) < 6000


def test_ci_calls_the_very_test_command() -> None:
    assert TEST_COMMAND in [command for command, _ in consoles(README)]
    calls = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert next(call for call in calls if "pytest" in call) == f"{TEST_COMMAND} -m '' --cov"


def test_the_changelog_has_an_entry_only_under_an_area() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    introduction, *areas = re.split(r"^### .*\n", text, flags=re.MULTILINE)
    assert "\n- " not in introduction
    assert all("\n- " in area for area in areas[:-1])


def test_the_changelog_names_new_codes_and_options() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| code `([\w-]+)` \| `([\w-]+)` \|$", text, re.MULTILINE)
    assert len(codes) == text.count("| code ")
    assert [(cli.run(["explain", old]), cli.run(["explain", new])) for old, new in codes] == [(2, 0)] * len(codes)
