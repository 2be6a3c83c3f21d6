"""Formats of users: where they are loaded from, what refuses to load, and that every interface knows them."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge._pyarrow import pa
from runbridge.arrow import BatchConverter, convert_batch, validate_batch
from runbridge.codegen.own_formats import generate
from runbridge.duckdb import register
from runbridge.known_formats import FORMATS
from runbridge.laws.suite import check_law, subjects
from runbridge.spark import Task
from tests.cli.commands import Command, process
from tests.docs.test_docs import OWN_FORMAT, blocks
from tests.known_formats.conftest import HUB_RECORD, RECORD, SCHEMA

duckdb = import_module("duckdb")
HERE = Path("my_formats")
NAME, HUB, OTHER = "acme-run", "workflow-run", "workflow-run-model"


def rename(folder: Path, stem: str, title: str) -> None:
    """Make another format of the one in a folder, without a bridge."""
    (folder / "acme_run").rename(folder / stem)
    (folder / stem / "bridge.json").unlink()
    (folder / stem / "schema.json").write_text(SCHEMA.replace("AcmeRun", title), encoding="utf-8")


def test_python_knows_the_formats_of_a_folder(runbridge: Command) -> None:
    models = rb.load_formats("my_formats")
    assert [*models] == [NAME]
    assert rb.load_formats(Path("my_formats").absolute()) == models
    run: Any = rb.decode(RECORD, models[NAME])
    assert (run.run_id, run.region) == ("r1", "eu")
    assert json.loads(rb.encode(run)) == json.loads(RECORD)
    assert rb.validate(RECORD) == []
    there = rb.convert(RECORD, to=OTHER)
    assert rb.convert(there.data, to=NAME).data == RECORD.strip().encode()


def test_a_model_of_a_user_is_converted(runbridge: Command) -> None:
    model = rb.load_formats("my_formats")[NAME]
    api = import_module(f"{model.__module__.partition('.')[0]}.api")
    run = api.to_workflow_run(rb.decode(RECORD, model))
    assert json.loads(rb.encode(run)) | {"_residue": None} == HUB_RECORD | {"_residue": None}
    assert api.to_acme_run(run) == rb.decode(RECORD, model)


def test_formats_of_the_environment_are_known(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNBRIDGE_FORMAT_PATH", ":my_formats")
    assert NAME in FORMATS
    assert rb.convert(RECORD, HUB, NAME, residue="drop").losses
    assert len(FORMATS) == len([*FORMATS])


def test_the_command_line_replaces_the_environment(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNBRIDGE_FORMAT_PATH", "nowhere")
    assert runbridge("validate", "acme.ndjson").err == "error: nowhere: there is no such folder of formats\n"
    done = runbridge("validate", "acme.ndjson", "--format-path", "my_formats", "--format", NAME)
    assert (done.code, done.err) == (0, "1 record, 0 invalid\n")


@pytest.mark.parametrize("name", ["runbridge.toml", "pyproject.toml"])
def test_no_configuration_file_names_formats(runbridge: Command, name: str) -> None:
    table = "" if name == "runbridge.toml" else "[tool.runbridge]\n"
    Path(name).write_text(f'{table}format-path = "my_formats"\n', encoding="utf-8")
    done = runbridge("validate", "acme.ndjson")
    reason = "`format-path` cannot be set in a file, because formats are code"
    fix = "use RUNBRIDGE_FORMAT_PATH or --format-path"
    assert (done.code, done.err) == (2, f"error: {Path(name).absolute()}: {reason}; {fix}\n")


def install(site: Path, value: str, group: str = "runbridge.formats") -> None:
    """Write the metadata of an installed distribution with an entry point."""
    metadata = site / "acme_formats-1.0.dist-info"
    metadata.mkdir(parents=True)
    text = f"[console_scripts]\nrunbridge.formats = no:such\n\n[{group}]\n# a comment\nacme = {value}\n"
    (metadata / "entry_points.txt").write_text(text, encoding="utf-8")


def test_formats_of_installed_packages_are_known(
    runbridge: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path / "site", "acme_formats")
    HERE.rename(tmp_path / "site" / "acme_formats")
    monkeypatch.setattr(sys, "path", [*sys.path, "nowhere", str(tmp_path / "site")])
    assert rb.validate(RECORD) == []
    model = import_module("acme_formats._generated.api").AcmeRun
    assert FORMATS[NAME].model is model
    assert json.loads(rb.encode(rb.decode(RECORD, model))) == json.loads(RECORD)


def test_nothing_is_imported_from_the_current_directory(
    runbridge: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path, "my_formats")
    for place in ("", str(tmp_path)):
        monkeypatch.setattr(sys, "path", [place, *sys.path])
        assert NAME not in FORMATS
        monkeypatch.undo()
        monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("value", ["no_such_package", "no.such.package", "json.decoder"])
def test_an_entry_point_has_to_be_a_package(
    value: str, runbridge: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(tmp_path / "site", value)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site")])
    done = runbridge("validate", "acme.ndjson")
    reason = f"the entry point {value} of the group runbridge.formats is not a package"
    assert (done.code, done.err) == (2, f"error: {reason}\n")


def _without_formats() -> None:
    shutil.rmtree("my_formats")
    Path("my_formats/src").mkdir(parents=True)


def _edited() -> None:
    schema = HERE / "acme_run" / "schema.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace("Acme service", "service"), encoding="utf-8")


def _manifest(text: str) -> Callable[[], object]:
    return lambda: (HERE / "_generated" / "manifest.json").write_text(text, encoding="utf-8")


def _only_one() -> None:
    HERE.rename("formats")
    Path("formats/acme_run").rename(HERE)


RUN = "run `runbridge codegen my_formats`"
FOREIGN = f"my_formats/_generated was not written by `runbridge codegen`; remove it and {RUN}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: shutil.rmtree("my_formats"), "my_formats: there is no such folder of formats"),
        (_without_formats, "my_formats has no formats: a format is a folder with a schema.json"),
        (
            _only_one,
            "my_formats is the folder of one format; give the folder that contains it",
        ),
        (lambda: shutil.rmtree("my_formats/_generated"), f"my_formats has no generated code; {RUN}"),
        ((HERE / "_generated" / "manifest.json").unlink, FOREIGN),
        (_manifest("[1]"), FOREIGN),
        (_manifest("{}"), FOREIGN),
        (
            _manifest('{"runbridge": "0.0.9"}'),
            f"my_formats/_generated was generated by runbridge 0.0.9, and this is {rb.__version__}; {RUN}",
        ),
        (_edited, f"my_formats/_generated is out of date: a schema or a bridge was changed; {RUN}"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(
    change: Callable[[], object], message: str, runbridge: Command
) -> None:
    change()
    with pytest.raises(rb.UsageError) as caught:
        rb.load_formats("my_formats")
    assert str(caught.value) == message
    done = runbridge("validate", "acme.ndjson", "--format-path", "my_formats")
    assert (done.code, done.err) == (2, f"error: {message}\n")


def test_other_ends_of_lines_change_no_source(runbridge: Command) -> None:
    schema = HERE / "acme_run" / "schema.json"
    schema.write_bytes(schema.read_bytes().replace(b"\n", b"\r\n"))
    assert [*rb.load_formats("my_formats")] == [NAME]


def test_a_package_without_its_sources_can_be_used(runbridge: Command) -> None:
    shutil.rmtree("my_formats/acme_run")
    assert [*rb.load_formats("my_formats")] == [NAME]


def test_two_formats_of_one_name_are_refused(runbridge: Command) -> None:
    shutil.copytree("my_formats", "more")
    rb.load_formats("my_formats")
    with pytest.raises(rb.UsageError) as caught:
        rb.load_formats("more")
    assert str(caught.value) == f"more: {HERE.absolute()} has a format acme-run too; rename one"


def test_two_formats_of_one_title_are_refused(runbridge: Command) -> None:
    shutil.copytree("my_formats", "more", ignore=shutil.ignore_patterns("_generated"))
    rename(Path("more"), "other_run", "AcmeRun")
    generate(Path("more"))
    rb.load_formats("my_formats")
    with pytest.raises(rb.UsageError) as caught:
        rb.load_formats("more")
    assert str(caught.value) == f"more: other-run has the title AcmeRun, as acme-run of {HERE.absolute()}"


def test_every_command_knows_the_formats(runbridge: Command) -> None:
    def done(*arguments: str) -> str:
        outcome = runbridge(*arguments, "--format-path", "my_formats", "-q")
        assert (outcome.code, outcome.err) == (0, "")
        return outcome.out

    assert done("validate", "acme.ndjson") == ""
    done("convert", "acme.ndjson", "--to", OTHER, "-o", "there.ndjson")
    assert done("convert", "there.ndjson", "--to", NAME) == RECORD
    assert "region" in done("drift", "acme.ndjson", "--format", NAME)
    assert done("schema", NAME) == SCHEMA
    assert done("bridge", "--format", NAME).startswith("acme-run  workflow-run  rule\n")
    done("export", "acme.ndjson", "-o", "acme.parquet")
    assert json.loads(done("import", "acme.parquet")) == json.loads(RECORD)


@pytest.mark.parametrize(
    "target", ["python-msgspec", "python-pydantic", "python-dataclass", "python-typeddict", "typescript", "zod"]
)
def test_all_stubs_have_the_types_of_users(target: str, runbridge: Command) -> None:
    for arguments in ([], ["--format", NAME]):
        done = runbridge("stubs", target, *arguments, "--format-path", "my_formats")
        assert done.code == 0
        assert "AcmeRun" in done.out
        assert ("WorkflowRunModel" in done.out) == (not arguments)


def test_rejects_of_a_format_of_users_are_replayed(runbridge: Command) -> None:
    Path("bad.ndjson").write_text(RECORD.replace("active", "lost"), encoding="utf-8")
    path = ("--format-path", "my_formats")
    done = runbridge("convert", "bad.ndjson", "--to", HUB, "--rejects", "rejects.ndjson", *path)
    assert (done.code, done.out) == (1, "")
    again = runbridge("convert", "--replay", "rejects.ndjson", "--to", HUB, "--map", "state:lost=failed", *path)
    assert (again.code, json.loads(again.out)["status"]) == (0, "failed")


def test_arrow_and_duckdb_know_the_formats(runbridge: Command) -> None:
    rb.load_formats("my_formats")
    batch = pa.record_batch({"run": [RECORD]})
    assert validate_batch(batch, column="run")["valid"].to_pylist() == [True]
    assert json.loads(convert_batch(batch, column="run", to=HUB)["value"][0].as_py())["id"] == "r1"
    with duckdb.connect() as con:
        register(con)
        (row,) = con.execute("SELECT runbridge_convert(runbridge_convert(?, ?), ?)", [RECORD, OTHER, NAME]).fetchall()
    assert row == (RECORD.strip(),)


def test_executors_of_spark_load_the_formats(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    rb.load_formats("my_formats")
    task = pickle.dumps(Task(BatchConverter(column="run", to=NAME)))
    record = rb.convert(RECORD, to=HUB).data.decode()
    monkeypatch.setattr(FORMATS, "_formats", {name: FORMATS[name] for name in FORMATS if name != NAME})
    monkeypatch.setattr(FORMATS, "folders", {})
    (done,) = pickle.loads(task)(iter([pa.record_batch({"run": [record]})]))
    assert done["value"].to_pylist() == [RECORD.strip()]


def test_workers_load_the_formats(runbridge: Command) -> None:
    rb.load_formats("my_formats")
    assert check_law("L12 jobs", subjects([(NAME, HUB)]), max_examples=1)


def test_shells_complete_the_names(runbridge: Command, tmp_path: Path) -> None:
    def completions(path: str) -> set[str]:
        words = f"runbridge validate --format-path {path} --format ac"
        done = process(folder=tmp_path, _RUNBRIDGE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD="5")
        assert done.err == ""
        return {*done.out.split()}

    assert completions("my_formats") == {"plain,acme-run"}
    assert completions("nowhere") == set()


@pytest.mark.deep
def test_the_package_of_the_page_is_installed_by_pip(runbridge: Command, tmp_path: Path) -> None:
    (project,) = blocks(OWN_FORMAT, "toml")
    package = tmp_path / "project"
    package.mkdir()
    (package / "pyproject.toml").write_text(project, encoding="utf-8")
    HERE.rename(package / "acme_formats")
    site = tmp_path / "site"
    install_command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(site),
        str(package),
    ]
    subprocess.run(install_command, check=True)
    done = process("validate", "acme.ndjson", "--format", NAME, folder=tmp_path, PYTHONPATH=str(site))
    assert done == (0, "", "1 record, 0 invalid\n")
    script = "import runbridge as rb, sys; from acme_formats import _generated; print(rb.validate(sys.stdin.read()))"
    run = subprocess.run(
        [sys.executable, "-c", script],
        input=RECORD,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "[]\n"
