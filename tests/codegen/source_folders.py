"""Copies of the real sources in a folder of their own, small edits to them, and an invented third format."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from codegen.__main__ import ROOT

Json = dict[str, Any]

STATUSES = ["pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting"]

#: Its fields are written in ways that the two real shapes do not have: camelCase lists, names that a converter uses.
BATCH_JOB: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:runbridge:batch-job",
    "title": "BatchJob",
    "description": "A job of an invented platform.",
    "type": "object",
    "required": ["jobId", "source", "state", "own", "seconds", "begun", "made", "touched", "attempts", "logs"],
    "properties": {
        "jobId": {"description": "Names the job.", "type": "string"},
        "source": {"description": "What was run.", "type": "string"},
        "team": {"description": "Who pays.", "type": ["string", "null"]},
        "owner": {"description": "Who asked.", "type": "string"},
        "state": {"description": "How it goes.", "type": "string", "x-extensible-enum": ["open", "shut"]},
        "live": {"description": "Whether someone waits.", "type": "boolean"},
        "own": {"description": "Anything.", "readOnly": True},
        "resultList": {"description": "Outputs.", "type": "array", "items": {"$ref": "#/$defs/Result"}},
        "stepList": {"description": "Steps.", "type": "array", "items": {"$ref": "#/$defs/Step"}},
        "seconds": {"description": "How long it took.", "type": ["number", "null"], "x-unit": "s"},
        "begun": {"description": "Start.", "type": ["string", "null"], "format": "date-time"},
        "made": {"description": "Creation.", "type": "string", "format": "date-time"},
        "touched": {"description": "Last change.", "type": "string", "format": "date-time"},
        "attempts": {"description": "How often it was tried.", "type": "integer"},
        "logs": {"description": "Whether logs are kept.", "type": "boolean"},
        "note": {"description": "Words.", "type": "string"},
    },
    "$defs": {
        "Result": {
            "type": "object",
            "required": ["at", "label"],
            "properties": {
                "at": {"type": "string", "format": "date-time"},
                "label": {"type": "string", "enum": ["big", "small"]},
                "part": {"$ref": "#/$defs/Part"},
                "either": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}]},
                "plain": {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "sizes": {"type": "object", "additionalProperties": {"type": "number"}},
            },
        },
        "Step": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
        "Part": {"type": "object", "required": ["size"], "properties": {"size": {"type": "number"}}},
    },
    "examples": [],
}

THIRD_BRIDGE: Json = {
    "$schema": "bridge.schema.json",
    "version": "7",
    "left": "batch-job",
    "right": "workflow-run",
    "identity": {"left": "jobId", "right": "id"},
    "rules": [
        {"rule": "same", "left": "jobId", "right": "id"},
        {"rule": "prefix", "left": "source", "right": "subjectId", "prefix": "job_"},
        {"rule": "first", "left": ["team", "note"], "right": "workspaceId"},
        {"rule": "same", "left": "owner", "right": "userId"},
        {
            "rule": "table",
            "left": "state",
            "right": "status",
            "to_right": {"open": "running", "shut": "completed"},
            "to_left": {status: "open" if status == "running" else "shut" for status in STATUSES},
        },
        {
            "rule": "table",
            "left": "live",
            "right": "mode",
            "to_right": [
                {"when": {"live": [True, None]}, "then": {"mode": "sync"}},
                {"when": {"live": False}, "then": {"mode": "async"}},
            ],
            "to_left": [
                {"when": {"mode": "sync"}, "then": {"live": True}},
                {"when": {"mode": "async"}, "then": {"live": False}},
            ],
        },
        {"rule": "conforming", "left": "stepList", "right": "input"},
        {"rule": "conforming", "left": "resultList", "right": "output"},
        {"rule": "shift", "left": "seconds", "right": "durationMs", "places": 3},
        {"rule": "same", "left": "begun", "right": "startedAt"},
        {"rule": "same", "left": "made", "right": "createdAt"},
        {"rule": "same", "left": "touched", "right": "updatedAt"},
    ],
    "residue": {
        "left": ["own", "attempts", "logs", "note"],
        "right": ["parentRunId", "error", "cfWorkflowId", "completedAt", "triggeredBy"],
    },
    "defaults": {"left": {"attempts": 1, "logs": True}, "right": {"triggeredBy": "user"}},
}


#: The formats of the copies: those that tests edit.
_COPIED = ("workflow_run", "workflow_run_model")


def copy_sources(folder: Path) -> Path:
    """A root with the real sources of two formats, and nothing generated yet."""
    root = folder / "root"
    (root / "schemas").mkdir(parents=True)
    for path in (ROOT / "schemas").glob("*.json"):
        shutil.copy(path, root / "schemas")
    for name in _COPIED:
        shutil.copytree(ROOT / "schemas" / name, root / "schemas" / name)
    return root


def edit(root: Path, name: str, change: Callable[[Any], object]) -> None:
    """Read a source, let `change` change it in place, write it back."""
    path = root / "schemas" / name
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def add_third(root: Path) -> None:
    """The invented format in addition to the real ones: one schema, one bridge."""
    (root / "schemas" / "batch_job").mkdir()
    for name, document in (("batch_job/schema.json", BATCH_JOB), ("batch_job/bridge.json", THIRD_BRIDGE)):
        (root / "schemas" / name).write_text(json.dumps(document), encoding="utf-8")
