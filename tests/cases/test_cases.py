"""Records as files: `<mode>/<format>/valid/*.json`, and `invalid/*.json` with the expected report in `*.expected`.

A mode is a profile, or `strict` for the published one with `strict`. Each new file is a case. After an intended change
`RUNBRIDGE_UPDATE_CASES=1 pytest tests/cases` rewrites the expected reports; read them before you commit.
"""

import os
import re
from pathlib import Path

import pytest

import runbridge as rb
from runbridge.options import ReportOptions
from runbridge.reporters.text import render_text

HERE = Path(__file__).parent
MODES = {
    "published": {"profile": "published", "strict": False},
    "tolerant": {"profile": "tolerant", "strict": False},
    "strict": {"profile": "published", "strict": True},
}
FORMATS = ("workflow-run", "workflow-run-model")


def cases(kind: str) -> list[Path]:
    return sorted(HERE.glob(f"*/*/{kind}/*.json"))


def name_of(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


def problems_of(path: Path) -> list[rb.Problem]:
    mode, form = path.relative_to(HERE).parts[:2]
    options = MODES[mode]
    return rb.validate(path.read_bytes(), form, profile=str(options["profile"]), strict=bool(options["strict"]))


def report_of(path: Path) -> str:
    """The text report for a file as one record; the command line would split an array or two objects."""
    rejected = rb.Rejected(path.name, 1, 1, 1, 0, path.read_bytes(), tuple(problems_of(path)))
    return "".join(render_text(rejected.findings(), ReportOptions()))


@pytest.mark.parametrize("path", cases("valid"), ids=name_of)
def test_a_valid_record_has_no_problem(path: Path) -> None:
    assert problems_of(path) == []


@pytest.mark.parametrize("path", cases("invalid"), ids=name_of)
def test_an_invalid_record_has_exactly_the_expected_problems(path: Path) -> None:
    expected = path.with_suffix(".expected")
    text = report_of(path)
    assert text
    if os.environ.get("RUNBRIDGE_UPDATE_CASES"):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert expected.exists(), f"{name_of(expected)} is missing; RUNBRIDGE_UPDATE_CASES=1 writes it"
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", cases("invalid"), ids=name_of)
def test_reports_are_narrow_and_printable(path: Path) -> None:
    lines = report_of(path).split("\n")
    assert all(line.isprintable() for line in lines)
    assert all(len(line) <= 90 for line in lines if re.match(r" *\d* [|]", line))


def test_every_file_is_a_case() -> None:
    taken = {*cases("valid"), *cases("invalid")}
    expected = {path.with_suffix(".expected") for path in cases("invalid")}
    here = {path for path in HERE.rglob("*") if path.is_file() and path.suffix in (".json", ".expected")}
    assert here == taken | expected


def test_both_formats_have_cases_of_both_kinds_in_every_mode() -> None:
    folders = {path.parent.relative_to(HERE).parts for path in [*cases("valid"), *cases("invalid")]}
    assert folders == {(mode, form, kind) for mode in MODES for form in FORMATS for kind in ("valid", "invalid")}
