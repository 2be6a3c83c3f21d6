"""Records in, problems out."""

from collections.abc import Sequence

import msgspec

from runbridge.formats import find_format
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable, validate_lines
from runbridge.record.validate import check_payloads, find_problems


class Validate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How records are to be validated; `form` is told from their members when absent.

    `schemas` has the texts of JSON Schemas by the kind of payload that each describes: no process reads a file again.
    """

    form: str | None = None
    profile: str = "published"
    strict: bool = False
    schemas: dict[str, str] = {}


class Validating:
    """The validation of records."""

    bridge = None
    #: Larger ones are hardly quicker, and one bad record costs as much as its block.
    block = 1 << 15

    def __init__(self, plan: Validate) -> None:
        self._plan = plan
        self._form: str | None = None
        # Options that make no sense are told of before a record is read.
        self.start(plan.form)

    @property
    def form(self) -> str | None:
        """The format that records are taken for; None where each tells its own."""
        return self._form

    @property
    def can_batch(self) -> bool:
        """Whether many records can be looked at at once: those of one format, for no more than its shape."""
        return self._form is not None and not self._plan.strict and not self._plan.schemas

    def start(self, form: str | None) -> None:
        """Get ready for records of a format; raises WrongUse where it has no payload that a schema describes."""
        if form is not None:
            check_payloads(find_format(form), self._plan.schemas)
        self._form = form

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """How many valid records there are on the lines of a text; Odd if not all are, or if they are not ordinary."""
        if self._form is None or not self.can_batch:
            return NotBatchable()
        return validate_lines(find_format(self._form), text, self._plan.profile)

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record."""
        plan = self._plan
        return find_problems(data, self._form, profile=plan.profile, strict=plan.strict, schemas=plan.schemas)

    def flush(self) -> None:
        """Nothing is kept back."""
