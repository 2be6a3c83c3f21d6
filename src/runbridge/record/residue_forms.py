"""The forms of a residue: an object or a text with its JSON, of version 1 or 2, and what other tools make of these.

Tools that keep records in columns give all records the same fields. They add `"absent": null`, `"via": null`, entries
of `via` with nulls, and null for every field that some other record has; or they leave out every null. Version 2 lists
the fields that are null in `null`, so that any other null is known to be added. A text is kept as it is.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._generated.residue import Residue, Via
from runbridge._runtime import NULL
from runbridge._runtime.conversion import decode_text, looks_like_residue
from runbridge._runtime.json_codec import decode_json, encode_json, equal_json
from runbridge._runtime.json_parser import parse as parse_json
from runbridge._runtime.json_slices import check_utf8, split_array, split_object
from runbridge._runtime.schema import residue_validator
from runbridge.known_formats import FORMATS
from runbridge.record.read_record import build_struct

_DECODER = msgspec.json.Decoder(Residue)
_NOT_WELL_FORMED = "it is not well-formed"
_DAMAGED = "it is damaged: it does not have its digest"
_BOUND = frozenset(("of", "bridge", "id"))
_OPENING = frozenset(b"[{")
_NUMBER = frozenset(b"-0123456789")
_DIGITS = [b"%d" % digit for digit in range(10)]
#: The escape of U+0000.
_NUL = b"\\u0000"
#: How DuckDB writes text that it takes for a date, a time or a UUID: `2026-3-1` becomes `2026-03-01`.
_CONVERTED = re.compile(
    rb'"(?:-?infinity|\d{4,}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d(?::\d\d)?)?)?(?: \(BC\))?'
    rb'|\d\d:\d\d:\d\d(?:\.\d+)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"'
)
#: A double always keeps so many digits.
_SAFE_DIGITS = 15


#: Two objects with different fields. A tool that gives objects the same fields, or leaves out nulls, changes them.
PROBE = Raw(b'[{"a":null},{"b":null}]')


class ParsedResidue(NamedTuple):
    """What a value under `_residue` is: a residue, or the reason why it cannot be used, or neither of them.

    `is_altered` says that another tool added nulls to it, or left them out.
    """

    residue: Residue | None = None
    damage: str = ""
    is_altered: bool = False


def parse_residue(raw: Raw | bytes) -> ParsedResidue:
    """The residue that a JSON value is, as an object or as text."""
    data = bytes(raw)
    if data.startswith(b'"'):
        return _parse_text(raw)
    residue = _parse_object(data)
    return ParsedResidue(residue) if residue is not None else _parse_altered(data)


def _parse_text(raw: Raw | bytes) -> ParsedResidue:
    try:
        text: str = decode_json(raw)
    except ValueError:
        return ParsedResidue()
    if not looks_like_residue(text):
        return ParsedResidue()
    data = decode_text(text)
    if data is None:
        return ParsedResidue(damage=_DAMAGED)
    residue = _parse_object(data)
    return ParsedResidue(residue, "" if residue else _NOT_WELL_FORMED)


def _parse_object(data: bytes) -> Residue | None:
    """A residue as runbridge writes it; None for anything else."""
    try:
        # Raw lets invalid UTF-8 through, and nothing has checked a residue from a sidecar before.
        check_utf8(data)
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # A residue may have lone surrogates, which msgspec refuses.
        return _parse_slowly(data) if b"\\u" in data else None


def _parse_slowly(data: bytes) -> Residue | None:
    try:
        # Unlike `decode_json` this refuses NaN and the infinities, which Python's parser takes.
        if not residue_validator().is_valid(parse_json(data.decode())):
            return None
        fields = split_object(data)
        own = split_object(fields.pop("own", b"{}"))
        entries = split_object(fields.pop("via", b"{}"))
        via = {name: build_struct(Via, split_object(entry)) for name, entry in entries.items()}
    except (ValueError, RecursionError):
        return None
    residue: Residue = msgspec.structs.replace(build_struct(Residue, fields), own=own, via=via)
    return residue


def _parse_altered(data: bytes) -> ParsedResidue:
    """A residue to which another tool added nulls; a value that does not name one of our formats stays data."""
    try:
        parse_json(data.decode())
        fields = _fields_of(data) if data.startswith(b"{") else {}
    except (ValueError, RecursionError):
        return ParsedResidue()
    if not _BOUND.issubset(fields) or not _names_a_format(fields["of"]):
        return ParsedResidue()
    try:
        residue = _parse_object(encode_json(_without_nulls(fields)))
    except (ValueError, RecursionError):
        residue = None
    return ParsedResidue(residue, is_altered=True) if residue else ParsedResidue(damage=_NOT_WELL_FORMED)


def _names_a_format(raw: Raw) -> bool:
    name = decode_json(raw)
    return isinstance(name, str) and name in FORMATS


def _fields_of(data: Raw | bytes) -> dict[str, Raw]:
    """The fields of an object that are not null; raises ValueError for any other value."""
    if not bytes(data).startswith(b"{"):
        raise ValueError("not an object")
    return {name: raw for name, raw in split_object(data).items() if raw != NULL}


def _without_nulls(fields: Mapping[str, Raw]) -> dict[str, Any]:
    """The fields of a residue as runbridge writes them, but for `own`, whose nulls may be meant."""
    cleaned: dict[str, Any] = dict(fields)
    for name in {"absent", "null", "order"} & fields.keys():
        if bytes(fields[name]).startswith(b"["):
            cleaned[name] = [item for item in split_array(fields[name]) if item != NULL]
    if "via" in fields:
        entries = {name: _fields_of(raw) for name, raw in _fields_of(fields["via"]).items()}
        cleaned["via"] = {name: {"was": NULL, **entry} for name, entry in entries.items() if entry}
    return cleaned


def settle_nulls(parsed: ParsedResidue, mapped: Collection[str], own_defaults: Mapping[str, Any]) -> ParsedResidue:
    """The residue with the nulls that its record had, and without those that another tool added.

    `mapped` are the fields that rules write, and `own_defaults` the defaults of the other fields: a null that is the
    default makes no difference.
    """
    residue = parsed.residue
    if residue is None or not (parsed.is_altered or "/" in residue.bridge):
        # Version 1 does not list nulls. One that no tool altered has them as they were.
        return parsed
    listed = [] if isinstance(residue.null, UnsetType) else residue.null
    own = {} if isinstance(residue.own, UnsetType) else residue.own
    via = {} if isinstance(residue.via, UnsetType) else residue.via
    added = [name for name, raw in own.items() if raw == NULL and name not in listed]
    empty = [name for name, entry in via.items() if is_null_entry(entry) and name not in listed]
    has_probe = isinstance(residue.probe, UnsetType) or equal_json(PROBE, residue.probe)
    is_altered = parsed.is_altered or bool(empty) or not has_probe
    is_altered |= any(own_defaults.get(name, UNSET) is UNSET for name in added)
    own = {name: raw for name, raw in own.items() if name not in added}
    via = {name: entry for name, entry in via.items() if name not in empty}
    for name in listed:
        if name in mapped:
            via.setdefault(name, Via(was=NULL, saw=NULL))
        else:
            own.setdefault(name, NULL)
    return ParsedResidue(msgspec.structs.replace(residue, own=own, via=via), is_altered=is_altered)


def is_null_entry(entry: Via | Mapping[str, Any]) -> bool:
    """Whether an entry of `via` looks like one that another tool added."""
    was, saw = (entry.was, entry.saw) if isinstance(entry, Via) else (entry["was"], entry.get("saw"))
    return (was is None or was == NULL) and (saw is None or saw is UNSET or saw == NULL)


def is_uncertain(raw: Raw | UnsetType) -> bool:
    """Whether a tool that keeps records in columns may have changed a value.

    That is so for objects and arrays; for numbers with many digits, and with a fraction or an exponent, which may be
    the nearest doubles to others; for text that looks like a converted value (`"12"`, `"[1]"`, a date, a time, a UUID)
    or like one with an unpaired surrogate, for which Polars writes U+0000.
    """
    if isinstance(raw, UnsetType):
        return False
    text = bytes(raw)
    if text[0] in _OPENING:
        return True
    if text[0] in _NUMBER:
        is_float = any(sign in text for sign in b".eE")
        return is_float or sum(map(text.count, _DIGITS)) > _SAFE_DIGITS
    if not text.startswith(b'"'):
        return False
    return _NUL in text or _CONVERTED.fullmatch(text) is not None or _may_be_json(decode_json(raw))


def _may_be_json(text: str) -> bool:
    """Whether a text may be what a tool wrote for a JSON value other than a string."""
    if text.startswith(("[", "{")):
        # Polars does not escape control characters in them.
        return True
    try:
        return not isinstance(parse_json(text), str)
    except (ValueError, RecursionError):
        return False
