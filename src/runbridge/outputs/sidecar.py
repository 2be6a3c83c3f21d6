"""The sidecar: the residues of a file's records in a file of their own, a line per record.

A line is `{"id": …, "digest": …, "residue": …}`: the id of the converted record, the SHA-256 of its text, and its
residue, null where the rules alone bring everything back.
"""

from collections.abc import Generator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec
from msgspec import Raw

from runbridge._runtime import NULL
from runbridge._runtime.json_codec import decode_json, encode_json
from runbridge._runtime.json_parser import parse
from runbridge.errors import WrongUse
from runbridge.inputs.sources import STDIN, Source, open_input
from runbridge.jsontext import split_object
from runbridge.problems import escape


class _Raw(msgspec.Struct, frozen=True):
    """One line as it stands; the id is kept raw because msgspec refuses lone surrogates in text."""

    id: Raw
    digest: str
    residue: Raw


_LINE = msgspec.json.Decoder(_Raw)


class _Line(msgspec.Struct, frozen=True):
    id: str
    digest: str
    residue: bytes | None


class _Index(msgspec.Struct, frozen=True):
    """Where lines start: by id and digest, the first to be given out last; and by id, None where several have it."""

    by_text: dict[tuple[str, str], list[int]]
    by_id: dict[str, int | None]


def digest_of(data: bytes) -> str:
    """The digest by which a sidecar knows the text of a converted record."""
    from hashlib import sha256

    return f"sha256:{sha256(data).hexdigest()}"


def sidecar_line(identity: str, data: bytes, residue: bytes | None) -> bytes:
    """The line for a converted record."""
    return encode_json({"id": identity, "digest": digest_of(data), "residue": Raw(residue or b"null")}) + b"\n"


class Sidecar:
    """The residues in a sidecar, found by the id and the digest of a record; `missed` counts those not found.

    As long as records come in the order in which they were written, and as they were written, one line is read at a
    time. At the first that does not, the places of all lines are noted (about 500 bytes each): then records may come
    in any order, and one that was edited or printed anew is known by its id, if no other line has that id. Lines
    alike in id and digest go to their records in the order of the file.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._read = 0
        self._index: _Index | None = None
        self.missed = 0

    def find(self, identity: str, data: bytes) -> bytes | None:
        """The residue for a record, None where there is none. Raises WrongUse for a file that is no sidecar."""
        digest = digest_of(data)
        if self._index is None:
            text = self._file.readline()
            if text.strip():
                line = self._line(text)
                if (line.id, line.digest) == (identity, digest):
                    self._read += len(text)
                    return line.residue
            self._index = self._make_index()
        offset = _choose(self._index, identity, digest)
        if offset is None:
            self.missed += 1
            return None
        self._file.seek(offset)
        return self._line(self._file.readline()).residue

    def _make_index(self) -> _Index:
        if not self._file.seekable():
            raise WrongUse(
                f"{self._name} can be read only once, and the records come in another order than its lines; give it as"
                " a file that is not compressed"
            )
        index = _Index({}, {})
        used: list[tuple[tuple[str, str], int]] = []
        self._file.seek(0)
        offset = 0
        for text in self._file:
            if text.strip():
                line = self._line(text)
                key = (line.id, line.digest)
                index.by_id[line.id] = None if line.id in index.by_id else offset
                if offset < self._read:
                    used.append((key, offset))
                else:
                    index.by_text.setdefault(key, []).append(offset)
            offset += len(text)
        for offsets in index.by_text.values():
            offsets.reverse()
        # A line that a record had already is given out again only where no other is like it.
        for key, at in used:
            index.by_text.setdefault(key, [at])
        return index

    def _line(self, text: bytes) -> _Line:
        try:
            return _read_line(text)
        except (ValueError, RecursionError):
            raise WrongUse(f"{self._name} is not a sidecar that runbridge wrote") from None


def _read_line(text: bytes) -> _Line:
    """A line; raises ValueError or RecursionError for what is none."""
    try:
        raw = _LINE.decode(text)
    except ValueError:
        # msgspec refuses lone surrogates, which can stand in a line that runbridge wrote.
        value = parse(text.decode())
        if not isinstance(value, dict):
            raise
        members = cast("dict[str, Any]", value)
        raw = msgspec.convert({**split_object(text), "digest": members.get("digest")}, _Raw)
    identity = decode_json(raw.id)
    if not isinstance(identity, str):
        raise ValueError("the id is not text")  # noqa: TRY004  # as every other reason
    return _Line(identity, raw.digest, None if raw.residue == NULL else bytes(raw.residue))


def _choose(index: _Index, identity: str, digest: str) -> int | None:
    """Where the line for a record starts: one with its digest, the next of several, or the only one with its id."""
    offsets = index.by_text.get((identity, digest))
    if offsets is None:
        return index.by_id.get(identity)
    return offsets.pop() if len(offsets) > 1 else offsets[0]


@contextmanager
def open_sidecar(path: str) -> Generator[Sidecar]:
    """The sidecar in a file, or on standard input for `-`; it may be compressed. Raises OSError."""
    with open_input(path) as source:
        # What is no regular file may not be opened twice.
        if source.compressed or source.size is None or path == STDIN:
            yield Sidecar(BufferedReader(_Once(source)), "standard input" if path == STDIN else escape(path))
            return
    with Path(path).open("rb") as file:
        yield Sidecar(file, escape(path))


class _Once(RawIOBase):
    """A source as a file that can be read once."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
