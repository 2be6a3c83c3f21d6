"""The results of the command line for single records, to compare engines with."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from runbridge.laws.json_tokens import write_tokens as write
from tests.cli.commands import process
from tests.format_names import message_without_format
from tests.laws.hops import hop
from tests.laws.records import records
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN

CASES = Path(__file__).parents[1] / "cases"


#: The code, the pointer and the message.
Problem = tuple[str, str, str]


class RowResult(NamedTuple):
    """The result for a record: the converted text, None if it was rejected, and its problems."""

    value: bytes | None
    problems: list[Problem]


@cache
def samples(format: str) -> tuple[bytes, ...]:
    """Records of a format as lines: equal ones, random ones, some with a residue, and malformed ones of every kind."""
    other = MODEL if format == RUN else RUN
    drawn: list[bytes] = []
    any_record = st.one_of(records(format), records(format), records(other).map(lambda record: hop(record, other)))

    @settings(
        max_examples=120,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(any_record)
    def draw(record: Any) -> None:
        drawn.append(write(record))

    draw()
    lines = [path.read_bytes().replace(b"\n", b" ") for path in sorted(CASES.glob("*/*/*/*.json"))]
    # Hundreds of ordinary records come first: they are batches.
    return (*GOOD * 150, *(line for line in (*MESSY, *BAD, *lines, *drawn) if line.strip()))


def without_format(results: Sequence[RowResult], to: str) -> list[RowResult]:
    """The results where the format of the records is not given."""
    return [
        RowResult(
            each.value,
            [(code, pointer, message_without_format(code, message, to)) for code, pointer, message in each.problems],
        )
        for each in results
    ]


_CONVERTED: dict[tuple[object, ...], list[RowResult]] = {}


def converted(lines: Sequence[bytes], folder: Path, *, to: str, options: Sequence[str] = ()) -> list[RowResult]:
    """The results of `runbridge convert` for records on lines; engines that are compared with the same share them."""
    key = (*lines, to, *options)
    if key not in _CONVERTED:
        _CONVERTED[key] = _convert(lines, folder, to, options)
    return [*_CONVERTED[key]]


def _convert(lines: Sequence[bytes], folder: Path, to: str, options: Sequence[str]) -> list[RowResult]:
    source, output, rejects = (folder / name for name in ("in.ndjson", "out.ndjson", "rejects.ndjson"))
    source.write_bytes(b"".join(line + b"\n" for line in lines))
    format = MODEL if to == RUN else RUN
    arguments = ["--from", format, "--to", to, "-o", output, "--rejects", rejects, *options]
    done = process("convert", str(source), *map(str, arguments))
    assert done.code in {0, 1}, done.err
    results = [RowResult(None, [])] * len(lines)
    for line in rejects.read_bytes().splitlines():
        reject = json.loads(line)
        results[reject["record"] - 1] = RowResult(None, list(map(problem, reject["problems"])))
    values = iter(output.read_bytes().split(b"\n"))
    results = [each if each.problems else RowResult(next(values), []) for each in results]
    assert [*values] == [b""]
    return results


def validated(lines: Sequence[bytes], folder: Path, *, format: str, options: Sequence[str] = ()) -> list[list[Problem]]:
    """The problems that `runbridge validate` finds in records on lines."""
    source = folder / "in.ndjson"
    source.write_bytes(b"".join(line + b"\n" for line in lines))
    done = process("validate", str(source), "--format", format, "--output-format", "json-lines", *options)
    assert done.code in {0, 1}, done.err
    problems: list[list[Problem]] = [[] for _ in lines]
    for line in done.out.splitlines():
        document = json.loads(line)
        problems[document["record"] - 1].append(problem(document))
    return problems


def problem(document: dict[str, Any]) -> Problem:
    """The code, pointer and message of a problem in JSON; unpaired surrogates are escaped."""
    code, pointer, message = (document[name] for name in ("code", "pointer", "message"))
    return code, pointer.encode(errors="backslashreplace").decode(), message
