"""docs/cli.md says what the commands say."""

import click

from runbridge import cli
from tests.cli.reference import PAGE, reference


def test_the_page_is_generated_from_the_commands() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run `python -m tests.cli.reference`"


def test_the_page_has_every_option_of_every_command() -> None:
    text = reference()
    context = click.Context(cli.cli)
    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        assert command is not None
        section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert all(option in section for option in parameter.opts)
