"""`python subinterpreters.py LIBRARY DATA KIND`: the native module in several interpreters of one process.

DATA is a file with the pickled dictionary of a plan, a chunk, and the result. With the kind `shared`, the interpreters
share the interpreter lock, each runs in a thread, and all must give that result. With `isolated`, each has a lock of
its own, which the module refuses. This needs no other modules than those of Python, from 3.11 on.
"""

import sys
import threading
from typing import Any

_LOAD = """
import pickle, sys
from importlib.util import module_from_spec, spec_from_file_location

found = spec_from_file_location("runbridge._native", {library!r})
library = module_from_spec(found)
found.loader.exec_module(library)
with open({data!r}, "rb") as file:
    spec, chunk, expected = pickle.load(file)
"""
_WORK = """
plan = library.make_plan(spec)
for _ in range(20):
    if library.process_lines(plan, chunk) != expected:
        raise SystemExit("another result")
"""
_REFUSED = """
try:
{load}
except ImportError as error:
    if "does not support loading in subinterpreters" not in str(error):
        raise
else:
    raise SystemExit("the module was loaded")
"""


def _interpreters() -> Any:
    """The module of Python for them, whose name depends on the version."""
    try:
        import _interpreters as module  # type: ignore[import-not-found]  # from Python 3.13 on
    except ImportError:
        import _xxsubinterpreters as module  # type: ignore[import-not-found]  # before; both have no types
    return module


def _create(kind: str) -> Any:
    if sys.version_info >= (3, 13):
        return _interpreters().create("legacy" if kind == "shared" else "isolated")
    # Before 3.12, all share the lock; this one allows threads.
    return _interpreters().create(isolated=kind == "isolated")


def _run(interpreter: Any, code: str, problems: list[object]) -> None:
    try:
        # From 3.13 on, it returns what was raised.
        problem = _interpreters().run_string(interpreter, code)
    except Exception as error:
        problem = error
    if problem is not None:
        problems.append(problem)


def main(library: str, data: str, kind: str) -> None:
    """Run the code in five interpreters at once."""
    load, problems = _LOAD.format(library=library, data=data), list[object]()
    code = load + _WORK if kind == "shared" else _REFUSED.format(load=load.replace("\n", "\n    "))
    if kind == "shared":
        exec(load + _WORK, {})
    made = [_create(kind) for _ in range(5)]
    threads = [threading.Thread(target=_run, args=(interpreter, code, problems)) for interpreter in made]
    for thread in threads:
        thread.start()
    if kind == "shared":
        exec(load + _WORK, {})
    for thread in threads:
        thread.join()
    for interpreter in made:
        _interpreters().destroy(interpreter)
    if kind == "shared":
        # The module is still there after the others are gone.
        exec(load + _WORK, {})
    if problems:
        sys.exit(repr(problems))


if __name__ == "__main__":
    main(*sys.argv[1:])
