"""The scripts under findings/: each says what it runs and what was seen; nothing here installs anything."""

import os
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "findings"
FINDINGS = sorted(path for path in FOLDER.glob("*.sh") if path.name != "common.sh")


def header(script: Path) -> str:
    """The comment that a script begins with."""
    _, *lines = script.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[: next(number for number, line in enumerate(lines) if not line.startswith("#"))])


@pytest.mark.parametrize("script", FINDINGS, ids=[path.stem for path in FINDINGS])
def test_a_finding_names_versions_behaviour_and_use(script: Path) -> None:
    assert re.findall(r"^# (Versions?|Behaviour|For our users):", header(script), re.MULTILINE)[1:] == [
        "Behaviour",
        "For our users",
    ]


@pytest.mark.parametrize("script", FINDINGS, ids=[path.stem for path in FINDINGS])
def test_a_finding_pins_each_package_that_it_names(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    packages = re.findall(r"^(?:python|node)_packages (.+)$", text, re.MULTILINE)
    for package in " ".join(packages).split():
        name, version = re.split("==|(?<=.)@", package)
        assert version in header(script), f"{name} {version}"
    assert packages
    assert text.rstrip().endswith("SEEN")
    assert "import runbridge" not in text


@pytest.mark.parametrize("script", FINDINGS, ids=[path.stem for path in FINDINGS])
def test_a_finding_can_be_run(script: Path) -> None:
    assert os.access(script, os.X_OK)
