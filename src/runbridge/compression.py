"""Compressed input: what comes out of gzip and zstd, as a stream, and no more of it than its size makes likely."""

import io
import sys
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO, Protocol

from runbridge.errors import BadInput

#: How much is read, and given out, at once: larger blocks are memory that is new every time, and page faults.
BLOCK = 1 << 17

#: What a compressor gets at once, the block of zstd. However writes cut the text, it sees the same pieces.
_PIECE = 1 << 17
#: Measured on records of 2 and 7 KB: 9 takes gzip twice as long for 3 % less, and zstd four times for 7 %.
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3

#: Records that are alike shrink to a fiftieth, hardly ever to less than a hundredth: what grows by more than this is
#: made to fill a disk. Small files may: they do no harm.
_MOST_GROWTH = 200
_HARMLESS = 64 << 20


class Compressed(Protocol):
    """The stream of a compressed file."""

    @property
    def consumed(self) -> int:
        """How many bytes were taken."""
        ...

    @property
    def size(self) -> int | None:
        """How many bytes the file has, if that is known."""
        ...

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


class _Decompressor(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflater:
    """zlib's decompressor for a gzip member, with the face that the others have."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._has_more = False

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._has_more and not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        output = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        # There may be more output than was asked for although all input was taken.
        self._has_more = len(output) == max_length
        return output


def _decoder(form: str) -> tuple[Callable[[], _Decompressor], type[Exception]]:
    """What decompresses a member or frame, and what it raises for broken data."""
    if form == "gzip":
        return _Inflater, zlib.error
    zstd = load_zstd()
    return zstd.ZstdDecompressor, zstd.ZstdError


class Decompressed:
    """What comes out of a compressed stream: of one member or frame after the other."""

    compressed = True

    def __init__(
        self,
        plain: Compressed,
        path: str,
        form: str,
    ) -> None:
        self._plain = plain
        self._path = path
        self._form = form
        self._make, self._error = _decoder(form)
        self._member: _Decompressor | None = None
        self._fed = b""
        self._given = 0

    @property
    def consumed(self) -> int:
        """How many compressed bytes were taken."""
        return self._plain.consumed

    @property
    def size(self) -> int | None:
        """How many compressed bytes there are, if that is known."""
        return self._plain.size

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, none at the end; raises BadInput."""
        while (member := self._member or self._next_member()) is not None:
            data = self._decompress(member, size)
            self._given += len(data)
            if self._given > max(_HARMLESS, _MOST_GROWTH * self.consumed):
                raise self._bad(
                    f"{self._form} data that grows to more than {_MOST_GROWTH} times its size; "
                    f"if you trust it, pipe it in from `{self._form} -dc`, which has no such limit"
                )
            if data:
                return data
        return b""

    def _next_member(self) -> _Decompressor | None:
        while not self._fed:
            data = self._plain.read(BLOCK)
            if not data:
                return None
            # A file may be filled up with zeros, as tapes are.
            self._fed = data.lstrip(b"\0")
        self._member = self._make()
        return self._member

    def _decompress(self, member: _Decompressor, size: int) -> bytes:
        fed, self._fed = self._fed, b""
        if member.needs_input and not fed:
            fed = self._plain.read(BLOCK)
            if not fed:
                raise self._bad(f"truncated {self._form} data after {self.consumed:,} bytes")
        try:
            data = member.decompress(fed, size)
        except self._error as error:
            reason = str(error).rpartition(": ")[2]
            raise self._bad(f"corrupt {self._form} data before byte {self.consumed:,}: {reason}") from None
        if member.eof:
            self._fed = member.unused_data.lstrip(b"\0")
            self._member = None
        return data

    def _bad(self, words: str) -> BadInput:
        return BadInput(words, self._path)


class Encoder(Protocol):
    """What zlib and zstd have in common: pieces in, and `flush` for the end."""

    def compress(self, data: bytearray, /) -> bytes:
        """What is ready to be written."""
        ...

    def flush(self) -> bytes:
        """The rest."""
        ...


def encoder_for(name: str) -> Encoder | None:
    """The encoder for `.gz`, `.zst` and `.zstd` in any case, None for every other name."""
    lower = name.lower()
    if lower.endswith(".gz"):
        import zlib

        # 31 asks for gzip's frame, which zlib writes without name and time.
        return zlib.compressobj(_GZIP_LEVEL, wbits=31)
    if lower.endswith((".zst", ".zstd")):
        zstd = load_zstd()
        parameter = zstd.CompressionParameter
        # A checksum as gzip has it: else damage may pass for data.
        options = {parameter.compression_level: _ZSTD_LEVEL, parameter.checksum_flag: 1}
        encoder: Encoder = zstd.ZstdCompressor(options=options)
        return encoder
    return None


class Compressing(io.RawIOBase):
    """What is written goes through an encoder into a file; without `finish` the file lacks its end."""

    def __init__(self, file: BinaryIO, encoder: Encoder) -> None:
        self._file = file
        self._encoder = encoder
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any, /) -> int:
        """Take all of the data; whole pieces of it are compressed."""
        before = len(self._waiting)
        self._waiting += data
        total = len(self._waiting)
        ready = total - total % _PIECE
        for start in range(0, ready, _PIECE):
            self._file.write(self._encoder.compress(self._waiting[start : start + _PIECE]))
        del self._waiting[:ready]
        return total - before

    def finish(self) -> None:
        """Write the rest and the end of the compressed data; the file is neither flushed nor closed."""
        self._file.write(self._encoder.compress(self._waiting))
        self._file.write(self._encoder.flush())
        self._waiting.clear()


def load_zstd() -> Any:
    """The module. By name: a type checker and a coverage report each see only one of the two."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
