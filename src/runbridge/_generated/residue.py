# Generated from schemas/residue.schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET, Raw, Struct, UnsetType


class Via(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a member was and what the rule made of it."""

    was: Raw
    """The member's value before the conversion."""
    saw: Raw | UnsetType = UNSET
    """The counterpart's value after the conversion; absent when the counterpart was absent."""


class Residue(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one shape cannot say about a record of the other, carried so that coming back is exact."""

    of: str
    """Format of the record that the residue completes."""
    bridge: str
    """Version of the bridge that wrote the residue."""
    id: str
    """Identifier of the run that the residue belongs to."""
    own: dict[str, Raw] | UnsetType = UNSET
    """Members that the other shape does not have, verbatim."""
    via: dict[str, Via] | UnsetType = UNSET
    """Members that the rule alone would not bring back, by name."""
    absent: list[str] | UnsetType = UNSET
    """Members that the record lacked and the rule would write."""
    displaced: Raw | UnsetType = UNSET
    """The user's own data that stood under _residue before this residue took the name."""
