"""`python -m tests.native.forks`: processes that are forked while threads use the native module use it too."""

import multiprocessing
import os
import sys
import threading
from itertools import islice
from typing import Any

from runbridge.record.native_batch import process_natively
from tests.benchmarks.records import make_records
from tests.laws.fields import MODEL
from tests.native.fuzz import Settings


def _is_same(plan: object, chunk: bytes, expected: Any) -> bool:
    return bool(process_natively(plan, chunk) == expected)


def main() -> int:
    """The number of processes whose result is another one."""
    native = Settings(MODEL).converter().native_plan
    assert native is not None
    plan = native.plan
    chunk = b"".join(islice(make_records(size="2 KB", kind="everything"), 200))
    expected = process_natively(plan, chunk)
    assert expected is not None
    is_ended = threading.Event()

    def work() -> None:
        while not is_ended.is_set():
            process_natively(plan, chunk)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    wrong = 0
    for _ in range(20):
        child = os.fork()
        if child == 0:
            os._exit(not _is_same(plan, chunk, expected))
        wrong += os.waitpid(child, 0)[1] != 0
    is_ended.set()
    for thread in threads:
        thread.join()
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=lambda: sys.exit(not _is_same(plan, chunk, expected))) for _ in range(2)]
    for process in children:
        process.start()
    for process in children:
        process.join()
        wrong += process.exitcode != 0
    return wrong


if __name__ == "__main__":
    sys.exit(main())
