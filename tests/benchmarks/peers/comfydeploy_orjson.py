"""The model of the Comfy Deploy SDK and orjson. The SDK knows one format, so it validates only input or output."""

from pathlib import Path

import orjson
from comfydeploy.models.components import WorkflowRunModel

from tests.benchmarks.lines import convert_lines
from tests.benchmarks.peers.mapping import to_model, to_run


def right(source: Path, target: Path) -> None:
    """Convert records to the other format."""

    def work(line: bytes) -> bytes:
        run = WorkflowRunModel.model_validate(orjson.loads(line))
        return orjson.dumps(to_run(run.model_dump(mode="json")))

    convert_lines(source, target, work)


def left(source: Path, target: Path) -> None:
    """Convert records back."""

    def work(line: bytes) -> bytes:
        run = WorkflowRunModel.model_validate(to_model(orjson.loads(line)))
        return orjson.dumps(run.model_dump(mode="json"))

    convert_lines(source, target, work)
