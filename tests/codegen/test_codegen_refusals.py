"""Everything that codegen refuses in a source: each message names the place and, where there are some, the choices.

A file in `refusals` has changes to sources, by name, as JSON Patch (RFC 6902), and the whole message.
"""

import io
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from codegen.__main__ import main
from runbridge.codegen.format_sources import read_sources
from runbridge.codegen.source_errors import SourceError
from tests.codegen.source_folders import add_third, copy_sources, edit

RUN = "workflow_run/schema.json"
BRIDGE = "workflow_run_model/bridge.json"
THIRD = "batch_job/bridge.json"
RESIDUE = "residue.schema.json"
CASES = sorted((Path(__file__).parent / "refusals").glob("*/*.json"))


def refusal(root: Path) -> str:
    """The message that the sources of a root are refused with."""
    with pytest.raises(SourceError) as caught:
        read_sources(root / "schemas")
    return str(caught.value)


def patch(document: Any, operations: list[dict[str, Any]]) -> None:
    """Apply the operations of a JSON Patch: add, replace and remove."""
    for operation in operations:
        *parents, last = (step.replace("~1", "/").replace("~0", "~") for step in operation["path"].split("/")[1:])
        place = document
        for step in parents:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if operation["op"] == "remove":
            del place[int(last) if isinstance(place, list) else last]
        elif last == "-":
            place.append(operation["value"])
        else:
            place[int(last) if isinstance(place, list) else last] = operation["value"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}/{case.stem}" for case in CASES])
def test_a_source_is_refused_with_the_place_and_the_choices(tmp_path: Path, case: Path) -> None:
    root = copy_sources(tmp_path)
    if case.parent.name == "added_format":
        add_third(root)
    expected = json.loads(case.read_text(encoding="utf-8"))
    for name, operations in expected["changes"].items():
        edit(root, name, partial(patch, operations=operations))
    assert refusal(root) == expected["message"]


def test_the_sources_that_the_cases_start_from_are_accepted(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    add_third(root)
    found = [bridge.file for bridge in read_sources(root / "schemas").bridges]
    assert found == [f"schemas/{THIRD}", f"schemas/{BRIDGE}"]


#: What a file holds, and what is said about it.
FILES: dict[str, tuple[bytes, str]] = {
    "no JSON": (b'{"version": "1",\n "left" 2}', ":2:9: not JSON: Expecting ':' delimiter"),
    "no UTF-8": (b'{"version": "\xff"}', ": not UTF-8 at byte 13"),
    "a key twice": (b'{"version": "1", "version": "2"}', ": the key 'version' stands twice in one object"),
    "no object": (b"[]", "#: [] is not of type 'object'"),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_as_a_bridge_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    root = copy_sources(tmp_path)
    (root / "schemas" / BRIDGE).write_bytes(content)
    assert refusal(root) == f"schemas/{BRIDGE}{message}"


@pytest.mark.parametrize("name", [RESIDUE, "bridge.schema.json"])
def test_a_schema_that_codegen_itself_needs_must_be_there(tmp_path: Path, name: str) -> None:
    root = copy_sources(tmp_path)
    (root / "schemas" / name).unlink()
    assert refusal(root) == f"schemas/{name}: there is no such file"


def test_a_schema_that_says_nothing_is_refused(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    (root / "schemas" / RUN).write_text("true", encoding="utf-8")
    assert refusal(root) == "schemas/workflow_run/schema.json#: true says nothing (choices: a schema with fields)"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"missing": {"region": "seen"}}, "/missing/region: 'region' is not a required field (choices: id)"),
        ({"missing": {"id": True}}, "/missing/id: True is not of type 'string'"),
        ({}, ": {} should be non-empty"),
        ({"null": {}}, ": unknown key 'null' (choices: missing, aliases, also, notes)"),
        ({"aliases": {"id": "seen"}}, "/aliases/id: 'id' is not a field with an enum and `x-aliases`"),
        ({"also": {"id": {"schema": {}}}}, "/also/id: 'source' is a required property"),
        ({"notes": [{"field": "id", "note": "cut"}]}, "/notes/0: 'source' is a required property"),
        (
            {"also": {"id": {"schema": {}, "source": "seen"}}},
            "/also/id: 'id' is not a field of a definition (choices: Note.text)",
        ),
        (
            {"also": {"Note.text": {"schema": {"type": 1}, "source": "seen"}}},
            (
                "/also/Note.text/schema/type: 1 is unknown"
                " (choices: array, boolean, integer, null, number, object, string)"
            ),
        ),
        (
            {"also": {"Note.text": {"schema": {"$ref": "#/$defs/Other"}, "source": "seen"}}},
            "/also/Note.text/schema/$ref: there is no definition '#/$defs/Other'",
        ),
    ],
)
def test_what_services_send_otherwise_is_about_a_field_and_has_its_source(
    tmp_path: Path, document: Any, message: str
) -> None:
    write_tiny(tmp_path / "root", a=None)
    note = {"type": "object", "properties": {"text": {"type": "string"}}}
    edit(tmp_path / "root", "a/schema.json", lambda schema: schema.update({"$defs": {"Note": note}}))
    (tmp_path / "root" / "schemas" / "a" / "tolerant.json").write_text(json.dumps(document), encoding="utf-8")
    assert refusal(tmp_path / "root") == f"schemas/a/tolerant.json#{message}"


