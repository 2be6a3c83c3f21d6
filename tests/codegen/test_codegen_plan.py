"""The plan of a bridge as Python text."""

from pathlib import Path

from runbridge.codegen.format_sources import read_sources
from runbridge.codegen.package import build
from tests.codegen.source_folders import Json
from tests.five_formats.package import write_sources


def schema(title: str, properties: Json) -> Json:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:plan:{title.lower()}",
        "title": title,
        "description": f"A {title}.",
        "type": "object",
        "required": [*properties],
        "properties": {name: {"description": f"The {name}.", **child} for name, child in properties.items()},
    }


def test_constants_are_python_literals_and_other_values_are_json_text(tmp_path: Path) -> None:
    defaults = {"mood": "it's", "loud": True, "note": None, "level": 3}
    right = {
        "key": {"type": "string"},
        "mood": {"type": "string"},
        "loud": {"type": "boolean"},
        "note": {"type": ["string", "null"]},
        "level": {"type": "integer"},
    }
    bridge: Json = {
        "$schema": "bridge.schema.json",
        "version": "1",
        "left": "small-run",
        "right": "wide-run",
        "identity": {"left": "id", "right": "key"},
        "rules": [{"rule": "same", "left": "id", "right": "key"}],
        "residue": {"left": [], "right": [*defaults]},
        "defaults": {"left": {}, "right": defaults},
    }
    sources: dict[str, tuple[Json, Json | None]] = {
        "small_run": (schema("SmallRun", {"id": {"type": "string"}}), bridge),
        "wide_run": (schema("WideRun", right), None),
    }
    folder = write_sources(tmp_path / "schemas", sources)
    plan = build(read_sources(folder), folder, every_fast_path=True)["small_run/bridge/plan.py"]
    assert [line.strip() for line in plan.splitlines() if "constant=" in line] == [
        'default=Constant(constant="it\'s"),',
        "default=Constant(constant=True),",
        "default=Constant(constant=None),",
        'default=Constant(constant=Raw(b"3")),',
    ]
