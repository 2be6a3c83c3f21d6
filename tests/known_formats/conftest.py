"""A folder with a format of a user, and the registry of formats as it was before each test."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runbridge.codegen.own_formats import generate
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.laws.subject import subject_of
from tests.cli.commands import Command
from tests.docs.test_docs import OWN_FORMAT, blocks

SCHEMA, _, BRIDGE, _, _, RECORD = blocks(OWN_FORMAT, "json")[:6]
HUB_RECORD = {
    "id": "r1",
    "workspaceId": "acme",
    "subjectId": "flow_nightly",
    "parentRunId": None,
    "status": "running",
    "mode": "async",
    "input": None,
    "output": None,
    "error": None,
    "triggeredBy": "event",
    "cfWorkflowId": None,
    "durationMs": 12500,
    "userId": "u1",
    "startedAt": None,
    "completedAt": None,
    "createdAt": "2026-03-14T09:26:53Z",
    "updatedAt": "2026-03-14T09:26:53Z",
}


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget the formats that a test loads."""
    monkeypatch.delenv("RUNBRIDGE_FORMAT_PATH", raising=False)
    for owner, name in ((FORMATS, "_formats"), (FORMATS, "folders"), (DIRECTIONS, "_directions")):
        monkeypatch.setattr(owner, name, dict(getattr(owner, name)))
    for name, value in (("_path", None), ("_is_installed", True), ("_is_complete", False)):
        monkeypatch.setattr(FORMATS, name, value)
    modules = {*sys.modules}
    yield
    for name in {*sys.modules} - modules:
        if name.startswith(("runbridge_formats_", "acme_formats")):
            del sys.modules[name]
    subject_of.cache_clear()


def write_format(folder: Path) -> Path:
    """Write the format of the how-to, with an example, into a folder."""
    (folder / "acme_run" / "examples").mkdir(parents=True)
    (folder / "acme_run" / "schema.json").write_text(SCHEMA, encoding="utf-8")
    (folder / "acme_run" / "bridge.json").write_text(BRIDGE, encoding="utf-8")
    example = {"source": "constructed", "record": json.loads(RECORD), "hub": HUB_RECORD}
    (folder / "acme_run" / "examples" / "active.json").write_text(json.dumps(example), encoding="utf-8")
    return folder


@pytest.fixture(name="generated", scope="session")
def fixture_generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The format with its code."""
    folder = write_format(tmp_path_factory.mktemp("generated") / "my_formats")
    generate(folder)
    return folder


@pytest.fixture(name="runbridge")
def fixture_runbridge(
    generated: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs commands inside this process, in a folder with `my_formats`, which has its code, and a file of records."""
    shutil.copytree(generated, tmp_path / "my_formats", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "acme.ndjson").write_text(RECORD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Command(capsys)
