"""L10 with the real tools: what jq and Node print anew still comes back as it was."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

import runbridge as rb
from runbridge._runtime.plan import PlannedDirection
from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from runbridge.record.converter import Converter

SAMPLE = json.loads(
    (Path(__file__).parent.parent / "samples" / "runs.ndjson").read_text(encoding="utf-8").split("\n")[0]
)
NODE = """
const lines = require("fs").readFileSync(0, "utf8").trim().split("\\n");
process.stdout.write(lines.map((line) => JSON.stringify(JSON.parse(line))).join("\\n") + "\\n");
"""


def _records() -> list[dict[str, Any]]:
    numbers = random.Random(7)
    return [
        {
            **SAMPLE,
            "id": f"run-{number}",
            "duration": numbers.random() * 10 ** numbers.randrange(6),
            "status": numbers.choice(["uploading", "started", "success"]),
            "org_id": numbers.choice([None, "org_é"]),
        }
        for number in range(300)
    ]


@pytest.mark.parametrize("tool", [["jq", "-c", "."], ["node", "-e", NODE]], ids=["jq", "node"])
def test_records_reprinted_by_a_tool_come_back_unchanged(tool: list[str]) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"{tool[0]} is not installed")
    records = _records()
    there = b"".join(rb.convert(json.dumps(record), "workflow-run").data + b"\n" for record in records)
    printed = subprocess.run(tool, input=there, stdout=subprocess.PIPE, check=True).stdout
    back = [rb.convert(line, "workflow-run-model") for line in printed.splitlines()]
    assert [json.loads(done.data) for done in back] == records
    assert [done.losses for done in back] == [()] * len(records)


@pytest.mark.parametrize("is_fast", [True, False])
def test_numbers_printed_anew_leave_no_residue_where_a_plan_converts(is_fast: bool) -> None:
    path = Path(__file__).parents[2] / "schemas" / "airflow_dag_run" / "examples" / "success.json"
    example = json.loads(path.read_text(encoding="utf-8"))
    options = ConvertOptions(target="airflow-dag-run", format_name="workflow-run", set=example["set"])
    converter = make_converter("workflow-run", options)
    assert isinstance(converter, Converter)
    if not is_fast:
        wire = cast("PlannedDirection", converter.direction.wire)
        rules = PlannedDirection(wire.source, wire.target, wire.steps)
        converter = replace(converter, direction=replace(converter.direction, wire=rules))
    numbers = random.Random(7)
    for _ in range(100):
        record = {**example["record"], "duration": numbers.random() * 10 ** numbers.randrange(6)}
        there = json.loads(rb.convert(json.dumps(record), "workflow-run", set=example["set"]).data)
        assert json.loads(converter.convert(json.dumps(there).encode()).data) == record
