#!/usr/bin/env bash
# The Comfy Deploy SDK changes a run record when it reads and writes it.
#
# Version: comfydeploy 0.7.0.
# Behaviour: `WorkflowRunModel.model_validate_json` followed by `model_dump_json(by_alias=True)` drops fields that the
# model does not have (live services send `queue_position`), adds missing fields, writes 12 as 12.0 and truncates
# nanoseconds to microseconds.
# For our users: records that went through the SDK have lost this data. Convert the text that the service sent.
source "$(dirname "$0")/common.sh"
python_packages comfydeploy==0.7.0

cat >run.json <<'JSON'
{"id": "5d0f5e0e-6c1b-4f0a-9f5e-0d3c2b1a4e6f", "workflow_version_id": null, "workflow_inputs": {"seed": 42},
 "workflow_id": "9c1f7a52-1f3b-4f0e-8a65-2d9b1c3e5f70", "workflow_api": null, "machine_id": null, "origin": "api",
 "status": "success", "created_at": "2026-03-14T09:26:53.589793238Z", "updated_at": "2026-03-14T09:27:35Z",
 "gpu_event_id": null, "gpu": "A10G", "machine_version": null, "machine_type": null, "modal_function_call_id": null,
 "user_id": null, "org_id": null, "live_status": null, "webhook": null, "webhook_status": null, "number": 7,
 "duration": 12, "cold_start_duration": null, "cold_start_duration_total": null, "run_duration": null,
 "queue_position": 3, "outputs": []}
JSON
python >seen.txt 2>/dev/null <<'PYTHON'
import json
from pathlib import Path

from comfydeploy.models.components import WorkflowRunModel

text = Path("run.json").read_text()
before = json.loads(text)
after = json.loads(WorkflowRunModel.model_validate_json(text).model_dump_json(by_alias=True))
print("dropped", sorted(before.keys() - after.keys()))
print("added", sorted(after.keys() - before.keys()))
for name in ("duration", "created_at"):
    print(name, before[name], after[name])
PYTHON

expect <<'SEEN'
dropped ['queue_position']
added ['is_realtime', 'progress', 'webhook_intermediate_status']
duration 12 12.0
created_at 2026-03-14T09:26:53.589793238Z 2026-03-14T09:26:53.589793Z
SEEN
