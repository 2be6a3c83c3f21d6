"""What laws compare, and the messages of those that do not hold."""

from collections.abc import Iterable
from typing import Any

from runbridge.laws.json_tokens import MISSING, Record, is_object, shown, with_order
from runbridge.laws.subject import Subject, without_residue


class BrokenLaw(AssertionError):
    """A law that does not hold for a record."""


def fail(subject: Subject, reason: str, record: Record) -> None:
    """Raise BrokenLaw."""
    raise BrokenLaw(f"{subject}: {reason}\nrecord: {shown(record)}")


def expect(holds: bool, subject: Subject, reason: str, record: Record) -> None:
    """Raise BrokenLaw if something does not hold."""
    if not holds:
        fail(subject, reason, record)


def expect_valid(subject: Subject, record: Record, original: Record) -> None:
    """Expect that a record of the source is valid."""
    if not subject.is_valid(record):
        fail(subject.opposite, f"the converted record is invalid: {shown(record)}", original)


def expect_equal(subject: Subject, what: str, wanted: Any, found: Any, record: Record) -> None:
    """Expect that two values have the same tokens; the order of the fields of a record does not matter."""
    if is_object(wanted) and is_object(found):
        for name in differing(wanted, found):
            one, other = wanted.get(name, MISSING), found.get(name, MISSING)
            fail(subject, f"{what}: `{name}` is {shown(other)} instead of {shown(one)}", record)
    elif with_order(wanted) != with_order(found):
        fail(subject, f"{what}: {shown(found)} instead of {shown(wanted)}", record)


def expect_returned(subject: Subject, what: str, record: Record, back: Record) -> None:
    """Expect that a record of the source came back as it was."""
    if subject.gives_own:
        # The target got values that no field of the source has; they are in a residue now.
        record, back = without_residue(record), without_residue(back)
    expect_equal(subject, what, record, back, record)


def differing(one: Record, other: Record) -> list[str]:
    """The fields whose values differ, or that only one of two records has."""
    return [name for name in {**one, **other} if not is_same(one.get(name, MISSING), other.get(name, MISSING))]


def is_same(one: Any, other: Any) -> bool:
    """Whether two values have the same tokens, and their fields the same order."""
    return bool(with_order(one) == with_order(other))


def expect_fields(subject: Subject, what: str, wanted: Iterable[str], found: Iterable[str], record: Record) -> None:
    """Expect the same fields, in any order."""
    if sorted(wanted) != sorted(found):
        fail(subject, f"{what}: {sorted(found)} instead of {sorted(wanted)}", record)
