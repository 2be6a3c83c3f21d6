"""The problems of a run, counted by code, by file and by place in the record, in bounded memory."""

import re
from collections import Counter
from typing import Any

from runbridge.outputs.rejected import Rejected

#: The most files and pointers that are counted separately: both can come from the input and have no limit.
_MAX_NAMES = 1000
#: How much of a file name or a pointer is kept.
_MAX_LENGTH = 200
#: A step of a pointer that is the index of an array, or a field whose name is a number.
_INDEX = re.compile(r"/(?:0|[1-9][0-9]*)(?=/|$)")


class ProblemCounter:
    """Counts the problems of rejected records, which come in the order of the input with any number of jobs."""

    def __init__(self) -> None:
        self.codes = Counter[str]()
        self._files, self._pointers = Counter[str](), Counter[str]()
        self._other_files = self._other_pointers = 0

    def add(self, rejected: Rejected) -> None:
        """Count the problems of one record."""
        number = len(rejected.problems)
        if not _add(self._files, rejected.file, number):
            self._other_files += number
        for problem in rejected.problems:
            self.codes[problem.code] += 1
            if not _add(self._pointers, _INDEX.sub("/*", problem.pointer), 1):
                self._other_pointers += 1

    def counts(self) -> dict[str, Any]:
        """The counts so far, as JSON values: in total, by code, by file and by pointer, the most frequent first.

        In pointers every number is `*`, so that the elements of an array are counted together. `other_files` and
        `other_pointers` count the problems beyond the first 1,000 files and pointers.
        """
        return {
            "total": self.codes.total(),
            "by_code": _sorted(self.codes),
            "by_file": _sorted(self._files),
            "by_pointer": _sorted(self._pointers),
            "other_files": self._other_files,
            "other_pointers": self._other_pointers,
        }


def _add(counter: Counter[str], name: str, number: int) -> bool:
    """Count something for a name; False if there is no room for another name."""
    name = name if len(name) <= _MAX_LENGTH else f"{name[:_MAX_LENGTH]}…"
    if name not in counter and len(counter) >= _MAX_NAMES:
        return False
    counter[name] += number
    return True


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
