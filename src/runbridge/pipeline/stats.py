"""How far a run is and what it did, as values: counts that add up, and what became of which members."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from runbridge.errors import WrongUse
from runbridge.losses import Loss
from runbridge.problems import brief

#: So many kinds of losses are counted apart: names of members come from the input, and there is no end to them.
_MOST_LOSSES = 1000
#: A share of the records says something only when there are some.
_SAMPLE = 1000


class Tally(msgspec.Struct):
    """What a run did so far: records in and rejected, and how many records had each loss, by kind and member.

    `more` counts the losses beyond the first 1,000 kinds, `missed` the records that a sidecar has no residue for,
    `damaged` the lines of a sidecar that cannot be used.
    """

    records: int = 0
    rejected: int = 0
    losses: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter[tuple[str, str]])
    more: int = 0
    missed: int = 0
    damaged: int = 0

    def add(self, losses: Iterable[Loss]) -> None:
        """Count the losses of one record; names are shortened."""
        for loss in losses:
            self.count(loss.kind, brief(loss.member), 1)

    def add_members(self, kind: str, members: Iterable[str]) -> None:
        """Count that something of a kind happened to members of one record; names are shortened."""
        for member in members:
            self.count(kind, brief(member), 1)

    def count(self, kind: str, member: str, number: int) -> None:
        """Count what happened to a member of so many records."""
        if (kind, member) in self.losses or len(self.losses) < _MOST_LOSSES:
            self.losses[kind, member] += number
        else:
            self.more += number

    def merge(self, other: "Tally") -> None:
        """Count what another part of the run did."""
        self.records += other.records
        self.rejected += other.rejected
        self.more += other.more
        self.missed += other.missed
        self.damaged += other.damaged
        for (kind, member), number in other.losses.items():
            self.count(kind, member, number)

    def summary(self) -> "Summary":
        """What was counted, as a value."""
        members: dict[str, dict[str, int]] = {}
        # Sorted, for the order in which they were met depends on how the records were shared out.
        for (kind, member), number in sorted(self.losses.items()):
            members.setdefault(kind, {})[member] = number
        return Summary(
            records=self.records,
            rejected=self.rejected,
            members=members,
            more=self.more,
            missed=self.missed,
            damaged=self.damaged,
        )


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did: records in, those that went through and those that were rejected; the three add up.

    `members` says by kind (`carried`, `approximated`, `dropped`, `defaulted`, `ignored`) how many records it happened
    to, by member. `more` counts what happened to members beyond the first 1,000, `missed` the records that a sidecar
    has no residue for, `damaged` the lines of a sidecar that cannot be used.
    """

    records: int = 0
    rejected: int = 0
    members: Mapping[str, Mapping[str, int]] = {}
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
            "members": {kind: dict(counts) for kind, counts in self.members.items()},
            "more": self.more,
            "missed": self.missed,
            "damaged": self.damaged,
        }


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is: the bytes taken from its inputs as they are stored, of how many if that is known."""

    done: int
    size: int | None
    records: int
    rejected: int


class Limit(msgspec.Struct, frozen=True):
    """How many rejected records end a run: more than a number, or more than a share in percent."""

    value: float
    is_share: bool = False

    def is_over(self, records: int, rejected: int, *, at_end: bool = False) -> bool:
        """Whether that is too many; a share counts from 1,000 records on, and at the end."""
        if not self.is_share:
            return rejected > self.value
        return (at_end or records >= _SAMPLE) and rejected * 100 > self.value * records

    def __str__(self) -> str:
        return f"{self.value:g}%" if self.is_share else f"{self.value:,.0f}"


def parse_limit(value: int | str) -> Limit:
    """The limit of a number, or of a text like `100` or `2.5%`; raises WrongUse."""
    text = str(value)
    try:
        if text.endswith("%"):
            share = float(text[:-1])
            if 0 <= share <= 100:
                return Limit(share, is_share=True)
        elif int(text) >= 0:
            return Limit(int(text))
    except ValueError:
        pass
    raise WrongUse(f"{text!r} is no limit; give a number of records, or a share like 5%")
