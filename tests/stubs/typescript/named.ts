// Without index signatures there are no members but those that the schema names, though records may have more.
import type { MediaItem, WorkflowRunModel } from "./types.js";

declare const model: WorkflowRunModel;
declare const item: MediaItem;

// @ts-expect-error: not named
model["queue_position"];
// @ts-expect-error: an interface without an index signature is no such object
export const plain: { [name: string]: unknown } = item;

const received = { url: "u", type: "output", filename: "a.png", hash: "0" };
export const more: MediaItem = received;
// @ts-expect-error: in a literal, a member more is taken for a slip of the pen
export const slip: MediaItem = { url: "u", type: "output", filename: "a.png", hash: "0" };
