"""Mutants of records of all formats: what the native lane makes columns of, Python must make the same columns of.

`python -m tests.native.table_fuzz SECONDS SEED` runs it by hand, and prints how many lines the lane took.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from random import Random
from typing import Any, NamedTuple

from runbridge.known_formats import FORMATS
from runbridge.record.validate import validate
from runbridge.tables.native_table import NativeTable
from runbridge.tables.table_options import UNITS, Unit
from runbridge.tables.table_schema import Layout, Table
from tests.laws.fields import MODEL, RUN
from tests.native.format_fuzz import mixed, ordinary, samples
from tests.native.fuzz import Difference, for_seconds, mutant, run_command


class Setting(NamedTuple):
    """What lines are exported with."""

    form: str
    profile: str = "published"
    presence: bool = False
    unit: Unit = "us"

    @property
    def table(self) -> Table:
        """The table."""
        return Table.of(FORMATS[self.form], Layout(presence=self.presence, time_unit=self.unit))


SETTINGS = [Setting(*each) for each in product(FORMATS, ("published", "tolerant"), (False, True), UNITS)]


@cache
def _tables(setting: Setting) -> tuple[Table, NativeTable]:
    table = setting.table
    native = NativeTable.of(table, setting.profile)
    assert native is not None
    return table, native


def check(setting: Setting, line: bytes) -> bool:
    """Whether the lane took a line; raises Difference if it should not have, or made something else of it."""
    table, native = _tables(setting)
    result = native.add(line + b"\n")
    if result is None or result[2]:
        assert native.rows == 0
        return False
    rounded, expected_rounded = Counter[str](), Counter[str]()
    found = native.take(rounded)
    problems = validate(line, setting.form, profile=setting.profile) or table.find_unrepresentable(line)
    if problems or not table.may_hold([table.row(line)]):
        raise Difference(f"taken by {setting}, and rejected: {line!r}: {problems[:2]}")
    expected = table.batch([table.row(line)], expected_rounded)
    found.validate(full=True)
    # Zero is equal to its negative, which has another text.
    done = (found, found.nbytes, rounded, str(found.to_pylist()))
    if done != (expected, expected.nbytes, expected_rounded, str(expected.to_pylist())):
        raise Difference(f"{setting}: {line!r}\n{done[2:]}\n{expected_rounded} {expected.to_pylist()}")
    return True


def _other(form: str) -> str:
    return MODEL if form == RUN else RUN


def ordinary_lines(setting: Setting) -> list[bytes]:
    """Records as services send them."""
    return ordinary(setting.form, _other(setting.form), setting.profile)


def run(seed: int, *, only_ordinary: bool = False) -> Iterator[bool]:
    """Whether the lane took each of endless mutants, of ordinary records or of all that a schema allows."""
    random = Random(seed)
    while True:
        setting = random.choice(SETTINGS)
        lines = ordinary_lines(setting)
        if not only_ordinary and random.random() < 0.5:
            lines = samples(setting.form, _other(setting.form), setting.profile)
        line = random.choice(lines)
        if random.random() < 0.7:
            line = mixed(random, line, random.choice(lines))
        if random.random() < 0.7:
            line = mutant(random, line, setting.form, lines)
        yield check(setting, line)


def main(seconds: float, seed: int) -> None:
    """Run for some time, and print what was done."""
    taken: Counter[Any] = Counter()
    for is_taken in for_seconds(seconds, run(seed)):
        taken[is_taken] += 1
    sys.stdout.write(f"seed {seed}: {taken.total()} mutants, {taken[True]} in tables by the native lane\n")


if __name__ == "__main__":
    run_command(main)
