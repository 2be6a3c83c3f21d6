# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Mapping

STATUS_RIGHT: Mapping[str, str] = {
    "not-started": "pending",
    "queued": "pending",
    "started": "running",
    "running": "running",
    "uploading": "running",
    "success": "completed",
    "failed": "failed",
    "timeout": "timed_out",
    "cancelled": "cancelled",
}

STATUS_LEFT: Mapping[str, str] = {
    "pending": "not-started",
    "running": "running",
    "paused": "running",
    "waiting": "running",
    "completed": "success",
    "failed": "failed",
    "timed_out": "timeout",
    "cancelled": "cancelled",
}

ORIGIN_RIGHT: Mapping[str, str] = {
    "manual": "user",
    "api": "event",
    "public-share": "user",
    "public-template": "user",
    "workspace": "user",
    "workspace-v2": "user",
}

ORIGIN_LEFT: Mapping[str, str] = {
    "user": "manual",
    "event": "api",
    "workflow": "api",
    "agent": "api",
    "swarm": "api",
}
