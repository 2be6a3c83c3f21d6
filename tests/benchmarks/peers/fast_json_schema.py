"""fastjsonschema, which compiles the schema to Python, on values read by orjson."""

from importlib import import_module
from pathlib import Path

import orjson

from tests.benchmarks.lines import check_lines
from tests.benchmarks.peers.schema import read_schema

# Not an import statement: the package may be missing where types are checked.
_fastjsonschema = import_module("fastjsonschema")


def validate(source: Path) -> None:
    """Check records."""
    # It returns a valid value and raises for an invalid one.
    check = _fastjsonschema.compile(read_schema())
    check_lines(source, lambda line: check(orjson.loads(line)))
