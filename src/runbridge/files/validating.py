"""Records in, problems out."""

from collections.abc import Sequence

import msgspec

from runbridge.files.lanes import validate_lines
from runbridge.problems import Problem
from runbridge.records import find_format
from runbridge.validate import validate


class Validate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How records are to be validated; `form` is told from their members when absent."""

    form: str | None = None
    profile: str = "published"
    strict: bool = False


class Validating:
    """The validation of records."""

    bridge = None

    def __init__(self, plan: Validate) -> None:
        self._plan = plan
        self._form = plan.form
        self._is_odd = False

    @property
    def form(self) -> str | None:
        """The format that records are taken for; None where each tells its own."""
        return self._form

    def start(self, form: str | None) -> None:
        """Get ready for records of a format."""
        self._form = form

    def together(self, text: bytes) -> int | None:
        """How many valid records there are on the lines of a text; None if not all are, or if they are not ordinary."""
        # The lines are looked at one by one there too: when one of a block is odd, to try parts of it gains nothing.
        if self._plan.strict or self._form is None or self._is_odd:
            return None
        done = validate_lines(find_format(self._form), text, self._plan.profile)
        self._is_odd = done is None
        return done

    def alone(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record."""
        return validate(data, self._form, profile=self._plan.profile, strict=self._plan.strict)

    def flush(self) -> None:
        """Nothing is kept back; what comes now is another block."""
        self._is_odd = False
