"""What a generated converter takes besides the record, and what it returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime import NULL
from runbridge._runtime.values import loads, same_json, token

Own = TypeVar("Own")

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


class NeedsOption(Exception):
    """A rule has no value for a member of the target; only the caller can say one.

    `option` is `set` (nothing supplies the member) or `map` (`value` is in no table).
    """

    def __init__(self, option: str, member: str, value: str | None = None) -> None:
        super().__init__(option, member, value)
        self.option = option
        self.member = member
        self.value = value


@dataclass(frozen=True)
class Options:
    """What the caller says for values that no rule has: `set` by member, `map` by member and value."""

    set: Mapping[str, str] = field(default_factory=dict[str, str])
    map: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    profile: str = "published"

    @property
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
            raise NeedsOption("set", member)
        return value

    def mapping(self, member: str, value: str) -> str | None:
        """What a value outside the table becomes, None when the caller did not say."""
        return self.map.get(member, _NO_WORDS).get(value)

    def mapped(self, member: str, value: str) -> str:
        """What a value outside the table becomes; raises NeedsOption."""
        target = self.mapping(member, value)
        if target is None:
            raise NeedsOption("map", member, value)
        return target


class Restore(msgspec.Struct, Generic[Own], frozen=True):
    """An incoming residue, opened for one record: `own` checked and complete, `via` and `absent` as they came.

    `read` turns a raw value into one of the struct set at hand: the wire set keeps it raw, the models do not.
    """

    own: Own
    read: Callable[[Raw], Any]
    via: Mapping[str, Via] = {}
    absent: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.via or self.absent)

    def was_value(self, member: str, saw: Any) -> Any:
        """What the member was, if its counterpart still shows what was written; UNSET otherwise."""
        was = self._was(member, saw)
        return UNSET if was is UNSET else self.read(was)

    def was_text(self, member: str, saw: Any) -> str | None:
        """What the member was, if that is text and its counterpart still shows what was written."""
        was = self._was(member, saw)
        value = None if was is UNSET else loads(was)
        return value if isinstance(value, str) else None

    def was_null(self, member: str, saw: Any) -> bool:
        """Whether the member was null and its counterpart still shows what was written."""
        return self._was(member, saw) == NULL

    def lacked(self, member: str) -> bool:
        """Whether the record lacked the member."""
        return member in self.absent

    def _was(self, member: str, saw: Any) -> Raw | UnsetType:
        entry = self.via.get(member)
        if entry is None:
            return UNSET
        if entry.saw is UNSET or saw is UNSET:
            return entry.was if entry.saw is saw else UNSET
        return entry.was if same_json(entry.saw, token(saw)) else UNSET


class Crossing(msgspec.Struct, frozen=True, gc=False):
    """A converted record, with what its shape cannot say about the source.

    `own`, `via` and `absent` become the residue. The entries of `via` named in `fragile` are exact without a residue
    too, as long as no tool prints the numbers anew. `refused` names what the incoming residue offered and the rule
    does not allow.
    """

    record: Any
    own: Any
    via: dict[str, dict[str, Any]] = {}
    absent: list[str] = []
    fragile: list[str] = []
    refused: list[str] = []
