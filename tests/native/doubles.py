"""The native module writes and reads doubles as Python does.

`python -m tests.native.doubles COUNT SEED` checks random ones by hand. decimal.cpp is compiled alone and called without
Python. The bits of a double are random, so all exponents are as probable.
"""

import ctypes
import subprocess
import sys
import tempfile
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from random import Random
from struct import unpack
from typing import TypeAlias

_SOURCE = Path(__file__).parents[2] / "native" / "decimal.cpp"
#: SHORTEST_SIZE of native/lane.h.
_SIZE = 40
#: Doubles that are checked with the same random bytes.
_AT_ONCE = 4096

#: The shortest text of a double, or nothing, and the double of a text, or None.
Functions: TypeAlias = tuple[Callable[[float], bytes], Callable[[bytes], float | None]]


def load(folder: Path, *flags: str) -> Functions:
    """The two functions, compiled into a folder; raises CalledProcessError without a compiler."""
    built = folder / "decimal.so"
    subprocess.run(["g++", "-std=c++17", "-O2", "-fPIC", "-shared", *flags, str(_SOURCE), "-o", str(built)], check=True)
    library = ctypes.CDLL(str(built))
    shortest, read = library.decimal_shortest, library.decimal_read
    shortest.argtypes = (ctypes.c_double, ctypes.c_char_p)
    read.argtypes = (ctypes.c_char_p, ctypes.c_uint32, ctypes.POINTER(ctypes.c_double))
    text, value = ctypes.create_string_buffer(_SIZE), ctypes.c_double()
    place = ctypes.byref(value)

    def write_double(number: float) -> bytes:
        size = shortest(number, text)
        return text.raw[:size]

    def read_double(token: bytes) -> float | None:
        return value.value if read(token, len(token), place) else None

    return write_double, read_double


def in_python(number: float) -> bytes:
    """The shortest text as C++ writes it: the digits of `repr` with an exponent of at least two digits."""
    digits = repr(number).lstrip("-").partition("e")[0].replace(".", "").strip("0")
    return f"{number:.{max(len(digits) - 1, 0)}e}".encode()


def check(functions: Functions, number: float) -> None:
    """Raise AssertionError for a double that is not written and read as Python does."""
    write, read = functions
    text = write(number)
    assert text == in_python(number), number.hex()
    # What is too small to be a normal double may be left to Python.
    found = read(text)
    assert found == number or (found is None and abs(number) < sys.float_info.min), number.hex()


def run(functions: Functions, count: int, seed: int) -> int:
    """How many doubles were checked; raises AssertionError for one that differs."""
    random, done = Random(seed), 0
    while done < count:
        for number in unpack(f"{_AT_ONCE}d", random.randbytes(8 * _AT_ONCE)):
            if isfinite(number) and number:
                check(functions, number)
                done += 1
    return done


def main(count: str, seed: str) -> None:
    """Compile, check, and print how many were checked."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(load(Path(folder)), int(count), int(seed))
    sys.stdout.write(f"seed {seed}: {done:,} doubles\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
