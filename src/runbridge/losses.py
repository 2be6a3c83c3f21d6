"""What a conversion could not carry, as values with equality; every text about it is made here."""

from dataclasses import dataclass

from runbridge.problems import escape, shorten

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
        name = f"`{shorten(escape(self.member))}`"
        return _MESSAGES[self.kind].format(name=name, reason=self.reason)


_MESSAGES = {
    "dropped": "{name} does not come back as it was: there is no residue",
    "defaulted": "{name} has its default: nothing supplies it",
    "ignored": "{name} in the residue is not used: {reason}",
}
