# A record of the Comfy Deploy SDK to a workflow run, with the other fields in _rest.
{
  id,
  workspaceId: (.org_id // .user_id),
  subjectId: ("wfl_" + .workflow_id),
  parentRunId: null,
  status: {
    "not-started": "pending", queued: "pending", started: "running", running: "running", uploading: "running",
    success: "completed", failed: "failed", timeout: "timed_out", cancelled: "cancelled"
  }[.status],
  mode: (if .is_realtime then "sync" else "async" end),
  input: .workflow_inputs,
  output: .outputs,
  error: null,
  triggeredBy: (if .origin == "api" then "event" else "user" end),
  cfWorkflowId: null,
  durationMs: (if .duration == null then null else .duration * 1000 end),
  userId: .user_id,
  startedAt: .started_at,
  completedAt: .ended_at,
  createdAt: .created_at,
  updatedAt: .updated_at,
  _rest: del(
    .id, .workflow_id, .org_id, .user_id, .status, .origin, .is_realtime, .workflow_inputs, .outputs,
    .duration, .started_at, .ended_at, .created_at, .updated_at
  )
}
