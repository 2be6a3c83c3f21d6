"""The canonical schema, and the records to check against it as Python values."""

import json
from pathlib import Path
from typing import Any

_PATH = Path(__file__).parents[3] / "schemas" / "workflow_run_model" / "schema.json"


def read_schema() -> dict[str, Any]:
    """The schema of the snake_case format."""
    schema: dict[str, Any] = json.loads(_PATH.read_text(encoding="utf-8"))
    return schema


def write_list_schema(target: Path) -> None:
    """The same schema for an array of records, for a tool that reads one value per file."""
    record = read_schema()
    shared = {name: record.pop(name) for name in ("$schema", "$defs")}
    # References start at the root, so the schema must not have an `$id`.
    del record["$id"]
    shared["$defs"]["Record"] = record
    schema = {**shared, "type": "array", "items": {"$ref": "#/$defs/Record"}}
    target.write_text(json.dumps(schema), encoding="utf-8")
