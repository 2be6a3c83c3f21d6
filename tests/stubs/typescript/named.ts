// Without index signatures, types have only the fields that the schema names; records may have more.
import type { MediaItem, WorkflowRunModel } from "./types.js";

declare const model: WorkflowRunModel;
declare const item: MediaItem;

// @ts-expect-error: not named
model["queue_position"];
// @ts-expect-error: an interface without an index signature is no such object
export const plain: { [name: string]: unknown } = item;

const received = { url: "u", type: "output", filename: "a.png", hash: "0" };
export const more: MediaItem = received;
// @ts-expect-error: a literal must not have unknown fields
export const slip: MediaItem = { url: "u", type: "output", filename: "a.png", hash: "0" };
