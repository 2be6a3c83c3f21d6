"""What the command line makes of records, one by one, for engines to be compared with."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cli.commands import process
from tests.laws.hops import hop
from tests.laws.records import records
from tests.laws.tokens import write
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN

CASES = Path(__file__).parents[1] / "cases"


#: The code, the pointer and the message.
Problem = tuple[str, str, str]


class Told(NamedTuple):
    """What became of a record: its text, None where it was rejected, and why it was."""

    value: bytes | None
    problems: list[Problem]


@cache
def samples(form: str) -> tuple[bytes, ...]:
    """Records for a format, a line each: many alike, random ones, some with a residue, and broken ones of all kinds."""
    other = MODEL if form == RUN else RUN
    drawn: list[bytes] = []
    kinds = st.one_of(records(form), records(form), records(other).map(lambda record: hop(record, other)))

    @settings(
        max_examples=120,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(kinds)
    def draw(record: Any) -> None:
        drawn.append(write(record))

    draw()
    lines = [path.read_bytes().replace(b"\n", b" ") for path in sorted(CASES.glob("*/*/*/*.json"))]
    # Hundreds that are ordinary come first: those are done many at once.
    return (*GOOD * 150, *(line for line in (*MESSY, *BAD, *lines, *drawn) if line.strip()))


def converted(lines: Sequence[bytes], folder: Path, *, to: str, options: Sequence[str] = ()) -> list[Told]:
    """What `runbridge convert` makes of records on lines of their own."""
    source, output, rejects = (folder / name for name in ("in.ndjson", "out.ndjson", "rejects.ndjson"))
    source.write_bytes(b"".join(line + b"\n" for line in lines))
    form = MODEL if to == RUN else RUN
    arguments = ["--from", form, "--to", to, "-o", output, "--rejects", rejects, *options]
    done = process("convert", str(source), *map(str, arguments))
    assert done.code in {0, 1}, done.err
    told = [Told(None, [])] * len(lines)
    for line in rejects.read_bytes().splitlines():
        reject = json.loads(line)
        told[reject["record"] - 1] = Told(None, list(map(problem, reject["problems"])))
    values = iter(output.read_bytes().split(b"\n"))
    told = [each if each.problems else Told(next(values), []) for each in told]
    assert [*values] == [b""]
    return told


def validated(lines: Sequence[bytes], folder: Path, *, form: str, options: Sequence[str] = ()) -> list[list[Problem]]:
    """The problems that `runbridge validate` has with records on lines of their own."""
    source = folder / "in.ndjson"
    source.write_bytes(b"".join(line + b"\n" for line in lines))
    done = process("validate", str(source), "--as", form, "--output", "json", *options)
    assert done.code in {0, 1}, done.err
    told: list[list[Problem]] = [[] for _ in lines]
    for line in done.out.splitlines():
        document = json.loads(line)
        told[document["record"] - 1].append(problem(document))
    return told


def problem(document: dict[str, Any]) -> Problem:
    """The code, pointer and message of a problem in JSON, as far as UTF-8 goes."""
    code, pointer, message = (document[name] for name in ("code", "pointer", "message"))
    return code, pointer.encode(errors="backslashreplace").decode(), message
