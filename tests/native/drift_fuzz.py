"""Files of changed records: the report of drift must be the same with the native lane and without it.

`python -m tests.native.drift_fuzz SECONDS SEED [LIBRARY]` runs it by hand, and prints how many lines the lane counted.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from runbridge.drift import native_counting
from runbridge.drift.observe import observe
from runbridge.drift.overlay import render_overlay
from runbridge.drift.render_html import render_html
from runbridge.drift.render_text import render_text
from runbridge.drift.report import render_json
from runbridge.record.native_nodes import load_library
from tests.native.fuzz import examples, for_seconds, mutant, run_command

_VALUES: list[Any] = [
    *(None, None, True, False, 0, 7, 12, -3, 1.0, 2.5, 1.5e-7, 1e300, 2**53, 2**53 + 1, -(2**60), 2**70, 0.1),
    *("", "x", "y", "paused", "success", "running", "naïve 🙂", 'quo"te', "a\\b", "\x7f", "\u2028", "\ud800", "é"),
    *("2026-01-02T03:04:05Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05.1234567+01:00", "2026-01-02 03:04:05Z"),
    *("2016-12-31T23:59:60Z", "2026-01-02t03:04:05.123z", "2026-01-02T03:04:05.1234567890Z", "2026-02-30T00:00:00Z"),
    *([], {}, [1, [2, [3]]], ["nightly"], {"a": {"b": [None, 2**60]}}, {"a": "]}"}, {"é": 1, 'q"': 2, "\ud83d": 3}),
]
_NAMES = ["queue_position", "batchId", "tags", "id", "status", "é", "n" * 201, 'q"', "\ud83d"]


def reports(files: Sequence[bytes], form: str | None, profile: str, schema: str | None = None) -> list[str]:
    """The report of drift in files, in each way to render it."""
    with TemporaryDirectory() as folder, chdir(folder):
        names = [f"{number}.ndjson" for number in range(len(files))]
        for name, data in zip(names, files, strict=True):
            Path(name).write_bytes(data)
        report = observe(names, form, schema=schema, profile=profile)
    rendered = [render_json(report), render_text(report), render_html(report)]
    return rendered if form is None else [*rendered, render_overlay(report)]


class Watched:
    """In place of the native module: it counts the lines that the module counts."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self.make_plan = library.make_plan
        self.counted = 0

    def process_lines(self, plan: object, text: bytes) -> Any:
        """What the module does."""
        result = self._library.process_lines(plan, text)
        self.counted += 0 if result is None else result[1] - len(result[2])
        return result


def check(files: Sequence[bytes], form: str | None, profile: str = "published", schema: str | None = None) -> int:
    """Assert that reports are the same; returns how many lines the module counted."""
    watched = Watched(load_library())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native_counting, "load_library", lambda: watched)
        found = reports(files, form, profile, schema)
        patch.setattr(native_counting, "load_library", lambda: None)
        assert found == reports(files, form, profile, schema), (files, form, profile)
    return watched.counted


def changed(random: Random, value: Any, depth: int = 0) -> Any:
    """A JSON value with some of its values changed, or fields added and removed."""
    if not value or random.random() < 0.15 * (depth > 0):
        return random.choice(_VALUES)
    if isinstance(value, list):
        items = [*value, random.choice(value)] if random.random() < 0.3 else [*value]
        return [changed(random, each, depth + 1) if random.random() < 0.5 else each for each in items]
    if not isinstance(value, dict):
        return random.choice(_VALUES)
    made = dict(value)
    for name in random.sample([*value], min(len(value), random.randrange(3))):
        if random.random() < 0.3:
            del made[name]
        else:
            made[name] = changed(random, value[name], depth + 1)
    if random.random() < 0.4:
        made[random.choice(_NAMES)] = random.choice(_VALUES)
    if depth and random.random() < 0.05:
        made.update({f"n{number}": number for number in range(random.choice((3, 49, 60, 130)))})
    return made


def line_of(random: Random, value: Any) -> bytes:
    """A value as a line, in one of the ways to write it."""
    is_ascii = random.random() < 0.7
    spaced = (", ", ": ") if random.random() < 0.1 else (",", ":")
    return json.dumps(value, ensure_ascii=is_ascii, separators=spaced).encode(errors="replace")


def files_of(random: Random, records: Sequence[bytes], form: str) -> list[bytes]:
    """Files with some records again and again, and changed ones among them."""
    pool = [random.choice(records) for _ in range(random.choice((1, 2, 4)))]
    for _ in range(random.choice((0, 1, 3, 8))):
        record = random.choice(pool)
        if random.random() < 0.7:
            record = line_of(random, changed(random, json.loads(random.choice(records))))
        if random.random() < 0.2:
            record = mutant(random, record, form, records)
        pool.append(record)
    files = [
        b"".join(random.choice(pool) + b"\n" for _ in range(random.choice((1, 10, 40, 80))))
        for _ in range(random.randrange(1, 5))
    ]
    # A line feed may be missing at the end.
    return [data[:-1] if random.random() < 0.1 else data for data in files]


def run(seed: int) -> Iterator[tuple[int, int]]:
    """How many lines there are, and how many the lane counted, for endless sets of files."""
    random = Random(seed)
    while True:
        form, records = random.choice([*examples().items()])
        files = files_of(random, records, form)
        yield sum(data.count(b"\n") for data in files), check(files, form, random.choice(("published", "tolerant")))


def main(seconds: float, seed: int) -> None:
    """Run for some time and print what was done."""
    lines = counted = 0
    for number, by_lane in for_seconds(seconds, run(seed)):
        lines, counted = lines + number, counted + by_lane
    sys.stdout.write(f"seed {seed}: {lines} lines, {counted} counted by the native lane\n")


if __name__ == "__main__":
    run_command(main)
