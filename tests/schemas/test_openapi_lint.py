"""Redocly's linter, with its recommended rules, accepts the OpenAPI documents."""

import json
from itertools import product
from pathlib import Path

import pytest

from runbridge.known_formats import FORMATS
from runbridge.schemas.dialects import schema_text
from tests.stubs import node_tools

MANIFEST = Path(__file__).parent / "node" / "package.json"
LINTER = Path("@redocly", "cli", "bin", "cli.js")


@pytest.fixture(autouse=True)
def quiet_linter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDOCLY_TELEMETRY", "off")
    monkeypatch.setenv("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")


@pytest.mark.deep
def test_redocly_accepts_every_openapi_document(tmp_path: Path) -> None:
    files: list[str] = []
    for form, profile, strict, bundle in product(FORMATS, ["published", "tolerant"], [False, True], [False, True]):
        files.append(f"{form}-{profile}-{strict}-{bundle}.json")
        text = schema_text(FORMATS[form], profile=profile, strict=strict, bundle=bundle, dialect="openapi-3.1")
        (tmp_path / files[-1]).write_text(text, encoding="utf-8")
    linter = node_tools.packages(MANIFEST) / LINTER
    # A document of components uses none of them in a path.
    rules = ("--skip-rule", "no-unused-components", "--format", "github-actions")
    done = node_tools.node(linter, "lint", *rules, *files, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_redocly_reports_a_document_without_a_license(tmp_path: Path) -> None:
    document = json.loads(schema_text(FORMATS["workflow-run"], dialect="openapi-3.1"))
    del document["info"]["license"]
    (tmp_path / "a.json").write_text(json.dumps(document), encoding="utf-8")
    linter = node_tools.packages(MANIFEST) / LINTER
    done = node_tools.node(linter, "lint", "--format", "github-actions", "a.json", cwd=tmp_path)
    assert "info-license" in done.stdout
