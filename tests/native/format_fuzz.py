"""Mutants of records of all formats: what the native lane converts, the path for single records must convert alike.

`python -m tests.native.format_fuzz SECONDS SEED [FORMAT]` runs it by hand, and prints how many lines the lane took.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from random import Random
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from runbridge.errors import RecordError
from runbridge.known_formats import DIRECTIONS
from runbridge.laws.json_tokens import is_object, read_tokens, write_tokens
from runbridge.laws.record_strategies import records
from runbridge.laws.subject import Given, Subject, subject_of
from runbridge.options import ResidueMode
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter
from tests.laws.fields import MODEL, RUN
from tests.native.fuzz import check_with, examples, for_seconds, mutant, use_library

_GIVEN: tuple[Given, ...] = ("all", "set", "nothing")
_RESIDUES: tuple[ResidueMode, ...] = ("embed", "embed", "drop", "text", "sidecar")
#: The modes whose output is a record that other samples are made of.
_OUTPUTS = _RESIDUES[1:4]
_DRAWN = 60


class Case(NamedTuple):
    """What lines are converted with."""

    source: str
    target: str
    profile: str
    residue: ResidueMode = "embed"
    given: Given = "all"

    @property
    def subject(self) -> Subject:
        """The direction."""
        return subject_of(self.source, self.target, self.profile)

    def converter(self) -> Converter:
        """The converter, which is the same for equal cases."""
        return _converter(self)


@cache
def _converter(case: Case) -> Converter:
    made = make_converter(case.source, case.subject.options(case.residue, given=case.given))
    assert isinstance(made, Converter)
    return made


@cache
def drawn(source: str, target: str, profile: str) -> list[bytes]:
    """Some records that the schema allows."""
    found: list[bytes] = []
    subject = subject_of(source, target, profile)

    @settings(
        max_examples=_DRAWN,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
        derandomize=True,
        deadline=None,
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        found.append(write_tokens(data.draw(records(subject))))

    draw()
    return found


@cache
def ordinary(source: str, target: str, profile: str) -> list[bytes]:
    """Records as services send them, and those that they were converted to, with their residues and without."""
    here, there = examples().get(source, []), examples().get(target, [])
    back = [line for residue in _OUTPUTS for line in _hops(there, Case(target, source, profile, residue))]
    again = _hops(_hops(here, Case(source, target, profile)), Case(target, source, profile))
    others = _hops(examples()[MODEL], Case(MODEL, RUN, profile, "drop")) if source == RUN else []
    return [*here, *back, *again, *others]


@cache
def samples(source: str, target: str, profile: str) -> list[bytes]:
    """These, records that the schema allows, and those that they were converted to."""
    here, there = drawn(source, target, profile), drawn(target, source, profile)
    back = [line for residue in _OUTPUTS for line in _hops(there, Case(target, source, profile, residue))]
    again = _hops(_hops(here, Case(source, target, profile)), Case(target, source, profile))
    unusual = _hops(there, Case(target, source, profile, given="nothing"))
    return [*ordinary(source, target, profile), *here, *back, *again, *unusual]


def _hops(lines: list[bytes], case: Case) -> list[bytes]:
    """Converted records, if they can be converted."""
    converted: list[bytes] = []
    for line in lines:
        with suppress(RecordError):
            converted.append(case.converter().convert(line).data)
    return converted


def directions(form: str = "") -> list[tuple[str, str]]:
    """The directions of a format, or of all."""
    return [names for names in DIRECTIONS if not form or form in names]


def mixed(random: Random, line: bytes, other: bytes) -> bytes:
    """A record with some values of another one, also inside of its fields and of its residue."""
    try:
        one, two = read_tokens(line), read_tokens(other)
    except ValueError:
        return line
    for _ in range(random.choice((1, 1, 2, 4))):
        _mix(random, one, two)
    return write_tokens(one)


def _mix(random: Random, one: Any, two: Any) -> None:
    if not (is_object(one) and is_object(two) and two):
        return
    name = random.choice([*two])
    if random.random() < 0.4:
        _mix(random, one.get(name), two[name])
    elif random.random() < 0.2:
        one.pop(name, None)
    elif random.random() < 0.2:
        one[name] = None
    else:
        one[name] = two[name]


def run(seed: int, form: str = "") -> Iterator[tuple[Case, bool]]:
    """Whether the lane converted each of endless mutants."""
    random, ends = Random(seed), directions(form)
    while True:
        source, target = random.choice(ends)
        profile = random.choice(("published", "tolerant"))
        case = Case(source, target, profile, random.choice(_RESIDUES), random.choice(_GIVEN))
        lines = samples(source, target, profile)
        line = random.choice(ordinary(source, target, profile) if random.random() < 0.7 else lines)
        if random.random() < 0.7:
            line = mixed(random, line, random.choice(lines))
        if random.random() < 0.5:
            line = mutant(random, line, source, lines)
        yield case, check_with(case.converter(), line, case)


def main(seconds: float, seed: int, form: str = "") -> None:
    """Run for some time, once there are samples, and print what was done."""
    for source, target in directions(form):
        for profile in ("published", "tolerant"):
            samples(source, target, profile)
    lines: Counter[Any] = Counter()
    taken: Counter[Any] = Counter()
    for case, is_taken in for_seconds(seconds, run(seed, form)):
        lines[case.source, case.target] += 1
        taken[case.source, case.target] += is_taken
    for ends, number in lines.items():
        sys.stdout.write(f"seed {seed}: {' to '.join(ends)}: {number} mutants, {taken[ends]} converted by the lane\n")


if __name__ == "__main__":
    if sys.argv[4:]:
        use_library(sys.argv[4])
    main(float(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])
