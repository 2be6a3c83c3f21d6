# Generated from schemas/residue.schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET, Raw, Struct, UnsetType


class Via(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a field was and what the rule made of it."""

    was: Raw
    """The value of the field before the conversion."""
    saw: Raw | UnsetType = UNSET
    """The value of the counterpart after the conversion; missing when the counterpart was missing."""


class Residue(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data of a record that the other format has no field for; with it, converting back is exact."""

    of: str
    """Format of the record that the residue completes."""
    bridge: str
    """Name and version of the bridge that wrote the residue, such as `workflow-run-model/1`."""
    id: str
    """Identifier of the run that the residue belongs to."""
    own: dict[str, Raw] | UnsetType = UNSET
    """Fields that the other format does not have, verbatim."""
    via: dict[str, Via] | UnsetType = UNSET
    """Fields that the rule alone would not bring back, by name."""
    absent: list[str] | UnsetType = UNSET
    """Fields that were missing in the record and that the rule would write."""
    order: list[str] | UnsetType = UNSET
    """The names of the fields in the order of the record, where converting back would write another one."""
    null: list[str] | UnsetType = UNSET
    """Fields of `own` and `via` that are null; another tool added any other null."""
    probe: Raw | UnsetType = UNSET
    """Always the same two objects; a tool that adds nulls to objects, or leaves them out, changes them."""
    displaced: Raw | UnsetType = UNSET
    """The data that the record had under _residue before this residue took the name."""
    digest: str | UnsetType = UNSET
    """Digest of the text of the residue without this field, in a residue that is embedded as text."""
