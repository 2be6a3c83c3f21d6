"""The error for a source that codegen refuses."""

from collections.abc import Iterable


class SourceError(Exception):
    """A schema or a bridge that codegen does not accept.

    `place` is a file name with a JSON Pointer, `choices` what is accepted there.
    """

    def __init__(self, place: str, message: str, choices: Iterable[str] = ()) -> None:
        self.place = place
        self.message = message
        self.choices = tuple(choices)
        super().__init__(place, message, self.choices)

    def __str__(self) -> str:
        hint = f" (choices: {', '.join(self.choices)})" if self.choices else ""
        return f"{self.place}: {self.message}{hint}"
