"""The formats that are known, and the conversions between them: nothing is imported before it is used."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runbridge.known_formats import DIRECTIONS, FORMATS

ROOT = Path(__file__).parents[2]
#: Prints the formats of which more than the names of fields was imported, and the bridges.
_SHOW_IMPORTS = """
import json, sys
import runbridge as rb
with open({file!r}, "rb") as file:
    {statement}
names = [name.split(".")[2:] for name in sys.modules if name.startswith("runbridge._generated.")]
print(json.dumps(sorted({{"/".join(name[:2]) for name in names if len(name) > 1}})))
"""


def imports_of(statement: str) -> list[str]:
    """What is imported by a statement that reads a record of `workflow-run-model` from `file`."""
    script = _SHOW_IMPORTS.format(file=str(ROOT / "tests" / "samples" / "runs.ndjson"), statement=statement)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def test_only_the_format_of_the_records_is_imported_and_only_under_their_profile() -> None:
    assert imports_of("assert rb.validate(file.readline()) == []") == [
        "workflow_run_model/published",
        "workflow_run_model/published_batch",
        "workflow_run_model/published_checks",
        "workflow_run_model/published_variant",
    ]


@pytest.mark.parametrize(
    "statement",
    ["rb.convert(file.readline(), to='workflow-run')", "rb.convert_file(file.name, '/dev/null', to='workflow-run')"],
)
def test_only_the_bridge_of_a_conversion_is_imported(statement: str) -> None:
    found = imports_of(statement)
    assert {name.partition("/")[0] for name in found} == {"workflow_run", "workflow_run_model"}


def test_directions_are_those_of_the_bridges() -> None:
    hubs = {(form.name, form.hub) for form in FORMATS.values() if form.hub is not None}
    assert len(DIRECTIONS) == 2 * len(hubs)
    assert {*DIRECTIONS} == hubs | {(right, left) for left, right in hubs}
    for (source, target), direction in DIRECTIONS.items():
        assert (direction.source.name, direction.target.name) == (source, target)


def test_there_is_no_direction_from_a_format_to_itself() -> None:
    with pytest.raises(KeyError, match=r"\('workflow-run', 'workflow-run'\)"):
        DIRECTIONS["workflow-run", "workflow-run"]
