"""What a conversion lost, as values with equality, and every message about what happened to fields."""

from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

from runbridge.problem_messages import brief

#: `dropped`: the field of the source does not come back exactly. `defaulted`: nothing supplies the field of the target,
#: so it has its default. `ignored`: a part of the incoming residue was not used. `altered`: a value from the incoming
#: residue may have been changed by another tool.
KINDS = ("dropped", "defaulted", "ignored", "altered")
#: What a summary reports: losses, and what the residue has. `preserved`: the target has no such field. `approximated`:
#: its counterpart alone would not bring it back exactly. `carried`: the residue of another format, for another
#: conversion. `outside`: the field of a document around records is not a part of any.
_REPORTED = ("preserved", "approximated", "carried", *KINDS, "outside")


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """One field that a conversion dropped, filled with a default or did not restore.

    `kind` is `dropped`, `defaulted`, `ignored` or `altered`; `reason` says why, or is empty.
    """

    kind: str
    field: str
    reason: str = ""

    @property
    def message(self) -> str:
        """The loss in one sentence."""
        return _MESSAGES[self.kind].format(name=f"`{brief(self.field)}`", reason=self.reason)


_MESSAGES = {
    "dropped": "{name} will not be restored: there is no residue",
    "defaulted": "{name} has its default: no field supplies it",
    "ignored": "{name} in the residue is ignored: {reason}",
    "altered": "{name} in the residue may have changed: {reason}",
}


def summary_of(
    fields: Mapping[str, Mapping[str, int]], records: int, reasons: Mapping[str, Mapping[str, int]] = {}
) -> list[str]:
    """What happened to fields, by kind, as lines for people: each field with the number of records it happened in.

    `reasons` has the fields of the kind `ignored`, by the reason.
    """
    lines: list[str] = []
    for heading, counts in _reported(fields, reasons):
        shown = [
            f"{brief(member)}{'' if count == records else f' ({count:,})'}"
            for member, count in islice(counts.items(), _MOST_SHOWN)
        ]
        if shown:
            more = f" and {len(counts) - _MOST_SHOWN:,} more" if len(counts) > _MOST_SHOWN else ""
            lines.append(f"{heading}: {', '.join(shown)}{more}")
    return lines


def _reported(
    fields: Mapping[str, Mapping[str, int]], reasons: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, Mapping[str, int]]]:
    """The fields of each kind with its heading; of the kind `ignored`, those with the same reason."""
    for kind in _REPORTED:
        if kind == "ignored":
            yield from ((f"not restored; {reason}", counts) for reason, counts in reasons.items())
        else:
            yield _HEADINGS[kind], fields.get(kind, {})


#: More than the fields of any format. The number of unknown fields is not bounded.
_MOST_SHOWN = 50

_HEADINGS = {
    "preserved": "preserved in the residue",
    "approximated": "approximated; exact value in the residue",
    "carried": "carried; the residue of another format",
    "dropped": "dropped; will not be restored",
    "defaulted": "filled with a default",
    "altered": "in a residue, may have changed",
    "outside": "outside of the records, not read",
}
