"""Suggestions for mistyped names."""

import pytest

from tests.cli.commands import Command


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (["validat", "x"], "No such command 'validat'. Did you mean 'validate'?"),
        (["convert", "--to", "workflowrun"], "Did you mean 'workflow-run'?"),
        (["stubs", "ts"], "Did you mean 'typescript'?"),
        (["stubs", "pydantic"], "Did you mean 'python-pydantic'?"),
        (["explain", "unmapped"], "Did you mean 'unmapped-value'?"),
        (["validate", "x", "--profile", "tolerate"], "Did you mean 'tolerant'?"),
    ],
)
def test_the_nearest_name_is_suggested(arguments: list[str], suggestion: str, runbridge: Command) -> None:
    outcome = runbridge(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith(f"{suggestion}\n")


def test_nothing_is_suggested_without_a_close_match(runbridge: Command) -> None:
    assert runbridge("qqqqq").err.endswith("Error: No such command 'qqqqq'.\n")
    assert "Did you mean" not in runbridge("stubs", "qqqqq").err
