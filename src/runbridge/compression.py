"""Compressed files: the one table of codecs, a reader that stops decompression bombs, and a writer."""

import io
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, BinaryIO, Protocol

import msgspec

from runbridge.errors import BadInput

#: How many bytes are read and returned at once. Larger chunks are fresh memory every time, which costs page faults.
CHUNK_SIZE = 1 << 17

#: How many bytes an encoder gets at once, the block size of zstd: the output does not depend on the size of writes.
_ENCODER_INPUT = 1 << 17
#: Measured on records of 2 and 7 KB: 9 takes gzip twice as long for 3 % less, and zstd four times for 7 %.
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3
#: A window, the memory of a decoder, has at most so many bytes. zstd itself stops at 128 MiB unless reported otherwise.
_MAX_WINDOW_LOG = 30

#: Similar records shrink to a fiftieth, hardly ever to less than a hundredth. Data that grows by more than this is a
#: decompression bomb, made to fill a disk. Small outputs may grow by any factor: they do no harm.
_MAX_GROWTH = 200
_HARMLESS_SIZE = 64 << 20


class Decoder(Protocol):
    """The decompressor of one gzip field or zstd frame."""

    @property
    def eof(self) -> bool:
        """Whether its end was reached."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether there is no output without more data."""
        ...

    @property
    def unused_data(self) -> bytes:
        """The data behind its end."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """At most so many bytes of output."""
        ...


class Encoder(Protocol):
    """A compressor."""

    def compress(self, data: bytearray, /) -> bytes:
        """The output that is ready."""
        ...

    def flush(self) -> bytes:
        """The rest of the output."""
        ...


class Codec(msgspec.Struct, frozen=True, kw_only=True):
    """A compression: how to recognize it, and what reads and writes it.

    `name` is the program that decompresses it with `-dc`, too. Data starts with one of `magic`; names of files end in
    one of `suffixes`, in any case. `decoders` gives what makes a decoder, and the exception for corrupt data. `needs`
    says what data needs that is not corrupt, from the text of the exception and the data; None for corrupt data.
    """

    name: str
    magic: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    decoders: Callable[[], tuple[Callable[[], Decoder], type[Exception]]]
    encoder: Callable[[], Encoder]
    needs: Callable[[str, bytes], str | None] = lambda _reason, _data: None


class _GzipDecoder:
    """zlib's decompressor for one gzip field, with the interface of the other decoders."""

    def __init__(self) -> None:
        import zlib

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


def _gzip_decoders() -> tuple[Callable[[], Decoder], type[Exception]]:
    import zlib

    return _GzipDecoder, zlib.error


def _gzip_encoder() -> Encoder:
    import zlib

    # 31 asks for gzip's header, which zlib writes without name and time.
    return zlib.compressobj(_GZIP_LEVEL, wbits=31)


