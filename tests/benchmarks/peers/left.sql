-- A workflow run to a record of the Comfy Deploy SDK, with its residue restored without a check; unknown fields are dropped.
COPY (
  SELECT
    own.*,
    id,
    regexp_replace("subjectId", '^wfl_', '') AS workflow_id,
    CASE WHEN via.org_id IS NULL THEN "workspaceId" ELSE via.org_id.was END AS org_id,
    "userId" AS user_id,
    coalesce(via.status.was, CASE status
      WHEN 'pending' THEN 'not-started' WHEN 'paused' THEN 'running' WHEN 'waiting' THEN 'running'
      WHEN 'completed' THEN 'success' WHEN 'timed_out' THEN 'timeout'
      ELSE status
    END) AS status,
    coalesce(via.origin.was, CASE WHEN "triggeredBy" = 'user' THEN 'manual' ELSE 'api' END) AS origin,
    "mode" = 'sync' AS is_realtime,
    input AS workflow_inputs,
    output AS outputs,
    "durationMs" / 1000 AS duration,
    "startedAt" AS started_at,
    "completedAt" AS ended_at,
    "createdAt" AS created_at,
    "updatedAt" AS updated_at
  FROM (SELECT *, "_residue".own AS own, "_residue".via AS via FROM read_ndjson('{source}', columns = {
    id: 'VARCHAR', workspaceId: 'VARCHAR', subjectId: 'VARCHAR', status: 'VARCHAR', mode: 'VARCHAR', input: 'JSON',
    output: 'JSON', triggeredBy: 'VARCHAR', durationMs: 'DOUBLE', userId: 'VARCHAR', startedAt: 'VARCHAR',
    completedAt: 'VARCHAR', createdAt: 'VARCHAR', updatedAt: 'VARCHAR', _residue: 'STRUCT(
      own STRUCT(
        workflow_version_id VARCHAR, workflow_api JSON, machine_id VARCHAR, gpu_event_id VARCHAR, gpu VARCHAR,
        machine_version VARCHAR, machine_type VARCHAR, modal_function_call_id VARCHAR, live_status VARCHAR,
        webhook VARCHAR, webhook_status VARCHAR, number BIGINT, cold_start_duration DOUBLE,
        cold_start_duration_total DOUBLE, run_duration DOUBLE, queued_at VARCHAR, progress DOUBLE,
        webhook_intermediate_status BOOLEAN
      ),
      via STRUCT(org_id STRUCT(was VARCHAR), status STRUCT(was VARCHAR), origin STRUCT(was VARCHAR))
    )'
  }))
) TO '{target}' (FORMAT json);
