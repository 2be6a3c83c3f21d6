# A workflow run to a record of the Comfy Deploy SDK, with its residue restored without a check.
{
  workflow_version_id: null, workflow_api: null, machine_id: null, gpu_event_id: null, gpu: null, machine_version: null,
  machine_type: null, modal_function_call_id: null, live_status: null, webhook: null, webhook_status: null,
  cold_start_duration: null, cold_start_duration_total: null, run_duration: null
} + (._residue.own // {}) + {
  id,
  workflow_id: (.subjectId | ltrimstr("wfl_")),
  org_id: .workspaceId,
  user_id: .userId,
  status: {
    pending: "not-started", running: "running", paused: "running", waiting: "running",
    completed: "success", failed: "failed", timed_out: "timeout", cancelled: "cancelled"
  }[.status],
  origin: (if .triggeredBy == "user" then "manual" else "api" end),
  is_realtime: (.mode == "sync"),
  workflow_inputs: .input,
  outputs: .output,
  duration: (if .durationMs == null then null else .durationMs / 1000 end),
  started_at: .startedAt,
  ended_at: .completedAt,
  created_at: .createdAt,
  updated_at: .updatedAt
} + (._residue.via // {} | map_values(.was))
