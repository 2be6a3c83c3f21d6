"""Patterns of JSON Schema, which are regular expressions of JavaScript, as Python's `re` reads them."""

import re
import warnings


def why_unreadable(pattern: str) -> str | None:
    """Why Python cannot read a pattern, in the words of `re`; None where it can."""
    with warnings.catch_warnings():
        # What Python will read differently one day in a pattern of theirs is nothing that they ask us.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            re.compile(pattern)
        except (re.error, OverflowError) as error:
            return str(error)
    return None
