// Payloads are opaque until their user says what they are.
import { holds, type Identical } from "./tools.js";
import type { WorkflowRun, WorkflowRunModel } from "./types.js";

interface Question {
  text: string;
}
type Answer = { text: string; tokens: number } | null;

holds<Identical<WorkflowRun["input"], unknown>>();
holds<Identical<WorkflowRun["output"], unknown>>();
holds<Identical<WorkflowRun<Question>["input"], Question>>();
holds<Identical<WorkflowRun<Question>["output"], unknown>>();
holds<Identical<WorkflowRun<Question, Answer>["output"], Answer>>();
holds<Identical<WorkflowRunModel<Question>["workflow_inputs"], Question>>();
holds<Identical<WorkflowRun<unknown, unknown>, WorkflowRun>>();

export function ask(run: WorkflowRun<Question, Answer>): string {
  return `${run.input.text}: ${run.output?.text ?? run.error ?? "nothing yet"}`;
}
// A run whose payloads are known is a run.
export const forget = (run: WorkflowRun<Question, Answer>): WorkflowRun => run;
// @ts-expect-error: the other way one has to look first
export const guess = (run: WorkflowRun): WorkflowRun<Question, Answer> => run;
// @ts-expect-error: this record has no output that one could describe
export type No = WorkflowRunModel<Question, Answer>;
// @ts-expect-error: may be null
export const tokens = (run: WorkflowRun<Question, Answer>): number => run.output.tokens;
