"""`python -m tests.benchmarks.schema_folder FOLDER` uses every schema in a folder: all stub targets, validation, diff.

The report counts for each step how often it works, how often the schema is refused, how often it takes longer than
`--limit` of CPU time and how often it fails with any other error; then it lists the failures, the refusals by reason
and the slowest steps. With `--out`, the stubs are kept, so that compilers can read them.
"""

import argparse
import json
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any

from jsonschema import FormatChecker
from jsonschema.validators import validator_for

from runbridge import validate
from runbridge._runtime.times import is_time
from runbridge.errors import UsageError
from runbridge.schema_diff.examples import InstanceGenerator
from runbridge.schema_diff.intersection import Intersection
from runbridge.schema_diff.model import ROLES
from runbridge.schema_diff.verdicts import diff
from runbridge.schemas.loader import parse_schema, read_schema
from runbridge.stubs.generate import TARGETS, Request, generate_stubs
from tests.schemas.samples import RECORDS

#: How many values are validated with each schema, and how many of the slowest steps are shown.
_VALUES = 20
_SLOWEST = 10
_SUFFIXES = {"typescript": ".ts", "zod": ".ts"}


class Report:
    """The outcome of every step on every schema."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.refusals: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.failures: list[str] = []
        self.times: list[tuple[float, str, str]] = []

    def run(self, step: str, file: Path, action: Callable[[], str]) -> None:
        """Run a step, which returns its outcome, and count the outcome."""
        start = process_time()
        signal.setitimer(signal.ITIMER_PROF, self.limit)
        try:
            outcome = action()
        except UsageError as error:
            outcome = "refused"
            self.refusals[_reason(error)] += 1
        except TimeoutError:
            outcome = "too slow"
            self.failures.append(f"{step} {file.name}: too slow")
        except Exception as error:  # the report counts every error
            outcome = "failed"
            self.failures.append(f"{step} {file.name}: {type(error).__name__}: {str(error)[:200]}")
        signal.setitimer(signal.ITIMER_PROF, 0)
        if outcome == "another verdict":
            self.failures.append(f"{step} {file.name}: {outcome}")
        self.times.append((process_time() - start, step, file.name))
        self.outcomes[step, outcome] += 1

    def lines(self) -> list[str]:
        """The report as lines of text."""
        steps = dict.fromkeys(step for step, _ in self.outcomes)
        counts = [
            f"{step}: " + ", ".join(f"{count} {name}" for (each, name), count in self.outcomes.items() if each == step)
            for step in steps
        ]
        slowest = [f"{seconds:.2f} s {step} {file}" for seconds, step, file in sorted(self.times)[: -_SLOWEST - 1 : -1]]
        refusals = [f"{count} {reason}" for reason, count in self.refusals.most_common()]
        return [*counts, "failures:", *self.failures, "refusals:", *refusals, "slowest:", *slowest]


def _reason(error: UsageError) -> str:
    """The message of an error without the location and the quoted parts of the schema."""
    return re.sub(r"`[^`]*`", "`…`", re.sub(r"^\S*?:(\d+:\d+:)? ", "", str(error)))[:160]


def use_schema(file: Path, out: Path | None, report: Report) -> None:
    """Run every step on one schema."""
    report.run("read", file, lambda: "ok" if read_schema(str(file), runs_patterns=False) else "")
    for target in TARGETS:
        report.run(target, file, partial(_write_stubs, file, target, out))
    report.run("validate", file, partial(_validate, file))
    report.run("diff with itself", file, partial(_diff, file, changed=False))
    report.run("diff with a change", file, partial(_diff, file, changed=True))


def _write_stubs(file: Path, target: str, out: Path | None) -> str:
    result = generate_stubs(Request(target=target, schema=str(file)))
    if out is not None:
        folder = out / target.replace("-", "_")
        folder.mkdir(parents=True, exist_ok=True)
        name = "".join(char if char.isalnum() else "_" for char in file.stem)
        (folder / f"s_{name}{_SUFFIXES.get(target, '.py')}").write_text(result.text, encoding="utf-8")
    return "ok"


def _validate(file: Path) -> str:
    """Compare the verdicts on values at the bounds of a schema with those of jsonschema for its draft."""
    document = read_schema(str(file))
    schema = json.loads(document.text)
    checker = FormatChecker(formats=())
    checker.checks("date-time")(_is_time_or_no_text)
    validator = validator_for(schema)(schema, format_checker=checker)
    for value in islice(InstanceGenerator().candidates(Intersection((document.root,))), _VALUES):
        record = json.dumps({**RECORDS["workflow-run"], "input": value})
        try:
            expected = validator.is_valid(value)
        except re.error:
            # jsonschema evaluates patterns with Python's `re`, which does not have all of ECMA-262.
            return "not compared"
        if (validate(record, "workflow-run", input_schema=str(file)) == []) != expected:
            return "another verdict"
    return "ok"


def _is_time_or_no_text(value: object) -> bool:
    return not isinstance(value, str) or is_time(value)


def _diff(file: Path, *, changed: bool) -> str:
    old = read_schema(str(file))
    new = parse_schema("new.json", json.dumps(_with_wider_type(json.loads(old.text))).encode()) if changed else old
    found = diff(old, new, ROLES)
    return "ok" if not found.changes else "with changes"


def _with_wider_type(schema: Any) -> Any:
    """The schema, accepting null in place of the last schema in it that has one type."""
    copy = json.loads(json.dumps(schema))
    found = [
        each
        for each in _objects(copy)
        if isinstance(each.get("type"), str) and each["type"] != "null" and "enum" not in each
    ]
    if found:
        found[-1]["type"] = [found[-1]["type"], "null"]
    return copy


def _objects(value: Any) -> list[dict[str, Any]]:
    children = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [each for child in children for each in _objects(child)] + ([value] if isinstance(value, dict) else [])


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def use_folder(folder: Path, *, out: Path | None = None, limit: int = 60, first: int = 0, every: int = 1) -> Report:
    """Run every step on the schemas of a folder, of which the first ones and all but every Nth can be left out."""
    report = Report(limit)
    before = signal.signal(signal.SIGPROF, _stop)
    for file in sorted(folder.glob("*.json"))[first::every]:
        use_schema(file, out, report)
    signal.signal(signal.SIGPROF, before)
    return report


def main(arguments: Sequence[str]) -> None:
    """Use all schemas of a folder, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.schema_folder", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="the folder for the stubs")
    parser.add_argument("--limit", type=int, default=60, metavar="SECONDS", help="the CPU time for each step")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="use every Nth schema only")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="skip N schemas")
    options = parser.parse_args(arguments)
    report = use_folder(options.folder, out=options.out, limit=options.limit, first=options.first, every=options.every)
    sys.stdout.write("\n".join(report.lines()) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
