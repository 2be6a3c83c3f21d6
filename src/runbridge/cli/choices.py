"""Choices of options and commands, with suggestions for misspelled values; names of files."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Common short forms, which are too different from the value for an edit distance.
_SHORT = {"ts": "typescript", "py": "python-msgspec", "msgspec": "python-msgspec", "pydantic": "python-pydantic"}


def nearest(value: str, choices: Iterable[str]) -> str | None:
    """The choice that is closest to a misspelled value; None if none is close."""
    names = [*choices]
    if _SHORT.get(value) in names:
        return _SHORT[value]
    # Imported only after a mistake.
    from difflib import get_close_matches

    # Without hyphens and upper case `workflowrun` is exactly `workflow-run`.
    by_letters = {_letters(name): name for name in reversed(names)}
    found = get_close_matches(_letters(value), by_letters, n=1, cutoff=0.6)
    return by_letters[found[0]] if found else None


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


class FileName(click.types.StringParamType):
    """The name of a file or directory, which shells complete."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """The instruction for the shell to complete the name of a file."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class Choice(click.Choice[str]):
    """A value from a list of choices."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(choices)

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """The message for an invalid value, with the closest choice."""
        message = super().get_invalid_choice_message(value, ctx)
        near = nearest(str(value), self.choices)
        return message if near is None else f"{message} Did you mean {near!r}?"
