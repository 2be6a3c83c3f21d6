"""`runbridge codegen`: the code for formats of users, the laws, and bridges to start with."""

import json
import re
import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.cli.codegen import check_format
from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS
from runbridge.laws.suite import LAWS, Law
from tests.cli.commands import Command
from tests.known_formats.conftest import BRIDGE, HUB_RECORD, RECORD, SCHEMA, write_format

HERE = Path("my_formats")
EXAMPLE = HERE / "acme_run" / "examples" / "active.json"
PLACE, RUN = "my_formats/acme_run", "`runbridge codegen my_formats"
RULE_OR_RESIDUE = "(choices: a rule under /rules, a name under /residue/left)"
LOST = '`/state` has the value "lost", which has no counterpart in workflow-run'
START = "prints one to start with"
EXAMPLES = "acme-run: 1 example, 0 problems\n"
CHECKED = (
    "acme-run: 20 laws checked with 2 generated records each (L12 one and many with 1, L12 jobs with 1); 0 broken\n"
)


def test_the_output_is_up_to_date_and_obeys_the_laws(runbridge: Command) -> None:
    done = runbridge("codegen", "my_formats", "--check", "--records", "2")
    assert done == (0, "", f"my_formats/_generated is up to date\n{EXAMPLES}{CHECKED}")


def test_a_law_or_an_example_that_does_not_hold_is_printed(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("two\nlines")

    monkeypatch.setattr("runbridge.laws.suite.LAWS", {"L0": Law(fail, advice="do it")})
    done = runbridge("codegen", "my_formats")
    assert (done.code, done.out) == (1, "acme-run: L0: two; lines\n  fix: do it\n")
    assert done.err.endswith("acme-run: no law holds; 1 broken\n")


def test_a_rule_that_a_schema_rejects_values_of_is_named_once(runbridge: Command) -> None:
    schema = json.loads(SCHEMA)
    schema["properties"]["owner"]["maxLength"] = 5
    _sources(schema=json.dumps(schema))()
    done = runbridge("codegen", "my_formats", "--records", "20")
    assert done.code == 1
    laws, reason, advice = re.findall(r"acme-run: (.*?): (.*)\n  fix: (.*)\n", done.out)[0]
    assert re.fullmatch(r"L[^,]*, L[^,]*, L[^,]* and \d+ more", laws)
    assert reason == (
        "the rule `same` from userId to owner does not convert every value: `/owner` must be at most 5 characters long,"
        ' not "000000"'
    )
    assert advice == (
        "allow in the schema of the target what that of the source allows, or list both fields under `residue` instead"
        " of the rule"
    )


def test_an_example_that_does_not_come_back_is_reported(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    FORMATS.load(HERE)
    done = rb.convert(RECORD.replace("r1", "r2"), "workflow-run")
    monkeypatch.setattr("runbridge.record.convert.convert", lambda *_, **__: done)
    found = check_format(HERE, FORMATS["acme-run"], 0)
    assert found[0] == (
        f'{EXAMPLE}: comes back with other values: `runId` is missing instead of "r1"; `flow` is missing instead of'
        ' "nightly"; `state` is missing instead of "active"; and 23 more'
    )


def test_code_is_written_once(runbridge: Command) -> None:
    files = sum(path.is_file() for path in (HERE / "_generated").rglob("*"))
    shutil.rmtree(HERE / "_generated")
    for number in (files, 0):
        done = runbridge("codegen", "my_formats", "--records", "0")
        assert done == (0, "", f"my_formats/_generated: {number} files changed\n{EXAMPLES}acme-run: no laws checked\n")


def test_differences_and_other_files_are_shown(runbridge: Command) -> None:
    module = HERE / "_generated" / "acme_run" / "fields.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(f"{text}# edited\n", encoding="utf-8")
    (HERE / "_generated" / "more.py").write_text("", encoding="utf-8")
    done = runbridge("codegen", "my_formats", "--check")
    assert (done.code, done.err) == (
        1,
        "my_formats/_generated is out of date; run `runbridge codegen my_formats`\n",
    )
    assert "-# edited\n" in done.out
    assert "+++ more.py (not generated any more)\n" in done.out


def test_the_code_names_its_sources_and_the_command(runbridge: Command) -> None:
    headers = {
        path.relative_to(HERE / "_generated").as_posix(): path.read_text(encoding="utf-8").split("\n")[0]
        for path in (HERE / "_generated").rglob("*.py")
        if path.parent.name != "stubs"
    }
    both = "# Generated from acme_run/schema.json, acme_run/bridge.json by `runbridge codegen`."
    assert (headers["__init__.py"], headers["api.py"]) == (both, both)
    assert headers["acme_run/model.py"] == "# Generated from acme_run/schema.json by `runbridge codegen`."
    assert headers["acme_run/bridge/wire.py"] == "# Generated from acme_run/bridge.json by `runbridge codegen`."


def test_a_law_that_a_record_breaks_is_reported(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    # Two laws: to find the smallest record takes long.
    monkeypatch.setattr("runbridge.laws.suite.LAWS", dict(islice(LAWS.items(), 2)))
    wire = HERE / "_generated" / "acme_run" / "bridge" / "wire.py"
    text = wire.read_text(encoding="utf-8")
    assert '"flow_' in text
    wire.write_text(text.replace('"flow_', '"f_'), encoding="utf-8")
    FORMATS.load(HERE)
    EXAMPLE.write_text(json.dumps({"record": json.loads(RECORD), "hub": HUB_RECORD}), encoding="utf-8")
    found = check_format(HERE, FORMATS["acme-run"], 2)
    changed = '`subjectId` is "f_nightly" instead of "flow_nightly"'
    assert found[0] == f"{EXAMPLE}: becomes another record than its `hub`: {changed}"
    broken = (
        'acme-run: L1 models: acme-run to workflow-run, published: the model at subjectId: "flow_" instead of "f_";'
        ' record: {"runId":"'
    )
    (line,) = [each for each in found if each.startswith(broken)]
    assert line.endswith("\n  fix: this is no fault of a bridge: report it, with the schema, the bridge and the record")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"record": {"runId": 1}}, "the record is missing the field `flow`"),
        (
            {"record": json.loads(RECORD) | {"state": "lost"}},
            LOST,
        ),
    ],
)
def test_an_example_that_is_not_converted_is_reported(change: dict[str, Any], problem: str, runbridge: Command) -> None:
    EXAMPLE.write_text(json.dumps({"record": json.loads(RECORD)} | change), encoding="utf-8")
    FORMATS.load(HERE)
    assert check_format(HERE, FORMATS["acme-run"], 0)[0] == f"{EXAMPLE}: {problem}"


