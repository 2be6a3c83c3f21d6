// Optional fields by default: they may be undefined, whatever the compiler options.
import type { WorkflowRunModel } from "./types.js";

export function patch(model: WorkflowRunModel, progress: number | undefined): WorkflowRunModel {
  model.queued_at = undefined;
  return { ...model, progress, outputs: undefined };
}
