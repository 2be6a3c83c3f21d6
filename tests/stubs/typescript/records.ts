// What one may do with the records, and what one may not.
import { holds, type Identical } from "./tools.js";
import type { MediaItem, WorkflowRun, WorkflowRunModel, WorkflowRunOutputModel } from "./types.js";

const run: WorkflowRun = {
  id: "run_1",
  workspaceId: "wsp_1",
  subjectId: "wfl_1",
  parentRunId: null,
  status: "running",
  mode: "async",
  input: { prompt: "a cat" },
  output: null,
  error: null,
  triggeredBy: "user",
  cfWorkflowId: null,
  durationMs: null,
  userId: "usr_1",
  startedAt: null,
  completedAt: null,
  createdAt: "2026-03-14T09:26:53Z",
  updatedAt: "2026-03-14T09:26:53Z",
};

run.status = "completed";
run.error = "out of memory";
run.durationMs = 12.5;
// @ts-expect-error: read only
run.id = "run_2";
// @ts-expect-error: read only
run.createdAt = "2026-03-14T09:26:54Z";
// @ts-expect-error: not a word of this vocabulary, which is closed
run.status = "success";
// @ts-expect-error: the case of a word counts
run.mode = "Async";
// @ts-expect-error: not nullable
run.userId = null;
// @ts-expect-error: a time is a string
run.startedAt = 1773480413;
// @ts-expect-error: nor is it a Date
run.completedAt = new Date();
// @ts-expect-error: a number is no string
run.durationMs = "12.5";
// @ts-expect-error: required, and so not undefined
run.error = undefined;
// @ts-expect-error: the schema does not name it
run.queue_position = 3;
// @ts-expect-error: opaque: one has to look at it first
run.input.prompt.length;
// @ts-expect-error: opaque too
run.output.images;

const { updatedAt, ...rest } = run;
// @ts-expect-error: a field is missing
export const short: WorkflowRun = rest;
export const whole: WorkflowRun = { ...rest, updatedAt };

declare const model: WorkflowRunModel;

model.gpu = "A100";
model.gpu = null;
model.ended_at = null;
delete model.ended_at;
model.progress = 0.5;
// @ts-expect-error: optional, and not nullable
model.progress = null;
// @ts-expect-error: not nullable
model.status = null;
// @ts-expect-error: a vocabulary that is open is still one of strings
model.status = 5;
// @ts-expect-error: required, so it cannot go away
delete model.gpu;
// @ts-expect-error: a list of outputs
model.outputs = model.workflow_api;

export function pictures(model: WorkflowRunModel): string[] {
  const urls: string[] = [];
  for (const output of model.outputs ?? []) {
    for (const item of output.data["images"] ?? []) {
      holds<Identical<typeof item, string | boolean | MediaItem>>();
      if (typeof item === "object") urls.push(item.url);
    }
  }
  return urls;
}

holds<Identical<WorkflowRunModel["outputs"], WorkflowRunOutputModel[] | undefined>>();
holds<Identical<WorkflowRunModel["workflow_api"], unknown>>();
holds<Identical<MediaItem["is_public"], boolean | null | undefined>>();
holds<Identical<WorkflowRun["durationMs"], number | null>>();
// @ts-expect-error: an index of an array may be out of it
model.outputs?.[0].id;

// A switch over a closed vocabulary is exhaustive.
export function isOver(run: WorkflowRun): boolean {
  switch (run.status) {
    case "completed":
    case "failed":
    case "cancelled":
    case "timed_out":
      return true;
    case "pending":
    case "running":
    case "paused":
    case "waiting":
      return false;
    default:
      run.status satisfies never;
      return false;
  }
}
