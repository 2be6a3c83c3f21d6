-- A record of the Comfy Deploy SDK to a workflow run, with the other fields in _rest.
COPY (
  SELECT
    id,
    coalesce(org_id, user_id) AS "workspaceId",
    'wfl_' || workflow_id AS "subjectId",
    NULL::VARCHAR AS "parentRunId",
    CASE status
      WHEN 'not-started' THEN 'pending' WHEN 'queued' THEN 'pending'
      WHEN 'started' THEN 'running' WHEN 'uploading' THEN 'running'
      WHEN 'success' THEN 'completed' WHEN 'timeout' THEN 'timed_out'
      ELSE status
    END AS status,
    CASE WHEN is_realtime THEN 'sync' ELSE 'async' END AS mode,
    workflow_inputs AS input,
    outputs AS output,
    NULL::VARCHAR AS error,
    CASE WHEN origin = 'api' THEN 'event' ELSE 'user' END AS "triggeredBy",
    NULL::VARCHAR AS "cfWorkflowId",
    duration * 1000 AS "durationMs",
    user_id AS "userId",
    started_at AS "startedAt",
    ended_at AS "completedAt",
    created_at AS "createdAt",
    updated_at AS "updatedAt",
    {
      workflow_version_id: workflow_version_id,
      workflow_api: workflow_api,
      machine_id: machine_id,
      gpu_event_id: gpu_event_id,
      gpu: gpu,
      machine_version: machine_version,
      machine_type: machine_type,
      modal_function_call_id: modal_function_call_id,
      live_status: live_status,
      webhook: webhook,
      webhook_status: webhook_status,
      number: number,
      cold_start_duration: cold_start_duration,
      cold_start_duration_total: cold_start_duration_total,
      run_duration: run_duration,
      queued_at: queued_at,
      progress: progress,
      webhook_intermediate_status: webhook_intermediate_status
    } AS "_rest"
  FROM read_ndjson('{source}', columns = {
    id: 'VARCHAR', workflow_id: 'VARCHAR', org_id: 'VARCHAR', user_id: 'VARCHAR', status: 'VARCHAR', origin: 'VARCHAR',
    is_realtime: 'BOOLEAN', workflow_inputs: 'JSON', outputs: 'JSON', duration: 'DOUBLE', started_at: 'VARCHAR',
    ended_at: 'VARCHAR', created_at: 'VARCHAR', updated_at: 'VARCHAR', workflow_version_id: 'VARCHAR',
    workflow_api: 'JSON', machine_id: 'VARCHAR', gpu_event_id: 'VARCHAR', gpu: 'VARCHAR', machine_version: 'VARCHAR',
    machine_type: 'VARCHAR', modal_function_call_id: 'VARCHAR', live_status: 'VARCHAR', webhook: 'VARCHAR',
    webhook_status: 'VARCHAR', number: 'BIGINT', cold_start_duration: 'DOUBLE', cold_start_duration_total: 'DOUBLE',
    run_duration: 'DOUBLE', queued_at: 'VARCHAR', progress: 'DOUBLE', webhook_intermediate_status: 'BOOLEAN'
  })
) TO '{target}' (FORMAT json);
