"""`python -m tests.record.fuzz_data_frames` passes residues of random records through data frames and counts outcomes.

Each record is converted, its residue is read and written by a tool, and the record is converted back. A field that
differs then has to be reported. Fields that differ without a report are printed, and the exit code is 1.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import count, cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeAlias

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import runbridge as rb
from runbridge.laws.json_tokens import MISSING, Num, Record
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from tests.laws.fields import FIELDS, other
from tests.laws.hops import RESIDUE, conversion
from tests.laws.records import records

#: Reads the lines of a file and writes them to another.
Tool: TypeAlias = Callable[[Path, Path], None]
#: How many records share a file, so that a tool unifies their residues.
_MOST_RECORDS = 4
#: The kinds of losses that say that a restored field may differ.
_REPORTS = ("altered", "ignored", "defaulted")
#: Of so many groups of records one keeps its unpaired surrogates, which most tools refuse.
_WITH_SURROGATES = 20
#: The share of records with a text that DuckDB takes for a value of another type, and such texts.
_WITH_CONVERTIBLE = 0.2
_CONVERTIBLE = (
    *("Infinity", "epoch", "2026-3-1", "03-14-2026", "2026-03-14T09:26:53", "12:00", "true", "1e5"),
    *("2026-03-14T09:26:53.123456789Z", "5D0F5E0E-6C1B-4F0A-9F5E-0D3C2B1A4E6F"),
)
#: How many records that lost something are printed.
_MOST_PRINTED = 20
#: The most records that Hypothesis draws for each format.
_POOL = 300
_SURROGATES = re.compile("[\ud800-\udfff]")


class Result(NamedTuple):
    """What happened to a record: the outcome, and the fields that differ without a report."""

    outcome: str
    unreported: Sequence[str] = ()


def through_polars(source: Path, target: Path) -> None:
    """Read and write lines with Polars."""
    import_module("polars").read_ndjson(source, infer_schema_length=None).write_ndjson(target)


def through_duckdb(source: Path, target: Path) -> None:
    """Read and write lines with DuckDB."""
    import_module("duckdb").sql(
        f"COPY (FROM read_json('{source}', sample_size = -1) ORDER BY n) TO '{target}' (FORMAT json)"
    )


def through_both(source: Path, target: Path) -> None:
    """Read and write lines with Polars, and then with DuckDB."""
    between = target.with_name("between.ndjson")
    through_polars(source, between)
    through_duckdb(between, target)


TOOLS: dict[str, Tool] = {"polars": through_polars, "duckdb": through_duckdb, "polars, duckdb": through_both}


def trip(form: str, sources: Sequence[Record], residue: str, tool: Tool, folder: Path) -> list[Result]:
    """What happens to some records whose residues are in one file."""
    converted = [read(conversion(source, form, residue=residue).data) for source in sources]
    given, taken = folder / "given.ndjson", folder / "taken.ndjson"
    rows = [{"n": Num(str(number)), RESIDUE: record.get(RESIDUE)} for number, record in enumerate(converted)]
    given.write_bytes(b"".join(write(row) + b"\n" for row in rows))
    try:
        tool(given, taken)
        lines = [read(line) for line in taken.read_bytes().splitlines()]
    except BaseException as error:  # panics of Polars are no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        if len(sources) == 1:
            return [Result("refused by the tool")]
        return [result for source in sources for result in trip(form, [source], residue, tool, folder)]
    if len(lines) != len(sources):
        raise SystemExit(f"the tool wrote {len(lines)} rows of {len(sources)}")
    return [
        _compare(form, source, {**record, RESIDUE: line.get(RESIDUE)})
        for source, record, line in zip(sources, converted, lines, strict=True)
    ]


def _compare(form: str, source: Record, record: Record) -> Result:
    """The outcome of the way back of one record."""
    try:
        done = conversion(record, other(form))
    except rb.RecordError:
        return Result("rejected")
    back = read(done.data)
    reported = {loss.field for loss in done.losses if loss.kind in _REPORTS}
    if RESIDUE in reported:
        return Result("residue ignored and reported")
    # A residue that has become necessary for the other direction is no loss.
    names = source.keys() | (back.keys() - {RESIDUE})
    differing = {name for name in names if source.get(name, MISSING) != back.get(name, MISSING)}
    unreported = [
        name
        for name in differing - reported
        if _value(source.get(name, MISSING)) != _value(back.get(name, MISSING))
        # Polars writes U+0000 for an unpaired surrogate, in names too.
        and _SURROGATES.sub("\0", name) not in reported
    ]
    if unreported:
        return Result("NOT REPORTED", sorted(unreported))
    if not differing:
        return Result("exact")
    return Result("reported" if differing <= reported else "numbers have another text")


def _value(value: Any) -> Any:
    """A value with its numbers as decimals, so that `1.0` is `1`."""
    match value:
        case Num(token):
            return Decimal(token)
        case dict():
            return {name: _value(child) for name, child in value.items()}
        case list():
            return [_value(child) for child in value]
        case _:
            return value


def sample(start: int, size: int) -> Iterator[tuple[str, list[Record]]]:
    """Groups of random records of one format, with `size` records in all.

    Each field has the value of some record of a pool that Hypothesis draws: drawing every record takes far longer than
    all that is done with it.
    """
    pool: dict[str, list[Record]] = {form: [] for form in FIELDS}
    for form, drawn in pool.items():
        seed(start)(_generator(records(form), drawn, max(20, min(_POOL, size // 10))))()
    random = Random(start)  # nothing is kept secret with it
    for number in count():
        form = random.choice([*FIELDS])
        group = [_mixed(form, pool[form], random) for _ in range(min(size, random.randint(1, _MOST_RECORDS)))]
        yield form, group if number % _WITH_SURROGATES == 0 else [_without_surrogates(each) for each in group]
        size -= len(group)
        if size <= 0:
            return


def _mixed(form: str, pool: Sequence[Record], random: Random) -> Record:
    """A record whose fields are those of two records or more; a field without a value is missing."""
    few = random.choices(pool, k=random.randint(2, 20))
    values = {name: random.choice(few).get(name, MISSING) for name in FIELDS[form]}
    first, second = few[:2]
    unknown = {name: value for name, value in (first | second).items() if name not in FIELDS[form]}
    if unknown.get(RESIDUE, MISSING) is None:
        # It counts as no residue.
        del unknown[RESIDUE]
    texts = [name for name, field in FIELDS[form].items() if field.kind == "text" and isinstance(values[name], str)]
    if texts and random.random() < _WITH_CONVERTIBLE:
        values[random.choice(texts)] = random.choice(_CONVERTIBLE)
    return {name: value for name, value in values.items() if value is not MISSING} | unknown


def _generator(strategy: st.SearchStrategy[Record], drawn: list[Record], most: int) -> Callable[[], None]:
    @settings(
        max_examples=most, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(strategy)
    def generate(record: Record) -> None:
        drawn.append(record)

    return generate


def _without_surrogates(value: Any) -> Any:
    match value:
        case Num():
            return value
        case str():
            return _SURROGATES.sub("?", value)
        case dict():
            return {_without_surrogates(name): _without_surrogates(child) for name, child in value.items()}
        case list():
            return [_without_surrogates(child) for child in value]
        case _:
            return value


def run(tools: Sequence[str], size: int, start: int) -> tuple[Counter[tuple[str, str, str]], list[str]]:
    """The number of records by tool, place of the residue and outcome, and what was not reported.

    The groups of records pass through the tools in turn.
    """
    counts, unreported = Counter[tuple[str, str, str]](), list[str]()
    with TemporaryDirectory() as name:
        for (form, sources), tool in zip(sample(start, size), cycle(tools)):
            for residue in ("embed", "text"):
                results = trip(form, sources, residue, TOOLS[tool], Path(name))
                for source, result in zip(sources, results, strict=True):
                    counts[tool, residue, result.outcome] += 1
                    if result.unreported:
                        unreported.append(f"{tool}, {residue}, {[*result.unreported]!a}: {write(source)!r}")
    return counts, unreported


def main(arguments: Sequence[str]) -> int:
    """Run, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.record.fuzz_data_frames", description=__doc__)
    parser.add_argument("--records", type=int, default=1000, metavar="N", help="how many records (1000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the seed of the records (0)")
    parser.add_argument("--tool", action="append", choices=TOOLS, help="a tool; repeatable; all by default")
    options = parser.parse_args(arguments)
    counts, unreported = run(options.tool or [*TOOLS], options.records, options.seed)
    sys.stderr.writelines(f"{text}\n" for text in unreported[:_MOST_PRINTED])
    rows = [
        f"{tool} | {residue} | {outcome} | {number:,}" for (tool, residue, outcome), number in sorted(counts.items())
    ]
    title = (
        f"{options.records:,} records, seed {options.seed}, Polars {_version('polars')}, DuckDB {_version('duckdb')}"
    )
    sys.stdout.write("\n".join([title, "tool | residue | outcome | records", *rows, ""]))
    return 1 if unreported else 0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