def rename_run(root: Path, name: str) -> None:
    """Give the folder of a format another name."""
    folder = (root / "schemas" / RUN).parent
    folder.rename(folder.with_name(name))


def test_a_folder_whose_name_is_not_an_identifier_is_refused(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    rename_run(root, "workflow-run")
    message = "schemas/workflow-run: 'workflow-run' cannot be the name of a format: use words like acme_run"
    assert refusal(root) == message


@pytest.mark.parametrize("name", ["bridge", "residue", "schemas", "stubs"])
def test_a_format_with_a_reserved_name_is_refused(tmp_path: Path, name: str) -> None:
    root = copy_sources(tmp_path)
    rename_run(root, name)
    assert refusal(root) == f"schemas/{name}: {name!r} is reserved, so no format can have this name"


def test_a_folder_without_a_schema_is_refused(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    (root / "schemas" / "empty").mkdir()
    assert refusal(root) == "schemas/empty/schema.json: there is no such file"


def test_a_bridge_in_the_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    add_third(root)
    shutil.copy(root / "schemas" / BRIDGE, root / "schemas" / THIRD)
    assert refusal(root) == (
        "schemas/batch_job/bridge.json#/left: the bridge of batch-job is for workflow-run-model (choices: batch-job)"
    )


def write_tiny(root: Path, **hubs: str | None) -> None:
    """Sources with tiny formats by their folders, each with a bridge to the one that it names."""
    copy_sources(root.parent)
    for folder in ("workflow_run", "workflow_run_model"):
        shutil.rmtree(root / "schemas" / folder)
    for name, hub in hubs.items():
        (root / "schemas" / name).mkdir()
        schema = {
            "$id": f"urn:{name}",
            "title": name.upper(),
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}},
        }
        (root / "schemas" / name / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
        if hub is not None:
            bridge = {
                "$schema": "bridge.schema.json",
                "version": "1",
                "left": name,
                "right": hub,
                "identity": {"left": "id", "right": "id"},
                "rules": [{"rule": "same", "left": "id", "right": "id"}],
                "residue": {"left": [], "right": []},
                "defaults": {"left": {}, "right": {}},
            }
            (root / "schemas" / name / "bridge.json").write_text(json.dumps(bridge), encoding="utf-8")


def test_bridges_to_two_hubs_are_refused(tmp_path: Path) -> None:
    write_tiny(tmp_path / "root", a="c", b="d", c=None, d=None)
    assert refusal(tmp_path / "root") == (
        "schemas/b/bridge.json#/right: schemas/a/bridge.json leads to c, and there is one hub (choices: c)"
    )


def test_a_hub_with_a_bridge_is_refused(tmp_path: Path) -> None:
    write_tiny(tmp_path / "root", a="c", c="a")
    assert refusal(tmp_path / "root") == (
        "schemas/c/bridge.json#: the bridge of a hub: schemas/a/bridge.json leads to c"
    )


def test_several_bridges_to_one_hub_are_accepted(tmp_path: Path) -> None:
    write_tiny(tmp_path / "root", a="c", b="c", c=None, d=None)
    assert len(read_sources(tmp_path / "root" / "schemas").bridges) == 2


def test_a_refusal_is_a_value_with_its_parts() -> None:
    error = SourceError("schemas/a.json#/b", "no", (word for word in ("c", "d")))
    assert (error.place, error.message, error.choices) == ("schemas/a.json#/b", "no", ("c", "d"))
    assert error.args == ("schemas/a.json#/b", "no", ("c", "d"))
    assert str(error) == "schemas/a.json#/b: no (choices: c, d)"


def test_the_command_says_the_refusal_and_writes_nothing(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    edit(root, BRIDGE, lambda bridge: bridge.update(left="workflow-runs"))
    out, err = io.StringIO(), io.StringIO()
    assert main([], root, out, err) == 2
    assert out.getvalue() == ""
    assert err.getvalue() == (
        "error: schemas/workflow_run_model/bridge.json#/left: there is not a schema for the format 'workflow-runs'"
        " (choices: workflow-run, workflow-run-model)\n"
    )
    assert not (root / "src").exists()
