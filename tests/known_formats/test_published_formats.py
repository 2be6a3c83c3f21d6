"""Published schemas of services without a bridge, as formats of users: their records are validated and described.

The schemas and recordings are not in the repository.
"""

import gzip
import json
from pathlib import Path

import pytest

from codegen.__main__ import ROOT
from tests.cli.commands import Outcome, process

PUBLISHED = ROOT.parent / "shared" / "formats"
ARGO, OPENLINEAGE = "argo-workflow", "openlineage-run-event"
TARGETS = ["python-msgspec", "python-pydantic", "python-dataclass", "python-typeddict", "typescript", "zod"]

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not PUBLISHED.exists(), reason="the published schemas are not here"),
]


@pytest.fixture(name="formats", scope="session")
def fixture_formats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both formats, imported from the published schemas, and their code."""
    folder = tmp_path_factory.mktemp("users") / "formats"
    for name in (ARGO, OPENLINEAGE):
        stem = name.replace("-", "_")
        home = folder / stem
        home.mkdir(parents=True)
        source = folder.parent / f"{stem}.json"
        packed = PUBLISHED / stem / "schema.source.json.gz"
        text = gzip.decompress(packed.read_bytes()) if packed.exists() else packed.with_suffix("").read_bytes()
        source.write_bytes(text)
        assert process("import-schema", str(source), "-o", str(home / "schema.json")).code == 0
    done = process("codegen", str(folder), "-q")
    assert (done.code, done.err) == (0, "")
    return folder


def run(formats: Path, *arguments: str) -> Outcome:
    return process(*arguments, RUNBRIDGE_FORMAT_PATH=str(formats))


def recordings(name: str) -> str:
    return str(PUBLISHED / name.replace("-", "_") / "examples")


def test_every_recording_has_the_published_schema_where_the_service_keeps_to_it(formats: Path) -> None:
    for options in ([], ["--format", OPENLINEAGE]):
        done = run(formats, "validate", recordings(OPENLINEAGE), *options)
        assert (done.code, done.err) == (0, "10 records, 0 invalid\n")


def test_only_what_the_service_is_known_to_send_otherwise_is_a_problem(formats: Path) -> None:
    """IntOrString is a string in the published schema, and a number in manifests."""
    arguments = [recordings(ARGO), "--format", ARGO, "--profile", "tolerant", "--output-format", "json"]
    done = run(formats, "validate", *arguments)
    problems = json.loads(done.out)["problems"]
    assert {each["pointer"].rpartition("/")[2] for each in problems} == {"factor", "limit"}
    assert {each["code"] for each in problems} == {"invalid-type"}


@pytest.mark.parametrize("name", [ARGO, OPENLINEAGE])
def test_drift_and_stubs_are_made(name: str, formats: Path) -> None:
    report = json.loads(run(formats, "drift", recordings(name), "--format", name, "--output-format", "json").out)
    assert report["records"] == {ARGO: 9, OPENLINEAGE: 10}[name]
    for target in TARGETS:
        done = run(formats, "stubs", target, "--format", name, "-q")
        assert done.code == 0
        assert {ARGO: "WorkflowSpec", OPENLINEAGE: "RunEvent"}[name] in done.out


def test_a_format_without_a_bridge_is_not_converted(formats: Path) -> None:
    done = run(formats, "convert", recordings(OPENLINEAGE), "--to", "workflow-run")
    reason = f"there is no conversion from {OPENLINEAGE} to workflow-run: {OPENLINEAGE} has no bridge"
    assert (done.code, done.out, done.err) == (2, "", f"error: {reason}\n")
