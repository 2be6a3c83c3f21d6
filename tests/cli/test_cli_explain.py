"""`runbridge explain`: what the codes mean; and the schema of what `--output-format json` writes."""

from pathlib import Path

import pytest

from runbridge.diagnosis.catalogue import EXPLANATIONS, as_markdown
from runbridge.problems import CODES
from runbridge.reporters.json import problem_schema
from tests.cli.commands import Command, Outcome

PAGE = (Path(__file__).parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")


def test_one_code(runbridge: Command) -> None:
    assert runbridge("explain", "invalid-timestamp") == Outcome(
        0,
        "invalid-timestamp\n\n"
        "The text is not a date-time as RFC 3339 has it.\n\n"
        'Example: `/at` must be an RFC 3339 date-time with an offset, not "2026-03-14 09:26:53Z"\n'
        'Hint: write "2026-03-14T09:26:53Z"\n\n'
        "Write year, month and day, a T, the time and the offset. Without an offset it is a time for "
        "`--profile tolerant` only, which takes it as UTC.\n",
        "",
    )
    assert runbridge("explain", "too-deep").out == (
        "too-deep\n\n"
        "Arrays and objects are nested more deeply than a parser can follow.\n\n"
        "Example: nested too deeply\n\n"
        "Nobody needs a record like this: find out who wrote it.\n"
    )


def test_all_codes(runbridge: Command) -> None:
    lines = runbridge("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == list(CODES)
    assert lines[1] == "invalid-json         The text is not JSON."


def test_a_code_that_there_is_not(runbridge: Command) -> None:
    code, out, err = runbridge("explain", "no-such")
    assert (code, out) == (2, "")
    assert "'no-such' is not one of 'invalid-utf8', 'invalid-json'" in err


def test_the_table_in_the_docs_is_what_the_command_prints(runbridge: Command) -> None:
    table = runbridge("explain", "--output-format", "markdown").out
    assert table == as_markdown()
    assert table in PAGE
    # A bar in a cell would end it.
    assert all(line.replace("\\|", "").count("|") == 4 for line in table.splitlines())


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_explained_in_sentences(code: str) -> None:
    each = EXPLANATIONS[code]
    assert each.code == code
    assert each.meaning.endswith(".")
    assert each.fix.endswith(".")
    assert each.meaning != each.fix
    assert tuple(EXPLANATIONS) == CODES


def test_the_schema_of_a_problem(runbridge: Command) -> None:
    assert runbridge("schema", "problem") == Outcome(0, problem_schema(), "")
