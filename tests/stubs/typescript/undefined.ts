// Optional members as they are by default: they may be undefined, whatever the compiler is told.
import type { WorkflowRunModel } from "./types.js";

export function patch(model: WorkflowRunModel, progress: number | undefined): WorkflowRunModel {
  model.queued_at = undefined;
  return { ...model, progress, outputs: undefined };
}
