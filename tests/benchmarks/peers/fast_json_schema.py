"""fastjsonschema, which compiles the schema to Python, on what orjson reads."""

from importlib import import_module
from pathlib import Path

import orjson

from tests.benchmarks.lines import check_lines
from tests.benchmarks.peers.schema import read_schema

# Not an import statement: whoever checks the types of this file may not have it.
_fastjsonschema = import_module("fastjsonschema")


def validate(source: Path) -> None:
    """Check records."""
    # It returns the value that it has checked, and raises for one that is not valid.
    check = _fastjsonschema.compile(read_schema())
    check_lines(source, lambda line: check(orjson.loads(line)))
