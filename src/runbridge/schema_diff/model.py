"""What changed between two versions of a schema, as values with equality."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from runbridge.schemas.document import Path

Role: TypeAlias = Literal["consumer", "producer"]
Grade: TypeAlias = Literal["compatible", "breaking", "needs-review"]

#: From the best to the worst.
GRADES: tuple[Grade, ...] = ("compatible", "needs-review", "breaking")
ROLES: tuple[Role, ...] = ("consumer", "producer")


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """A whole record that one version accepts and the other refuses, and the path to the part of it that shows why."""

    record: Any
    path: Path = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a change means to a role.

    A breaking change has a counterexample, which jsonschema confirmed; one that needs review has the reason why it was
    neither proven to be compatible nor shown to be breaking.
    """

    grade: Grade
    counterexample: Counterexample | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """Where a change is in one version: the JSON Pointer's steps, and line and column, counted from 1.

    A version that lacks what changed has the place of the schema that lacks it.
    """

    path: Path
    line: int = 1
    column: int = 1


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that is different, and what that means to each role that was asked about."""

    code: str
    message: str
    old: Side
    new: Side
    verdicts: dict[Role, Verdict]

    @property
    def grade(self) -> Grade:
        """The worst of its verdicts."""
        return worst(verdict.grade for verdict in self.verdicts.values())


@dataclass(frozen=True, kw_only=True)
class Diff:
    """What changed between two versions, named by their files, for the roles that were asked about."""

    old: str
    new: str
    roles: tuple[Role, ...]
    changes: tuple[Change, ...]

    def grade(self, role: Role) -> Grade:
        """What the new version as a whole is to a role."""
        return worst(change.verdicts[role].grade for change in self.changes)


def worst(grades: Iterable[Grade]) -> Grade:
    """The worst of some grades; compatible if there are none."""
    present = set(grades)
    last: Grade = "compatible"
    for grade in GRADES:
        if grade in present:
            last = grade
    return last
