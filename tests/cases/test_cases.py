"""Records as files: `<mode>/<format>/valid/*.json`, and `invalid/*.json` with the problems in a `.expected` beside.

A mode is a profile, or `strict` for the published one with `strict`. A file dropped in is a case. After a change that
is meant, `RUNBRIDGE_UPDATE_CASES=1 pytest tests/cases` writes the expectations anew; read them before they land.
"""

import os
from pathlib import Path

import pytest

import runbridge as rb

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


def problems_of(path: Path) -> list[str]:
    mode, form = path.relative_to(HERE).parts[:2]
    options = MODES[mode]
    problems = rb.validate(path.read_bytes(), form, profile=str(options["profile"]), strict=bool(options["strict"]))
    return [f"{each.line}:{each.column}: {each.code} {each.message}" for each in problems]


@pytest.mark.parametrize("path", cases("valid"), ids=name_of)
def test_a_valid_record_has_no_problem(path: Path) -> None:
    assert problems_of(path) == []


@pytest.mark.parametrize("path", cases("invalid"), ids=name_of)
def test_an_invalid_record_has_exactly_the_problems_beside_it(path: Path) -> None:
    expected = path.with_suffix(".expected")
    problems = problems_of(path)
    assert problems
    if os.environ.get("RUNBRIDGE_UPDATE_CASES"):
        expected.write_text("".join(f"{line}\n" for line in problems), encoding="utf-8", newline="\n")
    assert expected.exists(), f"{name_of(expected)} is missing; RUNBRIDGE_UPDATE_CASES=1 writes it"
    assert problems == expected.read_text(encoding="utf-8").splitlines()


def test_every_file_is_in_a_folder_that_is_looked_into() -> None:
    taken = {*cases("valid"), *cases("invalid")}
    expected = {path.with_suffix(".expected") for path in cases("invalid")}
    here = {path for path in HERE.rglob("*") if path.is_file() and path.suffix in (".json", ".expected")}
    assert here == taken | expected


def test_both_formats_have_cases_of_both_kinds_in_every_mode() -> None:
    folders = {path.parent.relative_to(HERE).parts for path in [*cases("valid"), *cases("invalid")]}
    assert folders == {(mode, form, kind) for mode in MODES for form in FORMATS for kind in ("valid", "invalid")}
