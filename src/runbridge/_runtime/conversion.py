"""What a generated converter takes besides the record, and what it returns."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime import NULL
from runbridge._runtime.json_codec import decode_json, encode_json, equal_json

Own_co = TypeVar("Own_co", covariant=True)

_encode = msgspec.json.Encoder().encode
_NO_WORDS: Mapping[str, str] = {}


class Via(Protocol):
    """An entry of a residue's `via`; the generated struct is one."""

    @property
    def was(self) -> Raw:
        """The member's value before the conversion."""
        ...

    @property
    def saw(self) -> Raw | UnsetType:
        """The counterpart's value after it, UNSET when it was absent."""
        ...


class MissingOption(Exception):
    """A rule has no value for a member of the target; only the caller can say one.

    `option` is `set` (nothing supplies the member) or `map` (`value` is in no table).
    """

    def __init__(self, option: str, member: str, value: str | None = None) -> None:
        super().__init__(option, member, value)
        self.option = option
        self.member = member
        self.value = value


class UnrepresentableNumber(Exception):
    """A rule makes a number that neither a float nor an integer of Python holds; `token` is how JSON spells it."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.token = token


class Options(msgspec.Struct, frozen=True, dict=True):
    """What the caller says for values that no rule has: `set` by member, `map` by member and value.

    `conforming` says that of the source's values that may become structured members each was looked at before: it is
    valid as one, or null or absent.
    """

    set: Mapping[str, str] = {}
    map: Mapping[str, Mapping[str, str]] = {}
    profile: str = "published"
    conforming: bool = False

    @cached_property
    def tolerant(self) -> bool:
        """Whether the record may lack nullable members."""
        return self.profile == "tolerant"

    def filled(self, member: str) -> str | None:
        """The value for a member that nothing supplies, None when the caller gave none."""
        return self.set.get(member)

    def fill(self, member: str) -> str:
        """The value for a member that nothing supplies; raises NeedsOption."""
        value = self.set.get(member)
        if value is None:
            raise MissingOption("set", member)
        return value

    def mapping(self, member: str, value: str) -> str | None:
        """What a value outside the table becomes, None when the caller did not say."""
        return self.map.get(member, _NO_WORDS).get(value)

    def mapped(self, member: str, value: str) -> str:
        """What a value outside the table becomes; raises NeedsOption."""
        target = self.mapping(member, value)
        if target is None:
            raise MissingOption("map", member, value)
        return target


class IncomingResidue(Protocol[Own_co]):
    """An incoming residue, opened for one record: `own` checked and complete, `via` and `absent` as they came.

    The residue that a record carries inside is one too.
    """

    @property
    def own(self) -> Own_co:
        """The target's members that the source does not have."""
        ...

    @property
    def via(self) -> Mapping[str, Via]:
        """What members of the target were and what the rule made of them."""
        ...

    @property
    def absent(self) -> Collection[str]:
        """The members that the target lacked."""
        ...


class ResidueContent(msgspec.Struct, Generic[Own_co], frozen=True):
    """A Restore made of its parts."""

    own: Own_co
    via: Mapping[str, Via] = {}
    absent: Collection[str] = frozenset()


def was_raw(entry: Via, saw: Any) -> Raw | UnsetType:
    """What a member was, if its counterpart still shows what was written; UNSET otherwise."""
    if entry.saw is UNSET or saw is UNSET:
        return entry.was if entry.saw is saw else UNSET
    seen = encode_json(saw)
    return entry.was if _encode(entry.saw) == seen or equal_json(entry.saw, seen) else UNSET


def was_text(entry: Via, saw: Any) -> str | None:
    """What a member was, if that is text and its counterpart still shows what was written."""
    was = was_raw(entry, saw)
    value = None if was is UNSET else decode_json(was)
    return value if isinstance(value, str) else None


def was_null(entry: Via, saw: Any) -> bool:
    """Whether a member was null and its counterpart still shows what was written."""
    return was_raw(entry, saw) == NULL


#: What a converter returns: the fields of a Crossing, in their order. Many lines at once need no more than a tuple.
ConvertedParts = tuple[Any, Any, dict[str, dict[str, Any]], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class ConvertedRecord(msgspec.Struct, frozen=True):
    """A converted record, with what its shape cannot say about the source.

    `own`, `via` and `absent` become the residue. The entries of `via` named in `fragile` are exact without a residue
    too, as long as no tool prints the numbers anew. `refused` names what the incoming residue offered and the rule
    does not allow.
    """

    record: Any
    own: Any
    via: Mapping[str, dict[str, Any]]
    absent: tuple[str, ...]
    fragile: tuple[str, ...]
    refused: tuple[str, ...]
