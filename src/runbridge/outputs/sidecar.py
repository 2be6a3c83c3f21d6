"""The sidecar: a file with the residue of each record of another file, a line per record."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from runbridge.compression import CHUNK_SIZE
from runbridge.errors import UsageError
from runbridge.inputs.sources import STDIN, Source, open_input
from runbridge.outputs.sidecar_lines import SidecarLine, digest_of, read_sidecar_line
from runbridge.problem_messages import escape

#: The id of a record, and the digest of its text.
_Key = tuple[str, str]


class _Index(msgspec.Struct, frozen=True):
    """Where lines start, and how many records came.

    `by_text` has lines by id and digest, in the order of the file, and `by_id` by id, None where several lines or a
    damaged one have it. `damaged` has the digests in damaged lines. `came` has how many records came so far for each id
    and digest that several lines have, or a damaged one.
    """

    by_text: dict[_Key, list[int]] = {}
    by_id: dict[str, int | None] = {}
    damaged: set[str] = set()
    came: dict[_Key, int] = {}

    def add(self, line: SidecarLine, offset: int) -> None:
        """Add the next line."""
        if line.id is not None:
            self.by_id[line.id] = None if line.is_damaged or line.id in self.by_id else offset
        if line.is_damaged and line.digest is not None:
            self.damaged.add(line.digest)
        if line.id is not None and line.digest is not None:
            self.by_text.setdefault((line.id, line.digest), []).append(offset)

    def start_counts(self, consumed: int) -> None:
        """Count the records so far, those of the lines before an offset."""
        for key, offsets in self.by_text.items():
            if len(offsets) > 1 or key[1] in self.damaged:
                self.came[key] = bisect_left(offsets, consumed)

    def choose(self, identity: str, digest: str) -> int | None:
        """Where the line of a record starts: the next of those with its digest, else the only one with its id."""
        key = (identity, digest)
        offsets = self.by_text.get(key)
        if offsets is None:
            return None if digest in self.damaged else self.by_id.get(identity)
        number = self.came.get(key)
        if number is None:
            return offsets[0]
        self.came[key] = number + 1
        if number < len(offsets):
            return offsets[number]
        # The line of an earlier record is used again only if it is not the damaged one that belongs to this record.
        return None if digest in self.damaged else offsets[-1]


class Sidecar:
    """The residues in a sidecar, found by the id and the digest of a record.

    `missed` counts records without a residue, `damaged` lines that were found to be damaged, and `ambiguous` records
    that may have the residue of another record.

    As long as records come unchanged and in the order in which they were written, one line is read at a time. At the
    first record that does not, an index of all lines is made (about 500 bytes each). Then records may come in any
    order, and a record that was edited or reformatted is found by its id, if only one line has that id. `again` returns
    the file as one that can be sought in; without it, a file that cannot has no index.

    Lines with the same id and digest belong to their records in the order of the file. If they have several residues,
    and there are not as many records as lines, nobody knows which residue belongs to which record. That is known after
    the last record, when `finish` counts them.
    """

    def __init__(self, file: BinaryIO, name: str, *, again: Callable[[], BinaryIO] | None = None) -> None:
        self._file = file
        self._name = name
        self._again = again
        self._consumed = 0
        #: The hashes of the ids and digests, and of the residues, of the lines that were read in order.
        self._keys, self._residues = array("q"), array("q")
        self._index: _Index | None = None
        self.missed = 0
        self.damaged = 0
        self.ambiguous = 0

    def find(self, identity: str, data: bytes) -> bytes | None:
        """The residue for a record, None where there is none. Raises UsageError for a file that is not a sidecar."""
        key = (identity, digest_of(data))
        if self._index is None:
            text = self._file.readline()
            if text.strip():
                line = read_sidecar_line(text)
                is_its_own = not line.is_damaged and (line.id, line.digest) == key
                # In a file that can be read only once, a damaged line is taken for that of the next record.
                if is_its_own or (line.is_damaged and self._is_read_once and (self._consumed or line.is_shaped)):
                    self._consumed += len(text)
                    if not self._file.seekable():
                        self._note(key, text if line.is_damaged else line.residue)
                    self.damaged += line.is_damaged
                    self.missed += line.is_damaged
                    return line.residue
            self._index = self._make_index(text)
        offset = self._index.choose(*key)
        if offset is not None:
            line = read_sidecar_line(self._line_at(offset))
            if not line.is_damaged:
                return line.residue
        self.missed += 1
        return None

    def finish(self) -> None:
        """Count ambiguous records, and the damaged lines in the rest of the file, after the last record."""
        if self._index is not None:
            self.ambiguous += sum(number for key, number in self._index.came.items() if self._is_ambiguous(key, number))
        elif self._consumed:
            rest = next((text for text in self._file if text.strip()), None)
            if rest is not None:
                self._finish_in_order(rest)

    def _is_ambiguous(self, key: _Key, number: int) -> bool:
        """Whether so many records may have got the residues of one another."""
        assert self._index is not None  # noqa: S101  # there are counts
        offsets = self._index.by_text[key]
        if number in (0, len(offsets)):
            return False
        lines = map(read_sidecar_line, map(self._line_at, offsets))
        residues = {line.residue for line in lines if not line.is_damaged}
        return len(residues) > 1 or (len(residues) == 1 and key[1] in self._index.damaged)

    def _finish_in_order(self, rest: bytes) -> None:
        """The same where all records so far were those of the first lines; `rest` is the first of the other lines."""
        others: Iterable[bytes] = chain([rest], self._file)
        if self._file.seekable():
            self._file.seek(0)
            while self._file.tell() < self._consumed:
                line = read_sidecar_line(self._file.readline())
                self._note((line.id, line.digest), line.residue)
            others = self._file
        used = set(self._keys)
        #: The residues for each id and digest that both a record had and another line has.
        found: dict[int, set[int]] = {}
        for text in others:
            line = read_sidecar_line(text)
            key = hash((line.id, line.digest))
            self.damaged += line.is_damaged and bool(text.strip())
            if key in used:
                found.setdefault(key, set()).add(hash(text if line.is_damaged else line.residue))
        for key, residue in zip(self._keys, self._residues, strict=True):
            if key in found:
                found[key].add(residue)
        self.ambiguous += sum(len(found.get(key, ())) > 1 for key in self._keys)

    @property
    def _is_read_once(self) -> bool:
        return self._again is None and not self._file.seekable()

    def _note(self, key: tuple[str | None, str | None], residue: bytes | None) -> None:
        """Keep what `_finish_in_order` compares, 16 bytes a line."""
        self._keys.append(hash(key))
        self._residues.append(hash(residue))

    def _line_at(self, offset: int) -> bytes:
        self._file.seek(offset)
        return self._file.readline()

    def _make_index(self, last: bytes) -> _Index:
        """The index of all lines; `last` is the one that was read last."""
        if self._is_read_once:
            if last.strip() and not read_sidecar_line(last).is_shaped:
                raise self._no_sidecar()
            raise UsageError(
                f"{self._name} can be read only once, and its next line is not that of the next record: a record was"
                " changed, removed, added or moved; save the sidecar to a file and give that"
            )
        if self._again is not None:
            self._file = self._again()
        index, offset, is_sidecar = _Index(), 0, False
        self._file.seek(0)
        for text in self._file:
            if text.strip():
                line = read_sidecar_line(text)
                is_sidecar |= line.is_shaped
                self.damaged += line.is_damaged
                index.add(line, offset)
            offset += len(text)
        if self.damaged and not is_sidecar:
            raise self._no_sidecar()
        index.start_counts(self._consumed)
        return index

    def _no_sidecar(self) -> UsageError:
        return UsageError(f"{self._name} is not a sidecar written by runbridge")


@contextmanager
def open_sidecar(path: str) -> Generator[Sidecar]:
    """The sidecar in a file, or on standard input for `-`; it may be compressed. Raises OSError."""
    with ExitStack() as stack:
        source = stack.enter_context(open_input(path))
        name = "standard input" if path == STDIN else escape(path)
        # Only a regular file can be opened twice.
        if source.size is None or path == STDIN:
            yield Sidecar(BufferedReader(_Once(source)), name)
        elif source.compressed:
            yield Sidecar(BufferedReader(_Once(source)), name, again=lambda: stack.enter_context(_decompressed(path)))
        else:
            yield Sidecar(stack.enter_context(Path(path).open("rb")), name)


@contextmanager
def _decompressed(path: str) -> Generator[BinaryIO]:
    """A temporary file without a name, which has the decompressed data of a file."""
    # Here, because the import costs every run about 10 ms.
    from tempfile import TemporaryFile, gettempdir

    with open_input(path) as source, TemporaryFile() as file:
        try:
            while data := source.read(CHUNK_SIZE):
                file.write(data)
            file.flush()
        except OSError as error:
            if error.filename is None:
                error.filename = gettempdir()
            raise
        yield file


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
