// Exact optional fields, with `exactOptionalPropertyTypes`: missing is not undefined.
import { holds, type Identical } from "./tools.js";
import type { WorkflowRunModel } from "./types.js";

declare const model: WorkflowRunModel;

model.progress = 0.5;
model.ended_at = null;
delete model.progress;
// @ts-expect-error: missing or a number
model.progress = undefined;
// @ts-expect-error: missing, null or a string
export const copy: WorkflowRunModel = { ...model, ended_at: undefined };
// Reading is as ever.
holds<Identical<WorkflowRunModel["progress"], number | undefined>>();
