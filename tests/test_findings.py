"""The headers of the scripts in findings/ and their list; the tests do not run the scripts, which install packages."""

import os
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "findings"
FINDINGS = sorted(path for path in FOLDER.glob("*.sh") if path.name != "common.sh")


def header(script: Path) -> str:
    """The comment at the start of a script."""
    _, *lines = script.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[: next(number for number, line in enumerate(lines) if not line.startswith("#"))])


@pytest.mark.parametrize("script", FINDINGS, ids=[path.stem for path in FINDINGS])
def test_the_header_names_versions_behaviour_and_use(script: Path) -> None:
    assert re.findall(r"^# (Versions?|Behaviour|For our users):", header(script), re.MULTILINE)[1:] == [
        "Behaviour",
        "For our users",
    ]


@pytest.mark.parametrize("script", FINDINGS, ids=[path.stem for path in FINDINGS])
def test_the_header_names_each_pinned_version(script: Path) -> None:
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


def test_the_list_has_the_title_of_each_finding() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    entries = re.findall(r"^- \[(\w+)\]\(\1\.sh\): ((?:.+\n)(?:  .+\n)*)", text, re.MULTILINE)
    titles = [re.sub(r"\n(# )?", " ", header(script).split("\n#\n")[0]).removeprefix("# ") for script in FINDINGS]
    assert [(name, " ".join(title.split())) for name, title in entries] == [
        (script.stem, title) for script, title in zip(FINDINGS, titles, strict=True)
    ]
