"""Files in, findings out."""

from collections.abc import Iterator
from dataclasses import dataclass

from runbridge.files.findings import Finding, entries_of, finding, open_input
from runbridge.files.reading import Entry
from runbridge.problems import Problem
from runbridge.validate import validate


@dataclass(frozen=True, kw_only=True)
class Validation:
    """What to validate and how."""

    files: tuple[str, ...]
    form: str | None = None
    profile: str = "published"
    strict: bool = False


@dataclass
class Tally:
    """How many records were seen, and how many of them were refused."""

    records: int = 0
    refused: int = 0


def validate_file(job: Validation, file: str, tally: Tally) -> Iterator[Finding]:
    """The findings of one file, in its order; raises OSError and UnknownFormat."""
    with open_input(file) as stream:
        form, entries = entries_of(stream, job.form)
        for entry in entries:
            problems = problems_of(entry, form, job)
            tally.records += 1
            tally.refused += bool(problems)
            for problem in problems:
                yield finding(file, entry, problem)


def problems_of(entry: Entry, form: str | None, job: Validation) -> list[Problem]:
    """The problems of one entry, or the flaw of the file that it stands for."""
    if entry.flaw:
        return [Problem(code="not-json", expected=entry.flaw)]
    return validate(entry.data, form, profile=job.profile, strict=job.strict)