def test_an_example_without_a_record_of_the_hub_has_to_come_back_only(runbridge: Command) -> None:
    EXAMPLE.write_text(json.dumps({"record": json.loads(RECORD)}), encoding="utf-8")
    FORMATS.load(HERE)
    assert check_format(HERE, FORMATS["acme-run"], 0) == []


@pytest.mark.parametrize("text", ["[]", "{}", "no"])
def test_a_file_that_is_not_an_example_is_refused(text: str, runbridge: Command) -> None:
    EXAMPLE.write_text(text, encoding="utf-8")
    FORMATS.load(HERE)
    with pytest.raises(UsageError) as caught:
        check_format(HERE, FORMATS["acme-run"], 0)
    assert str(caught.value) == f"{EXAMPLE} is not an example: it has to be an object with a `record`"


def test_a_format_without_a_bridge_has_examples_only(runbridge: Command) -> None:
    (HERE / "acme_run" / "bridge.json").unlink()
    done = runbridge("codegen", "my_formats")
    assert (done.code, done.out) == (0, "")
    assert done.err.split("\n")[1:] == [
        "acme-run: 1 example, 0 problems",
        f"acme-run has no bridge, so its records are not converted; {RUN} --skeleton acme-run` {START}",
        "",
    ]


def _sources(**files: str) -> Callable[[], None]:
    def change() -> None:
        for name, text in files.items():
            (HERE / "acme_run" / f"{name}.json").write_text(text, encoding="utf-8")

    return change


def _remove(name: str) -> Callable[[], None]:
    return lambda: shutil.rmtree(HERE / name)


def _named(stem: str) -> Callable[[], object]:
    return lambda: (HERE / "acme_run").rename(HERE / stem)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_remove("."), "my_formats: there is no such folder of formats"),
        (
            lambda: shutil.rmtree(HERE / "acme_run"),
            "my_formats has no formats: a format is a folder with a schema.json",
        ),
        (_sources(schema="no"), "my_formats/acme_run/schema.json:1:1: not JSON: Expecting value"),
        (
            _sources(bridge=BRIDGE.replace('["region"]', "[]")),
            f"{PLACE}/bridge.json#: no rule covers acme-run's field 'region' {RULE_OR_RESIDUE}",
        ),
        (
            _sources(schema=SCHEMA.replace("AcmeRun", "WorkflowRunModel")),
            f"{PLACE}/schema.json#/title: 'WorkflowRunModel' is the title of workflow-run-model; choose another",
        ),
        (
            _sources(schema=SCHEMA.replace("{", '{"x-envelopes": ["runs"], ', 1)),
            f"{PLACE}/schema.json#/x-envelopes/0: 'runs' is not a path to records; give one like /run or /runs/*",
        ),
        (_named("workflow_run"), "my_formats/workflow_run: runbridge has a format of this name; rename the folder"),
        (_named("stubs"), "my_formats/stubs: 'stubs' is reserved, so no format can have this name"),
        (_named("acme-run"), "my_formats/acme-run: 'acme-run' cannot be the name of a format: use words like acme_run"),
        (_named("class"), "my_formats/class: 'class' cannot be the name of a format: use words like acme_run"),
        (
            (HERE / "_generated" / "manifest.json").unlink,
            f"my_formats/_generated was not written by `runbridge codegen`; remove it and run {RUN}`",
        ),
    ],
)
def test_what_cannot_be_generated_is_refused(change: Callable[[], object], message: str, runbridge: Command) -> None:
    change()
    assert runbridge("codegen", "my_formats") == (2, "", f"error: {message}\n")


