"""`python -m tests.native.variants`: the parts of the native module without Python, compiled in several ways.

Each program of scan_results.c that runs here must print the same. A compiler or an emulator that is not installed is
left out. Debian's packages are gcc-aarch64-linux-gnu, g++-aarch64-linux-gnu, qemu-user, musl-tools and
g++-mingw-w64-x86-64; `pip install ziglang` brings clang with the headers and libraries of other systems.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_SOURCES = _HERE.parents[1] / "native"
#: What needs Python.h.
_OF_PYTHON = ("module.c", "plan.c", "plan_columns.c", "plan_rules.c")
_WARNINGS = ("-Wall", "-Wextra", "-Wshadow", "-Wvla", "-Werror")


class Variant(NamedTuple):
    """A way to compile, and the command that runs the program, if it can run here.

    Commands are words with spaces between them. Without a compiler of C++, all files are compiled as C.
    """

    name: str
    c: str
    cpp: str | None
    flags: tuple[str, ...] = ()
    run: str | None = ""


def _zig(name: str, target: str, run: str | None = None) -> Variant:
    return Variant(name, f"python-zig cc -target {target}", f"python-zig c++ -target {target}", run=run)


VARIANTS = [
    Variant("as installed", "gcc", "g++"),
    Variant("no vectors", "gcc", "g++", ("-DLANE_SCALAR",)),
    Variant("numbers by C", "gcc", None),
    Variant("numbers by C, compiled as C++", "gcc", "g++", ("-DLANE_WITHOUT_CHARCONV",)),
    Variant("clang", "clang", "clang++"),
    Variant("aarch64", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", ("-static",), "qemu-aarch64"),
    Variant("musl", "musl-gcc", None, ("-static",)),
    Variant("Windows", "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-g++", run=None),
    _zig("musl by zig", "x86_64-linux-musl", ""),
    _zig("macOS by zig", "x86_64-macos"),
    _zig("macOS and aarch64 by zig", "aarch64-macos"),
    _zig("Windows by zig", "x86_64-windows-gnu"),
    _zig("Windows and aarch64 by zig", "aarch64-windows-gnu"),
]


def is_here(variant: Variant) -> bool:
    """Whether all programs of a variant are installed."""
    commands = [command.split() for command in (variant.c, variant.cpp, variant.run) if command]
    return all(shutil.which(program) for program, *_ in commands)


def build(variant: Variant, folder: Path) -> Path:
    """The path of the program, compiled into a folder; nothing is there if it cannot run here."""
    objects: list[str] = []
    sources = [path for path in sorted(_SOURCES.iterdir()) if path.name not in _OF_PYTHON and path.suffix != ".h"]
    for source in [*sources, _HERE / "scan_results.c"]:
        objects.append(str(folder / f"{source.name}.o"))
        if source.suffix == ".c" or variant.cpp is None:
            compiler, language = variant.c, ["-x", "c", "-std=c11", "-pedantic"]
        else:
            compiler, language = variant.cpp, ["-std=c++17"]
        # The last one is for the formats that scan_results.c prints with.
        flags = ["-O2", *_WARNINGS, *variant.flags, "-D__USE_MINGW_ANSI_STDIO=1"]
        subprocess.run([*compiler.split(), *language, *flags, "-c", str(source), "-o", objects[-1]], check=True)
    built = folder / "scan_results"
    linker = variant.cpp or variant.c
    if variant.run is not None:
        subprocess.run([*linker.split(), *variant.flags, *objects, "-lm", "-o", str(built)], check=True)
    return built


def results(variant: Variant, rounds: int) -> bytes | None:
    """What the program prints; None if it cannot run here."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(variant, Path(folder))
        if variant.run is None:
            return None
        command = [*variant.run.split(), str(built), str(rounds)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def main(rounds: int = 1_000_000) -> int:
    """Compile and run all; the exit code is 1 if one prints something else than the first."""
    found: dict[str, bytes | None] = {}
    for variant in VARIANTS:
        if is_here(variant):
            found[variant.name] = results(variant, rounds)
            sys.stdout.write(f"{variant.name}: {'compiled' if found[variant.name] is None else 'compiled and run'}\n")
        else:
            sys.stdout.write(f"{variant.name}: not installed\n")
    return int(len({each for each in found.values() if each is not None}) != 1)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
