// What has to compile, and what must not: the types that zod infers are those of the TypeScript target.
import * as z from "zod";
import type * as Written from "./typescript.js";
import {
  MediaItem,
  TextToImage,
  WorkflowRun,
  WorkflowRunModel,
  WorkflowRunModelGpu,
  WorkflowRunOutputModel,
} from "./canonical.js";

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type IsAny<T> = 0 extends 1 & T ? true : false;
type Named<T> = { [Name in keyof T as string extends Name ? never : Name]: T[Name] };
type AnyMembers<T> = { [Name in keyof T]-?: IsAny<T[Name]> extends true ? Name : never }[keyof T];
type Optional<T> = { [Name in keyof T]-?: {} extends Pick<T, Name> ? Name : never }[keyof T];

/** Records are those of the TypeScript target with index signatures, their payloads included. */
export const same: [
  Same<WorkflowRun, Written.WorkflowRun>,
  Same<WorkflowRunModel, Written.WorkflowRunModel>,
  Same<WorkflowRunOutputModel, Written.WorkflowRunOutputModel>,
  Same<MediaItem, Written.MediaItem>,
  Same<WorkflowRunModelGpu, Written.WorkflowRunModelGpu>,
  Same<TextToImage, Written.TextToImage>,
] = [true, true, true, true, true, true];

/** What a schema takes is what it gives. */
export const taken: [
  Same<z.input<typeof WorkflowRun>, WorkflowRun>,
  Same<z.input<typeof WorkflowRunModel>, WorkflowRunModel>,
  Same<z.input<typeof TextToImage>, TextToImage>,
] = [true, true, true];

/** Nothing is `any`, which would be checked no more. */
export const any: [
  Same<AnyMembers<Named<WorkflowRun>>, never>,
  Same<AnyMembers<Named<WorkflowRunModel>>, never>,
  Same<AnyMembers<Named<WorkflowRunOutputModel>>, never>,
  Same<AnyMembers<TextToImage>, never>,
  IsAny<WorkflowRun["more"]>,
] = [true, true, true, true, false];

/** A field of any type can still be required. */
export const opaque: [
  Same<Optional<Named<WorkflowRun>>, never>,
  Same<Optional<Named<WorkflowRunOutputModel>>, "type" | "node_id">,
] = [true, true];

declare const run: WorkflowRun;
declare const model: WorkflowRunModel;

export const seed: number = run.input.seed;
export const more: unknown = run["costUsd"];
export const gpus: WorkflowRunModelGpu[] = [
  "T4",
  "A new one",
  ...WorkflowRunModelGpu.options[0].options,
];
export const url: string | undefined = model.outputs?.[0]?.data["images"]
  ?.flatMap((item) => (typeof item === "object" ? [item.url] : []))
  .at(0);

// @ts-expect-error
export const text: string = run.input.prompt.length;
// @ts-expect-error
export const date: Date = run.createdAt;
// @ts-expect-error
export const ended: string = model.ended_at;
// @ts-expect-error
export const status: typeof run.status = "done";
// @ts-expect-error
export const status2: typeof run.status = null;
// @ts-expect-error
export const item: MediaItem = { url: "a", type: "b" };
// @ts-expect-error
export const size: TextToImage["size"] = { width: 64, height: 64, depth: 64 };

/** A user's own schema takes the place of what is opaque. */
const Mine = WorkflowRun.extend({ output: z.strictObject({ pages: z.number() }) });
declare const mine: z.infer<typeof Mine>;
export const pages: number = mine.output.pages;
export const id: string = mine.id;
// @ts-expect-error
export const page: number = mine.output.page;
