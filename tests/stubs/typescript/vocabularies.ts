// Vocabularies: closed ones take their words alone, open ones any string and know their words all the same.
import { holds, type Identical } from "./tools.js";
import type {
  KnownWorkflowRunModelGpu,
  WorkflowRunModel,
  WorkflowRunModelGpu,
  WorkflowRunMode,
} from "./types.js";

type Gpu = "CPU" | "T4" | "L4" | "A10G" | "L40S" | "A100" | "A100-80GB" | "H100" | "H200" | "B200";

holds<Identical<WorkflowRunMode, "sync" | "async">>();
holds<Identical<KnownWorkflowRunModelGpu, Gpu>>();
// A plain `string` in the union would absorb the known values.
holds<Identical<Extract<WorkflowRunModelGpu, Gpu>, Gpu>>();
holds<Identical<Extract<Gpu | string, Gpu>, never>>();

export const known: WorkflowRunModelGpu = "H100";
export const unheardOf: WorkflowRunModelGpu = "B300";
export const fromElsewhere = (text: string): WorkflowRunModelGpu => text;
export const asText = (gpu: WorkflowRunModelGpu): string => gpu;
// @ts-expect-error: not one of those that are known
export const notKnown: KnownWorkflowRunModelGpu = "B300";
// @ts-expect-error: closed
export const mode: WorkflowRunMode = "batch";
// @ts-expect-error: null is not in the vocabulary; the field allows null
export const nothing: WorkflowRunModelGpu = null;
export const field: WorkflowRunModel["gpu"] = null;

const prices: Record<KnownWorkflowRunModelGpu, number> = {
  CPU: 0,
  T4: 1,
  L4: 2,
  A10G: 3,
  L40S: 4,
  A100: 5,
  "A100-80GB": 6,
  H100: 7,
  H200: 8,
  B200: 9,
};
// @ts-expect-error: a word is missing
export const incomplete: Record<KnownWorkflowRunModelGpu, number> = { CPU: 0 };
export default prices;
