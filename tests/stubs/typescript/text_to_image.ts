// Runs of the text-to-image workflow in tests/stubs/samples, as someone who has such runs would use the types.
import { holds, type Identical } from "./tools.js";
import type { Lora, Pictures, Size, TextToImage, WorkflowRun, WorkflowRunModel } from "./types.js";

const input: TextToImage = {
  prompt: "a cat on a wall",
  negative_prompt: null,
  seed: 7,
  size: { width: 512, height: 768 },
  sampler: null,
  loras: [{ name: "ink.safetensors", weight: 0.8 }, { name: "wall.safetensors" }],
  crop: [0, 0, 512, 512],
  control: { kind: "pose", points: [[0.5, 0.25]] },
  labels: { series: "walls" },
};

export function start(prompt: string, size: Size): TextToImage {
  return { prompt, size, seed: 0, sampler: "euler" };
}

export function summary(run: WorkflowRun): string {
  const pictures = run.output?.images.map((image) => image.url).join(", ") ?? "none";
  const loras = run.input.loras?.map((lora: Lora) => lora.name) ?? [];
  const seconds = run.output?.timings?.["sampling"]?.toFixed(1) ?? "?";
  return `${run.input.prompt} (${loras.length}): ${pictures} in ${seconds} s`;
}

export function left(control: NonNullable<TextToImage["control"]>): number | undefined {
  switch (control.kind) {
    case "depth":
      return control.strength;
    case "pose":
      return control.points[0]?.[0];
  }
}

holds<Identical<WorkflowRun["input"], TextToImage>>();
holds<Identical<WorkflowRun["output"], Pictures>>();
holds<Identical<WorkflowRunModel["workflow_inputs"], TextToImage>>();
holds<Identical<NonNullable<TextToImage["crop"]>, [number, number, number, number]>>();
// The types of the schemas are there by default, and may be overridden.
holds<Identical<WorkflowRun<Size, unknown>["input"], Size>>();
holds<Identical<WorkflowRun<Size, unknown>["output"], unknown>>();

// @ts-expect-error: the prompt is missing
export const silent: TextToImage = { seed: 7, size: { width: 512, height: 512 } };
// @ts-expect-error: one that the workflow does not take
export const typo: TextToImage = { ...input, promt: "a dog" };
// @ts-expect-error: a sampler that the workflow does not have
input.sampler = "heun";
// @ts-expect-error: three edges of four
input.crop = [0, 0, 512];
// @ts-expect-error: a pose has points, not a strength
input.control = { kind: "pose", strength: 1 };
// @ts-expect-error: may be null
export const first = (run: WorkflowRun) => run.output.images[0];
// @ts-expect-error: missing is not null
input.loras = null;