def load_zstd() -> Any:
    """The zstd module, imported by name: a type checker and a coverage report each see only one of the two."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _zstd_decoders() -> tuple[Callable[[], Decoder], type[Exception]]:
    zstd = load_zstd()
    options = {zstd.DecompressionParameter.window_log_max: _MAX_WINDOW_LOG}
    return partial(zstd.ZstdDecompressor, options=options), zstd.ZstdError


def _zstd_needs(reason: str, data: bytes) -> str | None:
    if "too much memory" in reason:
        return "a window of more than 1 GiB; if you trust it, pipe it in from `zstd -dc --long=31`"
    if "Dictionary mismatch" not in reason:
        return None
    zstd = load_zstd()
    with suppress(zstd.ZstdError):
        number = zstd.get_frame_info(data).dictionary_id
        return f"the dictionary with the ID {number}; pipe it in from `zstd -dc -D DICTIONARY`"
    return "a dictionary; pipe it in from `zstd -dc -D DICTIONARY`"


def _zstd_encoder() -> Encoder:
    zstd = load_zstd()
    parameter = zstd.CompressionParameter
    # A checksum as gzip has it: otherwise damage can go unnoticed.
    options = {parameter.compression_level: _ZSTD_LEVEL, parameter.checksum_flag: 1}
    encoder: Encoder = zstd.ZstdCompressor(options=options)
    return encoder


def _xz_decoders() -> tuple[Callable[[], Decoder], type[Exception]]:
    import lzma

    return partial(lzma.LZMADecompressor, lzma.FORMAT_XZ, 1 << _MAX_WINDOW_LOG), lzma.LZMAError


def _xz_needs(reason: str, _data: bytes) -> str | None:
    if "Memory usage limit" not in reason:
        return None
    return "more than 1 GiB of memory; if you trust it, pipe it in from `xz -dc`"


def _xz_encoder() -> Encoder:
    import lzma

    return lzma.LZMACompressor()


def _bzip2_decoders() -> tuple[Callable[[], Decoder], type[Exception]]:
    import bz2

    return bz2.BZ2Decompressor, OSError


def _bzip2_encoder() -> Encoder:
    import bz2

    return bz2.BZ2Compressor()


#: To add a compression, add a row.
CODECS = (
    Codec(name="gzip", magic=(b"\x1f\x8b",), suffixes=(".gz",), decoders=_gzip_decoders, encoder=_gzip_encoder),
    Codec(
        name="zstd",
        # Skippable frames may precede the others.
        magic=(b"\x28\xb5\x2f\xfd", *(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))),
        suffixes=(".zst", ".zstd"),
        decoders=_zstd_decoders,
        encoder=_zstd_encoder,
        needs=_zstd_needs,
    ),
    Codec(
        name="xz",
        magic=(b"\xfd7zXZ\0",),
        suffixes=(".xz",),
        decoders=_xz_decoders,
        encoder=_xz_encoder,
        needs=_xz_needs,
    ),
    Codec(
        name="bzip2",
        # The last byte is the block size in units of 100 kB.
        magic=tuple(b"BZh%d" % size for size in range(1, 10)),
        suffixes=(".bz2",),
        decoders=_bzip2_decoders,
        encoder=_bzip2_encoder,
    ),
)
#: How the data and the names of compressed files may start and end.
MAGIC = tuple(magic for codec in CODECS for magic in codec.magic)
SUFFIXES = tuple(suffix for codec in CODECS for suffix in codec.suffixes)
#: For help texts: the names of all compressions, and the usual suffixes of files.
CODEC_NAMES, CODEC_SUFFIXES = (
    f"{', '.join(words[:-1])} or {words[-1]}"
    for words in ([codec.name for codec in CODECS], [codec.suffixes[0] for codec in CODECS])
)
_LONGEST_MAGIC = max(map(len, MAGIC))


def codec_of(head: bytes) -> Codec | None:
    """The compression of data that starts with these bytes."""
    return next((codec for codec in CODECS if head.startswith(codec.magic)), None)


def encoder_for(name: str) -> Encoder | None:
    """A new encoder for a file name with the suffix of a compression, in any case; None for every other name."""
    return next((codec.encoder() for codec in CODECS if name.lower().endswith(codec.suffixes)), None)


class CompressedSource(Protocol):
    """A stream of compressed bytes."""

    @property
    def consumed(self) -> int:
        """How many bytes were taken."""
        ...

    @property
    def size(self) -> int | None:
        """How many bytes the file has; None if that is unknown."""
        ...

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


class DecompressingReader:
    """The decompressed bytes of a stream, of one field or frame after the other."""

    compressed = True

    def __init__(self, source: CompressedSource, path: str, codec: Codec) -> None:
        self._source = source
        self._path = path
        self._name = codec.name
        self._needs = codec.needs
        self._make, self._error = codec.decoders()
        self._decoder: Decoder | None = None
        self._pending = b""
        self._returned = 0
        self._head = b""

    @property
    def consumed(self) -> int:
        """How many compressed bytes were taken."""
        return self._source.consumed

    @property
    def size(self) -> int | None:
        """How many compressed bytes there are; None if that is unknown."""
        return self._source.size

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, none at the end; raises BadInput."""
        while (decoder := self._decoder or self._next_decoder()) is not None:
            data = self._decompress(decoder, size)
            self._returned += len(data)
            if self._returned > max(_HARMLESS_SIZE, _MAX_GROWTH * self.consumed):
                raise self._bad(
                    f"{self._name} data that grows to more than {_MAX_GROWTH} times its size; "
                    f"if you trust it, pipe it in from `{self._name} -dc`, which has no such limit"
                )
            if data:
                if len(self._head) < _LONGEST_MAGIC:
                    self._check_head(data)
                return data
        return b""

    def _check_head(self, data: bytes) -> None:
        self._head += data[:_LONGEST_MAGIC]
        if inner := codec_of(self._head):
            raise self._bad(
                f"{inner.name} data inside {self._name} data; decompress it once before, as with `{self._name} -dc`"
            )

    def _next_decoder(self) -> Decoder | None:
        while not self._pending:
            data = self._source.read(CHUNK_SIZE)
            if not data:
                return None
            # A file may be padded with zeros, as on tapes.
            self._pending = data.lstrip(b"\0")
        self._decoder = self._make()
        return self._decoder

    def _decompress(self, decoder: Decoder, size: int) -> bytes:
        data, self._pending = self._pending, b""
        if decoder.needs_input and not data:
            data = self._source.read(CHUNK_SIZE)
            if not data:
                raise self._bad(f"truncated {self._name} data after {self.consumed:,} bytes")
        try:
            output = decoder.decompress(data, size)
        except self._error as error:
            reason = str(error).rpartition(": ")[2]
            if need := self._needs(reason, data):
                raise self._bad(f"{self._name} data that needs {need}") from None
            raise self._bad(f"corrupt {self._name} data before byte {self.consumed:,}: {reason}") from None
        if decoder.eof:
            self._pending = decoder.unused_data.lstrip(b"\0")
            self._decoder = None
        return output

    def _bad(self, message: str) -> BadInput:
        return BadInput(message, self._path)


class CompressingWriter(io.RawIOBase):
    """Compresses what is written, into a file; without `finish` the file is missing its end."""

    def __init__(self, file: BinaryIO, encoder: Encoder) -> None:
        self._file = file
        self._encoder = encoder
        self._pending = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any, /) -> int:
        """Take all of the data, and compress whole pieces of it."""
        before = len(self._pending)
        self._pending += data
        total = len(self._pending)
        ready = total - total % _ENCODER_INPUT
        for start in range(0, ready, _ENCODER_INPUT):
            self._file.write(self._encoder.compress(self._pending[start : start + _ENCODER_INPUT]))
        del self._pending[:ready]
        return total - before

    def finish(self) -> None:
        """Write the rest and the end of the compressed data; the file is neither flushed nor closed."""
        self._file.write(self._encoder.compress(self._pending))
        self._file.write(self._encoder.flush())
        self._pending.clear()
