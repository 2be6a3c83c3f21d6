"""What a generated converter takes in addition to the record, what it returns, and a residue as text."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime import NULL
from runbridge._runtime.json_codec import decode_json, encode_json, equal_json

Own_co = TypeVar("Own_co", covariant=True)

_encode = msgspec.json.Encoder().encode
_NO_VALUES: Mapping[str, str] = {}

#: The beginning of every residue as text: one JSON string with the residue and a digest, which tools keep as it is.
_TEXT_START = '{"of":"'
_DIGEST = re.compile(r',"digest":"([0-9a-f]{16})"\}\Z')


class Via(Protocol):
    """An entry of a residue's `via`; the generated struct is one."""

    @property
    def was(self) -> Raw:
        """The value of the field before the conversion."""
        ...

    @property
    def saw(self) -> Raw | UnsetType:
        """The value of the counterpart after it, UNSET where it was missing."""
        ...


class MissingOption(Exception):
    """A rule has no value for a field of the target, and only an option can give one.

    `option` is `set` (nothing supplies the field, nor some `others`) or `map` (`value` is in no table).
    """

    def __init__(self, option: str, member: str, value: str | None = None, *, others: Sequence[str] = ()) -> None:
        super().__init__(option, member, value)
        self.option = option
        self.member = member
        self.value = value
        self.others = others


class UnrepresentableValue(Exception):
    """A rule has no counterpart for the value of a field and no option can give one.

    `address` is that of the value, `text` its JSON text, and `expected` what it should be. Where a schema rejects what
    a rule made, there is no address, and `target` has the name of the format and of its field. `others` are more of the
    same record.
    """

    others: "Sequence[UnrepresentableValue]" = ()

    def __init__(self, address: str, text: bytes, expected: str, target: tuple[str, str] | None = None) -> None:
        super().__init__(address, text, expected)
        self.address = address
        self.text = text
        self.expected = expected
        self.target = target


class UnrepresentableNumber(Exception):
    """A rule makes a number that no float and no int of Python can represent; `token` is its JSON text."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.token = token


class Options(msgspec.Struct, frozen=True, dict=True):
    """Values that no rule has, from the caller: `set` by field, `map` by field and value.

    `conforming` says that the opaque values of the source that may become structured fields have been checked: each is
    valid as one, null or missing.
    """

    set: Mapping[str, str] = {}
    map: Mapping[str, Mapping[str, str]] = {}
    profile: str = "published"
    conforming: bool = False

    @cached_property
    def tolerant(self) -> bool:
        """Whether nullable fields of the record may be missing."""
        return self.profile == "tolerant"

    @cached_property
    def remembered(self) -> dict[Any, Any]:
        """What a plan found out about these options, for the records that follow."""
        return {}

    def filled(self, member: str) -> str | None:
        """The value for a field that nothing supplies, None when the caller gave none."""
        return self.set.get(member)

    def fill(self, member: str) -> str:
        """The value for a field that nothing supplies; raises MissingOption."""
        value = self.set.get(member)
        if value is None:
            raise MissingOption("set", member)
        return value

    def mapping(self, member: str, value: str) -> str | None:
        """What a value outside the table becomes, None when the caller gave nothing."""
        return self.map.get(member, _NO_VALUES).get(value)

    def mapped(self, member: str, value: str) -> str:
        """What a value outside the table becomes; raises MissingOption."""
        target = self.mapping(member, value)
        if target is None:
            raise MissingOption("map", member, value)
        return target


class IncomingResidue(Protocol[Own_co]):
    """An incoming residue, opened for one record: `own` checked and complete, `via` and `absent` as they came.

    The typed residue that is embedded in a record is one too.
    """

    @property
    def own(self) -> Own_co:
        """The fields of the target that the source format does not have."""
        ...

    @property
    def via(self) -> Mapping[str, Via]:
        """What fields of the target were, and what the rule made of them."""
        ...

    @property
    def absent(self) -> Collection[str]:
        """The fields that were missing in the target."""
        ...


class ResidueContent(msgspec.Struct, Generic[Own_co], frozen=True):
    """An incoming residue made of its parts."""

    own: Own_co
    via: Mapping[str, Via] = {}
    absent: Collection[str] = frozenset()


def was_raw(entry: Via, saw: Any) -> Raw | UnsetType:
    """What a field was, if its counterpart still has the value that was written; UNSET otherwise."""
    if entry.saw is UNSET or saw is UNSET:
        return entry.was if entry.saw is saw else UNSET
    seen = encode_json(saw)
    return entry.was if _encode(entry.saw) == seen or equal_json(entry.saw, seen) else UNSET


def was_text(entry: Via, saw: Any) -> str | None:
    """What a field was, if that is text and its counterpart still has the value that was written."""
    was = was_raw(entry, saw)
    value = None if was is UNSET else decode_json(was)
    return value if isinstance(value, str) else None


def was_null(entry: Via, saw: Any) -> bool:
    """Whether a field was null and its counterpart still has the value that was written."""
    return was_raw(entry, saw) == NULL


#: What a converter returns: the attributes of a ConvertedRecord, in their order. Batches need at most a tuple.
ConvertedParts = tuple[Any, Any, dict[str, dict[str, Any]], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class ConvertedRecord(msgspec.Struct, frozen=True):
    """A converted record, with the data of the source that its format has no field for.

    `own`, `via` and `absent` become the residue. The entries of `via` named in `fragile` come back exactly without a
    residue too, as long as no tool rewrites the numbers. `refused` names the fields that the incoming residue has
    values for and whose rules do not allow these.
    """

    record: Any
    own: Any
    via: Mapping[str, dict[str, Any]]
    absent: tuple[str, ...]
    fragile: tuple[str, ...]
    refused: tuple[str, ...]


def encode_text(residue: bytes) -> bytes:
    """The JSON string for a residue, which is an object that is not empty."""
    return encode_json(f'{residue[:-1].decode()},"digest":"{_digest_of(residue)}"}}')


def looks_like_residue(text: str) -> bool:
    """Whether a text begins or ends as such a text does; any other string under `_residue` is data."""
    return text.startswith(_TEXT_START) or _DIGEST.search(text) is not None


def decode_text(text: str) -> bytes | None:
    """The residue of a text; None where the text does not have its digest."""
    found = _DIGEST.search(text)
    if found is None:
        return None
    try:
        residue = f"{text[: found.start()]}}}".encode()
    except UnicodeEncodeError:
        return None
    return residue if _digest_of(residue) == found[1] else None


def _digest_of(residue: bytes) -> str:
    from hashlib import sha256

    return sha256(residue).hexdigest()[:16]
