"""The sidecar: the residues of a file's records in a file of their own, a line per record.

A line is `{"id": …, "digest": …, "residue": …}`: the id of the converted record, the SHA-256 of its text, and its
residue, null where the rules alone bring everything back.
"""

import hashlib
from typing import BinaryIO

import msgspec
from msgspec import Raw

from runbridge._runtime import NULL
from runbridge._runtime.values import loads, token
from runbridge.errors import WrongUse


class Line(msgspec.Struct, frozen=True):
    """One line of a sidecar."""

    id: Raw
    digest: str
    residue: Raw


_LINE = msgspec.json.Decoder(Line)


def digest_of(data: bytes) -> str:
    """The digest by which a sidecar knows the text of a converted record."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def sidecar_line(identity: str, data: bytes, residue: bytes | None) -> bytes:
    """The line for a converted record."""
    return token({"id": identity, "digest": digest_of(data), "residue": Raw(residue or b"null")}) + b"\n"


class Sidecar:
    """The residues in a sidecar, found by the id and the digest of a record.

    As long as records come in the order in which they were written, and as they were written, one line is read at a
    time. At the first that does not, the places of all lines are noted (about 200 bytes each): then records may come
    in any order, and one that was edited or printed anew is known by its id, if no other line has that id.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[str, list[tuple[str, int]]] | None = None

    def find(self, identity: str, data: bytes) -> bytes | None:
        """The residue for a record, None where there is none. Raises WrongUse for a file that is no sidecar."""
        digest = digest_of(data)
        if self._places is None:
            line = self._line(self._file.readline())
            if line is not None and (loads(line.id), line.digest) == (identity, digest):
                return _residue(line)
            self._places = self._index()
        places = self._places.get(identity, [])
        known = [place for known, place in places if known == digest]
        if not known and len(places) != 1:
            return None
        self._file.seek(known[0] if known else places[0][1])
        line = self._line(self._file.readline())
        return None if line is None else _residue(line)

    def _index(self) -> dict[str, list[tuple[str, int]]]:
        places: dict[str, list[tuple[str, int]]] = {}
        self._file.seek(0)
        at = 0
        for text in self._file:
            line = self._line(text)
            if line is not None:
                places.setdefault(loads(line.id), []).append((line.digest, at))
            at += len(text)
        return places

    def _line(self, text: bytes) -> Line | None:
        if not text.strip():
            return None
        try:
            return _LINE.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise WrongUse(f"{self._file.name} is not a sidecar that runbridge wrote") from None


def _residue(line: Line) -> bytes | None:
    return None if line.residue == NULL else bytes(line.residue)
