"""Rows in, problems out."""

from collections.abc import Mapping, Sequence

from runbridge._generated import FORMATS
from runbridge.arrow.rows import NotOfFiles, flaws_of, longer_line
from runbridge.errors import UnknownFormat
from runbridge.formats import find_format
from runbridge.pipeline.validate_task import Validating
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable, validate_lines
from runbridge.record.reader import detect
from runbridge.record.validate import find_problems


class RowValidation(NotOfFiles):
    """The validation of rows."""

    block = Validating.block

    def __init__(
        self, form: str | None, profile: str, *, strict: bool, schemas: Mapping[str, str], max_record: int | None
    ) -> None:
        self._form = form
        #: The format of the last record that told one: most likely the others have it too.
        self._told = form
        self._profile = profile
        self._strict = strict
        self._schemas = schemas
        self._max_record = max_record

    @property
    def form(self) -> str | None:
        """The format that records are taken for; None where each tells its own."""
        return self._form

    @property
    def can_batch(self) -> bool:
        """Whether many records can be looked at at once: for what every schema asks."""
        return not self._strict and not self._schemas

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """How many valid records there are on the lines of a text; Odd if not all are, or if they are not ordinary."""
        long = longer_line(text, self._max_record)
        if long is not None:
            return NotBatchable(long)
        done = self._do_lines(text)
        if self._form is None and isinstance(done, NotBatchable):
            told = _format_of(text[: text.index(b"\n")])
            if told not in {None, self._told}:
                self._told = told
                return self._do_lines(text)
        return done

    def _do_lines(self, text: bytes) -> int | NotBatchable:
        # A record that is valid in one format and looks like several is valid alone, too.
        return NotBatchable() if self._told is None else validate_lines(find_format(self._told), text, self._profile)

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record; where its format cannot be told, in the one that it has the fewest in."""
        if problems := flaws_of(data, self._max_record):
            return problems
        try:
            return self._problems(data, self._form)
        except UnknownFormat:
            return min((self._problems(data, form) for form in FORMATS), key=len)

    def _problems(self, data: bytes, form: str | None) -> Sequence[Problem]:
        return find_problems(data, form, profile=self._profile, strict=self._strict, schemas=self._schemas)


def _format_of(record: bytes) -> str | None:
    """The format that a record tells, if it tells one."""
    try:
        return detect(record).name
    except UnknownFormat:
        return None
