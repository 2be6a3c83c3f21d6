"""All tools do the same work: each gives the result of runbridge, as far as it can represent it."""

import json
import subprocess
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.benchmarks import floor, ours
from tests.benchmarks.measuring import ROOT
from tests.benchmarks.peers.schema import write_list_schema
from tests.benchmarks.programs import find_program
from tests.benchmarks.records import make_records

# Warnings of the SDK about pydantic cannot be fixed here.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:Pydantic serializer warnings")

CONVERTERS = [
    ("orjson_dict", "orjson", ""),
    ("json_dict", "json", ""),
    ("comfydeploy_orjson", "comfydeploy", ""),
    ("pydantic_models", "pydantic", ""),
    ("duckdb_sql", "duckdb", ""),
    ("duckdb_sql", "duckdb", "_one"),
]
VALIDATORS = [
    ("rust_json_schema", "jsonschema_rs"),
    ("fast_json_schema", "fastjsonschema"),
    ("python_json_schema", "rfc3339_validator"),
]


class Files(NamedTuple):
    """Records, the output of runbridge for them, and the output file of a tool."""

    model: Path
    run: Path
    target: Path


@pytest.fixture(scope="module", name="files")
def make_files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("benchmarks")
    files = Files(folder / "model.ndjson", folder / "run.ndjson", folder / "target.ndjson")
    files.model.write_bytes(b"".join(islice(make_records(size="2 KB", kind="plain"), 100)))
    ours.right(files.model, files.run)
    return files


def read(path: Path, *without: str) -> list[dict[str, Any]]:
    """The records of a file without differences that do not count: null fields and the last digits of a float."""
    return [rounded({**json.loads(line), **dict.fromkeys(without)}) for line in path.read_bytes().splitlines()]


def rounded(value: Any) -> Any:
    match value:
        case float():
            return round(value, 6)
        case dict():
            return {name: rounded(each) for name, each in value.items() if each is not None}
        case list():
            return [rounded(each) for each in value]
        case _:
            return value


@pytest.mark.parametrize(("module", "needs", "way"), CONVERTERS, ids=str)
def test_a_peer_does_the_same_work(module: str, needs: str, way: str, files: Files) -> None:
    pytest.importorskip(needs)
    peer = import_module(f"tests.benchmarks.peers.{module}")
    getattr(peer, f"right{way}")(files.model, files.target)
    assert read(files.target, "_rest") == read(files.run, "_residue")
    assert "machine_id" in read(files.target)[0]["_rest"]
    getattr(peer, f"left{way}")(files.run, files.target)
    assert read(files.target) == read(files.model)


def test_jq_does_the_same_work(files: Files) -> None:
    program = find_program("jq")
    if program is None:
        pytest.skip("jq is not installed")
    for work, source, expected in (("right", files.model, files.run), ("left", files.run, files.model)):
        with files.target.open("wb") as out:
            script = ROOT / "tests" / "benchmarks" / "peers" / f"{work}.jq"
            subprocess.run((program, "-c", "-f", script, source), stdout=out, check=True)
        assert read(files.target, "_rest") == read(expected, "_residue")


def test_the_floor_writes_what_it_reads(files: Files) -> None:
    floor.right(files.model, files.target)
    assert read(files.target) == read(files.model)
    floor.left(files.run, files.target)
    assert read(files.target) == read(files.run)
    floor.validate(files.model)


def test_runbridge_comes_back_to_the_same_values(files: Files) -> None:
    ours.left(files.run, files.target)
    assert [json.loads(line) for line in files.target.read_bytes().splitlines()] == [
        json.loads(line) for line in files.model.read_bytes().splitlines()
    ]
    ours.validate(files.model)


def test_runbridge_fails_for_a_rejected_record(files: Files, tmp_path: Path) -> None:
    broken = write_broken(files.model, tmp_path)
    with pytest.raises(SystemExit, match=r"^1$"):
        ours.validate(broken)
    with pytest.raises(SystemExit, match=r"^1$"):
        ours.right(broken, files.target)


def write_broken(source: Path, folder: Path) -> Path:
    """A file whose third record has an invalid timestamp."""
    lines = source.read_bytes().splitlines(keepends=True)[:3]
    lines[2] = json.dumps({**json.loads(lines[2]), "created_at": "yesterday"}).encode() + b"\n"
    broken = folder / "broken.ndjson"
    broken.write_bytes(b"".join(lines))
    return broken


@pytest.mark.parametrize(("module", "needs"), VALIDATORS)
def test_a_validator_asserts_formats(module: str, needs: str, files: Files, tmp_path: Path) -> None:
    pytest.importorskip(needs)
    validate = import_module(f"tests.benchmarks.peers.{module}").validate
    validate(files.model)
    with pytest.raises(ValueError, match=r"created_at|line 3 is not valid"):
        validate(write_broken(files.model, tmp_path))


def test_check_jsonschema_takes_an_array(files: Files, tmp_path: Path) -> None:
    program = find_program("check-jsonschema")
    if program is None:
        pytest.skip("check-jsonschema is not installed")
    write_list_schema(tmp_path / "schema.json")
    said = []
    for source in (files.model, write_broken(files.model, tmp_path)):
        array = tmp_path / "array.json"
        array.write_bytes(b"[" + b",".join(source.read_bytes().splitlines()) + b"]")
        command = (program, "--schemafile", tmp_path / "schema.json", array)
        said.append(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    assert said[0] == "ok -- validation done\n"
    assert "$[2].created_at: 'yesterday' is not a 'date-time'" in said[1]
