// With index signatures, unknown fields can be read, and a record can be passed on as an object.
import { holds, type Identical } from "./tools.js";
import type { MediaItem, WorkflowRun, WorkflowRunModel } from "./types.js";

declare const model: WorkflowRunModel;
declare const item: MediaItem;

const position = model["queue_position"];
holds<Identical<typeof position, unknown>>();
model["batch_id"] = "b_1";
holds<Identical<(typeof model)["gpu"], WorkflowRunModel["gpu"]>>();
// @ts-expect-error: fields that the schema names keep their types
model["number"] = "1";
export const plain: { [name: string]: unknown } = item;
export const size = (run: WorkflowRun<number, string>): unknown => run["size"];
