// Guards, as they run.
import {
  isKnownWorkflowRunModelGpu,
  isKnownWorkflowRunModelStatus,
  type KnownWorkflowRunModelGpu,
  knownWorkflowRunModelGpu,
  type WorkflowRunModel,
  type WorkflowRunModelGpu,
} from "./types.js";

export function price(gpu: WorkflowRunModelGpu): number | null {
  if (isKnownWorkflowRunModelGpu(gpu)) {
    const known: KnownWorkflowRunModelGpu = gpu;
    return knownWorkflowRunModelGpu.indexOf(known);
  }
  const other: string = gpu;
  return other === "" ? -1 : null;
}

// @ts-expect-error: may be null
export const careless = (model: WorkflowRunModel) => isKnownWorkflowRunModelGpu(model.gpu);
export const careful = (model: WorkflowRunModel) =>
  model.gpu !== null && isKnownWorkflowRunModelGpu(model.gpu);
// @ts-expect-error: the list is for reading alone
export const add = () => knownWorkflowRunModelGpu.push("B300");

const found = ["CPU", "A100-80GB", "B300", "", "cpu", "constructor", "__proto__", "length"].map(price);
console.log(JSON.stringify(found));
console.log(["queued", "Queued", "sleeping"].map(isKnownWorkflowRunModelStatus).join());
