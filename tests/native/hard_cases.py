"""`python -m tests.native.hard_cases LIBRARY`: chunks that are cut off anywhere, and allocations that fail.

The library is one that `build` of sanitize.py compiled with failing_allocations.c.
"""

import ctypes
import sys
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import Any

from tests.laws.fields import MODEL, RUN
from tests.native import rows
from tests.native.format_fuzz import ordinary
from tests.native.fuzz import use_library
from tests.native.plans import COUNTING, lines_for, specs, table_spec
from tests.native.rows import column_of


def check_prefixes(library: Any, plan: object, chunk: bytes) -> int:
    """Whole lines are processed as in the whole chunk, and no other one is; returns how many prefixes there are."""
    ends = [at + 1 for at, byte in enumerate(chunk) if byte == 10]
    whole = {end: library.process_lines(plan, chunk[:end])[:3] for end in ends}
    number = 0
    for end in range(len(chunk) + 1):
        if end in whole:
            number += 1
            assert library.process_lines(plan, chunk[:end])[:3] == whole[end]
            assert whole[end][1] == number
            continue
        before = whole.get(chunk.rfind(b"\n", 0, end) + 1, (b"", 0, []))
        assert library.process_lines(plan, chunk[:end]) in (None, (b"", 0, [], *_nothing(library, plan)))
        cut = library.process_lines(plan, chunk[:end] + b"\n")
        if end + 1 in whole:
            assert cut[:3] == whole[end + 1]
        elif cut is not None:
            # A line that was cut off is handed back.
            assert cut[0] == before[0]
            assert [other[0] for other in cut[2]] == [*(other[0] for other in before[2]), number]
    return len(chunk) + 1


def check_rows(library: Any, plan: object, chunk: bytes) -> int:
    """Each prefix of a chunk, as a row and as the rows of a column, becomes what it becomes as lines."""
    lines = chunk.split(b"\n")
    for end in range(len(chunk) + 1):
        rows.check(
            library, plan, column_of([chunk[max(0, end - len(lines[0])) : end], *lines[: end % 4]], before=end % 9)
        )
    return len(chunk) + 1


def _nothing(library: Any, plan: object) -> Any:
    return library.process_lines(plan, b"")[3:]


def check_allocations(library: Any, counter: Any, spec: dict[str, Any], chunk: bytes) -> int:
    """Each allocation fails once: that is a MemoryError, and all memory is freed; returns how many there are."""
    expected = _process(library, spec, chunk)
    number = 0
    while True:
        counter.fail_allocation(number)
        try:
            found = _process(library, spec, chunk)
        except MemoryError:
            assert counter.has_failed()
        else:
            assert not counter.has_failed()
            assert found == expected
            break
        finally:
            counter.fail_allocation(-1)
        assert counter.live_allocations() == 0
        number += 1
    return number


def _process(library: Any, spec: dict[str, Any], chunk: bytes) -> list[Any]:
    """A plan is made, used and freed."""
    plan, column = library.make_plan(spec), column_of(chunk.split(b"\n"))
    done = [library.process_lines(plan, each) for each in (chunk, chunk)]
    done += [library.process_lines(plan, chunk, True), library.process_rows(plan, *column)]
    return [*done, library.take_rows(plan)] if spec["columns"] else done


def check_table(library: Any, chunk: bytes) -> int:
    """Lines that are cut off anywhere leave the rows of a table as they were; returns how many prefixes there are."""
    plan, last = library.make_plan(table_spec()), chunk.splitlines(keepends=True)[-1]
    library.process_lines(plan, chunk)
    expected = library.take_rows(plan)
    for end in range(1, len(last)):
        assert library.process_lines(plan, chunk + last[:end]) is None
        library.process_lines(plan, chunk)
        library.undo_rows(plan)
        cut = library.process_lines(plan, last[:end] + b"\n")
        assert cut is None or len(cut[2]) == (end < len(last) - 1)
        library.undo_rows(plan)
        library.process_lines(plan, chunk)
        assert library.take_rows(plan) == expected
    return len(last)


def check_table_allocations(library: Any, counter: Any, chunk: bytes) -> int:
    """An allocation that fails leaves the rows of a table as they were; returns how many there are."""
    plan, number, is_done = library.make_plan(table_spec()), 0, False
    library.process_lines(plan, chunk)
    expected = library.take_rows(plan)
    while not is_done:
        plan = library.make_plan(table_spec())
        counter.fail_allocation(number)
        try:
            library.process_lines(plan, chunk)
            is_done = True
        except MemoryError:
            number += 1
            counter.fail_allocation(-1)
            library.process_lines(plan, chunk)
        finally:
            counter.fail_allocation(-1)
        assert library.take_rows(plan) == expected
    return number


def check_objects(library: Any, spec: dict[str, Any], chunk: bytes) -> int:
    """The same for each allocation of an object of Python while lines are processed."""
    if find_spec("_testcapi") is None:
        # Some distributions leave out the modules of Python's own tests.
        return 0
    hooks: Any = import_module("_testcapi")
    plan, column = library.make_plan(spec), column_of(chunk.split(b"\n"))
    expected = library.process_rows(plan, *column)
    number, found, blocks = 0, None, [0, 0]
    while found is None:
        blocks[number > 0] = sys.getallocatedblocks()
        hooks.set_nomemory(number, number + 1)
        try:
            found = library.process_rows(plan, *column)
        except MemoryError:
            pass
        finally:
            hooks.remove_mem_hooks()
        number += 1
    assert found == expected
    # Nothing is lost at a failure; some blocks are of this function.
    assert blocks[1] - blocks[0] < 20
    return number - 1


def cases() -> list[tuple[dict[str, Any], bytes]]:
    """Plans, and chunks with ordinary and other lines, the last of which are short."""
    found = []
    for residue in ("embed", "text"):
        # A plan that counts has no residue.
        for number, spec in enumerate(specs(residue)[: COUNTING + (residue == "embed")]):
            lines = Random(residue).sample(lines_for(number), 12 if number > 2 else 30)
            lines += [b"{}", min(lines_for(number), key=len), b'{"a":"\\u0061"}', b"{}", b'{"b":1}']
            found.append((spec, b"".join(line + b"\n" for line in lines)))
    return found


def last_lines(chunk: bytes) -> bytes:
    """Some whole lines from its end, of at least 5,000 bytes."""
    start = len(chunk)
    while start and len(chunk) - start < 5000:
        start = chunk.rfind(b"\n", 0, start - 1) + 1
    return chunk[start:]


def main(path: str) -> None:
    """Check everything with a library."""
    use_library(path)
    library, counter = import_module("runbridge._native"), ctypes.CDLL(path)
    prefixes = allocations = objects = 0
    for spec, chunk in cases():
        allocations += check_allocations(library, counter, spec, chunk)
        objects += check_objects(library, spec, chunk)
        # What counts lines gives the places of texts in the chunk, so that rows differ from lines.
        for check in (check_prefixes, check_rows)[: 1 if "states" in spec else 2]:
            prefixes += check(library, library.make_plan(spec), last_lines(chunk))
    lines = Random(0).sample(lines_for(0), 30)
    chunk = b"".join(line + b"\n" for line in [*lines, *ordinary(MODEL, RUN, "published")[:3]])
    prefixes += check_table(library, chunk)
    allocations += check_allocations(library, counter, table_spec(), chunk)
    allocations += check_table_allocations(library, counter, chunk)
    sys.stdout.write(f"{prefixes} prefixes, {allocations} allocations and {objects} objects\n")


if __name__ == "__main__":
    main(sys.argv[1])
