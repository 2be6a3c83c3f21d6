"""`python -m tests.native.sanitize SECONDS SEED`: the fuzz of fuzz.py, with a module that gcc's sanitizers watch.

The address and the undefined-behaviour sanitizer end the process at their first finding.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

_SOURCES = Path(__file__).parents[2] / "native"
_FLAGS = ["-g", "-O1", "-fPIC", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


def build(folder: Path) -> Path:
    """The path of the module, compiled into a folder."""
    include = f"-I{sysconfig.get_paths()['include']}"
    objects: list[str] = []
    for source in sorted(_SOURCES.iterdir()):
        if source.suffix in (".c", ".cpp"):
            objects.append(str(folder / f"{source.name}.o"))
            compiler = "gcc" if source.suffix == ".c" else "g++"
            arguments = ["-DPy_LIMITED_API=0x030B0000", include, "-c", str(source), "-o", objects[-1]]
            subprocess.run([compiler, *_FLAGS, *arguments], check=True)
    built = folder / "_native.abi3.so"
    subprocess.run(["g++", "-shared", *_FLAGS, *objects, "-o", str(built)], check=True)
    return built


def main(seconds: str, seed: str) -> int:
    """Compile, run the fuzz and return its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(Path(folder))
        names = ("libasan.so", "libubsan.so", "libstdc++.so.6")
        found = (
            subprocess.run(
                ["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True
            ).stdout.strip()
            for name in names
        )
        # Python leaks at its end.
        settings = {"LD_PRELOAD": " ".join(found), "ASAN_OPTIONS": "detect_leaks=0", "PYTHONMALLOC": "malloc"}
        command = [sys.executable, "-m", "tests.native.fuzz", seconds, seed, str(built)]
        return subprocess.run(command, env={**os.environ, **settings}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
