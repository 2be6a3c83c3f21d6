// The types that json-schema-to-typescript writes for the same schemas, and ours with exact optional fields.
import type * as Model from "./json2ts_workflow_run_model.js";
import type * as Run from "./json2ts_workflow_run.js";
import { holds, type Same } from "./tools.js";
import type * as Ours from "./types.js";

// It takes a schema that has a description and no type for one of objects; ours says `unknown`.
type Flaw = { [name: string]: unknown };

holds<Same<Ours.WorkflowRun<Flaw, Flaw>, Run.WorkflowRun>>();
// It does not know of vocabularies that may grow and says `string`: to the compiler that is the same.
holds<
  Same<
    Omit<Ours.WorkflowRunModel<Flaw>, "workflow_api" | "outputs">,
    Omit<Model.WorkflowRunModel, "workflow_api" | "outputs">
  >
>();
holds<Same<keyof Ours.WorkflowRunModel, keyof Model.WorkflowRunModel>>();
holds<
  Same<
    Omit<Ours.WorkflowRunOutputModel, "node_meta">,
    Omit<Model.WorkflowRunOutputModel, "node_meta">
  >
>();
holds<Same<keyof Ours.WorkflowRunOutputModel, keyof Model.WorkflowRunOutputModel>>();
holds<Same<Ours.MediaItem, Model.MediaItem>>();

// The flaw, in both directions: a prompt that is plain text is a valid input.
export const ours: Ours.WorkflowRun["input"] = "a cat";
// @ts-expect-error: not for json-schema-to-typescript
export const theirs: Run.WorkflowRun["input"] = "a cat";
// @ts-expect-error: nor for the workflow of a model
export const workflow: Model.WorkflowRunModel["workflow_api"] = "a cat";
// @ts-expect-error: nor for what is known about a node
export const node: Model.WorkflowRunOutputModel["node_meta"] = null;
