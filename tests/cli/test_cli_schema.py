"""`runbridge schema`: every variant of every format, and that of a problem."""

import json
from itertools import product

import pytest

from runbridge.known_formats import FORMATS
from runbridge.reporters.json import problem_schema
from runbridge.schemas.dialects import schema_text
from tests.cli.commands import Command, Outcome, process

PROFILES = ["published", "tolerant"]
FLAGS = [False, True]
DIALECTS = ["2020-12", "draft-07", "openapi-3.1"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_option_changes_the_schema(runbridge: Command, form: str) -> None:
    printed = set()
    for profile, strict, bundle, patterns, dialect in product(PROFILES, FLAGS, FLAGS, FLAGS, DIALECTS):
        given = {"--strict": strict, "--bundle": bundle, "--time-patterns": patterns}
        flags = [name for name, is_given in given.items() if is_given]
        outcome = runbridge("schema", form, "--profile", profile, "--dialect", dialect, *flags)
        text = schema_text(
            FORMATS[form],
            profile=profile,
            strict=strict,
            bundle=bundle,
            time_patterns=patterns,
            dialect=dialect,
        )
        assert outcome == Outcome(0, text, "")
        printed.add(text)
    assert len(printed) == 48


@pytest.mark.parametrize("form", FORMATS)
def test_the_defaults_are_the_canonical_schema(runbridge: Command, form: str) -> None:
    canonical = runbridge("schema", form)
    assert canonical == Outcome(0, schema_text(FORMATS[form]), "")
    assert runbridge("schema", form, "--profile", "published", "--dialect", "2020-12") == canonical


@pytest.mark.parametrize(
    "options",
    [
        ["--profile", "tolerant"],
        ["--profile", "published"],
        ["--strict"],
        ["--bundle"],
        ["--time-patterns"],
        ["--dialect", "draft-07"],
        ["--dialect", "2020-12"],
        ["--strict", "--bundle"],
    ],
)
def test_the_schema_of_a_problem_takes_no_option(runbridge: Command, options: list[str]) -> None:
    named = ", ".join(option for option in options if option.startswith("--"))
    code, out, err = runbridge("schema", "problem", *options)
    usage, *_, last = err.splitlines()
    assert (code, out, usage) == (2, "", "Usage: runbridge schema [OPTIONS] FORMAT")
    assert last == f"Error: the schema of a problem has no variants; omit {named}"


def test_the_schema_of_a_problem_is_the_one_that_ships(runbridge: Command) -> None:
    assert runbridge("schema", "problem") == Outcome(0, problem_schema(), "")


def test_a_process_writes_json_to_files_and_pipes() -> None:
    arguments = ["schema", "workflow-run-model", "--strict", "--bundle", "--dialect", "openapi-3.1"]
    done = process(*arguments, PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (0, "")
    assert list(json.loads(done.out)) == ["openapi", "info", "servers", "jsonSchemaDialect", "paths", "components"]
