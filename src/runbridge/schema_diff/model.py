"""The changes between two versions of a schema, as values with equality, as lines of text and as a JSON document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from runbridge.problem_messages import brief, escape, pointer
from runbridge.schemas.document import Path, literal_text

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


#: How many characters of a record a line shows; the JSON document has the whole record.
_SHOWN = 2_000


def as_text(diff: Diff) -> Iterator[str]:
    """One line for each change, followed by a line for each role for which it is not compatible."""
    for change in diff.changes:
        # A removed keyword is shown where it was.
        file, side = (diff.old, change.old) if change.code.endswith("-removed") else (diff.new, change.new)
        place = f"{escape(file)}:{side.line}:{side.column}"
        yield f"{place}: {change.grade} {change.code} `{brief(pointer(side.path))}` {escape(change.message)}\n"
        for role, verdict in change.verdicts.items():
            if verdict.grade != "compatible":
                yield f"    {role}: {_verdict_line(diff, role, verdict)}\n"


def _verdict_line(diff: Diff, role: Role, verdict: Verdict) -> str:
    if verdict.counterexample is None:
        return f"{verdict.grade}: {verdict.reason}"
    accepting, refusing = (diff.old, diff.new) if role == "consumer" else (diff.new, diff.old)
    record = escape(literal_text(verdict.counterexample.record))
    cut = f"{record[:_SHOWN]}…" if len(record) > _SHOWN else record
    path = verdict.counterexample.path
    place = f", for its `{brief(pointer(path))}`" if path else ""
    return f"{verdict.grade}: {escape(accepting)} accepts and {escape(refusing)} refuses{place}: {cut}"


def as_json(diff: Diff) -> str:
    """One JSON document, in ASCII."""
    document = {
        "old": diff.old,
        "new": diff.new,
        "compatibility": diff.compatibility,
        "policy": diff.policy,
        "verdicts": {role: diff.grade(role) for role in diff.roles},
        "changes": [_change(change) for change in diff.changes],
    }
    return literal_text(document, ensure_ascii=True) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "code": change.code,
        "grade": change.grade,
        "message": change.message,
        "old": _side(change.old),
        "new": _side(change.new),
        "verdicts": {role: _verdict(verdict) for role, verdict in change.verdicts.items()},
    }


def _side(side: Side) -> dict[str, Any]:
    return {"pointer": pointer(side.path), "line": side.line, "column": side.column}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    document: dict[str, Any] = {"grade": verdict.grade}
    if verdict.reason:
        document["reason"] = verdict.reason
    if verdict.counterexample is not None:
        document["counterexample"] = {
            "record": verdict.counterexample.record,
            "pointer": pointer(verdict.counterexample.path),
        }
    return document
