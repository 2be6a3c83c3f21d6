"""A residue as text: one JSON string with the residue and a digest, which other tools keep as it is."""

import re

from runbridge._runtime.json_codec import encode_json

#: The beginning of every such text.
_START = '{"of":"'
_DIGEST = re.compile(r',"digest":"([0-9a-f]{16})"\}\Z')


def encode_text(residue: bytes) -> bytes:
    """The JSON string for a residue, which is an object that is not empty."""
    return encode_json(f'{residue[:-1].decode()},"digest":"{_digest_of(residue)}"}}')


def looks_like_residue(text: str) -> bool:
    """Whether a text begins or ends as such a text does; any other string under `_residue` is data."""
    return text.startswith(_START) or _DIGEST.search(text) is not None


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
