"""The changes between two versions of a schema, as values with equality."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from runbridge.schemas.document import Path

Role: TypeAlias = Literal["consumer", "producer"]
Grade: TypeAlias = Literal["compatible", "breaking", "needs-review"]
#: Which records a writer is assumed to write: all that its schema accepts, or only those without fields that its schema
#: does not declare and the reader's schema does.
Policy: TypeAlias = Literal["strict", "lenient"]
Compatibility: TypeAlias = Literal["backward", "forward", "full"]

#: From the best to the worst.
GRADES: tuple[Grade, ...] = ("compatible", "needs-review", "breaking")
ROLES: tuple[Role, ...] = ("consumer", "producer")
POLICIES: tuple[Policy, ...] = ("strict", "lenient")
#: The roles that each kind of compatibility is about.
ROLES_OF: Mapping[Compatibility, tuple[Role, ...]] = {
    "backward": ("consumer",),
    "forward": ("producer",),
    "full": ROLES,
}


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """A record that one version accepts and the other refuses, and the path to the part of it that shows why."""

    record: Any
    path: Path = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The grade of a change for a role.

    A breaking change has a counterexample, which jsonschema confirmed. A change that needs review has the reason why it
    was neither proven to be compatible nor shown to be breaking.
    """

    grade: Grade
    counterexample: Counterexample | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """The location of a change in one version: the steps of the JSON Pointer, and line and column, counted from 1.

    Where one version does not have what changed, it is the location of the schema in which it is missing.
    """

    path: Path
    line: int = 1
    column: int = 1


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference, with a verdict for each role that was checked."""

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
    """The changes between two versions, named by their files, for the roles that were checked."""

    old: str
    new: str
    roles: tuple[Role, ...]
    changes: tuple[Change, ...]
    policy: Policy = "strict"

    @property
    def compatibility(self) -> Compatibility:
        """The kind of compatibility that the roles make up."""
        return next(name for name, roles in ROLES_OF.items() if set(roles) == set(self.roles))

    def grade(self, role: Role) -> Grade:
        """The grade of the new version as a whole for a role."""
        return worst(change.verdicts[role].grade for change in self.changes)


def worst(grades: Iterable[Grade]) -> Grade:
    """The worst grade; compatible if there are none."""
    present = set(grades)
    last: Grade = "compatible"
    for grade in GRADES:
        if grade in present:
            last = grade
    return last
