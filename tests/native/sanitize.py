"""`python -m tests.native.sanitize SECONDS SEED`: all kinds of fuzz, with a module that gcc's sanitizers watch.

Before it, the checks of hard_cases.py run. The address and the undefined-behaviour sanitizer end the process at
their first finding.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).parent
_SOURCES = _HERE.parents[1] / "native"
_SANITIZERS = ("-g", "-O1", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def build(folder: Path, flags: Sequence[str] = _SANITIZERS) -> Path:
    """The path of the module, compiled into a folder; failing_allocations.c makes its allocations fail if asked to."""
    include = f"-I{sysconfig.get_paths()['include']}"
    objects: list[str] = []
    for source in [*sorted(_SOURCES.iterdir()), _HERE / "failing_allocations.c"]:
        if source.suffix in (".c", ".cpp"):
            objects.append(str(folder / f"{source.name}.o"))
            compiler = "gcc" if source.suffix == ".c" else "g++"
            counted = ["-include", str(_HERE / "failing_allocations.h")] if source.suffix == ".c" else []
            arguments = ["-DPy_LIMITED_API=0x030B0000", include, *counted, "-c", str(source), "-o", objects[-1]]
            subprocess.run([compiler, "-fPIC", *flags, *arguments], check=True)
    built = folder / "_native.abi3.so"
    subprocess.run(["g++", "-shared", *flags, *objects, "-o", str(built)], check=True)
    return built


def run_sanitized(*arguments: str) -> int:
    """Run a module of the tests under the sanitizers and return its exit code."""
    names = ("libasan.so", "libubsan.so", "libstdc++.so.6")
    found = (
        subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()
        for name in names
    )
    # Python leaks at its end.
    settings = {"LD_PRELOAD": " ".join(found), "ASAN_OPTIONS": "detect_leaks=0", "PYTHONMALLOC": "malloc"}
    return subprocess.run([sys.executable, "-m", *arguments], env={**os.environ, **settings}, check=False).returncode


def main(seconds: str, seed: str) -> int:
    """Compile, run the checks and the fuzz, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        built = str(build(Path(folder)))
        return (
            run_sanitized("tests.native.hard_cases", built)
            or run_sanitized("tests.native.fuzz", seconds, seed, built)
            or run_sanitized("tests.native.drift_fuzz", seconds, seed, built)
            or run_sanitized("tests.native.format_fuzz", seconds, seed, "", built)
            or run_sanitized("tests.native.table_fuzz", seconds, seed, built)
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
