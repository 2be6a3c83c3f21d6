"""The lines of a sidecar: how they are written, how they are read, and what is left of a damaged one.

A line is `{"id": …, "digest": …, "check": …, "residue": …}`: the id of the converted record, the SHA-256 of its text,
the SHA-256 of the rest of the line, and the residue, null where the rules alone restore the record. Lines without
`check`, which older versions wrote, are read as they are.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

import msgspec
from msgspec import Raw

from runbridge._runtime import NULL
from runbridge._runtime.json_codec import decode_json, encode_json
from runbridge._runtime.json_parser import parse
from runbridge._runtime.json_slices import split_object


class _Raw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line; the id is raw because msgspec refuses unpaired surrogates in text."""

    id: Raw
    digest: str
    residue: Raw
    check: str | None = None


_LINE = msgspec.json.Decoder(_Raw)

#: The id at the beginning of a line, and the digest, as far as damage leaves them.
_ID = re.compile(rb'\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.)*")')
_DIGEST = re.compile(rb'"digest"\s*:\s*"(sha256:[0-9a-f]{64})"')
#: What lines of other files do not have: the beginning of a line, or a digest followed by a residue. Damage in one
#: place leaves one of them.
_SHAPES = (
    re.compile(_ID.pattern + rb"\s*,\s*" + _DIGEST.pattern + rb'\s*,\s*"(?:check|residue)"'),
    re.compile(rb'sha256:[0-9a-f]{64}"\s*,\s*"residue"\s*:'),
)


class SidecarLine(msgspec.Struct, frozen=True):
    """One line. A damaged one has no residue, and an id and a digest only if they are left.

    `is_shaped` says whether it looks like a line of a sidecar, as all lines do that are not damaged.
    """

    id: str | None
    digest: str | None
    residue: bytes | None = None
    is_damaged: bool = False
    is_shaped: bool = True


def digest_of(data: bytes) -> str:
    """The digest that identifies the text of a converted record in a sidecar."""
    from hashlib import sha256

    return f"sha256:{sha256(data).hexdigest()}"


def sidecar_line(identity: str, data: bytes, residue: bytes | None) -> bytes:
    """The line for a converted record."""
    return sidecar_lines([encode_json(identity)], [data], [residue or NULL])


def sidecar_lines(ids: Iterable[bytes], texts: Iterable[bytes], residues: Iterable[bytes]) -> bytes:
    """The lines for many converted records: the JSON texts of their ids, their own, and those of their residues."""
    lines: list[bytes] = []
    for identity, text, residue in zip(ids, texts, residues, strict=True):
        digest = digest_of(text).encode()
        check = digest_of(_checked(identity, digest, residue)).encode()
        lines.append(b'{"id":%b,"digest":"%b","check":"%b","residue":%b}\n' % (identity, digest, check, residue))
    return b"".join(lines)


def _checked(identity: bytes, digest: bytes, residue: bytes) -> bytes:
    """The other values of a line, whose digest tells whether the line is damaged."""
    return b"%b\n%b\n%b" % (identity, digest, residue)


def read_sidecar_line(text: bytes) -> SidecarLine:
    """A line of a sidecar, which may be damaged, or of another file."""
    try:
        raw = _decode(text)
        identity = decode_json(raw.id)
        if isinstance(identity, str):
            checked = _checked(bytes(raw.id), raw.digest.encode(), bytes(raw.residue))
            if raw.check is None or raw.check == digest_of(checked):
                residue = None if raw.residue == NULL else bytes(raw.residue)
                return SidecarLine(identity, raw.digest, residue)
            return SidecarLine(identity, raw.digest, is_damaged=True)
    except (ValueError, RecursionError):
        pass
    identity = None
    if found := _ID.match(text):
        with suppress(ValueError):
            identity = cast("str", decode_json(Raw(found[1])))
    digest = _DIGEST.search(text)
    return SidecarLine(
        identity,
        None if digest is None else digest[1].decode(),
        is_damaged=True,
        is_shaped=_SHAPES[0].match(text) is not None or _SHAPES[1].search(text) is not None,
    )


def _decode(text: bytes) -> _Raw:
    """The values of a line; raises ValueError or RecursionError where they cannot be read."""
    try:
        return _LINE.decode(text)
    except ValueError:
        # msgspec refuses unpaired surrogates, which lines that runbridge wrote can have.
        value = parse(text.decode())
        if not isinstance(value, dict):
            raise
        strings = {name: each for name, each in cast("dict[str, Any]", value).items() if name in ("digest", "check")}
        return msgspec.convert({**split_object(text), **strings}, _Raw)
