"""What a conversion could not carry, as values with equality, and every text about what became of members."""

from collections.abc import Mapping
from itertools import islice

import msgspec

from runbridge.problems import brief

#: `dropped`: the source's member does not come back as it was. `defaulted`: nothing supplies the target's member, so
#: it has its default. `ignored`: a part of the incoming residue was not used.
KINDS = ("dropped", "defaulted", "ignored")
#: What a summary tells: losses, and what a residue has. `carried`: the target has no place for the source's member.
#: `approximated`: its counterpart alone would not bring it back as it was.
_TOLD = ("carried", "approximated", *KINDS)


class Loss(msgspec.Struct, frozen=True, kw_only=True):
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


def summary_of(members: Mapping[str, Mapping[str, int]], records: int) -> list[str]:
    """What became of members, by kind, as lines for people: each member with how many of the records it happened to."""
    lines: list[str] = []
    for kind in _TOLD:
        counts = members.get(kind, {})
        shown = [
            f"{brief(member)}{'' if count == records else f' ({count:,})'}"
            for member, count in islice(counts.items(), _MOST_SHOWN)
        ]
        if shown:
            more = f" and {len(counts) - _MOST_SHOWN:,} more" if len(counts) > _MOST_SHOWN else ""
            lines.append(f"{_HEADS[kind]}: {', '.join(shown)}{more}")
    return lines


#: Longer than the list of any format's members; unknown ones come from the input, and there is no end to them.
_MOST_SHOWN = 50

_HEADS = {
    "carried": "carried in the residue",
    "approximated": "approximated, exact in the residue",
    "dropped": "dropped, does not come back",
    "defaulted": "filled with a default",
    "ignored": "in a residue, not used",
}
