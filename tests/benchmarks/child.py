"""One measurement in a separate process: `python -m tests.benchmarks.child`, printed as a line of JSON.

`call MODULE:FUNCTION PATH...` imports first and then times the function; `run TARGET COMMAND...` times a whole process
whose standard output goes to TARGET.
"""

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time


def call(function: str, *paths: str) -> dict[str, float]:
    """Time a function of a module over files."""
    module, _, name = function.partition(":")
    work = getattr(import_module(module), name)
    arguments = [Path(path) for path in paths]
    wall, cpu = perf_counter(), process_time()
    work(*arguments)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return {"seconds": wall, "cpu": cpu, "peak": _own_peak()}


def run(target: str, *command: str) -> dict[str, float]:
    """Time a process and the processes that it waits for."""
    with Path(target).open("wb") as out:
        wall = perf_counter()
        process = subprocess.Popen(command, stdout=out)
        # `process.wait()` does not return the resources that the process used.
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - wall
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(process.returncode)
    return {"seconds": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": _mebibytes(usage)}


def _own_peak() -> float:
    """The peak of this process alone; on Linux ru_maxrss starts at the peak of the parent process."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s*(\d+) kB$", status.read_text(encoding="utf-8"), re.MULTILINE)
        if found is not None:
            return int(found[1]) / 1024
    return _mebibytes(resource.getrusage(resource.RUSAGE_SELF))


def _mebibytes(usage: resource.struct_rusage) -> float:
    """The peak of resident memory: Linux counts in KiB, macOS in bytes."""
    return usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main(arguments: Sequence[str]) -> None:
    """Run the command that the first argument names, with the other arguments."""
    way, *rest = arguments
    sample = {"call": call, "run": run}[way](*rest)
    sys.stdout.write(f"{json.dumps(sample)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
