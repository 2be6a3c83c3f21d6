"""The counts of a run: records, rejected records, and losses by field."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from runbridge.losses import Loss
from runbridge.problems import brief

#: The most kinds of losses that are counted separately: field names come from the input and have no limit.
_MOST_LOSSES = 1000


class RunStats(msgspec.Struct):
    """The counts of a run so far: its records, those that were rejected, and the records with each loss.

    `losses` has the losses by kind and field. `more` counts the losses beyond the first 1,000 kinds, `missed` the
    records that a sidecar has no residue for, `damaged` the lines of a sidecar that cannot be used.
    """

    records: int = 0
    rejected: int = 0
    losses: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter[tuple[str, str]])
    more: int = 0
    missed: int = 0
    damaged: int = 0

    def add_losses(self, losses: Iterable[Loss]) -> None:
        """Count the losses of one record; names are shortened."""
        for loss in losses:
            self.count(loss.kind, brief(loss.field), 1)

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

    def merge(self, other: "RunStats") -> None:
        """Add the counts of another part of the run."""
        self.records += other.records
        self.rejected += other.rejected
        self.more += other.more
        self.missed += other.missed
        self.damaged += other.damaged
        for (kind, field), number in other.losses.items():
            self.count(kind, field, number)

    def summary(self) -> "Summary":
        """The counts as a value."""
        fields: dict[str, dict[str, int]] = {}
        # Sorted, because the order in which they were met depends on how the work was divided.
        for (kind, field), number in sorted(self.losses.items()):
            fields.setdefault(kind, {})[field] = number
        return Summary(
            records=self.records,
            rejected=self.rejected,
            fields=fields,
            more=self.more,
            missed=self.missed,
            damaged=self.damaged,
        )


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did: its records, how many passed and how many were rejected.

    `fields` counts the records by kind of loss (`preserved`, `approximated`, `dropped`, `defaulted`, `ignored`) and
    field, `more` the losses of fields beyond the first 1,000.
    `missed` counts the records without a residue in the sidecar, `damaged` the lines of the sidecar that cannot be
    used.
    """

    records: int = 0
    rejected: int = 0
    fields: Mapping[str, Mapping[str, int]] = {}
    more: int = 0
    missed: int = 0
    damaged: int = 0

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
            "more": self.more,
            "missed": self.missed,
            "damaged": self.damaged,
        }