def test_a_skeleton_has_what_was_not_decided(runbridge: Command) -> None:
    bridge = json.loads(BRIDGE)
    partial = bridge | {"rules": [], "residue": {"left": ["region"], "right": []}, "version": "7"}
    partial["rules"] = [
        {"rule": "same", "left": "/runId/inner", "right": "id"},
        {"rule": "first", "left": ["owner", "/flow[a=b]/c"], "right": "userId"},
    ]
    _sources(bridge=json.dumps(partial))()
    done = runbridge("codegen", "my_formats", "--skeleton", "acme-run", "-o", "skeleton.json")
    assert done == (0, "", "")
    found = json.loads(Path("skeleton.json").read_text(encoding="utf-8"))
    undecided = found.pop("undecided")
    assert found == partial
    assert undecided["left"] == {
        "state": "string, required: a rule, or residue with a default (waiting, active, done, broken)",
        "created": "timestamp, required: a rule, or residue with a default",
        "changed": "timestamp, required: a rule, or residue with a default",
        "seconds": "number, nullable",
    }
    assert undecided["right"]["parentRunId"] == "string, nullable, required"
    assert not {"id", "userId"} & undecided["right"].keys()


def test_a_skeleton_has_the_fields_inside_of_objects(runbridge: Command) -> None:
    schema = json.loads(SCHEMA)
    inner = {"a/b": {"type": "string"}, "many": {"type": ["string", "integer"]}, "last": {"type": ["number", "null"]}}
    schema["properties"]["place"] = {"type": "object", "required": ["last"], "properties": inner}
    _sources(schema=json.dumps(schema))()
    undecided = json.loads(runbridge("codegen", "my_formats", "--skeleton", "acme-run").out)["undecided"]
    assert undecided == {
        "left": {"place": "object", "/place/a~1b": "string", "/place/last": "number, nullable, required in its object"},
        "right": {},
    }


def test_an_example_whose_hub_is_no_record_is_reported(runbridge: Command) -> None:
    EXAMPLE.write_text(json.dumps({"record": json.loads(RECORD), "hub": 1}), encoding="utf-8")
    FORMATS.load(HERE)
    found = check_format(HERE, FORMATS["acme-run"], 0)
    assert found == [f"{EXAMPLE}: becomes another record than its `hub`: `hub` is not an object"]


def test_a_skeleton_of_a_whole_bridge_is_the_bridge(runbridge: Command) -> None:
    assert json.loads(runbridge("codegen", "my_formats", "--skeleton", "acme-run").out) == json.loads(BRIDGE)


def test_a_skeleton_without_a_bridge_is_refused_as_a_bridge(runbridge: Command) -> None:
    (HERE / "acme_run" / "bridge.json").unlink()
    text = runbridge("codegen", "my_formats", "--skeleton", "acme-run").out
    assert {*json.loads(text)["undecided"]["right"]} == {*HUB_RECORD}
    _sources(bridge=text)()
    done = runbridge("codegen", "my_formats")
    assert done.code == 2
    assert done.err.startswith("error: my_formats/acme_run/bridge.json#")


@pytest.mark.parametrize("text", ["[]", "no", '{"rules": [{}]}', '{"rules": 1}'])
def test_a_bridge_that_is_none_has_no_skeleton(text: str, runbridge: Command) -> None:
    _sources(bridge=text)()
    done = runbridge("codegen", "my_formats", "--skeleton", "acme-run")
    message = "my_formats/acme_run/bridge.json is not a bridge; correct or remove it"
    assert done == (2, "", f"error: {message}\n")


def test_a_skeleton_is_for_a_format_of_the_folder(runbridge: Command) -> None:
    write_format(Path("more")).joinpath("acme_run").rename("my_formats/other_run")
    done = runbridge("codegen", "my_formats", "--skeleton", "no")
    assert done == (2, "", "error: my_formats has no format no; choose acme-run or other-run\n")
