"""The counts of a run: records, rejected records, problems, and losses by field."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from runbridge.losses import Loss
from runbridge.outputs.rejects import Rejected
from runbridge.problem_messages import brief

#: The most files and pointers that are counted separately: both can come from the input and have no limit.
_MAX_NAMES = 1000
#: How much of a file name or a pointer is kept.
_MAX_LENGTH = 200
#: A step of a pointer that is the index of an array, or a field whose name is a number.
_INDEX = re.compile(r"/(?:0|[1-9][0-9]*)(?=/|$)")

#: The most kinds of losses that are counted separately: field names come from the input and have no limit.
_MOST_LOSSES = 1000


class RunStats(msgspec.Struct):
    """The counts of a run so far: its records, those that were rejected, and the records with each loss.

    `losses` has the losses by kind and field, `reasons` those of the kind `ignored` by reason and field. `more` counts
    the losses beyond the first 1,000 kinds, `missed` the records that a sidecar has no residue for, `damaged` the lines
    of a sidecar that cannot be used, `ambiguous` the records that may have the residue of another one in the sidecar.
    """

    records: int = 0
    rejected: int = 0
    losses: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter[tuple[str, str]])
    reasons: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter[tuple[str, str]])
    more: int = 0
    missed: int = 0
    damaged: int = 0
    ambiguous: int = 0

    def add_losses(self, losses: Iterable[Loss]) -> None:
        """Count the losses of one record; names are shortened."""
        for loss in losses:
            self.count(loss.kind, brief(loss.field), 1)
            if loss.kind == "ignored":
                self._count_reason(loss.reason, brief(loss.field), 1)

    def add_fields(self, kind: str, fields: Iterable[str]) -> None:
        """Count that something of a kind happened to fields of one record; names are shortened."""
        for field in fields:
            self.count(kind, brief(field), 1)

    def count(self, kind: str, field: str, number: int) -> None:
        """Count what happened to a field in a number of records."""
        if (kind, field) in self.losses or len(self.losses) < _MOST_LOSSES:
            self.losses[kind, field] += number
        else:
            self.more += number

    def _count_reason(self, reason: str, field: str, number: int) -> None:
        # There are few reasons, so that the limit for fields is enough.
        if ("ignored", field) in self.losses:
            self.reasons[reason, field] += number

    def merge(self, other: "RunStats") -> None:
        """Add the counts of another part of the run."""
        self.records += other.records
        self.rejected += other.rejected
        self.more += other.more
        self.missed += other.missed
        self.damaged += other.damaged
        self.ambiguous += other.ambiguous
        for (kind, field), number in other.losses.items():
            self.count(kind, field, number)
        for (reason, field), number in other.reasons.items():
            self._count_reason(reason, field, number)

    def summary(self) -> "Summary":
        """The counts as a value."""
        return Summary(
            records=self.records,
            rejected=self.rejected,
            fields=_grouped(self.losses),
            reasons=_grouped(self.reasons),
            more=self.more,
            missed=self.missed,
            damaged=self.damaged,
            ambiguous=self.ambiguous,
        )


def _grouped(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    groups: dict[str, dict[str, int]] = {}
    # Sorted, because the order in which they were met depends on how the work was divided.
    for (group, field), number in sorted(counts.items()):
        groups.setdefault(group, {})[field] = number
    return groups


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did: its records, how many passed and how many were rejected.

    `fields` counts the records by kind of loss (`preserved`, `approximated`, `carried`, `dropped`, `defaulted`,
    `ignored`, `altered`) and field, or format for `carried`; `reasons` those of the kind `ignored` by reason and field;
    `more` the losses of fields beyond the first 1,000. `missed` counts the records without a residue in the sidecar,
    `damaged` the lines of the sidecar that cannot be used, `ambiguous` the records that may have got the residue of
    another record, because the sidecar has several lines for their id and text, but not as many as there are records.
    """

    records: int = 0
    rejected: int = 0
    fields: Mapping[str, Mapping[str, int]] = {}
    reasons: Mapping[str, Mapping[str, int]] = {}
    more: int = 0
    missed: int = 0
    damaged: int = 0
    ambiguous: int = 0

    @property
    def passed(self) -> int:
        """The records that are valid, or converted."""
        return self.records - self.rejected

    def as_json(self) -> dict[str, Any]:
        """The summary as JSON values."""
        return {
            "records": self.records,
            "passed": self.passed,
            "rejected": self.rejected,
            "fields": {kind: dict(counts) for kind, counts in self.fields.items()},
            "reasons": {reason: dict(counts) for reason, counts in self.reasons.items()},
            "more": self.more,
            "missed": self.missed,
            "damaged": self.damaged,
            "ambiguous": self.ambiguous,
        }


class ProblemCounter:
    """Counts the problems of rejected records, which come in the order of the input with any number of jobs."""

    def __init__(self) -> None:
        self.codes = Counter[str]()
        self._files, self._pointers = Counter[str](), Counter[str]()
        self._other_files = self._other_pointers = 0

    def add(self, rejected: Rejected) -> None:
        """Count the problems of one record."""
        number = len(rejected.problems)
        if not _add(self._files, rejected.file, number):
            self._other_files += number
        for problem in rejected.problems:
            self.codes[problem.code] += 1
            pointer = problem.pointer
            if not _add(self._pointers, _INDEX.sub("/*", pointer) if pointer else "", 1):
                self._other_pointers += 1

    def counts(self) -> dict[str, Any]:
        """The counts so far, as JSON values: in total, by code, by file and by pointer, the most frequent first.

        In pointers every number is `*`, so that the elements of an array are counted together. `other_files` and
        `other_pointers` count the problems beyond the first 1,000 files and pointers.
        """
        return {
            "total": self.codes.total(),
            "by_code": _sorted(self.codes),
            "by_file": _sorted(self._files),
            "by_pointer": _sorted(self._pointers),
            "other_files": self._other_files,
            "other_pointers": self._other_pointers,
        }


def _add(counter: Counter[str], name: str, number: int) -> bool:
    """Count something for a name; False if there is no room for another name."""
    if name in counter:
        counter[name] += number
        return True
    name = name if len(name) <= _MAX_LENGTH else f"{name[:_MAX_LENGTH]}…"
    if name not in counter and len(counter) >= _MAX_NAMES:
        return False
    counter[name] += number
    return True


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
