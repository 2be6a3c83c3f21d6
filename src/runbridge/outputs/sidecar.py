"""The sidecar: a file with the residue of each record of another file, a line per record.

A line is `{"id": …, "digest": …, "check": …, "residue": …}`: the id of the converted record, the SHA-256 of its text,
the SHA-256 of the rest of the line, and the residue, null where the rules alone restore the record. Lines without
`check`, which older versions wrote, are read as they are.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec
from msgspec import Raw

from runbridge._runtime import NULL
from runbridge._runtime.json_codec import decode_json, encode_json
from runbridge._runtime.json_parser import parse
from runbridge._runtime.json_slices import split_object
from runbridge.errors import UsageError
from runbridge.inputs.sources import STDIN, Source, open_input
from runbridge.problem_messages import escape


class _Raw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line; the id is raw because msgspec refuses unpaired surrogates in text."""

    id: Raw
    digest: str
    residue: Raw
    check: str | None = None


_LINE = msgspec.json.Decoder(_Raw)


class _Line(msgspec.Struct, frozen=True):
    id: str
    digest: str
    residue: bytes | None


class _Index(msgspec.Struct, frozen=True):
    """Where lines start: by id and digest, in reverse order; and by id, None where several lines have it."""

    by_text: dict[tuple[str, str], list[int]]
    by_id: dict[str, int | None]


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


class Sidecar:
    """The residues in a sidecar, found by the id and the digest of a record.

    `missed` counts records without a residue, `damaged` lines that were found to be damaged.

    As long as records come unchanged and in the order in which they were written, one line is read at a time. At the
    first record that does not, an index of all lines is made (about 500 bytes each). Then records may come in any
    order, and a record that was edited or reformatted is found by its id, if only one line has that id. Lines with the
    same id and digest belong to their records in the order of the file.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._consumed = 0
        self._index: _Index | None = None
        self.missed = 0
        self.damaged = 0

    def find(self, identity: str, data: bytes) -> bytes | None:
        """The residue for a record, None where there is none. Raises UsageError for a file that is not a sidecar."""
        digest = digest_of(data)
        if self._index is None:
            text = self._file.readline()
            if text.strip():
                line = _line_or_none(text)
                if line is not None and (line.id, line.digest) == (identity, digest):
                    self._consumed += len(text)
                    return line.residue
                if line is None and self._consumed and not self._file.seekable():
                    # In order, it is the line of this record.
                    self._consumed += len(text)
                    self.damaged += 1
                    self.missed += 1
                    return None
            self._index = self._make_index(text)
        offset = _choose(self._index, identity, digest)
        if offset is None:
            self.missed += 1
            return None
        self._file.seek(offset)
        return _read_line(self._file.readline()).residue

    def _make_index(self, last: bytes) -> _Index:
        """The index of all lines; `last` is the one that was read last."""
        if not self._file.seekable():
            if last.strip() and _line_or_none(last) is None:
                raise self._no_sidecar()
            raise UsageError(
                f"{self._name} can be read only once, and the records come in another order than its lines; give it as"
                " a file that is not compressed"
            )
        index = _Index({}, {})
        used: list[tuple[tuple[str, str], int]] = []
        self._file.seek(0)
        offset = 0
        for text in self._file:
            line = _line_or_none(text)
            if line is not None:
                key = (line.id, line.digest)
                index.by_id[line.id] = None if line.id in index.by_id else offset
                if offset < self._consumed:
                    used.append((key, offset))
                else:
                    index.by_text.setdefault(key, []).append(offset)
            elif text.strip():
                self.damaged += 1
            offset += len(text)
        if self.damaged and not index.by_id:
            raise self._no_sidecar()
        for offsets in index.by_text.values():
            offsets.reverse()
        # The line of an earlier record is used again only if no other line is like it.
        for key, at in used:
            index.by_text.setdefault(key, [at])
        return index

    def _no_sidecar(self) -> UsageError:
        return UsageError(f"{self._name} is not a sidecar written by runbridge")


def _line_or_none(text: bytes) -> _Line | None:
    """A line; None for a blank or a damaged one."""
    try:
        return _read_line(text)
    except (ValueError, RecursionError):
        return None


def _read_line(text: bytes) -> _Line:
    """A line; raises ValueError or RecursionError for a damaged one."""
    try:
        raw = _LINE.decode(text)
    except ValueError:
        # msgspec refuses unpaired surrogates, which lines that runbridge wrote can have.
        value = parse(text.decode())
        if not isinstance(value, dict):
            raise
        strings = {name: each for name, each in cast("dict[str, Any]", value).items() if name in ("digest", "check")}
        raw = msgspec.convert({**split_object(text), **strings}, _Raw)
    checked = _checked(bytes(raw.id), raw.digest.encode(), bytes(raw.residue))
    if raw.check is not None and raw.check != digest_of(checked):
        raise ValueError("the line does not have its digest")
    identity = decode_json(raw.id)
    if not isinstance(identity, str):
        raise ValueError("the id is not text")  # noqa: TRY004  # as every other reason
    return _Line(identity, raw.digest, None if raw.residue == NULL else bytes(raw.residue))


def _choose(index: _Index, identity: str, digest: str) -> int | None:
    """Where the line of a record starts: the next of those with its digest, else the only one with its id."""
    offsets = index.by_text.get((identity, digest))
    if offsets is None:
        return index.by_id.get(identity)
    return offsets.pop() if len(offsets) > 1 else offsets[0]


@contextmanager
def open_sidecar(path: str) -> Generator[Sidecar]:
    """The sidecar in a file, or on standard input for `-`; it may be compressed. Raises OSError."""
    with open_input(path) as source:
        # Only a regular file can be opened twice.
        if source.compressed or source.size is None or path == STDIN:
            yield Sidecar(BufferedReader(_Once(source)), "standard input" if path == STDIN else escape(path))
            return
    with Path(path).open("rb") as file:
        yield Sidecar(file, escape(path))


class _Once(RawIOBase):
    """A source as a file that can be read only once."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
