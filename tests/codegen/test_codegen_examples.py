"""The reviewed examples of formats: records with the hub records that they have to become."""

import json
from pathlib import Path

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge._runtime.schema import load_schema
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.laws.json_tokens import read_tokens as read

EXAMPLES = sorted((ROOT / "schemas").glob("*/examples/*.json"))
HUB = "workflow-run"


def format_of(path: Path) -> str:
    return path.parts[-3].replace("_", "-")


WITH_HUB = [path for path in EXAMPLES if (format_of(path), HUB) in DIRECTIONS]
each_example, with_hub = (
    pytest.mark.parametrize("path", paths, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
    for paths in (EXAMPLES, WITH_HUB)
)


def part_of(path: Path, name: str) -> bytes:
    """The JSON text of one part of an example."""
    return json.dumps(json.loads(path.read_text(encoding="utf-8"))[name]).encode()


@each_example
def test_an_example_says_where_it_comes_from(path: Path) -> None:
    example = json.loads(path.read_text(encoding="utf-8"))
    assert set(example) == {"source", "record"} | ({"hub"} if path in WITH_HUB else set())
    assert example["source"] == "constructed"


@each_example
def test_both_records_of_an_example_are_valid(path: Path) -> None:
    assert rb.validate(part_of(path, "record"), format_of(path), strict=True) == []
    if path in WITH_HUB:
        assert rb.validate(part_of(path, "hub"), HUB, strict=True) == []


@with_hub
def test_an_example_becomes_the_expected_hub_record(path: Path) -> None:
    done = rb.convert(part_of(path, "record"), HUB, format_of(path), residue="drop")
    assert read(done.data) == read(part_of(path, "hub"))


@with_hub
def test_an_example_comes_back_as_it_was(path: Path) -> None:
    there = rb.convert(part_of(path, "record"), HUB, format_of(path))
    back = rb.convert(there.data, format_of(path), HUB)
    assert read(back.data) == read(part_of(path, "record"))


@pytest.mark.parametrize("name", sorted({source for source, target in DIRECTIONS if target == HUB}))
def test_there_is_an_example_for_every_status(name: str) -> None:
    bridge = json.loads((ROOT / "schemas" / name.replace("-", "_") / "bridge.json").read_text(encoding="utf-8"))
    (field,) = [rule["left"] for rule in bridge["rules"] if rule["right"] == "status"]
    status = load_schema(FORMATS[name])["properties"][field]
    words = status.get("enum", status.get("x-extensible-enum"))
    found = {read(part_of(path, "record"))[field] for path in EXAMPLES if format_of(path) == name}
    assert found == set(words)
