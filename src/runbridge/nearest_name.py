"""The name that a misspelled one may be meant for."""

from collections.abc import Iterable

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
