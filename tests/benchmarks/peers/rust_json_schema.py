"""jsonschema-rs, on values read by orjson."""

from importlib import import_module
from pathlib import Path

import orjson

from tests.benchmarks.lines import check_lines
from tests.benchmarks.peers.schema import read_schema

# Not an import statement: the package may be missing where types are checked.
_jsonschema_rs = import_module("jsonschema_rs")


def validate(source: Path) -> None:
    """Check records, with formats asserted."""
    validator = _jsonschema_rs.validator_for(read_schema(), validate_formats=True)
    check_lines(source, lambda line: validator.is_valid(orjson.loads(line)))
