"""What a conversion could not carry, as values with equality; every text about it is made here."""

from collections.abc import Mapping
from dataclasses import dataclass

from runbridge.problems import brief

#: `dropped`: the source's member does not come back as it was. `defaulted`: nothing supplies the target's member, so
#: it has its default. `ignored`: a part of the incoming residue was not used.
KINDS = ("dropped", "defaulted", "ignored")


@dataclass(frozen=True, kw_only=True)
class Loss:
    """One member that a conversion dropped, defaulted, or did not restore; `reason` says more where there is more."""

    kind: str
    member: str
    reason: str = ""

    @property
    def message(self) -> str:
        """The loss in one sentence."""
        return _MESSAGES[self.kind].format(name=f"`{brief(self.member)}`", reason=self.reason)


_MESSAGES = {
    "dropped": "{name} does not come back as it was: there is no residue",
    "defaulted": "{name} has its default: nothing supplies it",
    "ignored": "{name} in the residue is not used: {reason}",
}


def summary_of(losses: Mapping[tuple[str, str], int], records: int) -> list[str]:
    """Losses of many records as lines for people: one a kind, each member with how many records lost it."""
    lines: list[str] = []
    for kind in KINDS:
        members = [
            f"{brief(member)}{'' if count == records else f' ({count:,})'}"
            for (each, member), count in losses.items()
            if each == kind
        ]
        if members:
            more = f" and {len(members) - _MOST_SHOWN:,} more" if len(members) > _MOST_SHOWN else ""
            lines.append(f"{_HEADS[kind]}: {', '.join(members[:_MOST_SHOWN])}{more}")
    return lines


#: Longer than the list of any format's members; unknown ones come from the input, and there is no end to them.
_MOST_SHOWN = 50

_HEADS = {
    "dropped": "dropped, does not come back",
    "defaulted": "filled with a default",
    "ignored": "in a residue, not used",
}
