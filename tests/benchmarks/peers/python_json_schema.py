"""jsonschema, on values read by orjson."""

from pathlib import Path

import orjson
from jsonschema import Draft202012Validator

from tests.benchmarks.lines import check_lines
from tests.benchmarks.peers.schema import read_schema


def validate(source: Path) -> None:
    """Check records, with formats asserted."""
    checker = Draft202012Validator.FORMAT_CHECKER
    if "date-time" not in checker.checkers:
        raise ImportError("jsonschema does not check date-time: rfc3339-validator is not installed")
    validator = Draft202012Validator(read_schema(), format_checker=checker)
    check_lines(source, lambda line: validator.is_valid(orjson.loads(line)))
