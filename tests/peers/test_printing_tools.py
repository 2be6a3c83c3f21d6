"""L10 with the real tools: what jq and Node print anew still comes back as it was."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb

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
